import type { Expr, From, Query } from '../ir/nodes.ts';
import { aliasesOf, aliasesOfQuery, childrenOf } from '../ir/children.ts';
import { placeOf } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';

/** Rows a literal list may have and still be joined to everything. */
const FREE_ROWS = 1000;

/**
 * B8: every pair of relations in FROM is tied by some chain of predicates, whatever their operators, also inside OR.
 * What has one row, or few literal ones, is free; the rest is left to the cost check.
 */
export function checkConnected(from: readonly From[], where: Expr | null, clause: unknown): void {
  const conditions: Expr[] = where ? [where] : [];
  const groups = new Map<string, string>();
  for (const item of from) collect(item, conditions, groups);
  if (groups.size < 2) return;
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
  if (new Set([...groups.keys()].map(root)).size > 1) refuse('relation.cross_product', { at: placeOf(clause) });
}

function collect(item: From, conditions: Expr[], groups: Map<string, string>): void {
  if (item.kind === 'join') {
    if (item.on) conditions.push(item.on);
    collect(item.left, conditions, groups);
    collect(item.right, conditions, groups);
  } else if (item.kind !== 'function' && !(item.kind === 'subquery' && isSmall(item.query))) {
    groups.set(item.alias, item.alias);
  }
}

/** A LATERAL subquery is tied to whatever it mentions. */
function tieLateral(item: From, tie: (aliases: readonly string[]) => void): void {
  if (item.kind === 'join') {
    tieLateral(item.left, tie);
    tieLateral(item.right, tie);
  } else if (item.kind === 'subquery' && item.lateral) {
    const aliases = new Set<string>([item.alias]);
    aliasesOfQuery(item.query, aliases);
    tie([...aliases]);
  }
}

function isSmall(query: Query): boolean {
  if (query.limit !== null && query.limit <= 1) return true;
  if (query.kind === 'values') return query.rows.length <= FREE_ROWS;
  if (query.kind === 'set') return isSmall(query.left) && isSmall(query.right);
  if (query.from.length === 0) return true;
  return query.group.length === 0 && query.targets.some((target) => hasAggregate(target.expr));
}

const hasAggregate = (expr: Expr): boolean =>
  (expr.kind === 'call' && expr.role === 'aggregate') || childrenOf(expr).some(hasAggregate);

const leaves = (expr: Expr): readonly Expr[] =>
  expr.kind === 'logic' ? expr.args.flatMap(leaves) : expr.kind === 'not' ? leaves(expr.arg) : [expr];
