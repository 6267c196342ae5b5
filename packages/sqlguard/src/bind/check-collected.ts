import { COLLECTING } from '../allow/aggregates.ts';
import { MAX_VALUE_BYTES } from '../input/limits.ts';
import { aliasesOf, someExpr } from '../ir/children.ts';
import type { Call, Expr, From, Query } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import type { Binder } from './env.ts';
import { seriesSteps } from './check-series.ts';

/** Bytes of one element, and how many of them an average list has at most. */
const PIECE = 40;
const MOST_PIECES = 25;
/** Rows of what nothing is known about. */
const SOME_ROWS = 1000;

/**
 * B8: a list of values from relations that meet on no equality holds their product, in the memory of one backend. Calls
 * were sized by the rows of the largest relation, so what is left is the factor.
 */
export function checkCollected(binder: Binder, { from, where }: Joined, exprs: readonly Expr[]): void {
  // Every function of the query so far: most questions call none that collects.
  if (from.length === 0 || COLLECTING.isDisjointFrom(binder.functions)) return;
  const factor = spread(binder, from, where);
  if (factor <= 1) return;
  const isTooLong = (expr: Expr): boolean =>
    expr.kind === 'call' && COLLECTING.has(expr.name) && expr.size * factor > MAX_VALUE_BYTES;
  for (const expr of exprs) if (someExpr(expr, isTooLong, false)) refuse('size.value', { at: expr.at });
}

type Joined = { readonly from: readonly From[]; readonly where: Expr | null };

/** How many times more rows a join may have than its largest relation. */
export function spread(binder: Binder, from: readonly From[], where: Expr | null): number {
  const rows = new Map<string, number>();
  const ties: (readonly string[])[] = where ? equalities(where) : [];
  for (const item of from) collect(binder, item, rows, ties);
  const group = new Map([...rows.keys()].map((alias) => [alias, alias]));
  const root = (alias: string): string => {
    const parent = group.get(alias) ?? alias;
    return parent === alias ? alias : root(parent);
  };
  for (const tie of ties) {
    const known = tie.filter((alias) => rows.has(alias));
    for (const alias of known) group.set(root(alias), root(known[0] ?? alias));
  }
  const largest = Map.groupBy(rows.keys(), root);
  const counts = [...largest.values()].map((aliases) => Math.max(...aliases.map((alias) => rows.get(alias) ?? 1)));
  return counts.reduce((product, count) => product * count, 1) / Math.max(1, ...counts);
}

function collect(binder: Binder, item: From, rows: Map<string, number>, ties: (readonly string[])[]): void {
  if (item.kind !== 'join') {
    rows.set(item.alias, rowsOf(binder, item));
    return;
  }
  const before = new Set(rows.keys());
  collect(binder, item.left, rows, ties);
  collect(binder, item.right, rows, ties);
  if (item.on) ties.push(...equalities(item.on));
  // Columns joined by name stand for an equality between the two sides.
  if (item.using.length > 0) ties.push([...rows.keys()].filter((alias) => !before.has(alias)));
}

/** Aliases that an equality brings together, also inside OR: a join on either key is no product. */
function equalities(expr: Expr): (readonly string[])[] {
  if (expr.kind === 'logic') return expr.args.flatMap(equalities);
  return expr.kind === 'operation' && expr.op === '=' ? [[...aliasesOf(expr)]] : [];
}

function rowsOf(binder: Binder, item: Exclude<From, { kind: 'join' }>): number {
  switch (item.kind) {
    case 'relation': {
      const dataset = [...binder.read].find(({ name }) => name === item.dataset);
      return dataset?.rowEstimate || SOME_ROWS;
    }
    case 'subquery':
      return item.lateral ? 1 : rowsOfQuery(binder, item.query);
    case 'function':
      return item.call.name === 'generate_series' ? seriesSteps(item.call.args) : partsOf(item.call);
    default:
      return SOME_ROWS;
  }
}

/** Elements of a list, pieces of a text: by its size, and never many on average. */
const partsOf = ({ args }: Call): number => Math.min(Math.max(1, (args[0]?.size ?? 1) / PIECE), MOST_PIECES);

function rowsOfQuery(binder: Binder, query: Query): number {
  const bound = query.limit ?? Number.POSITIVE_INFINITY;
  if (query.kind === 'values') return Math.min(bound, query.rows.length);
  if (query.kind === 'set') return Math.min(bound, rowsOfQuery(binder, query.left) + rowsOfQuery(binder, query.right));
  if (query.from.length === 0) return 1;
  const each = new Map<string, number>();
  for (const item of query.from) collect(binder, item, each, []);
  return Math.min(bound, Math.max(1, ...each.values()) * spread(binder, query.from, query.where));
}
