import { MAX_HELD_BYTES, MAX_UNSPILLED } from '../input/limits.ts';
import { leavesOf } from '../ir/children.ts';
import type { From, Query, Typed } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import { ctesOf, findCte, type Ctes } from './bounded-rows.ts';
import type { Binder, Frame } from '../bind/env.ts';
import { rowsOfQuery } from './estimate-rows.ts';
import { grownBy } from './grown-by.ts';

/** Rows shown at most: whether or not a profile is going to sort them, they are held by what sorts them. */
const ROWS_SHOWN = 10_001;
/** Of more rows than these the executor's cost check decides. */
const MOST_ROWS = 200_000;

/**
 * B8: PostgreSQL keeps some rows in memory whatever `work_mem` says: those of a sort that ends in a LIMIT, the hashed side
 * of IN, INTERSECT and EXCEPT, and rows of a hash join whose keys are alike. Its planner takes every computed text to be
 * 32 bytes, so what the question made longer than the bank stored it is counted here.
 */
export function checkHeld({ binder, ctes }: Frame, query: Query, most = MOST_ROWS): void {
  const grown = heldBy(query).map((value) => ({
    at: value.at,
    bytes: grownBy(binder, value),
  }));
  const bytes = grown.reduce((sum, value) => sum + value.bytes, 0);
  if (bytes * most <= MAX_HELD_BYTES) return;
  const rows = Math.min(most, rowsOfQuery({ binder, ctes: ctesOf({ ctes }) }, query));
  if (bytes * rows > MAX_HELD_BYTES) refuse('size.rows', { at: grown.find((value) => value.bytes > 0)?.at ?? -1 });
}

/**
 * Under a LIMIT, in subqueries too, a sort holds as many rows as it lets through, and those that an OFFSET passes over. It
 * begins to do so while they are short, and never ends it when long ones come: all of a question are counted together.
 */
export function checkHeldByLimit(frame: Frame, query: Query): void {
  const { limit, offset } = query;
  if (limit === null) return;
  const most = Math.min(limit + (offset ?? 0), MOST_ROWS);
  const open = { ...query, limit: null };
  checkHeld(frame, open, most);
  const width = heldBy(query).reduce((sum, { usual }) => sum + usual, 0);
  // Most limits are small.
  if (most * width < SOME_HELD) return;
  const { binder, ctes } = frame;
  const rows = Math.min(most, rowsOfQuery({ binder, ctes: ctesOf({ ctes }) }, open));
  binder.seen.limited += rows * width;
  if (binder.seen.limited > MAX_UNSPILLED)
    refuse('size.rows', { at: query.outputs[0]?.at ?? -1, hint: 'Write a smaller LIMIT, or show fewer long texts.' });
}

const SOME_HELD = 1024 * 1024;

/** What is shown: a profile with masks sorts it. */
export function checkHeldByCap(binder: Binder, query: Query): void {
  checkHeld(
    { binder, parent: null, ctes: new Map() },
    query,
    Math.min(query.limit ?? ROWS_SHOWN, ROWS_SHOWN) + (query.offset ?? 0),
  );
}

/** Each of several relations may be the one that a join hashes. */
export function checkHeldByJoin(frame: Frame, from: readonly From[]): void {
  if (from.length === 1 && from[0]?.kind !== 'join') return;
  const ctes = ctesOf(frame);
  for (const item of from.flatMap(leavesOf)) {
    if (item.kind === 'subquery') checkHeld(frame, item.query);
    if (item.kind === 'cte') checkHeldCte(frame, item.name, ctes);
  }
}

function checkHeldCte(frame: Frame, name: string, ctes: Ctes): void {
  const found = findCte(name, ctes);
  if (found !== undefined) checkHeld(frame, found.query);
}

/** What a row consists of, with the keys it is ordered by. */
const heldBy = (query: Query): readonly Typed[] => [
  ...query.outputs,
  ...query.order.flatMap(({ by }) => (typeof by === 'number' ? [] : [by])),
];
