import { childrenOf, aliasesOf } from '../ir/children.ts';
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

const known = new WeakMap<Query, number>();

/**
 * The most rows that a query can have by its own text, whatever the tables hold; infinity where that hangs on them.
 * Kept for each query: common table expressions that name each other twice would else be read once for each path.
 */
export function mostRows(query: Query, ctes: Ctes): number {
  const found = known.get(query) ?? Math.min(bodyRows(query, ctesWithin(query, ctes)), query.limit ?? Infinity);
  known.set(query, found);
  return found;
}

function bodyRows(query: Query, ctes: Ctes): number {
  switch (query.kind) {
    case 'values':
      return query.rows.length;
    case 'set': {
      const left = mostRows(query.left, ctes);
      return query.op === 'UNION' ? left + mostRows(query.right, ctes) : left;
    }
    case 'select':
      return selectRows(query, ctes);
  }
}

const isGrouped = (select: Select): boolean => select.group.some((item) => item.kind !== 'empty');

export const givesRows = (select: Select): boolean => select.targets.some(({ expr }) => hasRole(expr, 'rows'));

/** A total over all rows is one row, unless a list of them is taken apart again. */
export function isTotal(select: Select): boolean {
  if (isGrouped(select) || givesRows(select)) return false;
  return (
    select.group.length > 0 || select.having !== null || select.targets.some(({ expr }) => hasRole(expr, 'aggregate'))
  );
}

/** A literal series and the elements of one value are bounded by their own checks: here they are few, but not one. */
const LISTED = 2;

function selectRows(select: Select, ctes: Ctes): number {
  if (isTotal(select)) return 1;
  if (select.from.length === 0) return givesRows(select) ? LISTED : 1;
  if (isGrouped(select) || givesRows(select)) return Infinity;
  return select.from.reduce((rows, item) => rows * fromRows(item, ctes), 1);
}

/** Rows of one entry of FROM. A base relation has as many as the bank has. */
export function fromRows(item: From, ctes: Ctes): number {
  switch (item.kind) {
    case 'relation':
    case 'base':
      return Infinity;
    case 'function':
      return item.sources.some(({ call }) => call.role === 'rows') ? LISTED : 1;
    case 'subquery':
      return mostRows(item.query, ctes);
    case 'cte': {
      const cte = findCte(item.name, ctes);
      return cte === undefined ? Infinity : mostRows(cte.query, cte.ctes);
    }
    case 'join':
      return Math.max(1, fromRows(item.left, ctes)) * Math.max(1, fromRows(item.right, ctes));
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
