import type { Expr, From, GroupItem, Key, Query, Select, WindowSpec } from './nodes.ts';
import { visit, type Answers } from './visit.ts';

/** The expressions directly below one expression; subqueries are given apart. */
export const childrenOf = (expr: Expr): readonly Expr[] => visit(CHILDREN, expr, undefined);

const none = (): readonly Expr[] => [];
const only = ({ arg }: { readonly arg: Expr }): readonly Expr[] => [arg];
const allArgs = ({ args }: { readonly args: readonly Expr[] }): readonly Expr[] => args;
const both = ({ left, right }: { readonly left: Expr; readonly right: Expr }): readonly Expr[] => [left, right];
const items = (expr: { readonly items: readonly Expr[] }): readonly Expr[] => expr.items;
const present = (parts: readonly (Expr | null)[]): readonly Expr[] => parts.filter((part) => part !== null);

const CHILDREN: Answers<undefined, readonly Expr[]> = {
  column: none,
  literal: none,
  cast: only,
  not: only,
  null_test: only,
  truth_test: only,
  collate: only,
  call: (expr) => [
    ...expr.args,
    ...orderExprs(expr.order),
    ...(expr.filter ? [expr.filter] : []),
    ...(expr.over ? windowExprs(expr.over) : []),
  ],
  operation: (expr) => present([expr.left, expr.right]),
  logic: allArgs,
  coalesce: allArgs,
  extreme: allArgs,
  grouping: allArgs,
  distinction: both,
  null_if: both,
  over_array: both,
  in_list: (expr) => [expr.left, ...expr.items],
  between: (expr) => [expr.arg, expr.low, expr.high],
  case: (expr) => present([expr.arg, ...expr.whens.flatMap(({ when, result }) => [when, result]), expr.otherwise]),
  array: items,
  row: items,
  subscript: (expr) => [expr.arg, ...expr.indexes.flatMap(({ lower, upper }) => present([lower, upper]))],
  sublink: (expr) => present([expr.test]),
};

export function windowExprs(spec: WindowSpec): readonly Expr[] {
  const offsets = [spec.frame?.start.offset, spec.frame?.end?.offset].filter((offset) => offset != null);
  return [...spec.partition, ...orderExprs(spec.order), ...offsets];
}

export const orderExprs = (order: readonly { readonly by: number | Expr }[]): readonly Expr[] =>
  order.flatMap((item) => (typeof item.by === 'number' ? [] : [item.by]));

/** What a SELECT is ordered by, with the outputs that it names by their positions. */
export const orderKeys = ({ order, targets }: Pick<Select, 'order' | 'targets'>): readonly Expr[] =>
  order.flatMap(({ by }) => (typeof by === 'number' ? targets.slice(by - 1, by).map(({ expr }) => expr) : [by]));

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
      const distinct = typeof query.distinct === 'string' ? [] : query.distinct.map((key) => key.expr);
      const conditions = [query.where, query.having].filter((expr) => expr !== null);
      const windows = query.windows.flatMap((window) => windowExprs(window.spec));
      const targets = query.targets.map((target) => target.expr);
      return {
        exprs: [
          ...targets,
          ...conditions,
          ...group,
          ...distinct,
          ...windows,
          ...shared.order,
          ...from.flatMap((part) => part.exprs),
        ],
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
      return { exprs: from.sources.map(({ call }) => call), queries: [] };
    case 'join': {
      const sides = [fromParts(from.left), fromParts(from.right)];
      return {
        exprs: [...(from.on ? [from.on] : []), ...sides.flatMap((side) => side.exprs)],
        queries: sides.flatMap((side) => side.queries),
      };
    }
  }
}

export const groupExprs = (item: GroupItem): readonly Expr[] => groupKeys(item).map((key) => key.expr);

export function groupKeys(item: GroupItem): readonly Key[] {
  switch (item.kind) {
    case 'expr':
      return [item];
    case 'list':
      return item.items;
    case 'empty':
      return [];
    case 'sets':
      return item.items.flatMap(groupKeys);
  }
}

/** The grouping sets that one item of GROUP BY stands for. */
export function setsOf(item: GroupItem): readonly (readonly Expr[])[] {
  if (item.kind !== 'sets') return [groupExprs(item)];
  if (item.form === 'GROUPING SETS') return item.items.flatMap(setsOf);
  const parts = item.items.map(groupExprs);
  if (item.form === 'ROLLUP') return [[], ...parts.map((_, index) => parts.slice(0, index + 1).flat())];
  return parts.reduce<readonly (readonly Expr[])[]>(
    (sets, part) => [...sets, ...sets.map((set) => [...set, ...part])],
    [[]],
  );
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

/** Aliases an expression reads, also inside its subqueries. */
export function aliasesOf(expr: Expr, found = new Set<string>()): ReadonlySet<string> {
  if (expr.kind === 'column' || expr.kind === 'literal') {
    if (expr.kind === 'column') found.add(expr.alias);
    return found;
  }
  for (const child of childrenOf(expr)) aliasesOf(child, found);
  if (expr.kind === 'sublink') aliasesOfQuery(expr.query, found);
  return found;
}

export function aliasesOfQuery(query: Query, found: Set<string>): void {
  const { exprs, queries } = partsOf(query);
  for (const expr of exprs) aliasesOf(expr, found);
  for (const inner of queries) aliasesOfQuery(inner, found);
}

/** Does a query read nothing of those around it, so that a server asks it once and not for each row? */
export const standsAlone = (query: Query): boolean => outerAliases(query).length === 0;

function outerAliases(query: Query): readonly string[] {
  const { from, own, below } = query.kind === 'select' ? readOf(query) : { from: [], own: [], below: [] };
  const arms = query.kind === 'set' ? [query.left, query.right] : [];
  const exprs = partsOf(query).exprs.flatMap(outerOf);
  const apart = [...arms, ...below, ...query.ctes.map((cte) => cte.query)].flatMap(outerAliases);
  return [...[...exprs, ...from.flatMap(outerAliases)].filter((alias) => !own.includes(alias)), ...apart];
}

/** What a query demands of its rows that hangs on none around it. */
export function ownConditions(select: Select): readonly Expr[] {
  const { own } = readOf(select);
  const all = select.where === null ? [] : conjuncts(select.where);
  return all.filter((condition) => outerOf(condition).every((alias) => own.includes(alias)));
}

/** `from`: what may read of the entries beside it; `below`: what may not. */
function readOf({ from }: Select): {
  readonly from: readonly Query[];
  readonly own: readonly string[];
  readonly below: readonly Query[];
} {
  const leaves = from.flatMap(leavesOf);
  const queries = leaves.filter((leaf) => leaf.kind === 'subquery');
  return {
    from: queries.filter(({ lateral }) => lateral).map(({ query }) => query),
    own: leaves.map(({ alias }) => alias),
    below: queries.filter(({ lateral }) => !lateral).map(({ query }) => query),
  };
}

const outerOf = (expr: Expr): readonly string[] => [
  ...(expr.kind === 'column' ? [expr.alias] : []),
  ...childrenOf(expr).flatMap(outerOf),
  ...(expr.kind === 'sublink' ? outerAliases(expr.query) : []),
];

/** What must all hold for a condition to hold. */
export const conjuncts = (expr: Expr): readonly Expr[] =>
  expr.kind === 'logic' && expr.op === 'and' ? expr.args.flatMap(conjuncts) : [expr];

export type Leaf = Exclude<From, { kind: 'join' }>;

/** The entries of FROM below its joins, in their order. */
export const leavesOf = (item: From): readonly Leaf[] =>
  item.kind === 'join' ? [...leavesOf(item.left), ...leavesOf(item.right)] : [item];
