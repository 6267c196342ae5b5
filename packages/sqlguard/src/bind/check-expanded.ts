import { MAX_EXPANDED, MAX_MEMORY, MAX_RELATIONS } from '../input/limits.ts';
import { childrenOf, partsOf } from '../ir/children.ts';
import type { Cte, Expr, From, Query } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import { ctesWithin, isTotal, type Ctes } from './bounded-rows.ts';
import type { Binder } from './env.ts';
import { memoryOf, memoryOfRows } from './node-memory.ts';

/** What a planner makes of a query: how many relations, how many parts of expressions, and what each output stands for. */
type Expanded = {
  readonly relations: number;
  readonly parts: number;
  /** Bytes that its sorts, windows and kept steps may hold at a time. */
  readonly held: number;
  readonly outputs: readonly number[];
};
/** What the columns of one FROM stand for once the subqueries below are part of it. */
type Level = { readonly columns: ReadonlyMap<string, number>; readonly parent: Level | null };
type Walk = {
  readonly binder: Binder;
  readonly known: Map<Query, Expanded>;
  readonly ctes: Ctes;
  readonly level: Level | null;
};

/**
 * B8: a planner puts a subquery, and a common table expression that is named once or NOT MATERIALIZED, in place of its
 * name, and its expressions in place of its columns. Twice in each of thirty steps is a thousand million copies, which
 * it makes before any limit of a running query holds.
 */
export function checkExpanded(binder: Binder, query: Query): void {
  const { relations, parts, held } = expanded({ binder, known: new Map(), ctes: [], level: null }, query);
  if (held > MAX_MEMORY) refuse('size.rows', { at: query.outputs[0]?.at ?? -1 });
  if (relations > MAX_RELATIONS || parts > MAX_EXPANDED) refuse('size.expanded', { at: query.outputs[0]?.at ?? -1 });
}

function expanded(walk: Walk, query: Query): Expanded {
  const before = walk.known.get(query);
  if (before !== undefined) return before;
  const ctes = ctesWithin(query, walk.ctes);
  // Each sees those before it.
  const kept = query.ctes.map((cte, at) => keptBy({ ...walk, ctes: ctes.slice(query.ctes.length - at) }, cte));
  const own = { ...NOTHING, held: memoryOf(walk, query) };
  const found = total([body({ ...walk, ctes }, query), own, ...kept]);
  walk.known.set(query, found);
  return found;
}

/** A step that is kept is made once, and its rows are there until the end. */
function keptBy(walk: Walk, cte: Cte): Expanded {
  if (isInPlace(walk.binder, cte)) return NOTHING;
  return total([expanded(walk, cte.query), { ...NOTHING, held: memoryOfRows(walk, cte.query) }]);
}

const NOTHING: Expanded = { relations: 0, parts: 0, held: 0, outputs: [] };

/** Together, with the outputs of the first. */
const total = (all: readonly Expanded[]): Expanded => ({
  relations: all.reduce((sum, { relations }) => sum + relations, 0),
  parts: all.reduce((sum, { parts }) => sum + parts, 0),
  held: all.reduce((sum, { held }) => sum + held, 0),
  outputs: all[0]?.outputs ?? [],
});

function body(walk: Walk, query: Query): Expanded {
  if (query.kind === 'set') {
    const arms = [expanded(walk, query.left), expanded(walk, query.right)];
    const outputs = query.outputs.map((_, at) => Math.max(...arms.map((arm) => arm.outputs[at] ?? 1)));
    return total([{ ...NOTHING, outputs }, ...arms]);
  }
  const items = query.kind === 'select' ? query.from.flatMap(leaves) : [];
  const columns = new Map<string, number>();
  const level: Level = { columns, parent: walk.level };
  const inner = { ...walk, level };
  const sources = items.map((item) => {
    const source = sourceOf(inner, item);
    for (const [at, name] of source.names.entries()) columns.set(`${item.alias}.${name}`, source.outputs[at] ?? 1);
    return source;
  });
  const exprs = partsOf(query).exprs.map((expr) => weigh(inner, expr));
  const isOpen = query.kind === 'select' && query.limit === null && query.distinct === 'no' && query.group.length === 0;
  const outputs =
    isOpen && !isTotal(query) ? query.targets.map(({ expr }) => weigh(inner, expr).parts) : query.outputs.map(() => 1);
  return total([{ ...NOTHING, outputs }, ...sources, ...exprs]);
}

type Leaf = Exclude<From, { kind: 'join' }>;
const leaves = (item: From): readonly Leaf[] =>
  item.kind === 'join' ? [...leaves(item.left), ...leaves(item.right)] : [item];

type Source = Expanded & { readonly names: readonly string[] };
const ONE_RELATION: Source = { ...NOTHING, relations: 1, names: [] };

function sourceOf(walk: Walk, item: Leaf): Source {
  if (item.kind === 'subquery') return named(expanded(walk, item.query), item.query, item.columns);
  const at = item.kind === 'cte' ? walk.ctes.findIndex(({ name }) => name === item.name) : -1;
  const cte = walk.ctes[at];
  if (cte === undefined || !isInPlace(walk.binder, cte)) return ONE_RELATION;
  return named(expanded({ ...walk, ctes: walk.ctes.slice(at + 1) }, cte.query), cte.query, cte.columns);
}

const named = (found: Expanded, query: Query, columns: readonly string[]): Source => ({
  ...found,
  names: query.outputs.map(({ printed }, at) => columns[at] ?? printed),
});

const isInPlace = ({ named: times }: Binder, cte: Cte): boolean =>
  cte.materialized === 'never' || (cte.materialized === 'default' && (times.get(cte) ?? 0) <= 1);

function weigh(walk: Walk, expr: Expr): Expanded {
  if (expr.kind === 'column') return { ...NOTHING, parts: standsFor(walk.level, `${expr.alias}.${expr.name}`) };
  const below = childrenOf(expr).map((child) => weigh(walk, child));
  const one = { ...NOTHING, parts: 1 };
  return total([one, ...below, ...(expr.kind === 'sublink' ? [expanded(walk, expr.query)] : [])]);
}

const standsFor = (level: Level | null, column: string): number =>
  level === null ? 1 : (level.columns.get(column) ?? standsFor(level.parent, column));
