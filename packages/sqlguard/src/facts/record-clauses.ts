import type { Binder, Env } from '../bind/env.ts';
import type { Outputs } from '../bind/bind-order.ts';
import { oftenLooksDiffer, withScale } from '../ir/looks.ts';
import type { Column, Dep, Expr, MergeKey, OrderItem, Select } from '../ir/nodes.ts';
import { childrenOf, groupExprs, setsOf, someExpr } from '../ir/children.ts';
import { keyOf } from '../print/print.ts';
import { ctesOf } from '../size/bounded-rows.ts';
import type { Names } from './padding.ts';
import { isOneOfLevel, isOneRow } from './row-identity.ts';
import { isPassedOn, partOf, type Compared } from './compared-with.ts';
import { note, recordUses } from './record-uses.ts';

/** One of several equal values shows, and a plan decides which. */
export const LOOKS = 'equal values that look different';

type IsOneRow = (keys: ReadonlySet<string>, names: Names) => boolean;

/** Beside a key that is shown as it is there is one value to show. */
function noteLooks(env: Env, exprs: readonly Expr[], { deciding, isOneRow }: Merged): void {
  const isOne = (expr: Expr): boolean => !deciding.includes(expr) && !isNoted(expr) && hasShownKey(env, expr);
  if (!exprs.some((expr) => oftenLooksDiffer(withScale(expr)) && !isOne(expr))) return;
  const names = { datasets: env.binder.datasets, ctes: ctesOf(env.scope) };
  const isSeveral = exprs.some((expr) => someExpr(expr, (part) => part.kind === 'call' && part.role === 'rows', false));
  if (isSeveral || !isOneRow(new Set(exprs.map(keyOf)), names)) env.binder.undetermined.add(LOOKS);
}
type Merged = { readonly deciding: readonly Expr[]; readonly isOneRow: IsOneRow };

/** Masked values of a key may be alike. */
function hasShownKey(env: Env, expr: Expr): boolean {
  const { primaryKey = [], columns = [] } = (expr.kind === 'column' && env.scope.own.get(expr.alias)) || {};
  return primaryKey.every((key) => columns.some(({ name, class: is }) => name === key && is === 'none'));
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

type Merging = Pick<MergeKey, 'use' | 'outputs'>;

/** Columns that stay themselves are keys, of which it is known later whether the answer shows them; all else is used now. */
export function recordMerged(binder: Binder, deps: readonly Dep[], { use, outputs }: Merging): readonly MergeKey[] {
  const [direct, computed] = [deps.filter((dep) => dep.direct), deps.filter((dep) => !dep.direct)];
  note(binder, computed, use, null);
  const keys = direct.map((dep) => ({ dep, use, outputs }));
  binder.mergeKeys.push(...keys);
  return keys;
}

function recordKeys(
  env: Env,
  exprs: readonly Expr[],
  { use, outputs }: { use: MergeKey['use']; outputs: Outputs },
): readonly MergeKey[] {
  return exprs.flatMap((expr) => {
    if (expr.kind === 'column' && partOf(env.binder, expr) === null)
      return recordMerged(env.binder, expr.deps, { use, outputs: positionsOf(expr, outputs) });
    recordUses(env.binder, expr, use);
    return [];
  });
}

const positionsOf = (column: Column, outputs: Outputs): readonly number[] =>
  outputs.flatMap(({ expr }, index) => (holds([expr], column) ? [index] : []));

type Level = Pick<Select, 'from' | 'where' | 'group'>;

export function recordGroup(env: Env, level: Level, outputs: Outputs): readonly MergeKey[] {
  const { group } = level;
  const hasSets = group.some(({ kind }) => kind === 'sets');
  const exprs = group.flatMap(groupExprs);
  const sets = group.map(setsOf);
  const deciding = exprs.filter((expr) => decides(env, expr, (key, of) => isInEverySetOf(sets, key, of)));
  noteLooks(env, exprs, { deciding, isOneRow: (keys, names) => !hasSets && isOneRow(level, keys, names) });
  return recordKeys(env, deciding, { use: 'group', outputs });
}

/** Does `key` stand in every set that holds `of`? The items of GROUP BY are multiplied: any set goes with any other. */
function isInEverySetOf(items: readonly (readonly (readonly Expr[])[])[], key: Column, of: Column): boolean {
  if (items.some((sets) => sets.every((set) => holds(set, key)))) return true;
  return items.every((sets) => sets.every((set) => !holds(set, of) || holds(set, key)));
}

export function recordOrder(env: Env, order: readonly OrderItem[], outputs: Outputs): void {
  const exprs = order.flatMap((item) => (typeof item.by === 'number' ? (outputs[item.by - 1]?.expr ?? []) : item.by));
  for (const [index, expr] of exprs.entries())
    if (decides(env, expr, (key) => holds(exprs.slice(0, index), key))) recordUses(env.binder, expr, 'order');
}

export function recordDistinct(
  env: Env,
  { distinct, ...level }: Level & Pick<Select, 'distinct'>,
  outputs: Outputs,
): readonly MergeKey[] {
  if (distinct === 'no') return [];
  const exprs = distinct === 'rows' ? outputs.map((output) => output.expr) : distinct.map((key) => key.expr);
  const deciding = exprs.filter((expr) => decides(env, expr, (key) => holds(exprs, key)));
  noteLooks(env, exprs, { deciding, isOneRow: (keys, names) => isOneOfLevel(level, keys, names) });
  return recordKeys(env, deciding, { use: 'distinct', outputs });
}

/** Is a value all that an output shows, one of several that it may show, or only computed with? */
type Place = 'alone' | 'among' | 'inside';
const CHOSEN: Compared = { operator: 'chosen', literals: [] };

/** Outputs of the outermost query: shown unchanged, or computed with; aggregates have been noted where they stand. */
export function recordOutput(env: Pick<Env, 'binder'>, expr: Expr, place: Place = 'alone'): void {
  if (isNoted(expr)) return;
  const part = partOf(env.binder, expr);
  if (part !== null) return note(env.binder, expr.deps, 'computed', part);
  if (isPassedOn(expr)) return expr.deps.forEach((dep) => recordShown(env, dep, place));
  if (isCondition(expr)) return recordUses(env.binder, expr, 'computed');
  if (expr.kind === 'sublink') note(env.binder, expr.deps, 'computed', null);
  const results = new Set(place === 'inside' ? [] : resultsOf(expr));
  for (const child of childrenOf(expr)) recordOutput(env, child, results.has(child) ? 'among' : 'inside');
}

function recordShown({ binder }: Pick<Env, 'binder'>, dep: Dep, place: Place): void {
  if (dep.direct && place === 'alone') return note(binder, [dep], 'output', null);
  note(binder, [dep], 'computed', dep.direct && place === 'among' ? CHOSEN : null);
}

/** Of these it gives one as it is. */
function resultsOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'coalesce') return expr.args;
  if (expr.kind !== 'case') return [];
  return [...expr.whens.map(({ result }) => result), ...(expr.otherwise ? [expr.otherwise] : [])];
}

/** What a mask may answer for, wherever it stands. */
const isCondition = ({ kind, type }: Expr): boolean =>
  kind === 'null_test' || kind === 'in_list' || kind === 'between' || (kind === 'operation' && type === 'bool');
