import type { Env, Scope } from './env.ts';
import { COLLECTING } from '../allow/aggregates.ts';
import { aliasesOfQuery, someExpr } from '../ir/children.ts';
import type { Query } from '../ir/nodes.ts';
import type { Sizes } from './widths.ts';

/** Rows of one group are fewer than rows of the table; above this the executor's cost check decides. */
const MOST_ROWS = 400_000;
/** A group is taken to hold a hundredth of the rows. */
const USUAL_GROUPS = 100;
const FEWEST_ROWS = 1000;
/** Groups of a question that shows as many as it may: their lists are the table's rows, once. */
const MANY_GROUPS = 10_000;

/** What an aggregate that keeps every value may grow to: what one row usually adds × rows. */
export function collectedSizes({ binder, scope }: Env, usual: number, isWindow = false): Sizes {
  const { each, rows } = collected(binder, usual);
  // Every row of a partition has the whole list.
  if (isWindow) return { size: each * rows, usual: each * inGroup(rows) };
  if (scope.grouped) return { size: each * inGroup(rows), usual: each * ofOne(rows) };
  return { size: each * rows, usual: scope.parent === null ? each * rows : each * ofOne(rows) };
}

/**
 * What a subquery in an expression gives, for each row around it. Where it looks at that row, a list in it is usually made
 * of those that belong to it; else the same long list stands in every row.
 */
export function sublinkSizes({ binder, scope }: Env, query: Query, form: 'scalar' | 'array'): Sizes {
  const [first] = query.outputs;
  const { size = 0, usual = 0 } = first ?? {};
  const isOwn = isCorrelated(scope, query);
  if (form === 'scalar') return { size, usual: !isOwn && givesList(query) ? size : usual };
  const { each, rows } = collected(binder, usual);
  return { size: each * rows, usual: isOwn ? each * ofOne(rows) : each * rows };
}

function collected({ read }: Env['binder'], usual: number): { readonly each: number; readonly rows: number } {
  const largest = Math.max(FEWEST_ROWS, ...[...read].map((dataset) => dataset.rowEstimate || 0));
  return { each: Math.max(usual, 1), rows: Math.min(largest, MOST_ROWS) };
}

const inGroup = (rows: number): number => Math.max(FEWEST_ROWS, rows / USUAL_GROUPS);
const ofOne = (rows: number): number => Math.max(1, rows / MANY_GROUPS);

function isCorrelated(scope: Scope | null, query: Query): boolean {
  const aliases = new Set<string>();
  aliasesOfQuery(query, aliases);
  for (let outer = scope; outer !== null; outer = outer.parent)
    if (
      outer.items.some(({ columns }) => columns.some(({ expr }) => expr.kind === 'column' && aliases.has(expr.alias)))
    )
      return true;
  return false;
}

const givesList = (query: Query): boolean =>
  query.kind === 'select' &&
  query.targets.some(({ expr }) => someExpr(expr, (part) => part.kind === 'call' && COLLECTING.has(part.name), false));
