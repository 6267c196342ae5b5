import type { Column, Expr, GroupItem, NamedWindow, OrderItem, Query, Select, Target } from '../ir/nodes.ts';
import { childrenOf, groupExprs, partsOf, setsOf, someExpr, windowExprs } from '../ir/children.ts';
import { keyOf } from '../print/print.ts';
import { refuse } from '../verdict.ts';
import type { Env } from './env.ts';

type Grouped = {
  readonly targets: readonly Target[];
  readonly order: readonly OrderItem[];
  readonly group: readonly GroupItem[];
  readonly having: Expr | null;
  readonly windows: readonly NamedWindow[];
  readonly distinct: Select['distinct'];
};

/**
 * Every column of a grouped query stands in GROUP BY, in an aggregate, or hangs on a grouped primary key
 * (`check_ungrouped_columns`). Gives back the columns of the last kind.
 */
export function checkGrouping(env: Env, select: Grouped): readonly Column[] {
  const exprs = [
    ...select.targets.map((target) => target.expr),
    ...(select.having ? [select.having] : []),
    ...select.order.flatMap((item) => (typeof item.by === 'number' ? [] : [item.by])),
    ...(typeof select.distinct === 'string' ? [] : select.distinct.map((key) => key.expr)),
    ...select.windows.flatMap((window) => windowExprs(window.spec)),
  ];
  const hasAggregate = exprs.some((expr) =>
    someExpr(expr, (part) => part.kind === 'grouping' || (part.kind === 'call' && part.role === 'aggregate'), false),
  );
  if (select.group.length === 0 && select.having === null && !hasAggregate) return [];
  env.binder.seen.aggregated = true;
  const keys = new Set(select.group.flatMap(groupExprs).map(keyOf));
  const dependents = new Map<string, Column>();
  const check = makeCheck(env, { keys, plainKeys: plainKeys(select.group), dependents });
  for (const expr of exprs) check(expr);
  if (dependents.size > 0) env.binder.seen.dependents = true;
  return [...dependents.values()];
}

/** Keys grouped in every set: the only ones a primary key may be made of. */
function plainKeys(group: readonly GroupItem[]): ReadonlySet<string> {
  return new Set(group.flatMap((item) => inEvery(setsOf(item).map((set) => set.map(keyOf)))));
}

/** The server multiplies the items' sets: what one item has in all of its own is in all of the product. */
const inEvery = ([first = [], ...others]: readonly (readonly string[])[]): readonly string[] =>
  first.filter((key) => others.every((set) => set.includes(key)));

type Keys = {
  readonly keys: ReadonlySet<string>;
  readonly plainKeys: ReadonlySet<string>;
  readonly dependents: Map<string, Column>;
};

function makeCheck(env: Env, { keys, plainKeys: plain, dependents }: Keys): (expr: Expr) => void {
  const check = (expr: Expr): void => {
    if (expr.kind === 'literal' || keys.has(keyOf(expr))) return;
    if (expr.kind === 'call' && expr.role === 'aggregate') {
      if (expr.within) expr.args.forEach(check);
      return;
    }
    if (expr.kind === 'column') return checkColumn(expr);
    if (expr.kind === 'grouping') {
      if (!expr.args.every((arg) => keys.has(keyOf(arg)))) refuse('group.not_allowed', { at: expr.at });
      return;
    }
    checkParts(expr, check);
  };
  const checkParts = (expr: Expr, one: (part: Expr) => void): void => {
    childrenOf(expr).forEach(one);
    if (expr.kind === 'sublink') checkInner(expr.query);
  };
  // An aggregate of an inner level is evaluated there for each group, and only a column is known there as a key.
  const checkBelow = (expr: Expr): void => {
    if (expr.kind !== 'column') return checkParts(expr, checkBelow);
    if (!keys.has(keyOf(expr))) checkColumn(expr);
  };
  const checkColumn = (column: Column): void => {
    if (!env.scope.own.has(column.alias)) return;
    if (!hangsOnKey(env, column, plain)) refuse('group.column_missing', { at: column.at, name: column.name });
    dependents.set(keyOf(column), column);
  };
  const checkInner = (query: Query): void => {
    const { exprs, queries } = partsOf(query);
    exprs.forEach(checkBelow);
    queries.forEach(checkInner);
  };
  return check;
}

function hangsOnKey(env: Env, column: Column, plain: ReadonlySet<string>): boolean {
  const key = env.scope.own.get(column.alias)?.primaryKey ?? [];
  return key.length > 0 && key.every((name) => plain.has(keyOf({ ...column, name })));
}
