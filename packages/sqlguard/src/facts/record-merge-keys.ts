import type { Binder } from '../bind/env.ts';
import { childrenOf, someExpr } from '../ir/children.ts';
import type { Call, Cte, Expr, Query, Select, SetOperation } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';
import { noteMergeKey } from './record-uses.ts';

/**
 * Rows that are alike under a mask become one. Whoever sees that row with the masked value beside it knows what it stands
 * for; whoever is told how many there are, or what one of them came to, is misled. So a column that rows are grouped or
 * de-duplicated by is noted as shown only where each row so made reaches the answer, one by one, with that value in it.
 */
export function recordMergeKeys(binder: Binder, query: Query): void {
  const shown = new Set<object>();
  if (binder.mergeKeys.length > 0)
    reach({ binder, shown, ctes: new Map() }, query, { at: query.outputs.map((_, index) => index), folded: false });
  for (const key of binder.mergeKeys) noteMergeKey(binder, key, shown.has(key));
}

type Walk = {
  readonly binder: Binder;
  readonly shown: Set<object>;
  readonly ctes: ReadonlyMap<string, Cte>;
};
/** `at`: the outputs that reach the answer as they are. `folded`: equal rows become one further out. */
type Reached = { readonly at: readonly number[]; readonly folded: boolean };

function reach(outer: Walk, query: Query, reached: Reached): void {
  const walk = { ...outer, ctes: new Map([...outer.ctes, ...query.ctes.map((cte) => [cte.name, cte] as const)]) };
  if (query.kind === 'set') reachArms(walk, query, reached);
  if (query.kind === 'select') reachSelect(walk, query, reached);
}

/** INTERSECT and EXCEPT choose among rows; UNION makes equal ones one. */
function reachArms(walk: Walk, query: SetOperation, { at, folded }: Reached): void {
  if (query.op !== 'UNION' || !isCutByShown(query, at)) return;
  for (const key of query.mergeKeys) if (key.outputs.some((index) => at.includes(index))) walk.shown.add(key);
  for (const arm of [query.left, query.right]) reach(walk, arm, { at, folded: folded || !query.all });
}

function reachSelect(walk: Walk, select: Select, { at, folded }: Reached): void {
  const areGroupsRows = !folded && select.distinct === 'no' && leavesRowsAlone(select, at);
  for (const key of select.mergeKeys) {
    const isWhole = key.use === 'group' ? areGroupsRows : typeof select.distinct === 'string';
    if (isWhole && key.outputs.some((index) => at.includes(index))) walk.shown.add(key);
  }
  const below = sourceOf(walk, select);
  if (below === undefined || typeof select.distinct !== 'string' || !leavesRowsAlone(select, at)) return;
  const positions = at.flatMap((index) => below.positionOf(select.targets[index]?.expr));
  reach(walk, below.query, { at: positions, folded: folded || select.distinct === 'rows' });
}

type Source = { readonly query: Query; readonly positionOf: (expr: Expr | undefined) => readonly number[] };

/** The one query whose rows are passed on. */
function sourceOf({ ctes, binder }: Walk, select: Select): Source | undefined {
  const [from, ...others] = select.from;
  if (from === undefined || others.length > 0 || isCollected(select)) return undefined;
  if (from.kind !== 'subquery' && from.kind !== 'cte') return undefined;
  const cte = from.kind === 'cte' ? ctes.get(from.name) : undefined;
  // Whoever else names it may count its rows.
  if (from.kind === 'cte' && (cte === undefined || binder.named.get(cte) !== 1)) return undefined;
  const query = from.kind === 'subquery' ? from.query : cte?.query;
  if (query === undefined) return undefined;
  const listed = from.kind === 'subquery' ? from.columns : (cte?.columns ?? []);
  const names = listed.length > 0 ? listed : query.outputs.map((output) => output.printed);
  const positionOf = (expr: Expr | undefined): readonly number[] =>
    expr?.kind === 'column' && expr.alias === from.alias && names.includes(expr.name) ? [names.indexOf(expr.name)] : [];
  return { query, positionOf };
}

/** Does it make other rows of those it reads? */
function isCollected({ group, having, targets, order }: Select): boolean {
  const exprs = [
    ...targets.map(({ expr }) => expr),
    ...order.flatMap(({ by }) => (typeof by === 'number' ? [] : [by])),
  ];
  return (
    group.length > 0 || having !== null || exprs.some((expr) => holdsCall(expr, ({ role }) => role === 'aggregate'))
  );
}

/**
 * Nobody counts the rows, and what chooses among them by something that was counted is seen beside them. A condition of a
 * query that groups stands in HAVING, of one that passes rows on in WHERE.
 */
function leavesRowsAlone(select: Select, at: readonly number[]): boolean {
  const targets = select.targets.map(({ expr }) => expr);
  const sorted = select.order.flatMap(({ by }) => (typeof by === 'number' ? [] : [by]));
  if ([...targets, ...sorted].some((expr) => holdsCall(expr, countsRows))) return false;
  const shown = new Set(at.map((index) => targets[index]).map((expr) => (expr === undefined ? '' : keyOf(expr))));
  const condition = isCollected(select) ? select.having : select.where;
  return (condition === null || isSeen(condition, shown)) && isCutByShown(select, at);
}

/** LIMIT takes the first in an order that is shown too. */
function isCutByShown(query: Query, at: readonly number[]): boolean {
  if (query.limit === null && query.offset === null) return true;
  const targets = query.kind === 'select' ? query.targets : [];
  const shown = new Set(at.flatMap((index) => (targets[index] === undefined ? [] : [keyOf(targets[index].expr)])));
  return query.order.every(({ by }) => (typeof by === 'number' ? at.includes(by - 1) : isSeen(by, shown)));
}

/** Columns as they are say something of every row; whatever was computed must be shown. */
function isSeen(expr: Expr, shown: ReadonlySet<string>): boolean {
  if (shown.has(keyOf(expr))) return true;
  if (expr.kind === 'column') return expr.deps.length > 0 && expr.deps.every((dep) => dep.direct);
  if (expr.kind === 'sublink' || (expr.kind === 'call' && expr.role !== 'function')) return false;
  return childrenOf(expr).every((child) => isSeen(child, shown));
}

const holdsCall = (expr: Expr, test: (call: Call) => boolean): boolean =>
  someExpr(expr, (part) => part.kind === 'call' && test(part), false);

/** A total of what adds up is the same over any groups. */
const ADDING: ReadonlySet<string> = new Set(['count', 'sum']);

/** Does its value hang on how many rows there are? */
function countsRows({ role, name, args, over }: Call): boolean {
  if (role === 'rows') return true;
  if (role !== 'window') return false;
  const [arg] = args;
  const isTotal = arg?.kind === 'call' && arg.role === 'aggregate' && ADDING.has(arg.name) && !arg.distinct;
  const isWhole =
    over !== null && over.name === null && over.base === null && over.order.length === 0 && over.frame === null;
  return !(name === 'sum' && isTotal && isWhole);
}
