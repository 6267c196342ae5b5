import type { Expr, From } from '../ir/nodes.ts';
import { aliasesOf, aliasesOfQuery, conjuncts } from '../ir/children.ts';
import { placeOf } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { ctesOf, fromRows, isPinned, type Ctes, type Values } from '../size/bounded-rows.ts';
import { mostValuesOf } from '../size/distinct-values.ts';
import type { Binder, Scope } from './env.ts';

/** Rows a relation may have, by its own text or by how few values it groups, and still be joined to everything. */
const FREE_ROWS = 1000;

type Connected = {
  readonly binder: Binder;
  readonly scope: Scope;
  readonly from: readonly From[];
  readonly where: Expr | null;
  /** The clause as parsed, for the place that a refusal names. */
  readonly clause: unknown;
};

/**
 * B8: every pair of relations in FROM is tied by some chain of predicates, whatever their operators, also inside OR.
 * What has one row or few is free: totals, literal lists, small limits, a row named by its whole key, the values of a
 * column that has few.
 * Few rows may be what ties two others (a calendar, a list, the elements of a column); one row ties nothing, it is a
 * constant. The rest is left to the cost check.
 */
export function checkConnected({ binder, scope, from, where, clause }: Connected): void {
  const conditions: Expr[] = where ? [where] : [];
  const held: Held[] = where ? [{ conditions: conjuncts(where), over: null }] : [];
  const ctes = ctesOf(scope);
  const groups = new Map<string, string>();
  const many = new Set<string>();
  const values: Values = (exprs) => mostValuesOf(binder, exprs);
  for (const item of from) collect(item, { conditions, held, groups, many, ctes, values });
  if (many.size < 2) return;
  for (const alias of groups.keys()) {
    if (!isHeld(scope, alias, held)) continue;
    groups.delete(alias);
    many.delete(alias);
  }
  if (many.size < 2) return;
  const root = (alias: string): string => {
    const parent = groups.get(alias) ?? alias;
    return parent === alias ? alias : root(parent);
  };
  const tie = (aliases: readonly string[]): void => {
    const known = aliases.filter((alias) => groups.has(alias));
    for (const alias of known) groups.set(root(alias), root(known[0] ?? alias));
  };
  for (const condition of conditions.flatMap(leaves)) tie([...aliasesOf(condition)]);
  for (const item of from) tieLateral(item, tie);
  if (new Set([...many].map(root)).size > 1) refuse('relation.cross_product', { at: placeOf(clause) });
}

/** Conditions that all rows keep, of the relations named by `over`, or of all. */
type Held = { readonly conditions: readonly Expr[]; readonly over: readonly From[] | null };
type Collected = {
  readonly conditions: Expr[];
  readonly held: Held[];
  readonly groups: Map<string, string>;
  /** Those that must be tied. */
  readonly many: Set<string>;
  readonly ctes: Ctes;
  readonly values: Values;
};

function collect(item: From, into: Collected): void {
  if (item.kind === 'join') {
    if (item.on) {
      into.conditions.push(item.on);
      const over = { INNER: null, LEFT: [item.right], RIGHT: [item.left], FULL: [], CROSS: null }[item.type];
      into.held.push({ conditions: conjuncts(item.on), over });
    }
    collect(item.left, into);
    collect(item.right, into);
    return;
  }
  const rows = item.kind === 'function' ? rowsOfFunction(item) : fromRows(item, into.ctes, into.values);
  if (rows > 1 || (item.kind === 'subquery' && item.lateral)) into.groups.set(item.alias, item.alias);
  if (rows > FREE_ROWS) into.many.add(item.alias);
}

/** Some, but one where no function gives rows and none reads what stands beside it. */
function rowsOfFunction({ sources }: Extract<From, { kind: 'function' }>): number {
  const isOne = sources.every(({ call }) => call.role !== 'rows' && aliasesOf(call).size === 0);
  return isOne ? 1 : FREE_ROWS;
}

function isHeld(scope: Scope, alias: string, held: readonly Held[]): boolean {
  const conditions = held.flatMap(({ conditions: all, over }) =>
    over === null || over.some((item) => holds(item, alias)) ? all : [],
  );
  return isPinned(scope, alias, conditions);
}

const holds = (item: From, alias: string): boolean =>
  item.kind === 'join' ? holds(item.left, alias) || holds(item.right, alias) : item.alias === alias;

/** A LATERAL subquery and a function are tied to whatever they mention. */
function tieLateral(item: From, tie: (aliases: readonly string[]) => void): void {
  if (item.kind === 'join') {
    tieLateral(item.left, tie);
    tieLateral(item.right, tie);
  } else if (item.kind === 'subquery' && item.lateral) {
    const aliases = new Set<string>([item.alias]);
    aliasesOfQuery(item.query, aliases);
    tie([...aliases]);
  } else if (item.kind === 'function') {
    tie([item.alias, ...item.sources.flatMap(({ call }) => [...aliasesOf(call)])]);
  }
}

const leaves = (expr: Expr): readonly Expr[] =>
  expr.kind === 'logic' ? expr.args.flatMap(leaves) : expr.kind === 'not' ? leaves(expr.arg) : [expr];
