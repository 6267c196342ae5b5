import { aliasesOf, aliasesOfQuery, childrenOf, conjuncts, groupExprs, setsOf } from '../ir/children.ts';
import { columnPairs, equalitiesOf } from '../ir/equalities.ts';
import type { Dataset } from '@aureus/contract';
import type { Call, Expr, From, Query, Select } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';
import type { Binder } from '../bind/env.ts';
import { ctesWithin, findCte, isTotal, type Ctes } from './bounded-rows.ts';
import { mostShare, mostValuesOf } from './distinct-values.ts';
import { seriesSteps } from './check-series.ts';
import { tiesIn, type Tie } from './join-ties.ts';

/** Bytes of one element, and how many of them an average list has at most. */
export const PIECE = 40;
const MOST_PIECES = 25;
/** Rows of what nothing is known about. */
const SOME_ROWS = 1000;
/** And of a table that was small when somebody counted. */
const FEWEST_ROWS = 100;
/** Rows that a row finds on the other side of a join that is on no key; the planner's own guess stops worse ones. */
const MOST_MATCHES = 100;
/** The same where all rows together are meant, not those that end in one value. */
export const USUAL_MATCHES = 10;

export type Joined = { readonly from: readonly From[]; readonly where: Expr | null };
export type Known = { readonly binder: Pick<Binder, 'read' | 'datasets'>; readonly ctes: Ctes };

/** One entry of FROM: its rows, and every set of columns that singles one of them out; null where a bank names no key. */
type Entry = {
  readonly rows: number;
  readonly keys: readonly Key[] | null;
  /** Each row beside it meets all its rows, unless it is met on a key: nobody guesses how many match. */
  readonly isSeries?: true;
  /** A bank's own relation. */
  readonly dataset?: Dataset;
};
type Key = readonly string[];
type Entries = Map<string, Entry>;

export function rowsOfJoin(known: Known, { from, where }: Joined, matches = MOST_MATCHES): number {
  const entries: Entries = new Map();
  const ties: Tie[] = where ? [...tiesIn(where)] : [];
  for (const item of from) collect(known, item, entries, ties);
  if (where !== null) narrowAll(known, entries, { from, where });
  const group = new Map([...entries.keys()].map((alias) => [alias, alias]));
  const root = (alias: string): string => {
    const parent = group.get(alias) ?? alias;
    return parent === alias ? alias : root(parent);
  };
  for (const { aliases } of ties) {
    const tied = [...aliases].filter((alias) => entries.has(alias));
    for (const alias of tied) group.set(root(alias), root(tied[0] ?? alias));
  }
  const joined = [...Map.groupBy(entries.keys(), root).values()];
  return joined.reduce((rows, aliases) => rows * rowsJoined(aliases, { entries, ties, matches }), 1);
}

/** What is held to a few rows holds to as many each, and no more, what is met on a column of its own. */
function narrowAll(known: Known, entries: Entries, { from, where }: { from: Joined['from']; where: Expr }): void {
  const whole = new Map([...entries].map(([alias, { rows }]) => [alias, rows]));
  for (const condition of conjuncts(where)) narrow(known, entries, condition);
  const isNarrow = (alias: string): boolean => (entries.get(alias)?.rows ?? 0) < (whole.get(alias) ?? 0);
  const open = [...entries.keys()].filter(isNarrow);
  if (open.length === 0) return;
  const pairs = equalitiesOf({ from, where }).flatMap((equality) =>
    columnPairs(equality).map((pair) => ({ ...pair, of: equality.of })),
  );
  for (let alias = open.pop(); alias !== undefined; alias = open.pop()) {
    const { rows = 1 } = entries.get(alias) ?? {};
    for (const { one, other, of } of pairs) {
      const entry = one.alias === alias && of.has(other.alias) ? entries.get(other.alias) : undefined;
      const left = rows * mostShare(known.binder, other) * (whole.get(other.alias) ?? 1);
      if (entry === undefined || left >= entry.rows || isNarrow(other.alias)) continue;
      entries.set(other.alias, { ...entry, rows: Math.max(1, left) });
      open.push(other.alias);
    }
  }
}

/** Of a column that equals something given as many rows remain as have its most frequent value. */
function narrow({ binder }: Known, entries: Entries, condition: Expr): void {
  const { column, values } = heldTo(condition);
  if (column?.kind !== 'column') return;
  const entry = entries.get(column.alias);
  const isGiven = values.every((value) => aliasesOf(value).isDisjointFrom(entries));
  if (entry === undefined || !isGiven) return;
  const share = values.length * mostShare(binder, column);
  if (share < 1) entries.set(column.alias, { ...entry, rows: Math.max(1, entry.rows * share) });
}

function heldTo(condition: Expr): { readonly column?: Expr; readonly values: readonly Expr[] } {
  if (condition.kind === 'in_list' && !condition.negated) return { column: condition.left, values: condition.items };
  if (condition.kind !== 'operation' || condition.op !== '=' || condition.left === null) return { values: [] };
  const { left, right } = condition;
  return left.kind === 'column' ? { column: left, values: [right] } : { column: right, values: [left] };
}

/** The entry of FROM with the most rows. */
export function largestIn(known: Known, from: readonly From[]): string | undefined {
  const entries: Entries = new Map();
  for (const item of from) collect(known, item, entries, []);
  return [...entries].toSorted(([, one], [, other]) => other.rows - one.rows)[0]?.[0];
}

type Met = { readonly entries: Entries; readonly ties: readonly Tie[]; readonly matches: number };

/**
 * Relations that meet on a key have as many rows as the largest. Of those that meet on anything else, each row of the one
 * may find many of the other: two lists under one customer.
 */
function rowsJoined(aliases: readonly string[], { entries, ties, matches }: Met): number {
  const rowsOf = (alias: string): number => entries.get(alias)?.rows ?? 1;
  const known = (alias: string): number => knownMatches(alias, entries.get(alias), ties);
  // Without a key it is looked up by what it is met on, unless the statistics know better.
  const loose = aliases.filter((alias) => {
    const keys = entries.get(alias)?.keys ?? null;
    return !isKeyed(alias, keys, ties) || (keys === null && known(alias) > matches);
  });
  const series = loose.filter((alias) => entries.get(alias)?.isSeries);
  const [, ...others] = loose
    .filter((alias) => !series.includes(alias))
    .toSorted((one, two) => rowsOf(two) - rowsOf(one));
  const largest = Math.max(1, ...aliases.filter((alias) => !series.includes(alias)).map(rowsOf));
  const steps = series.reduce((rows, alias) => rows * rowsOf(alias), 1);
  const matchesOf = (alias: string): number => Math.max(matches, known(alias));
  return others.reduce((rows, other) => rows * Math.min(rowsOf(other), matchesOf(other)), largest * steps);
}

/** Of rows that meet on a column as many match as have its most frequent value, where the catalogue knows that. */
function knownMatches(alias: string, entry: Entry | undefined, ties: readonly Tie[]): number {
  const met = new Set(ties.flatMap(({ columns }) => columns.flatMap((one) => (one.alias === alias ? [one.name] : []))));
  const shares = (entry?.dataset?.columns ?? []).flatMap(({ name, mostFrequent }) =>
    met.has(name) && mostFrequent !== undefined ? [mostFrequent] : [],
  );
  return shares.length === 0 ? 0 : Math.min(...shares) * (entry?.rows ?? 0);
}

/** Of a bank's own relation without a known key it is taken that people join it by what it is looked up by. */
function isKeyed(alias: string, keys: Entry['keys'], ties: readonly Tie[]): boolean {
  if (keys === null) return true;
  const tied = new Set(
    ties.flatMap(({ columns }) => columns.flatMap((one) => (one.alias === alias ? [one.name] : []))),
  );
  return keys.some((key) => key.every((name) => tied.has(name)));
}

function collect(known: Known, item: From, entries: Entries, ties: Tie[]): void {
  if (item.kind !== 'join') {
    entries.set(item.alias, entryOf(known, item, new Set(entries.keys())));
    return;
  }
  const before = new Set(entries.keys());
  collect(known, item.left, entries, ties);
  collect(known, item.right, entries, ties);
  if (item.on) ties.push(...tiesIn(item.on));
  if (item.using.length === 0) return;
  // Columns joined by name stand for an equality between the two sides.
  const right = [...entries.keys()].filter((alias) => !before.has(alias));
  ties.push({
    aliases: new Set(right),
    columns: right.flatMap((alias) => item.using.map((name) => ({ alias, name }))),
  });
}

function entryOf(known: Known, item: Exclude<From, { kind: 'join' }>, around: ReadonlySet<string>): Entry {
  switch (item.kind) {
    case 'relation': {
      const dataset = [...known.binder.read].find(({ name }) => name === item.dataset);
      const key = dataset?.primaryKey ?? [];
      const rows = Math.max(dataset?.rowEstimate || SOME_ROWS, FEWEST_ROWS);
      return { rows, keys: key.length > 0 ? [key] : null, ...(dataset && { dataset }) };
    }
    case 'subquery':
      return isOfRow(item, around) ? entryOfRow(known, item.query) : entryOfQuery(known, item.query, item.columns);
    case 'function':
      return entryOfFunction(item);
    case 'cte': {
      const cte = findCte(item.name, known.ctes);
      if (cte === undefined) return { rows: SOME_ROWS, keys: [] };
      return entryOfQuery({ ...known, ctes: cte.ctes }, cte.query, cte.columns);
    }
    default:
      return { rows: SOME_ROWS, keys: [] };
  }
}

/** No number and no moment comes twice in a series. */
function entryOfFunction({ sources, columns }: Extract<From, { kind: 'function' }>): Entry {
  const rows = Math.max(...sources.map(({ call }) => rowsOfCall(call)));
  const [only, ...others] = sources;
  const [column] = columns;
  const isSeries = only?.call.name === 'generate_series' && others.length === 0 && column !== undefined;
  return isSeries ? { rows, keys: [[column]], isSeries } : { rows, keys: [] };
}

const ONE_ROW: Entry = { rows: 1, keys: [[]] };

/** Does a LATERAL subquery look at what stands beside it? The word alone says nothing. */
function isOfRow({ lateral, query }: Extract<From, { kind: 'subquery' }>, around: ReadonlySet<string>): boolean {
  if (!lateral) return false;
  const seen = new Set<string>();
  aliasesOfQuery(query, seen);
  return !seen.isDisjointFrom(around);
}

/** What belongs to each row: as many as a LIMIT lets through, or together as many as there are, as by a key. */
function entryOfRow(known: Known, query: Query): Entry {
  if (query.kind === 'select' && isTotal(query)) return ONE_ROW;
  const rows = rowsOfQuery(known, query);
  return query.limit === null || query.limit > MOST_MATCHES ? { rows, keys: [[]] } : { rows, keys: [], isSeries: true };
}

const entryOfQuery = (known: Known, query: Query, columns: readonly string[]): Entry => ({
  rows: rowsOfQuery(known, query),
  keys: keysOf(known, query)?.map((key) => key.map((at) => columns[at] ?? query.outputs[at]?.printed ?? '')) ?? null,
});

/** Positions of outputs that together differ in every row: of a primary key, of what it groups by, of all it keeps once. */
function keysOf(known: Known, query: Query): readonly (readonly number[])[] | null {
  if (query.limit === 1) return [[]];
  const all = query.outputs.map((_, at) => at);
  if (query.kind === 'set') return query.all ? [] : [all];
  if (query.kind === 'values') return [];
  if (isTotal(query)) return [[]];
  if (query.distinct === 'rows') return [all];
  const shown = query.targets.map(({ expr }) => keyOf(expr));
  const groups = query.group.flatMap((item) => (item.kind === 'expr' ? [keyOf(item.expr)] : []));
  if (groups.length < query.group.length) return [];
  return groups.length > 0 ? atOnce(positionsOf(shown, groups)) : keysOfRows(known, query);
}

/** Of one relation's own rows: a list taken apart gives several for each. */
function keysOfRows({ binder }: Known, { from, targets }: Select): readonly (readonly number[])[] | null {
  const [only, ...others] = from;
  if (only?.kind !== 'relation' || others.length > 0 || targets.some(({ expr }) => rowCalls(expr).length > 0))
    return [];
  const key = [...binder.read].find(({ name }) => name === only.dataset)?.primaryKey ?? [];
  if (key.length === 0) return null;
  const names = targets.map(({ expr }) => (expr.kind === 'column' && expr.alias === only.alias ? expr.name : ''));
  return atOnce(positionsOf(names, key));
}

const atOnce = (found: readonly number[] | null): readonly (readonly number[])[] => (found === null ? [] : [found]);

function positionsOf(shown: readonly string[], wanted: readonly string[]): readonly number[] | null {
  const positions = wanted.map((one) => shown.indexOf(one));
  return positions.includes(-1) ? null : positions;
}

const rowsOfCall = (call: Call): number => (call.name === 'generate_series' ? seriesSteps(call.args) : partsOf(call));

const rowCalls = (expr: Expr): readonly Call[] => [
  ...(expr.kind === 'call' && expr.role === 'rows' ? [expr] : []),
  ...childrenOf(expr).flatMap(rowCalls),
];

/** Elements of a list, pieces of a text: by its size, and never many on average. */
const partsOf = ({ args }: Call): number => Math.min(Math.max(1, (args[0]?.size ?? 1) / PIECE), MOST_PIECES);

const estimates = new WeakMap<Query, number>();

/** How many rows a query is likely to have. Kept for each query: common table expressions that name each other twice would else be read once for each path. */
export function rowsOfQuery({ binder, ctes }: Known, query: Query): number {
  const bound = query.limit ?? Number.POSITIVE_INFINITY;
  const found = estimates.get(query) ?? Math.min(bound, rowsOfBody({ binder, ctes: ctesWithin(query, ctes) }, query));
  estimates.set(query, found);
  return found;
}

/** The same before its LIMIT; `known` has its own steps. */
export function rowsOfBody(known: Known, query: Query): number {
  if (query.kind === 'values') return query.rows.length;
  if (query.kind === 'set') {
    const left = rowsOfQuery(known, query.left);
    return query.op === 'UNION' ? left + rowsOfQuery(known, query.right) : left;
  }
  if (isTotal(query)) return 1;
  const rows = rowsOfSelect(known, query);
  if (query.group.length > 0) return Math.min(rows, groupsOf(known, query.group));
  return query.distinct === 'rows'
    ? Math.min(
        rows,
        mostValuesOf(
          known.binder,
          query.targets.map(({ expr }) => expr),
        ),
      )
    : rows;
}

/** As many groups as the values of all keys give together, in each of the sets. */
function groupsOf({ binder }: Known, group: Select['group']): number {
  const sets = group.reduce((count, item) => count * setsOf(item).length, 1);
  return sets * mostValuesOf(binder, group.flatMap(groupExprs));
}

function rowsOfSelect(known: Known, query: Select): number {
  const times = query.targets.flatMap(({ expr }) => rowCalls(expr)).reduce((rows, call) => rows * rowsOfCall(call), 1);
  if (query.from.length === 0) return times;
  return Math.max(1, rowsOfJoin(known, query)) * times;
}
