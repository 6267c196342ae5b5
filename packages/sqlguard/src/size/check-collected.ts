import { COLLECTING } from '../allow/aggregates.ts';
import { MAX_UNSPILLED } from '../input/limits.ts';
import { childrenOf } from '../ir/children.ts';
import type { Call, Expr } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import type { Binder, Env } from '../bind/env.ts';
import { mostValuesOf } from './distinct-values.ts';
import { grownBy } from './grown-by.ts';
import { treeOfList } from './json-trees.ts';

/** What the executor gives a grouping before it begins no more groups, and what a list takes as soon as it is begun. */
const HASH_MEMORY = 32 * 1024 * 1024;
const BEGUN = 1024;
/** Groups that are begun within that memory where a group is a value or two; each may become longer than it began. */
const MOST_BEGUN = 160_000;
/** Around an element of a list that is being made. */
const ELEMENT = 40;
/** While a list becomes a value it is there twice, in room that has been doubled. */
const TIMES_THERE = 3;

/**
 * B8: the lists of one group are made side by side. A server that groups by hash makes those of all groups at once: it
 * begins no more groups when its memory is full, but those that it has begun go on growing, the largest value of each as
 * well as its list. It does not where some aggregate sorts what it is given.
 */
export function checkCollected({ binder, scope }: Env, exprs: readonly Expr[], keys: readonly Expr[]): void {
  if (scope.listed === undefined || !binder.seen.aggregated) return;
  const calls = exprs.flatMap(aggregatesIn);
  const [lists, others] = [calls.filter(isList), calls.filter((call) => !isList(call))];
  const grown = keys.length > 0 ? others.reduce((sum, { args }) => sum + grownOf(binder, args), 0) : 0;
  const [first] = lists.length > 0 ? lists : others;
  if (first === undefined || (lists.length === 0 && grown === 0)) return;
  const { usual, all } = scope.listed();
  const ofGroup = lists.reduce((sum, list) => sum + memoryOfList(list), 0);
  if (ofGroup > MAX_UNSPILLED) refuse('size.rows', { at: first.at });
  if (calls.some(({ distinct, within, order }) => distinct || within || order.length > 0)) return;
  const each = lists.reduce((sum, { args }) => sum + args.reduce((bytes, arg) => bytes + arg.usual, ELEMENT), 0);
  const listed = Math.min(each * all, HASH_MEMORY * Math.max(1, (each * usual) / BEGUN));
  const begun = Math.min(all, MOST_BEGUN, mostValuesOf(binder, keys));
  if (listed + grown * begun > MAX_UNSPILLED) refuse('size.rows', { at: first.at, hint: SORT_HINT });
}

const SORT_HINT = 'Give the list an order, as in string_agg(x, y ORDER BY x), or filter the rows by an equality.';

const isList = ({ name }: Call): boolean => COLLECTING.has(name);

/** What making a list takes, with all that becomes part of it. */
export const memoryOfList = (call: Call): number => Math.max(call.size * TIMES_THERE, treeOfList(call));

const grownOf = (binder: Binder, args: readonly Expr[]): number =>
  args.reduce((sum, arg) => sum + grownBy(binder, arg), 0);

const aggregatesIn = (expr: Expr): readonly Call[] => [
  ...(expr.kind === 'call' && expr.role === 'aggregate' ? [expr] : []),
  ...childrenOf(expr).flatMap(aggregatesIn),
];
