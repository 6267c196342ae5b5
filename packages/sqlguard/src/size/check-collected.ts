import { COLLECTING } from '../allow/aggregates.ts';
import { MAX_UNSPILLED } from '../input/limits.ts';
import { childrenOf } from '../ir/children.ts';
import type { Call, Expr } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import type { Env } from '../bind/env.ts';

/** What the executor gives a grouping before it begins no more groups, and what a list takes as soon as it is begun. */
const HASH_MEMORY = 32 * 1024 * 1024;
const BEGUN = 1024;
/** Around an element of a list that is being made. */
const ELEMENT = 40;
/** While a list becomes a value it is there twice, in room that has been doubled. */
const TIMES_THERE = 3;

/**
 * B8: the lists of one group are made side by side. A server that groups by hash makes those of all groups at once: it
 * begins no more groups when its memory is full, but those that it has begun go on growing. It does not where some
 * aggregate sorts what it is given.
 */
export function checkCollected({ binder, scope }: Env, exprs: readonly Expr[]): void {
  // Every function of the query so far: most questions call none that collects.
  if (scope.listed === undefined || COLLECTING.isDisjointFrom(binder.functions)) return;
  const calls = exprs.flatMap(aggregatesIn);
  const lists = calls.filter(({ name }) => COLLECTING.has(name));
  const [first] = lists;
  if (first === undefined) return;
  const { usual, all } = scope.listed();
  const ofGroup = lists.reduce((sum, { size }) => sum + size, 0) * TIMES_THERE;
  const each = lists.reduce((sum, { args }) => sum + args.reduce((bytes, arg) => bytes + arg.usual, ELEMENT), 0);
  const isSorted = calls.some(({ distinct, within, order }) => distinct || within || order.length > 0);
  const hashed = isSorted ? 0 : Math.min(each * all, HASH_MEMORY * Math.max(1, (each * usual) / BEGUN));
  if (ofGroup > MAX_UNSPILLED) refuse('size.rows', { at: first.at });
  if (hashed > MAX_UNSPILLED) refuse('size.rows', { at: first.at, hint: SORT_HINT });
}

const SORT_HINT = 'Give the list an order, as in string_agg(x, y ORDER BY x), or filter the rows by an equality.';

const aggregatesIn = (expr: Expr): readonly Call[] => [
  ...(expr.kind === 'call' && expr.role === 'aggregate' ? [expr] : []),
  ...childrenOf(expr).flatMap(aggregatesIn),
];
