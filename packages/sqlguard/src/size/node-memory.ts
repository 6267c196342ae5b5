import {
  aliasesOf,
  childrenOf,
  conjuncts,
  groupExprs,
  leavesOf,
  ownConditions,
  partsOf,
  setsOf,
  someExpr,
  standsAlone,
} from '../ir/children.ts';
import { COLLECTING } from '../allow/aggregates.ts';
import type { Call, Expr, OrderItem, Query, Select, SetOperation, Sublink, Typed, WindowSpec } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';
import { ctesWithin, type Ctes } from './bounded-rows.ts';
import type { Binder } from '../bind/env.ts';
import { typed } from '../bind/make.ts';
import { rowsLeft, rowsOfBody, rowsOfJoin, rowsOfQuery, USUAL_MATCHES } from './estimate-rows.ts';

type Known = { readonly binder: Binder; readonly ctes: Ctes };

/** What one hash comes to within the `work_mem` that the executor gives it and what it multiplies that by. */
const MOST_OF_STEP = 32 * 1024 * 1024;
/** The same of rows that are sorted or kept; a sort of one value counts pointers alone, see `memoryAlone`. */
const MOST_OF_STORE = 16 * 1024 * 1024;
/** Pieces of a sort that are merged at once, each with a row in memory: `tuplesort_merge_order` of that `work_mem`. */
const MERGED = 64;
/** Of more rows than these, and of joins that multiply the largest dataset by more, the executor's cost check decides. */
const MOST_ROWS = 300_000;
const MOST_TIMES = 4;
const FEWEST_ROWS = 1000;
/** Around a row that is kept. */
const ROW_OVERHEAD = 32;
/** Rows that usually end in one group of a column that is no key. */
const ROWS_OF_GROUP = 10;

/**
 * Bytes that the parts of one query, without those below it, keep at a time. Each sort and each kept result may have all
 * of `work_mem` for itself, and a server counts none of them together.
 */
export function memoryOf(known: Known, query: Query): number {
  const shown = memoryOfRows(known, query);
  const sorted = query.order.length > 0 ? Math.min(shown, mostOfStore(query.outputs)) : 0;
  if (query.kind === 'values') return sorted;
  if (query.kind === 'set') {
    const arms = [query.left, query.right].map((arm) => ({ rows: rowsOfQuery(known, arm), value: arm.outputs[0] }));
    const alone =
      sortedAlone(query).length === 0 ? [] : arms.map((arm) => (arm.value ? memoryAlone(arm.rows, arm.value) : 0));
    return alone.reduce((sum, one) => sum + one, sorted + (isUnionAll(query) ? 0 : shown));
  }
  const rows = rowsOfJoin({ ...known, ctes: ctesWithin(query, known.ctes) }, query, { matches: USUAL_MATCHES });
  const calls = partsOf(query).exprs.flatMap(callsIn);
  const lists = sortsAmong(calls).map((call) => memoryOfCall(known, rows, call) * sortsOf(query));
  const groups = query.group.length > 0 ? rowsOfBody({ ...known, ctes: ctesWithin(query, known.ctes) }, query) : rows;
  const outputs = shownBy(known, query, groups);
  const kept = Math.min(memory(known, Math.min(rows, groups), outputs), mostOfStore(outputs));
  const windows = windowsOf(query, calls).map((spec) => memoryOfWindow(spec, kept));
  const grouped = query.group.length > 0 || query.distinct !== 'no' ? shown : 0;
  const alone = sortedAlone(query).map((value) => memoryAlone(rows, value));
  return [...lists, ...windows, ...alone].reduce((sum, one) => sum + one, grouped + sorted);
}

/** The same at most, without what its calls keep, of as many rows as are counted at all. */
export function mostMemoryOf(known: Known, query: Query): number {
  const most = mostKept(known, query.outputs);
  const sorted = query.order.length > 0 ? most : 0;
  if (query.kind === 'values') return sorted;
  const isGrouping = query.kind === 'set' || query.group.length > 0 || query.distinct !== 'no';
  const windows = query.kind === 'select' ? query.windows.map(({ spec }) => memoryOfWindow(spec, most)) : [];
  const alone = sortedAlone(query).map((value) => memoryAlone(MOST_ALONE, value));
  const kept = sorted + (isGrouping ? mostOfRows(known, query) : 0);
  return [...windows, ...alone].reduce((sum, one) => sum + one, kept);
}

/**
 * How often an aggregate that sorts does so side by side: once for each set of those that one reading of the rows serves.
 * Of sets that follow from their keys these are ever shorter ones (`extract_rollup_sets`); what is listed may be all alike.
 */
export function sortsOf(query: Query): number {
  if (query.kind !== 'select') return 1;
  const sets = query.group.reduce((count, item) => count * setsOf(item).length, 1);
  if (sets === 1) return 1;
  const several = query.group.filter((item) => item.kind === 'sets');
  const isListed = several.length > 1 || several.some(({ form }) => form === 'GROUPING SETS');
  return isListed ? sets : Math.min(sets, query.group.flatMap(groupExprs).length + 1);
}

/** `sorts`: see `sortsOf`. */
export function mostMemoryOfCall(known: Known, call: Call, sorts: number): number {
  const values = valuesOf(call);
  if (isSorting(call)) return memoryOfSorting(mostKept(known, values), MOST_ALONE, call) * sorts;
  // A window keeps all that its query shows.
  return call.over?.name === null ? memoryOfWindow(call.over, mostOfStore(values)) : 0;
}

/** Rows that are sorted or kept spill, but one of each piece stays while these are merged, however wide it is. */
function mostOfStore(values: readonly Typed[], rows = Infinity): number {
  const wide = values.filter(({ size }) => size * MERGED > MOST_OF_STORE);
  if (wide.length === 0) return MOST_OF_STORE;
  return MOST_OF_STORE + Math.min(MERGED * wide.reduce((sum, { size }) => sum + size, 0), rows * widthOf(wide));
}

/** Texts that a sort of nothing but them holds: from 17 on a server counts 24 bytes for each, however long it is. */
const MOST_ALONE = 700_000;

function memoryAlone(rows: number, { usual, type }: Typed): number {
  const bytes = Math.min(rows, MOST_ALONE) * (usual + ROW_OVERHEAD);
  return IN_PLACE.has(type) ? Math.min(bytes, MOST_OF_STORE) : bytes;
}

/** Values that are no longer than a pointer stand in its place, and are counted. */
const IN_PLACE: ReadonlySet<string> = new Set(
  'bool char int2 int4 int8 float4 float8 date time timestamp timestamptz money oid'.split(' '),
);

/** What a query sorts by itself, with nothing beside it: its only output, or what alone it groups by. */
function sortedAlone(query: Query): readonly Typed[] {
  const [only, ...others] = query.outputs;
  const lone = only === undefined || others.length > 0 || !isOrderedBySelf(query) ? [] : [only];
  if (query.kind === 'set') return isUnionAll(query) && query.order.length === 0 ? [] : lone;
  if (query.kind === 'values') return [];
  const [item, ...items] = query.group;
  if (item !== undefined) return item.kind === 'expr' && items.length === 0 ? [item.expr] : [];
  return query.order.length > 0 || query.distinct !== 'no' ? lone : [];
}

/** A key that is not shown stands beside what is. */
function isOrderedBySelf(query: Query): boolean {
  const [target] = query.kind === 'select' ? query.targets : [];
  return query.order.every(({ by }) => typeof by === 'number' || (target && keyOf(target.expr) === keyOf(by)));
}

const isUnionAll = ({ all, op }: SetOperation): boolean => all && op === 'UNION';

/** Of one value the pointers alone are counted, as above. */
function memoryOfSorting(memoryOfRow: number, rows: number, call: Call): number {
  const [only, ...others] = valuesOf(call);
  return only === undefined || others.length > 0 ? memoryOfRow : Math.max(memoryOfRow, memoryAlone(rows, only));
}

const memoryOfCall = (known: Known, rows: number, call: Call): number => {
  const values = valuesOf(call);
  return memoryOfSorting(Math.min(memory(known, rows, values), mostOfStore(values)), rows, call);
};

/** Its rows are kept, and sorted before, unless it is a window over all of them. */
function memoryOfWindow({ base, partition, order }: WindowSpec, rows: number): number {
  const isSorted = base !== null || partition.length > 0 || order.length > 0;
  return rows * (isSorted ? 2 : 1);
}

/** What keeping all rows of a query takes at most, and what sorting such values does. */
export const mostOfRows = (known: Known, { outputs }: Query): number => memory(known, Infinity, outputs);
const mostKept = (known: Known, values: readonly Typed[]): number =>
  Math.min(mostOfStore(values), memory(known, Infinity, values));

/** What keeping all rows of a query takes. */
export function memoryOfRows(known: Known, query: Query): number {
  const rows = rowsOfQuery(known, query);
  return memory(known, isGathered(known, query) ? rows / ROWS_OF_GROUP : rows, shownBy(known, query, rows));
}

/** The outputs of a query. The lists of all its groups together hold each row once, however many groups there are. */
function shownBy(known: Known, query: Query, groups: number): readonly Typed[] {
  if (query.kind !== 'select' || query.group.length === 0) return query.outputs;
  const sets = query.group.reduce((count, item) => count * setsOf(item).length, 1);
  return query.outputs.map((output, at) => {
    const { expr } = query.targets[at] ?? {};
    const lists = expr === undefined ? [] : callsIn(expr).filter(({ name }) => COLLECTING.has(name));
    if (lists.length === 0) return output;
    const rows = rowsOfJoin({ ...known, ctes: ctesWithin(query, known.ctes) }, query, { matches: USUAL_MATCHES });
    const all = widthOf(lists.flatMap(({ args }) => args)) * rows * sets;
    return { ...output, usual: output.usual * Math.min(1, all / (widthOf(lists) * groups)) };
  });
}

const widthOf = (values: readonly Typed[]): number => values.reduce((sum, { usual }) => sum + usual, 0);

/** Around a row in a hash table of one that is looked up. */
const HASH_OVERHEAD = 64;

/** A row in the hash table of a join, with the columns of it that a question usually names. */
const JOINED_ROW = 64;

/**
 * What the joins of one FROM keep at a time: each may hash one side, which is all but the largest relation, and all of them
 * before the first row comes.
 */
export function memoryOfJoins(known: Known, query: Select): number {
  const inner = { ...known, ctes: ctesWithin(query, known.ctes) };
  const sides = [...rowsLeft(inner, query, []).values()].map((rows) => memoryOfSide(known, rows));
  return sides.reduce((sum, side) => sum + side, 0) - Math.max(0, ...sides);
}

/** The same of a subquery that becomes a join: what it shares with a row around it makes its own rows no fewer. */
export function memoryOfHalf(known: Known, query: Query): number {
  if (query.kind !== 'select') return memoryOfSide(known, rowsOfQuery(known, query));
  const inner = { ...known, ctes: ctesWithin(query, known.ctes) };
  const rows = [...rowsLeft(inner, { from: query.from, where: null }, []).values()];
  return memoryOfSide(known, Math.max(1, ...rows));
}

/** One side of so many rows, and what it takes at most. */
const memoryOfSide = (known: Known, rows: number): number => Math.min(MOST_OF_SIDE, counted(known, rows) * JOINED_ROW);
export const mostOfSide = (known: Known): number => memoryOfSide(known, Infinity);
const MOST_OF_SIDE = MOST_OF_STORE;

/**
 * What IN and EXISTS look their values up in, where they stand in no condition that a planner makes a join of: a table
 * in memory that never spills. It chooses that by its own guess of the rows, which conditions like `id % 1 = 0` mislead.
 */
export function memoryOfHash(known: Known, { form, query }: Sublink): number {
  if (form === 'exists') return memoryOfExists(known, query);
  if (form !== 'any') return 0;
  const rows = rowsOfQuery(known, query);
  if (query.kind !== 'select' || !isGuessedFew(query)) return rows * hashed(query.outputs);
  const shown = query.targets.map(({ expr }) => expr);
  return Math.min(rows, rowsPlanned(shown)) * hashed(shown);
}

const hashed = (values: readonly Typed[]): number => widthOf(values) + HASH_OVERHEAD;

/** Bytes that a planner takes any computed text for, and those around a row that it counts. */
const PLANNED_TEXT = 32;
const PLANNED_ROW = 24;

/** Rows that fit in a table of `work_mem` by a planner's reckoning, who knows how long a column is and nothing else. */
function rowsPlanned(values: readonly Expr[]): number {
  const width = values.reduce((sum, one) => sum + (one.kind === 'column' ? one.usual : PLANNED_TEXT), PLANNED_ROW);
  return MOST_OF_STORE / width;
}

/**
 * Where a planner sees that there are too many rows for such a table it looks for each value among all of them, which
 * never ends: whoever did not say which rows are meant is better told so than by the cost check.
 */
function isGuessedFew(query: Query): boolean {
  if (query.kind !== 'select' || query.where === null || !isGuessed(query)) return false;
  // A second condition may say what the first does, and a planner multiplies them.
  const [only, ...others] = conjuncts(query.where);
  return only !== undefined && others.length === 0 && isNarrow(only);
}

function isNarrow(condition: Expr): boolean {
  if (condition.kind === 'between' || condition.kind === 'in_list') return !condition.negated;
  if (condition.kind !== 'operation' || !NARROW.has(condition.op)) return false;
  return childrenOf(condition).some(isFolded);
}
const NARROW: ReadonlySet<string> = new Set(['=', '<', '<=', '>', '>=']);

/**
 * Of what hangs on no row a server asks for one row, once (`build_subplan`). Of what hangs on one by equalities alone it
 * makes a table of all rows that the other conditions leave, whatever the LIMIT (`convert_EXISTS_to_ANY`): where it guesses
 * these well, of no more than fit by its reckoning.
 */
function memoryOfExists(known: Known, query: Query): number {
  if (query.kind !== 'select' || standsAlone(query)) return 0;
  const conditions = ownConditions(query);
  const compared = comparedIn(query);
  const isGuess = query.from.flatMap(leavesOf).every(({ kind }) => kind === 'relation') && areGuessed(conditions);
  const most = isGuess ? rowsPlanned(compared) : Infinity;
  const where = { ...typed({ type: 'bool', at: -1 }, []), kind: 'logic', op: 'and', args: conditions } as const;
  return Math.min(most, rowsOfQuery(known, { ...query, where, limit: null })) * hashed(compared);
}

/** What EXISTS looks up is what its own rows are compared by (`convert_EXISTS_to_ANY`), not what it shows. */
function comparedIn({ where }: Select): readonly Expr[] {
  const conditions = where === null ? [] : conjuncts(where);
  return conditions.flatMap((one) => (one.kind === 'operation' && one.op === '=' ? childrenOf(one) : []));
}

/** INTERSECT and EXCEPT look rows up in a table of one arm's, by the same guess, and sort them where that says they are many. */
export function memoryOfCompared(known: Known, { op, left, right }: SetOperation): number {
  if (op === 'UNION' || [left, right].every(isGuessed)) return 0;
  const [ofLeft, ofRight] = [left, right].map((arm) => rowsOfQuery(known, arm));
  const rows = op === 'EXCEPT' ? ofLeft : Math.min(ofLeft ?? 0, ofRight ?? 0);
  return (rows ?? 0) * left.outputs.reduce((sum, { usual }) => sum + usual, HASH_OVERHEAD);
}

/** Conditions on columns that a planner multiplies, as if none said what another says. */
const FEW_CONDITIONS = 2;

/** Rows of one relation under a condition or two on its bare columns: of these a planner's guess is good. */
function isGuessed(query: Query): boolean {
  if (query.kind !== 'select' || query.from.length !== 1 || query.from[0]?.kind !== 'relation') return false;
  return areGuessed(query.where === null ? [] : conjuncts(query.where));
}

/** A value that a planner has before it; of what a subquery gives it knows nothing. */
const isFolded = (side: Expr): boolean =>
  aliasesOf(side).size === 0 && !someExpr(side, ({ kind }) => kind === 'sublink', false);

function areGuessed(conditions: readonly Expr[]): boolean {
  const isBare = (expr: Expr): boolean => childrenOf(expr).every((side) => side.kind === 'column' || isFolded(side));
  return conditions.length <= FEW_CONDITIONS && conditions.every((one) => one.kind !== 'sublink' && isBare(one));
}

function memory(known: Known, rows: number, values: readonly Typed[]): number {
  const all = counted(known, rows);
  return Math.min(Math.max(MOST_OF_STEP, mostOfStore(values, all)), all * (widthOf(values) + ROW_OVERHEAD));
}

function counted({ binder }: Known, rows: number): number {
  const largest = Math.max(FEWEST_ROWS, ...[...binder.read].map(({ rowEstimate }) => rowEstimate || 0));
  return Math.min(rows, MOST_ROWS, largest * MOST_TIMES);
}

/** Grouped by columns none of which is part of a key. */
function isGathered({ binder }: Known, query: Query): boolean {
  if (query.kind !== 'select' || query.group.length === 0) return false;
  const isKey = (expr: Expr): boolean =>
    expr.kind !== 'column' ||
    expr.deps.some(({ dataset, column }) => binder.datasets.byName.get(dataset)?.primaryKey.includes(column) !== false);
  return query.group.every((item) => item.kind === 'expr' && !isKey(item.expr));
}

const callsIn = (expr: Expr): readonly Call[] => [
  ...(expr.kind === 'call' ? [expr] : []),
  ...childrenOf(expr).flatMap(callsIn),
];

/** An aggregate that sorts what it is given, for itself. */
const isSorting = (call: Call): boolean =>
  call.role === 'aggregate' && (call.distinct || call.within || call.order.length > 0);

/** Of one name and one WITHIN GROUP all read the same sort (`find_compatible_trans`). */
function sortsAmong(calls: readonly Call[]): readonly Call[] {
  const sortOf = ({ name, order, filter }: Call): string => `${name} ${orderKey(order)} ${filter ? keyOf(filter) : ''}`;
  const sorting = calls.filter(isSorting);
  return [...new Map(sorting.map((call) => [call.within ? sortOf(call) : call, call])).values()];
}

const valuesOf = ({ args, order, within }: Call): readonly Typed[] => [
  // What stands before WITHIN GROUP is read once.
  ...(within ? [] : args),
  ...order.flatMap(({ by }) => (typeof by === 'number' ? [] : [by])),
];

/** Windows that differ: those alike share one sort. */
function windowsOf({ windows }: Select, calls: readonly Call[]): readonly WindowSpec[] {
  const specs = [
    ...windows.map(({ spec }) => spec),
    ...calls.flatMap(({ over }) => (over?.name === null ? [over] : [])),
  ];
  return [...new Map(specs.map((spec) => [specKey(spec), spec])).values()];
}

const specKey = ({ base, partition, order }: WindowSpec): string =>
  [base, ...partition.map(keyOf), '/', orderKey(order)].join(' ');

const orderKey = (order: readonly OrderItem[]): string =>
  order.map(({ by, direction, nulls }) => `${typeof by === 'number' ? by : keyOf(by)} ${direction} ${nulls}`).join(' ');
