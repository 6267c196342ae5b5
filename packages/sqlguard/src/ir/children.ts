import type { Expr, From, GroupItem, Query, WindowSpec } from './nodes.ts';

/** The expressions directly below one expression; subqueries are given apart. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'column':
    case 'literal':
      return [];
    case 'cast':
    case 'not':
    case 'null_test':
    case 'truth_test':
    case 'collate':
      return [expr.arg];
    case 'call':
      return [...expr.args, ...orderExprs(expr.order), ...(expr.filter ? [expr.filter] : []), ...(expr.over ? windowExprs(expr.over) : [])];
    case 'operation':
      return expr.left ? [expr.left, expr.right] : [expr.right];
    case 'logic':
    case 'coalesce':
    case 'extreme':
    case 'grouping':
      return expr.args;
    case 'distinction':
    case 'null_if':
    case 'over_array':
      return [expr.left, expr.right];
    case 'in_list':
      return [expr.left, ...expr.items];
    case 'between':
      return [expr.arg, expr.low, expr.high];
    case 'case':
      return [...(expr.arg ? [expr.arg] : []), ...expr.whens.flatMap(({ when, then }) => [when, then]), ...(expr.otherwise ? [expr.otherwise] : [])];
    case 'array':
    case 'row':
      return expr.items;
    case 'subscript':
      return [expr.arg, ...expr.indexes.flatMap(({ lower, upper }) => [lower, upper].filter((index) => index !== null))];
    case 'sublink':
      return expr.test ? [expr.test] : [];
  }
}

export function windowExprs(spec: WindowSpec): readonly Expr[] {
  const offsets = [spec.frame?.start.offset, spec.frame?.end?.offset].filter((offset) => offset != null);
  return [...spec.partition, ...orderExprs(spec.order), ...offsets];
}

const orderExprs = (order: readonly { readonly by: number | Expr }[]): readonly Expr[] =>
  order.flatMap((item) => (typeof item.by === 'number' ? [] : [item.by]));

/** Every expression at the top of a query's own clauses, and its nested queries, for walks that go all the way down. */
export function partsOf(query: Query): { readonly exprs: readonly Expr[]; readonly queries: readonly Query[] } {
  const shared = { order: orderExprs(query.order), ctes: query.ctes.map((cte) => cte.query) };
  switch (query.kind) {
    case 'values':
      return { exprs: [...query.rows.flat(), ...shared.order], queries: shared.ctes };
    case 'set':
      return { exprs: shared.order, queries: [query.left, query.right, ...shared.ctes] };
    case 'select': {
      const from = query.from.map(fromParts);
      const group = query.group.flatMap(groupExprs);
      const distinct = typeof query.distinct === 'string' ? [] : query.distinct;
      const conditions = [query.where, query.having].filter((expr) => expr !== null);
      const windows = query.windows.flatMap((window) => windowExprs(window.spec));
      const targets = query.targets.map((target) => target.expr);
      return {
        exprs: [...targets, ...conditions, ...group, ...distinct, ...windows, ...shared.order, ...from.flatMap((part) => part.exprs)],
        queries: [...from.flatMap((part) => part.queries), ...shared.ctes],
      };
    }
  }
}

type FromParts = { readonly exprs: readonly Expr[]; readonly queries: readonly Query[] };

function fromParts(from: From): FromParts {
  switch (from.kind) {
    case 'relation':
    case 'base':
    case 'cte':
      return { exprs: [], queries: [] };
    case 'subquery':
      return { exprs: [], queries: [from.query] };
    case 'function':
      return { exprs: [from.call], queries: [] };
    case 'join': {
      const sides = [fromParts(from.left), fromParts(from.right)];
      return { exprs: [...(from.on ? [from.on] : []), ...sides.flatMap((side) => side.exprs)], queries: sides.flatMap((side) => side.queries) };
    }
  }
}

export function groupExprs(item: GroupItem): readonly Expr[] {
  switch (item.kind) {
    case 'expr':
      return [item.expr];
    case 'list':
      return item.items;
    case 'empty':
      return [];
    case 'sets':
      return item.items.flatMap(groupExprs);
  }
}

/** True if `test` holds for any expression in the tree, subqueries included when `deep`. */
export function someExpr(expr: Expr, test: (expr: Expr) => boolean, deep: boolean): boolean {
  if (test(expr) || childrenOf(expr).some((child) => someExpr(child, test, deep))) return true;
  return deep && expr.kind === 'sublink' && someInQuery(expr.query, test);
}

function someInQuery(query: Query, test: (expr: Expr) => boolean): boolean {
  const { exprs, queries } = partsOf(query);
  return exprs.some((expr) => someExpr(expr, test, true)) || queries.some((inner) => someInQuery(inner, test));
}
