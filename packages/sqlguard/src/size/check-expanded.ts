import {
  MAX_EXPANDED,
  MAX_MEMORY,
  MAX_PLANNING,
  MAX_RELATIONS,
  MAX_UNSPILLED,
  MAX_USUAL_WORK,
} from '../input/limits.ts';
import { leavesOf, type Leaf, aliasesOf, childrenOf, partsOf } from '../ir/children.ts';
import type { Call, Column, Cte, Expr, From, Query, Sublink } from '../ir/nodes.ts';
import { COLLECTING } from '../allow/aggregates.ts';
import { refuse } from '../verdict.ts';
import { memoryOfList } from './check-collected.ts';
import { ctesWithin, isTotal, type Ctes } from './bounded-rows.ts';
import type { Binder } from '../bind/env.ts';
import {
  memoryOf,
  memoryOfCompared,
  memoryOfHalf,
  memoryOfHash,
  memoryOfJoins,
  memoryOfRows,
  mostMemoryOf,
  mostMemoryOfCall,
  mostOfRows,
  mostOfSide,
  sortsOf,
} from './node-memory.ts';
import { join, newJoined, placesIn, planningOf, pullUp, WAYS, type Joined, type Place } from './planning.ts';

/** What a part of an expression comes to with all that stands below it, once it stands in place of its name. */
type Weight = {
  parts: number;
  work: number;
  /** Bytes of long values that are made on the way: they are there until the row is done. */
  made: number;
};
/** What a planner makes of a query: how many relations and parts of expressions, and what is held while it runs. */
type Sum = Weight & {
  relations: number;
  /** Bytes that its sorts, windows and kept steps may hold at a time. */
  held: number;
  /** Bytes of what is looked up in memory that does not spill. */
  hashed: number;
  /** Bytes of planning what is planned for itself. */
  planned: number;
};
/** `outputs`: what each output stands for; `joined`: what is planned together with what is around, if that takes it up. */
type Expanded = Readonly<Sum> & { readonly outputs: readonly Readonly<Weight>[]; readonly joined: Readonly<Joined> };
type Adding = { readonly sum: Sum; readonly joined: Joined };
const ONE: Readonly<Weight> = { parts: 1, work: 0, made: 0 };
/** What the columns of one FROM stand for once the subqueries below are part of it. */
type Level = {
  readonly columns: ReadonlyMap<string, Readonly<Weight>>;
  readonly parent: Level | null;
  /** Its columns that are named. */
  readonly named: Set<string>;
};
type Walk = {
  readonly binder: Binder;
  readonly known: Map<Query, Expanded>;
  readonly ctes: Ctes;
  readonly level: Level | null;
  /** Of each subquery that becomes a join: what it is joined to. */
  readonly joined: Map<Expr, Joined>;
  /** See `sortsOf`. */
  readonly sorts: number;
  /** By the rows that each step is likely to have; else each is taken to fill what it may. */
  readonly exact: boolean;
};

/**
 * B8: a planner puts a subquery, and a common table expression that is named once or NOT MATERIALIZED, in place of its
 * name, and its expressions in place of its columns. Twice in each of thirty steps is a thousand million copies, which
 * it makes before any limit of a running query holds.
 */
export function checkExpanded(binder: Binder, query: Query): void {
  const walked = (exact: boolean): Expanded =>
    expanded({ binder, known: new Map(), ctes: [], level: null, joined: new Map(), sorts: 1, exact }, query);
  const found = walked(false);
  const { relations, parts, work, made, held, hashed } = found;
  const at = query.outputs[0]?.at ?? -1;
  if (hashed > MAX_UNSPILLED) refuse('size.rows', { at, hint: HASH_HINT });
  if (relations > MAX_RELATIONS || parts > MAX_EXPANDED) refuse('size.expanded', { at });
  if (found.planned + planningOf(found.joined) > MAX_PLANNING) refuse('size.expanded', { at, hint: JOINS_HINT });
  if (work > MAX_USUAL_WORK || made > MAX_UNSPILLED) refuse('size.work', { at });
  // Few questions have so many steps that it counts how large each is.
  if (held > MAX_MEMORY && walked(true).held > MAX_MEMORY) refuse('size.rows', { at });
}

const HASH_HINT =
  'Write NOT EXISTS (SELECT … WHERE x = …) in place of NOT IN and EXCEPT, and EXISTS at the top of WHERE.';
const JOINS_HINT =
  'Join fewer relations at once: ask in parts, or make a step of some of them that is grouped or AS MATERIALIZED.';

function expanded(walk: Walk, query: Query): Expanded {
  const before = walk.known.get(query);
  if (before !== undefined) return before;
  const sum = newSum();
  sum.held = walk.exact ? memoryOf(walk, query) : mostMemoryOf(walk, query);
  const ctes = ctesWithin(query, walk.ctes);
  for (const [at, cte] of query.ctes.entries()) {
    if (isInPlace(walk.binder, cte)) continue;
    // Each sees those before it. A step that is kept is made once, and its rows are there until the end.
    const inner = { ...walk, ctes: ctes.slice(query.ctes.length - at) };
    addPlanned(sum, expanded(inner, cte.query));
    sum.held += walk.exact ? memoryOfRows(inner, cte.query) : mostOfRows(inner, cte.query);
  }
  const joined = newJoined();
  const found = { outputs: outputsOf({ ...walk, ctes }, query, { sum, joined }), ...sum, joined };
  walk.known.set(query, found);
  return found;
}

function add(sum: Sum, { relations, parts, work, made, held, hashed, planned }: Readonly<Sum>, times = 1): void {
  sum.relations += relations * times;
  sum.parts += parts * times;
  sum.work += work * times;
  sum.made += made * times;
  sum.held += held * times;
  sum.hashed += hashed * times;
  sum.planned += planned * times;
}

/** What a planner plans for itself, and puts what that gives in its place. */
function addPlanned(sum: Sum, found: Expanded): void {
  add(sum, found);
  sum.planned += planningOf(found.joined);
}

/** What each output stands for; the query's own parts are added to `to`. */
function outputsOf(walk: Walk, query: Query, to: Adding): readonly Readonly<Weight>[] {
  const { sum, joined } = to;
  if (query.kind === 'set') {
    const arms = [expanded(walk, query.left), expanded(walk, query.right)];
    for (const arm of arms) addPlanned(sum, arm);
    sum.hashed += memoryOfCompared(walk, query);
    return query.outputs.map((_, at) => heavier(arms.map((arm) => arm.outputs[at] ?? ONE)));
  }
  const columns = new Map<string, Readonly<Weight>>();
  const named = new Set<string>();
  const inner = { ...walk, level: { columns, parent: walk.level, named }, sorts: sortsOf(query) };
  if (query.kind === 'select') addFrom(inner, columns, query, to);
  if (query.kind === 'select' && query.where !== null) {
    const own = new Set(query.from.flatMap(leavesOf).map(({ alias }) => alias));
    for (const one of joinedIn(query.where, own)) walk.joined.set(one, joined);
  }
  const weights = partsOf(query).exprs.map((expr) => weigh(inner, expr, sum));
  joined.carried += named.size;
  // The targets, or the values of a single row, come first.
  return isOpen(query) ? weights.slice(0, query.outputs.length) : rest(query);
}

/** A planner makes it part of the query around it: a single row of values too. */
function isOpen(query: Query): boolean {
  if (query.kind === 'values') return query.rows.length === 1 && query.limit === null;
  if (query.kind === 'set' || query.limit !== null) return false;
  return query.distinct === 'no' && query.group.length === 0 && !isTotal(query);
}

const rest = (query: Query): readonly Readonly<Weight>[] => query.outputs.map(() => ONE);

const heavier = (all: readonly Readonly<Weight>[]): Weight => ({
  parts: Math.max(...all.map(({ parts }) => parts)),
  work: Math.max(...all.map(({ work }) => work)),
  made: Math.max(...all.map(({ made }) => made)),
});

/**
 * Subqueries that a planner makes joins of (`pull_up_sublinks`), which spill what they do not hold: EXISTS and its
 * opposite, unless they have steps of their own, and IN of something that hangs on a row of this level.
 */
function joinedIn(where: Expr, own: ReadonlySet<string>): readonly Expr[] {
  if (where.kind === 'logic' && where.op === 'and') return where.args.flatMap((arg) => joinedIn(arg, own));
  const negated = where.kind === 'not' ? where.arg : null;
  if (negated?.kind === 'sublink') return isExists(negated) ? [negated] : [];
  if (where.kind !== 'sublink') return [];
  const isOfRow = where.test !== null && !aliasesOf(where.test).isDisjointFrom(own);
  return isExists(where) || isOfRow ? [where] : [];
}

const isExists = ({ form, query }: Sublink): boolean => form === 'exists' && query.ctes.length === 0;

/** A partition that is only scanned costs a planner less than a relation that it joins. */
const PARTITIONS_AS_ONE = 20;

type Step = { readonly walk: Walk; readonly query: Query; readonly columns: readonly string[] };
type Columns = Map<string, Readonly<Weight>>;

function addFrom(walk: Walk, columns: Columns, query: Extract<Query, { kind: 'select' }>, to: Adding): void {
  const places = placesIn(walk.binder, query);
  if (places.size > 1) to.sum.held += walk.exact ? memoryOfJoins(walk, query) : (places.size - 1) * mostOfSide(walk);
  const widths = new Map<Leaf, number>();
  for (const [leaf, place] of places) {
    join(to.joined, place.ways);
    widths.set(leaf, addSource(walk, columns, { leaf, place }, to));
  }
  for (const item of query.from) addAliased(item, widths, to.joined);
}

/** Parts of the columns of one entry of FROM; those of each join are added, which a planner writes out for itself. */
function addAliased(item: From, widths: ReadonlyMap<Leaf, number>, joined: Joined): number {
  if (item.kind !== 'join') return widths.get(item) ?? 0;
  const width = addAliased(item.left, widths, joined) + addAliased(item.right, widths, joined);
  joined.aliased += width;
  return width;
}

type Placed = { readonly leaf: Leaf; readonly place: Place };

/** Parts of all its columns together. */
function addSource(walk: Walk, columns: Columns, { leaf, place }: Placed, { sum, joined }: Adding): number {
  if (leaf.kind === 'function') return addFunction(walk, columns, leaf, sum);
  const step = stepOf(walk, leaf);
  if (step === null) return addRelation(walk, leaf, { sum, joined });
  const found = expanded(step.walk, step.query);
  add(sum, found);
  if (isOpen(step.query)) pullUp(joined, found.joined);
  else sum.planned += planningOf(found.joined);
  let width = 0;
  for (const [at, output] of step.query.outputs.entries()) {
    const weight = found.outputs[at] ?? ONE;
    const shown = place.nullable && isWrapped(step.query, at) ? { ...weight, parts: weight.parts + 1 } : weight;
    columns.set(`${leaf.alias}.${step.columns[at] ?? output.printed}`, shown);
    width += shown.parts;
  }
  return width;
}

/** What an outer join may leave out stands as it is only if it is a column of what is left out; else in a wrapper. */
function isWrapped(query: Query, at: number): boolean {
  const expr = query.kind === 'select' ? query.targets[at]?.expr : undefined;
  const own = query.kind === 'select' ? query.from.flatMap(leavesOf) : [];
  return expr?.kind !== 'column' || !own.some(({ alias }) => alias === expr.alias);
}

function addRelation({ binder }: Walk, leaf: Leaf, { sum, joined }: Adding): number {
  const dataset = leaf.kind === 'relation' ? binder.datasets.byName.get(leaf.dataset) : undefined;
  const partitions = dataset?.partitions ?? 0;
  sum.relations += 1 + partitions / PARTITIONS_AS_ONE;
  joined.partitions += partitions;
  // It is read through a view.
  if (dataset !== undefined) joined.pulled += 1;
  return dataset?.columns.length ?? 1;
}

/** A function of constants that gives one row is folded, and its value stands in place of its name. */
function addFunction(
  walk: Walk,
  columns: Columns,
  { sources, alias, columns: names }: Extract<Leaf, { kind: 'function' }>,
  sum: Sum,
): number {
  sum.relations += 1;
  for (const [at, { call }] of sources.entries()) {
    const weight = weigh(walk, call, newSum());
    const name = names[at];
    if (call.role !== 'rows' && name !== undefined) columns.set(`${alias}.${name}`, weight);
  }
  return names.length;
}

const newSum = (): Sum => ({ relations: 0, parts: 0, work: 0, made: 0, held: 0, hashed: 0, planned: 0 });

/** What the planner puts in place of a name in FROM. */
function stepOf(walk: Walk, item: Leaf): Step | null {
  if (item.kind === 'subquery') return { walk, query: item.query, columns: item.columns };
  const at = item.kind === 'cte' ? walk.ctes.findIndex(({ name }) => name === item.name) : -1;
  const cte = walk.ctes[at];
  if (cte === undefined || !isInPlace(walk.binder, cte)) return null;
  return { walk: { ...walk, ctes: walk.ctes.slice(at + 1) }, query: cte.query, columns: cte.columns };
}

const isInPlace = ({ named: times }: Binder, cte: Cte): boolean =>
  cte.materialized === 'never' || (cte.materialized === 'default' && (times.get(cte) ?? 0) <= 1);

/** What is shorter than this is never so often in one row that it counts. */
const SOME_MADE = 256 * 1024;
/** JSONB is made of a tree of its values. */
const TREE_TIMES = 8;
/** What neither passes on what it is given nor is counted with the lists. */
const isMade = (expr: Expr): boolean =>
  expr.kind === 'call' ? expr.role !== 'aggregate' : expr.kind === 'operation' || expr.kind === 'cast';

/** What an expression stands for, also added to `sum`. */
function weigh(walk: Walk, expr: Expr, sum: Sum): Weight {
  const { parts, work, made } = sum;
  addExpr(walk, expr, sum);
  return { parts: sum.parts - parts, work: sum.work - work, made: sum.made - made };
}

function addExpr(walk: Walk, expr: Expr, sum: Sum): void {
  if (expr.kind === 'column') return addColumn(walk, expr, sum);
  sum.parts += 1;
  if (expr.kind === 'literal') return;
  sum.work += expr.work ?? 0;
  if (expr.size > SOME_MADE && isMade(expr)) sum.made += expr.size * (expr.type === 'jsonb' ? TREE_TIMES : 1);
  const copied = copiesIn(expr);
  for (const child of childrenOf(expr)) addTimes(walk, child, copied?.get(child) ?? 1, sum);
  if (expr.kind === 'sublink') addSublink(walk, expr, sum);
  if (expr.kind === 'call') sum.held += heldByCall(walk, expr);
}

function addColumn({ level }: Walk, column: Column, sum: Sum): void {
  const key = `${column.alias}.${column.name}`;
  const found = standsFor(level, key);
  level?.named.add(key);
  sum.parts += found.parts;
  sum.work += found.work;
  sum.made += found.made;
}

/** A list is there until its query ends, if another reads it or not. */
function heldByCall(walk: Walk, call: Call): number {
  const list = call.role === 'aggregate' && COLLECTING.has(call.name) ? memoryOfList(call) : 0;
  return list + (walk.exact ? 0 : mostMemoryOfCall(walk, call, walk.sorts));
}

function addSublink(walk: Walk, expr: Extract<Expr, { kind: 'sublink' }>, sum: Sum): void {
  const found = expanded(walk, expr.query);
  add(sum, found);
  const joined = walk.joined.get(expr);
  if (joined !== undefined) {
    join(joined, WAYS.half);
    pullUp(joined, found.joined);
    sum.held += walk.exact ? memoryOfHalf(walk, expr.query) : mostOfSide(walk);
    return;
  }
  sum.planned += planningOf(found.joined);
  sum.hashed += memoryOfHash(walk, expr);
}

function addTimes(walk: Walk, expr: Expr, times: number, sum: Sum): void {
  if (times === 1) return addExpr(walk, expr, sum);
  const one = newSum();
  addExpr(walk, expr, one);
  add(sum, one, times);
}

/** What the server writes out more than once: the sides of BETWEEN, and what is looked for among columns. */
function copiesIn(expr: Expr): ReadonlyMap<Expr, number> | undefined {
  if (expr.kind === 'in_list')
    return new Map([[expr.left, 1 + expr.items.filter(({ deps }) => deps.length > 0).length]]);
  if (expr.kind !== 'between') return undefined;
  const { arg, low, high, symmetric } = expr;
  return new Map([
    [low, symmetric ? 2 : 1],
    [high, symmetric ? 2 : 1],
    [arg, symmetric ? 4 : 2],
  ]);
}

function standsFor(level: Level | null, key: string): Readonly<Weight> {
  for (let here = level; here !== null; here = here.parent) {
    const found = here.columns.size > 0 ? here.columns.get(key) : undefined;
    if (found !== undefined) return found;
  }
  return ONE;
}
