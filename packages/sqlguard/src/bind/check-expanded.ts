import { MAX_EXPANDED, MAX_MEMORY, MAX_RELATIONS } from '../input/limits.ts';
import { childrenOf, partsOf } from '../ir/children.ts';
import type { Column, Cte, Expr, From, Query } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import { ctesWithin, isTotal, type Ctes } from './bounded-rows.ts';
import type { Binder } from './env.ts';
import { memoryOf, memoryOfRows, MOST_OF_STEP, mostMemoryOf, mostMemoryOfCall } from './node-memory.ts';

/** What a planner makes of a query: how many relations and parts of expressions, and what is held while it runs. */
type Sum = {
  relations: number;
  parts: number;
  /** Bytes that its sorts, windows and kept steps may hold at a time. */
  held: number;
};
/** `outputs`: the parts that each output stands for. */
type Expanded = Readonly<Sum> & { readonly outputs: readonly number[] };
/** What the columns of one FROM stand for once the subqueries below are part of it. */
type Level = { readonly columns: ReadonlyMap<string, number>; readonly parent: Level | null };
type Walk = {
  readonly binder: Binder;
  readonly known: Map<Query, Expanded>;
  readonly ctes: Ctes;
  readonly level: Level | null;
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
    expanded({ binder, known: new Map(), ctes: [], level: null, exact }, query);
  const { relations, parts, held } = walked(false);
  const at = query.outputs[0]?.at ?? -1;
  // Few questions have so many steps that it counts how large each is.
  if (held > MAX_MEMORY && walked(true).held > MAX_MEMORY) refuse('size.rows', { at });
  if (relations > MAX_RELATIONS || parts > MAX_EXPANDED) refuse('size.expanded', { at });
}

function expanded(walk: Walk, query: Query): Expanded {
  const before = walk.known.get(query);
  if (before !== undefined) return before;
  const sum: Sum = { relations: 0, parts: 0, held: walk.exact ? memoryOf(walk, query) : mostMemoryOf(query) };
  const ctes = ctesWithin(query, walk.ctes);
  for (const [at, cte] of query.ctes.entries()) {
    if (isInPlace(walk.binder, cte)) continue;
    // Each sees those before it. A step that is kept is made once, and its rows are there until the end.
    const inner = { ...walk, ctes: ctes.slice(query.ctes.length - at) };
    add(sum, expanded(inner, cte.query));
    sum.held += walk.exact ? memoryOfRows(inner, cte.query) : MOST_OF_STEP;
  }
  const found = { outputs: outputsOf({ ...walk, ctes }, query, sum), ...sum };
  walk.known.set(query, found);
  return found;
}

function add(sum: Sum, { relations, parts, held }: Readonly<Sum>): void {
  sum.relations += relations;
  sum.parts += parts;
  sum.held += held;
}

/** What each output stands for; the query's own parts are added to `sum`. */
function outputsOf(walk: Walk, query: Query, sum: Sum): readonly number[] {
  if (query.kind === 'set') {
    const arms = [expanded(walk, query.left), expanded(walk, query.right)];
    for (const arm of arms) add(sum, arm);
    return query.outputs.map((_, at) => Math.max(...arms.map((arm) => arm.outputs[at] ?? 1)));
  }
  const columns = new Map<string, number>();
  const inner = { ...walk, level: { columns, parent: walk.level } };
  for (const item of query.kind === 'select' ? query.from.flatMap(leaves) : []) addSource(inner, columns, item, sum);
  const weights = partsOf(query).exprs.map((expr) => weigh(inner, expr, sum));
  const isOpen = query.kind === 'select' && query.limit === null && query.distinct === 'no' && query.group.length === 0;
  // The targets come first.
  return isOpen && !isTotal(query) ? weights.slice(0, query.targets.length) : query.outputs.map(() => 1);
}

type Leaf = Exclude<From, { kind: 'join' }>;
const leaves = (item: From): readonly Leaf[] =>
  item.kind === 'join' ? [...leaves(item.left), ...leaves(item.right)] : [item];

type Step = { readonly walk: Walk; readonly query: Query; readonly columns: readonly string[] };

function addSource(walk: Walk, columns: Map<string, number>, item: Leaf, sum: Sum): void {
  const step = stepOf(walk, item);
  if (step === null) {
    sum.relations += 1;
    return;
  }
  const found = expanded(step.walk, step.query);
  add(sum, found);
  for (const [at, { printed }] of step.query.outputs.entries())
    columns.set(`${item.alias}.${step.columns[at] ?? printed}`, found.outputs[at] ?? 1);
}

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

/** The parts that an expression stands for, also added to `sum`. */
function weigh(walk: Walk, expr: Expr, sum: Sum): number {
  const before = sum.parts;
  if (expr.kind === 'column') {
    sum.parts += standsFor(walk.level, expr);
  } else {
    sum.parts += 1;
    for (const child of childrenOf(expr)) weigh(walk, child, sum);
    if (expr.kind === 'sublink') add(sum, expanded(walk, expr.query));
    if (expr.kind === 'call' && !walk.exact) sum.held += mostMemoryOfCall(expr);
  }
  return sum.parts - before;
}

function standsFor(level: Level | null, { alias, name }: Column): number {
  for (let here = level; here !== null; here = here.parent) {
    const found = here.columns.size > 0 ? here.columns.get(`${alias}.${name}`) : undefined;
    if (found !== undefined) return found;
  }
  return 1;
}
