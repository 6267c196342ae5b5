import type { Call, Expr, OrderItem } from '../ir/nodes.ts';
import { aliasesOf } from '../ir/children.ts';
import type { FunctionRow } from '../pg/rows.ts';
import { keyOf } from '../print/print.ts';
import type { Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { checkSortable } from './coerce.ts';
import type { Env } from './env.ts';

/** Where it may stand: aggregates not in WHERE, window functions only in the list and ORDER BY. */
export function roleOf(env: Env, { node, row, at }: { node: Raw; row: FunctionRow; at: number }): Call['role'] {
  const name = row.name;
  if (row.set === true) {
    if (node['over'] !== undefined) refuse('function.misplaced', { at, name: 'OVER' });
    if (!['select', 'from', 'group'].includes(env.clause)) refuse('function.misplaced', { at, name });
    if (env.inside !== 'nothing') refuse('function.misplaced', { at, name });
    return 'rows';
  }
  const isStar = node['agg_star'] === true;
  if (isStar && name !== 'count') refuse('function.no_match', { at, name });
  if (row.kind === 'a' && row.args.length === 0 && !isStar)
    refuse('function.no_match', { at, name, hint: `Write ${name}(*).` });
  if (node['over'] !== undefined) {
    if (row.kind === 'f' || env.inside !== 'nothing' || !['select', 'order'].includes(env.clause))
      refuse('function.misplaced', { at, name });
    if (row.aggregate === 'o' || row.aggregate === 'h') refuse('function.misplaced', { at, name });
    return 'window';
  }
  if (row.kind === 'w') refuse('function.misplaced', { at, name, hint: `${name} needs OVER (…).` });
  if (row.kind === 'f') return 'function';
  if (env.inside === 'aggregate' || !['select', 'having', 'order', 'window'].includes(env.clause))
    refuse('function.misplaced', { at, name });
  return 'aggregate';
}

/**
 * An aggregate whose columns are all of an outer level belongs to that level, which no analyst means: refused, so that
 * an aggregate always belongs to where it stands. `parts` is what it collects: direct arguments do not count.
 */
export function checkLevel(env: Env, parts: readonly Expr[], at: number): void {
  const aliases = parts.flatMap((part) => [...aliasesOf(part)]);
  const isOuter = aliases.length > 0 && !aliases.some((alias) => env.scope.own.has(alias));
  if (isOuter) refuse('function.misplaced', { at, name: 'an aggregate over outer columns alone' });
}

type Specials = {
  readonly row: FunctionRow;
  readonly order: readonly OrderItem[];
  /** As written: PostgreSQL compares them with ORDER BY before it converts them. */
  readonly args: readonly Expr[];
  readonly at: number;
};

/** DISTINCT and ORDER BY inside a call: of aggregates alone, not over a window, and in agreement. */
export function checkSpecials(node: Raw, { row, order, args, at }: Specials): void {
  const isPlain = row.kind === 'a' && node['over'] === undefined;
  const isDistinct = node['agg_distinct'] === true;
  if (order.length > 0 && !isPlain) refuse('function.misplaced', { at, name: 'ORDER BY' });
  if (!isDistinct) return;
  if (!isPlain || node['agg_within_group'] === true || row.args.length === 0)
    refuse('function.misplaced', { at, name: 'DISTINCT' });
  for (const arg of args) checkSortable(arg, at);
  const shown = new Set(args.map(keyOf));
  if (order.some(({ by }) => typeof by === 'number' || !shown.has(keyOf(by)))) refuse('distinct.order', { at });
}
