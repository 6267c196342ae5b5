import type { Env } from '../bind/env.ts';
import type { Outputs } from '../bind/bind-order.ts';
import { oftenLooksDiffer, withScale } from '../ir/looks.ts';
import type { Column, Expr, GroupItem, OrderItem, Select } from '../ir/nodes.ts';
import { childrenOf, groupExprs, setsOf } from '../ir/children.ts';
import { partOf } from './compared-with.ts';
import { note, recordUses } from './record-uses.ts';
import type { Use } from '../types.ts';

/** One of several equal values shows, and a plan decides which. */
export const LOOKS = 'equal values that look different';

function noteLooks(env: Env, exprs: readonly Expr[]): void {
  if (exprs.map(withScale).some(oftenLooksDiffer)) env.binder.undetermined.add(LOOKS);
}

/**
 * A column beside its relation's whole primary key decides nothing: it is not counted as grouped, ordered or
 * de-duplicated by (3-guard, "No misleading answers"). `isBeside` says whether a column of the key stands there.
 */
function decides(env: Env, expr: Expr, isBeside: (key: Column, of: Column) => boolean): boolean {
  if (isNoted(expr)) return false;
  if (expr.kind !== 'column') return true;
  const key = env.scope.own.get(expr.alias)?.primaryKey ?? [];
  if (key.length === 0 || key.includes(expr.name)) return true;
  return !key.every((name) => isBeside({ ...expr, name }, expr));
}

/** Aggregates and window functions have been noted where they were bound. */
const isNoted = (expr: Expr): boolean => expr.kind === 'call' && (expr.role === 'aggregate' || expr.role === 'window');

const holds = (exprs: readonly Expr[], { alias, name }: Column): boolean =>
  exprs.some((other) => other.kind === 'column' && other.alias === alias && other.name === name);

function recordDeciding(env: Env, exprs: readonly Expr[], use: Use, ordered: boolean): void {
  for (const [index, expr] of exprs.entries()) {
    const among = ordered ? exprs.slice(0, index) : exprs;
    if (decides(env, expr, (key) => holds(among, key))) recordUses(env.binder, expr, use);
  }
}

export function recordGroup(env: Env, group: readonly GroupItem[]): void {
  const exprs = group.flatMap(groupExprs);
  noteLooks(env, exprs);
  const sets = group.map(setsOf);
  for (const expr of exprs)
    if (decides(env, expr, (key, of) => isInEverySetOf(sets, key, of))) recordUses(env.binder, expr, 'group');
}

/** Does `key` stand in every set that holds `of`? The items of GROUP BY are multiplied: any set goes with any other. */
function isInEverySetOf(items: readonly (readonly (readonly Expr[])[])[], key: Column, of: Column): boolean {
  if (items.some((sets) => sets.every((set) => holds(set, key)))) return true;
  return items.every((sets) => sets.every((set) => !holds(set, of) || holds(set, key)));
}

export function recordOrder(env: Env, order: readonly OrderItem[], outputs: Outputs): void {
  const exprs = order.flatMap((item) => (typeof item.by === 'number' ? (outputs[item.by - 1]?.expr ?? []) : item.by));
  recordDeciding(env, exprs, 'order', true);
}

export function recordDistinct(env: Env, distinct: Select['distinct'], outputs: Outputs): void {
  if (distinct === 'no') return;
  const exprs = distinct === 'rows' ? outputs.map((output) => output.expr) : distinct.map((key) => key.expr);
  noteLooks(env, exprs);
  recordDeciding(env, exprs, 'distinct', false);
}

/** Outputs of the outermost query: shown unchanged, or computed with; aggregates have been noted where they stand. */
export function recordOutput(env: Pick<Env, 'binder'>, expr: Expr, top = true): void {
  if (isNoted(expr)) return;
  const part = partOf(env.binder, expr);
  if (part !== null) return note(env.binder, expr.deps, 'computed', part);
  if (expr.kind === 'column') {
    for (const dep of expr.deps) note(env.binder, [dep], top && dep.direct ? 'output' : 'computed', null);
    return;
  }
  if (isCondition(expr)) return recordUses(env.binder, expr, 'computed');
  if (expr.kind === 'sublink') note(env.binder, expr.deps, 'computed', null);
  for (const child of childrenOf(expr)) recordOutput(env, child, false);
}

/** What a mask may answer for, wherever it stands. */
const isCondition = ({ kind, type }: Expr): boolean =>
  kind === 'null_test' || kind === 'in_list' || kind === 'between' || (kind === 'operation' && type === 'bool');
