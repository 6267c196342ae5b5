import { aliasesOf, childrenOf, groupExprs } from '../ir/children.ts';
import type { Column, Cte, Expr, From, Query, Select } from '../ir/nodes.ts';
import type { Scope } from '../bind/env.ts';

/** The common table expressions that a FROM can name, innermost first. */
export type Ctes = readonly Cte[];

export const ctesOf = ({ ctes }: Pick<Scope, 'ctes'>): Ctes =>
  [...ctes.values()].map((entry) => entry.cte).toReversed();

/** Those that the parts of a query can name. */
export const ctesWithin = (query: Query, ctes: Ctes): Ctes => [...query.ctes.toReversed(), ...ctes];

/** What a name in FROM stands for, and what that may name itself: nothing that comes after it. */
export function findCte(
  name: string,
  ctes: Ctes,
): { readonly query: Query; readonly columns: readonly string[]; readonly ctes: Ctes } | undefined {
  const at = ctes.findIndex((cte) => cte.name === name);
  const found = ctes[at];
  return found && { query: found.query, columns: found.columns, ctes: ctes.slice(at + 1) };
}

/** Rows that a LIMIT lets through; of FETCH FIRST … WITH TIES nobody knows how many tie. */
export const limitOf = ({ limit, withTies }: Query): number => (limit === null || withTies ? Infinity : limit);

/** How many values some expressions have together, at most. */
export type Values = (exprs: readonly Expr[]) => number;
const NOBODY_KNOWS: Values = () => Infinity;

const known = new WeakMap<Query, number>();
const knownByValues = new WeakMap<Query, number>();

/**
 * The most rows that a query can have by its own text, whatever the tables hold; infinity where that hangs on them.
 * With `values`, also by how many values there are of what it groups by. Kept for each query: common table expressions
 * that name each other twice would else be read once for each path.
 */
export function mostRows(query: Query, ctes: Ctes, values = NOBODY_KNOWS): number {
  const answers = values === NOBODY_KNOWS ? known : knownByValues;
  const found = answers.get(query) ?? Math.min(bodyRows(query, ctesWithin(query, ctes), values), limitOf(query));
  answers.set(query, found);
  return found;
}

function bodyRows(query: Query, ctes: Ctes, values: Values): number {
  switch (query.kind) {
    case 'values':
      return query.rows.length;
    case 'set': {
      const left = mostRows(query.left, ctes, values);
      return query.op === 'UNION' ? left + mostRows(query.right, ctes, values) : left;
    }
    case 'select':
      return Math.min(selectRows(query, ctes, values), keptOnce(query, values));
  }
}

/** What is kept once of each of its values. */
function keptOnce(select: Select, values: Values): number {
  const { group, distinct, targets } = select;
  const isPlain = group.length > 0 && group.every(({ kind }) => kind === 'expr') && !givesRows(select);
  const exprs = targets.map(({ expr }) => expr);
  return Math.min(
    isPlain ? values(group.flatMap(groupExprs)) : Infinity,
    distinct === 'rows' ? values(exprs) : Infinity,
  );
}

const isGrouped = (select: Select): boolean => select.group.some((item) => item.kind !== 'empty');

export const givesRows = (select: Pick<Select, 'targets'>): boolean =>
  select.targets.some(({ expr }) => hasRole(expr, 'rows'));

/** A total over all rows is one row, unless a list of them is taken apart again. */
export function isTotal(select: Select): boolean {
  if (isGrouped(select) || givesRows(select)) return false;
  return (
    select.group.length > 0 || select.having !== null || select.targets.some(({ expr }) => hasRole(expr, 'aggregate'))
  );
}

/** A literal series and the elements of one value are bounded by their own checks: here they are few, but not one. */
const LISTED = 2;

function selectRows(select: Select, ctes: Ctes, values: Values): number {
  if (isTotal(select)) return 1;
  if (select.from.length === 0) return givesRows(select) ? LISTED : 1;
  if (isGrouped(select) || givesRows(select)) return Infinity;
  return select.from.reduce((rows, item) => rows * fromRows(item, ctes, values), 1);
}

/** Rows of one entry of FROM. A base relation has as many as the bank has. */
export function fromRows(item: From, ctes: Ctes, values = NOBODY_KNOWS): number {
  switch (item.kind) {
    case 'relation':
    case 'base':
      return Infinity;
    case 'function':
      return item.sources.some(({ call }) => call.role === 'rows') ? LISTED : 1;
    case 'subquery':
      return mostRows(item.query, ctes, values);
    case 'cte': {
      const cte = findCte(item.name, ctes);
      return cte === undefined ? Infinity : mostRows(cte.query, cte.ctes, values);
    }
    case 'join': {
      const [left = 1, right = 1] = [item.left, item.right].map((side) => Math.max(1, fromRows(side, ctes, values)));
      // Those that find nothing stand beside each other.
      return item.type === 'FULL' ? Math.max(left * right, left + right) : left * right;
    }
  }
}

const hasRole = (expr: Expr, role: 'aggregate' | 'rows'): boolean =>
  (expr.kind === 'call' && expr.role === role) || childrenOf(expr).some((child) => hasRole(child, role));

/** Is a relation held to one row: its whole primary key equals what no relation of this level gives? */
export function isPinned(scope: Scope, alias: string, conditions: readonly Expr[]): boolean {
  const key = scope.own.get(alias)?.primaryKey ?? [];
  return (
    key.length > 0 && key.every((name) => conditions.some((condition) => fixes(scope, condition, { alias, name })))
  );
}

function fixes(scope: Scope, condition: Expr, wanted: Pick<Column, 'alias' | 'name'>): boolean {
  if (condition.kind !== 'operation' || condition.op !== '=' || condition.left === null) return false;
  const isWanted = (expr: Expr): boolean =>
    expr.kind === 'column' && expr.alias === wanted.alias && expr.name === wanted.name;
  const isGiven = (expr: Expr): boolean => ![...aliasesOf(expr)].some((alias) => scope.own.has(alias));
  const { left, right } = condition;
  return (isWanted(left) && isGiven(right)) || (isWanted(right) && isGiven(left));
}
