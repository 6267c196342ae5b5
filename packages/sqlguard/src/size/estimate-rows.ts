import { aliasesOfQuery, childrenOf, groupExprs, leavesOf, setsOf } from '../ir/children.ts';
import type { Dataset } from '@aureus/contract';
import type { Call, Column, Expr, From, Query, Select } from '../ir/nodes.ts';
import { literalText } from '../ir/literals.ts';
import { keyOf } from '../print/print.ts';
import type { Binder } from '../bind/env.ts';
import { ctesWithin, findCte, givesRows, isTotal, limitOf, type Ctes } from './bounded-rows.ts';
import { narrowRows, type PerValue } from './narrow-rows.ts';
import { mostShare, mostValuesOf } from './distinct-values.ts';
import { grownBy } from './grown-by.ts';
import { seriesSteps } from './check-series.ts';
import { rowsJoined } from './joined-rows.ts';

/** Bytes of one element of an average list, and of a word of a text. */
export const PIECE = 40;
const MOST_PIECES = 25;
const WORD = 6;
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
type Found = {
  readonly rows: number;
  readonly keys: readonly Key[] | null;
  /** Each row beside it meets all its rows, unless it is met on a key: nobody guesses how many match. */
  readonly isSeries?: true;
  /** Rows of a series that data bounds, as usual. */
  readonly usual?: number;
  /** A bank's own relation. */
  readonly dataset?: Dataset;
  /** A subquery, and the names of its outputs. */
  readonly step?: { readonly known: Known; readonly query: Query; readonly names: readonly string[] };
};
/** `whole`: its rows before any condition. */
type Entry = Found & { readonly whole: number };
type Key = readonly string[];
type Entries = Map<string, Entry>;
/** `given`: columns of which one value is meant. */
type Meant = { readonly matches?: number; readonly given?: readonly Column[] };

export const rowsOfJoin = (known: Known, joined: Joined, { matches = MOST_MATCHES, given = [] }: Meant = {}): number =>
  rowsOfEntries(entriesOf(known, joined, given, matches === USUAL_MATCHES), joined, matches);

function rowsOfEntries(found: Entries, joined: Joined, matches: number): number {
  const entries = new Map(
    [...found].map(([alias, entry]) => [
      alias,
      { ...entry, known: (columns: ReadonlySet<string>) => knownMatches(entry, columns) },
    ]),
  );
  return rowsJoined({ entries, matches }, joined);
}

/** Of one entry of FROM: its rows before and after all that makes them fewer, and how often one of them may stand in the join. */
type Picked = {
  readonly all: number;
  readonly left: number;
  readonly times: number;
  /** The step whose LIMIT picks its rows. */
  readonly limited: Query | null;
};

export function pickedOf(known: Known, joined: Joined & { readonly given: readonly Column[] }, alias: string): Picked {
  const entries = entriesOf(known, joined, joined.given);
  const entry = entries.get(alias);
  if (entry === undefined) return { all: 1, left: 1, times: 1, limited: null };
  const times = rowsOfEntries(entries.set(alias, { ...entry, rows: 1 }), joined, MOST_MATCHES);
  const all = entry.step === undefined ? entry.whole : rowsUnlimited(entry.step.known, entry.step.query);
  return { all, left: entry.rows, times, limited: all > entry.whole ? (entry.step?.query ?? null) : null };
}

/** Rows that a query would have if no LIMIT picked some of them. */
export function rowsUnlimited({ binder, ctes }: Known, query: Query): number {
  const known = { binder, ctes: ctesWithin(query, ctes) };
  const below = query.kind === 'select' ? [...entriesOf(known, query, []).values()] : [];
  const [only, ...others] = below.flatMap(({ step }) => (step === undefined ? [] : [step]));
  const inner = only === undefined || others.length > 0 ? 0 : rowsUnlimited(only.known, only.query);
  return Math.max(rowsOfBody(known, query), inner);
}

function entriesOf(known: Known, { from, where }: Joined, given: readonly Column[], isUsual = false): Entries {
  const entries: Entries = new Map();
  for (const item of from.flatMap(leavesOf)) {
    const entry = entryOf(known, item, new Set(entries.keys()));
    entries.set(item.alias, { ...entry, whole: entry.rows });
  }
  const rows = new Map([...entries].map(([alias, { rows, usual = rows }]) => [alias, isUsual ? usual : rows]));
  const perValue: PerValue = (column, nulls) => rowsPerValue(known, entries.get(column.alias), column, nulls);
  narrowRows(rows, { from, where }, given, perValue);
  for (const [alias, entry] of entries) entries.set(alias, { ...entry, rows: rows.get(alias) ?? entry.rows });
  return entries;
}

/** By alias, the rows that are left of each entry of FROM where columns are held to values. */
export function rowsLeft(known: Known, joined: Joined, given: readonly Column[]): ReadonlyMap<string, number> {
  return new Map([...entriesOf(known, joined, given)].map(([alias, { rows }]) => [alias, rows]));
}

function rowsPerValue(known: Known, entry: Entry | undefined, column: Column, nulls: boolean): number {
  if (entry === undefined) return Infinity;
  if (entry.dataset !== undefined) return Math.max(1, mostShare(known.binder, column, nulls) * entry.whole);
  const at = entry.step?.names.indexOf(column.name) ?? -1;
  return entry.step === undefined || at < 0
    ? entry.whole
    : rowsWithValue(entry.step.known, entry.step.query, at, nulls);
}

const held = new WeakMap<Query, Map<string, number>>();

/** Rows of a query that have one value of an output, at most. Kept for each query, as its rows are. */
function rowsWithValue(known: Known, query: Query, at: number, nulls: boolean): number {
  const answers = held.get(query) ?? new Map<string, number>();
  held.set(query, answers);
  const asked = `${at} ${nulls}`;
  const found = answers.get(asked) ?? Math.min(rowsOfQuery(known, query), withValue(known, query, at, nulls));
  answers.set(asked, found);
  return found;
}

function withValue({ binder, ctes: around }: Known, query: Query, at: number, nulls: boolean): number {
  const known = { binder, ctes: ctesWithin(query, around) };
  if (query.kind === 'set') {
    const left = rowsWithValue(known, query.left, at, nulls);
    return query.op === 'UNION' ? left + rowsWithValue(known, query.right, at, nulls) : left;
  }
  const expr = query.kind === 'select' ? query.targets[at]?.expr : undefined;
  if (query.kind !== 'select' || expr === undefined || query.from.length === 0 || givesRows(query)) return Infinity;
  const below = expr.kind === 'column' ? rowsOfJoin(known, query, { given: [expr] }) : Infinity;
  if (query.group.length === 0) return below;
  if (query.group.some(({ kind }) => kind !== 'expr')) return Infinity;
  const keys = query.group.flatMap(groupExprs);
  const others = keys.filter((key) => keyOf(key) !== keyOf(expr));
  return others.length === keys.length ? Infinity : Math.min(below, mostValuesOf(binder, others));
}

/** The entry of FROM with the most rows. */
export function largestIn(known: Known, from: readonly From[]): string | undefined {
  const entries = entriesOf(known, { from, where: null }, []);
  return [...entries].toSorted(([, one], [, other]) => other.rows - one.rows)[0]?.[0];
}

/** Of rows that meet on a column as many match as have its most frequent value, where the catalogue knows that. */
function knownMatches(entry: Entry, met: ReadonlySet<string>): number {
  const { dataset, step, rows, whole } = entry;
  const shares = (dataset?.columns ?? []).flatMap(({ name, mostFrequent }) =>
    met.has(name) && mostFrequent !== undefined ? [mostFrequent * whole] : [],
  );
  const below = [...met].flatMap((name) => {
    const at = step?.names.indexOf(name) ?? -1;
    return step !== undefined && at >= 0 && !isUncounted(step, at)
      ? [rowsWithValue(step.known, step.query, at, false)]
      : [];
  });
  const found = [...shares, ...below];
  return found.length === 0 ? 0 : Math.min(rows, ...found);
}

/** Is an output a column as one relation stores it, of which no statistics speak? What is computed may have one value in all rows. */
function isUncounted({ known, query }: NonNullable<Entry['step']>, at: number): boolean {
  const [dep, ...others] = query.outputs[at]?.deps ?? [];
  if (dep?.direct !== true || others.length > 0 || query.kind !== 'select' || givesRows(query)) return false;
  if (query.from.length > 1 || query.from[0]?.kind !== 'relation') return false;
  const columns = known.binder.datasets.byName.get(dep.dataset)?.columns ?? [];
  return columns.every(({ name, mostFrequent }) => name !== dep.column || mostFrequent === undefined);
}

function entryOf(known: Known, item: Exclude<From, { kind: 'join' }>, around: ReadonlySet<string>): Found {
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
      return entryOfFunction(known, item);
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
function entryOfFunction(known: Known, { sources, columns }: Extract<From, { kind: 'function' }>): Found {
  const rowsOf = (isUsual: boolean): number => Math.max(...sources.map(({ call }) => rowsOfCall(known, call, isUsual)));
  const [rows, usual] = [rowsOf(false), rowsOf(true)];
  const [only, ...others] = sources;
  const [column] = columns;
  const isSeries = only?.call.name === 'generate_series' && others.length === 0 && column !== undefined;
  return { rows, usual, keys: isSeries ? [[column]] : [], isSeries: true };
}

/** Does a LATERAL subquery look at what stands beside it? The word alone says nothing. */
function isOfRow({ lateral, query }: Extract<From, { kind: 'subquery' }>, around: ReadonlySet<string>): boolean {
  if (!lateral) return false;
  const seen = new Set<string>();
  aliasesOfQuery(query, seen);
  return !seen.isDisjointFrom(around);
}

/** What belongs to each row: as many as an equality with what is around leaves, and a LIMIT lets through. */
const entryOfRow = (known: Known, query: Query): Found => ({
  rows: rowsOfQuery(known, query),
  keys: [],
  isSeries: true,
});

function entryOfQuery(known: Known, query: Query, columns: readonly string[]): Found {
  const names = query.outputs.map(({ printed }, at) => columns[at] ?? printed);
  const keys = keysOf(known, query)?.map((key) => key.map((at) => names[at] ?? '')) ?? null;
  return { rows: rowsOfQuery(known, query), keys, step: { known, query, names } };
}

/** Positions of outputs that together differ in every row: of a primary key, of what it groups by, of all it keeps once. */
function keysOf(known: Known, query: Query): readonly (readonly number[])[] | null {
  if (limitOf(query) === 1) return [[]];
  const all = query.outputs.map((_, at) => at);
  if (query.kind === 'set') return query.all ? [] : [all];
  if (query.kind === 'values') return [];
  if (isTotal(query)) return [[]];
  if (query.distinct === 'rows') return [all];
  if (givesRows(query)) return [];
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

const rowsOfCall = (known: Known, call: Call, isUsual = false): number =>
  call.name === 'generate_series' ? seriesSteps(call.args, isUsual) : partsOf(known, call);

const rowCalls = (expr: Expr): readonly Call[] => [
  ...(expr.kind === 'call' && expr.role === 'rows' ? [expr] : []),
  ...childrenOf(expr).flatMap(rowCalls),
];

/** Elements of a list, pieces of a text: of what a bank stored by its size, and never many on average. */
function partsOf({ binder }: Known, { name, args }: Call): number {
  const [whole, between] = args;
  if (whole === undefined) return 1;
  const grown = grownBy(binder, whole) / SHORTEST_PIECE;
  if (!SPLITTING.has(name)) return Math.max(1, Math.min(whole.size / PIECE, MOST_PIECES), grown);
  // Nothing between pieces is every character.
  return Math.max(1, grown, whole.usual / (between !== undefined && literalText(between) ? WORD : 1));
}

const SPLITTING: ReadonlySet<string> = new Set(['string_to_table', 'regexp_split_to_table']);

/** What a question puts together may be a row of commas. */
const SHORTEST_PIECE = 2;

const estimates = new WeakMap<Query, number>();

/** How many rows a query is likely to have. Kept for each query: common table expressions that name each other twice would else be read once for each path. */
export function rowsOfQuery({ binder, ctes }: Known, query: Query): number {
  const found =
    estimates.get(query) ?? Math.min(limitOf(query), rowsOfBody({ binder, ctes: ctesWithin(query, ctes) }, query));
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
  const rows = query.from.length === 0 ? 1 : rowsOfJoin(known, query);
  const groups = query.group.length > 0 ? groupsOf(known, query.group) : Infinity;
  const given = Math.max(1, Math.min(rows, groups)) * rowsGiven(known, query);
  const targets = query.targets.map(({ expr }) => expr);
  return query.distinct === 'rows' ? Math.min(given, mostValuesOf(known.binder, targets)) : given;
}

/** As many groups as the values of all keys give together, in each of the sets. */
function groupsOf({ binder }: Known, group: Select['group']): number {
  const sets = group.reduce((count, item) => count * setsOf(item).length, 1);
  return sets * mostValuesOf(binder, group.flatMap(groupExprs));
}

/** Rows that lists taken apart make of each. */
const rowsGiven = (known: Known, { targets }: Select): number =>
  targets.flatMap(({ expr }) => rowCalls(expr)).reduce((rows, call) => rows * rowsOfCall(known, call), 1);
