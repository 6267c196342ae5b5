import { COLLECTING } from '../allow/aggregates.ts';
import { MAX_VALUE_BYTES } from '../input/limits.ts';
import { aliasesOf, childrenOf, someExpr } from '../ir/children.ts';
import type { Call, Expr, From, Query } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import { ctesOf, ctesWithin, findCte, isTotal, type Ctes } from './bounded-rows.ts';
import type { Binder, Env } from './env.ts';
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
export function checkCollected({ binder, scope }: Env, { from, where }: Joined, exprs: readonly Expr[]): void {
  // Every function of the query so far: most questions call none that collects.
  if (from.length === 0 || COLLECTING.isDisjointFrom(binder.functions)) return;
  const factor = spread({ binder, ctes: ctesOf(scope) }, { from, where });
  if (factor <= 1) return;
  const isTooLong = (expr: Expr): boolean =>
    expr.kind === 'call' && COLLECTING.has(expr.name) && expr.size * factor > MAX_VALUE_BYTES;
  for (const expr of exprs) if (someExpr(expr, isTooLong, false)) refuse('size.value', { at: expr.at });
}

type Joined = { readonly from: readonly From[]; readonly where: Expr | null };
type Known = { readonly binder: Binder; readonly ctes: Ctes };

/** How many times more rows a join may have than its largest relation. */
function spread(known: Known, { from, where }: Joined): number {
  const rows = new Map<string, number>();
  const ties: (readonly string[])[] = where ? equalities(where) : [];
  for (const item of from) collect(known, item, rows, ties);
  const group = new Map([...rows.keys()].map((alias) => [alias, alias]));
  const root = (alias: string): string => {
    const parent = group.get(alias) ?? alias;
    return parent === alias ? alias : root(parent);
  };
  for (const tie of ties) {
    const tied = tie.filter((alias) => rows.has(alias));
    for (const alias of tied) group.set(root(alias), root(tied[0] ?? alias));
  }
  const largest = Map.groupBy(rows.keys(), root);
  const counts = [...largest.values()].map((aliases) => Math.max(...aliases.map((alias) => rows.get(alias) ?? 1)));
  return counts.reduce((product, count) => product * count, 1) / Math.max(1, ...counts);
}

function collect(known: Known, item: From, rows: Map<string, number>, ties: (readonly string[])[]): void {
  if (item.kind !== 'join') {
    rows.set(item.alias, rowsOf(known, item));
    return;
  }
  const before = new Set(rows.keys());
  collect(known, item.left, rows, ties);
  collect(known, item.right, rows, ties);
  if (item.on) ties.push(...equalities(item.on));
  // Columns joined by name stand for an equality between the two sides.
  if (item.using.length > 0) ties.push([...rows.keys()].filter((alias) => !before.has(alias)));
}

/** Aliases that an equality brings together, also inside OR: a join on either key is no product. */
function equalities(expr: Expr): (readonly string[])[] {
  if (expr.kind === 'logic') return expr.args.flatMap(equalities);
  return expr.kind === 'operation' && expr.op === '=' ? [[...aliasesOf(expr)]] : [];
}

function rowsOf(known: Known, item: Exclude<From, { kind: 'join' }>): number {
  switch (item.kind) {
    case 'relation': {
      const dataset = [...known.binder.read].find(({ name }) => name === item.dataset);
      return dataset?.rowEstimate || SOME_ROWS;
    }
    case 'subquery':
      return item.lateral ? 1 : rowsOfQuery(known, item.query);
    case 'function':
      return rowsOfCall(item.call);
    case 'cte': {
      const cte = findCte(item.name, known.ctes);
      return cte === undefined ? SOME_ROWS : rowsOfQuery({ ...known, ctes: cte.ctes }, cte.query);
    }
    default:
      return SOME_ROWS;
  }
}

const rowsOfCall = (call: Call): number => (call.name === 'generate_series' ? seriesSteps(call.args) : partsOf(call));

const rowCalls = (expr: Expr): readonly Call[] => [
  ...(expr.kind === 'call' && expr.role === 'rows' ? [expr] : []),
  ...childrenOf(expr).flatMap(rowCalls),
];

/** Elements of a list, pieces of a text: by its size, and never many on average. */
const partsOf = ({ args }: Call): number => Math.min(Math.max(1, (args[0]?.size ?? 1) / PIECE), MOST_PIECES);

const estimates = new WeakMap<Query, number>();

/** Kept for each query: common table expressions that name each other twice would else be read once for each path. */
function rowsOfQuery({ binder, ctes }: Known, query: Query): number {
  const bound = query.limit ?? Number.POSITIVE_INFINITY;
  const found = estimates.get(query) ?? Math.min(bound, rowsOfBody({ binder, ctes: ctesWithin(query, ctes) }, query));
  estimates.set(query, found);
  return found;
}

function rowsOfBody(known: Known, query: Query): number {
  if (query.kind === 'values') return query.rows.length;
  if (query.kind === 'set') {
    const left = rowsOfQuery(known, query.left);
    return query.op === 'UNION' ? left + rowsOfQuery(known, query.right) : left;
  }
  if (isTotal(query)) return 1;
  const times = query.targets.flatMap(({ expr }) => rowCalls(expr)).reduce((rows, call) => rows * rowsOfCall(call), 1);
  if (query.from.length === 0) return times;
  const each = new Map<string, number>();
  for (const item of query.from) collect(known, item, each, []);
  return Math.max(1, ...each.values()) * spread(known, query) * times;
}
