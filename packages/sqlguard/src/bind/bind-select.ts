import type { Cte, Expr, From, Select, Target } from '../ir/nodes.ts';
import { recordOrder, recordDistinct, recordGroup } from '../facts/record-clauses.ts';
import { MAX_COLUMNS } from '../input/limits.ts';
import { recordChosen } from '../facts/record-chosen.ts';
import { recordTies } from '../facts/record-ties.ts';
import { withLineage } from '../facts/compared-with.ts';
import { recordUses } from '../facts/record-uses.ts';
import { groupExprs, groupKeys, orderExprs, someExpr } from '../ir/children.ts';
import { isUntyped } from '../ir/literals.ts';
import { outputsOf } from '../ir/outputs.ts';
import { asList, asText, locationOf, open, placeOf, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { bindDistinct } from './bind-distinct.ts';
import { bindFrom } from './bind-from.ts';
import { bindGroup } from './bind-group.ts';

import { bindLimit } from './bind-limit.ts';
import { bindOrder, type Outputs } from './bind-order.ts';
import { bindWindows } from './bind-window.ts';
import { checkCollected } from '../size/check-collected.ts';
import { checkConnected } from './check-connected.ts';
import { checkHeldByJoin } from '../size/check-held.ts';
import { checkGrouping } from './check-grouping.ts';
import { condition, settle } from './coerce.ts';
import { bindExpr, emptyScope, type Env, type Frame, type NamespaceItem, type Scope } from './env.ts';
import { groupColumns, listedRows } from '../size/listed-rows.ts';
import { checkName, uniqueNames } from './names.ts';
import { checkAliases, type SeenAliases } from './namespace.ts';
import { outputName } from './output-name.ts';
import { expandStar } from './resolve-column.ts';

/**
 * One SELECT, clause by clause in PostgreSQL's own order (`transformSelectStmt`), but for WHERE, which comes before the
 * list: what is collected there is sized by the rows that it leaves.
 */
export function bindSelect(frame: Frame, node: Raw, ctes: readonly Cte[]): Select {
  const { env: outer, from } = bindFromClause(frame, node);
  const where = clause({ ...outer, clause: 'where' }, node['whereClause']);
  if (where) recordUses(outer.binder, where, 'filter');
  const grouped = once(() => listedRows(outer, { from, where }, groupColumns(outer, node)));
  const listed: Scope['listed'] = (parted) => (parted ? listedRows(outer, { from, where }, parted) : grouped());
  const env = { ...outer, scope: { ...outer.scope, listed } };
  const windows = bindWindows({ ...env, clause: 'select' }, node['windowClause']);
  const targets = bindTargets({ ...env, clause: 'select' }, node);
  const having = clause({ ...env, clause: 'having' }, node['havingClause']);
  if (having) recordUses(env.binder, having, 'filter');
  const outputs: Outputs = targets;
  const order = bindOrder({ ...env, clause: 'order' }, node['sortClause'], outputs);
  const group = bindGroup({ ...env, clause: 'group' }, node['groupClause'], outputs);
  const distinct = bindDistinct({ ...env, clause: 'select' }, node['distinctClause'], { outputs, order });
  recordOrder(env, order, outputs);
  const level = { from, where, group };
  const mergeKeys = [...recordGroup(env, level, outputs), ...recordDistinct(env, { ...level, distinct }, outputs)];
  checkConnected({ binder: env.binder, scope: env.scope, from, where, clause: node['fromClause'] });
  const aggregating = [...targets.map(({ expr }) => expr), ...(having ? [having] : []), ...orderExprs(order)];
  checkCollected(env, aggregating, group.flatMap(groupExprs));
  checkHeldByJoin(frame, from);
  if (where && isAntiJoin(from, where)) env.binder.seen.antiJoin = true;
  const bare = { targets: asTold(env, targets, { order, group, distinct }), order, group, having, windows, distinct };
  const dependents = checkGrouping(env, bare);
  recordTies(env, { ...bare, from, where });
  recordChosen(env, { ...bare, from, where });
  return {
    kind: 'select',
    ctes,
    from,
    where,
    ...bare,
    groupDistinct: node['groupDistinct'] === true,
    dependents,
    mergeKeys,
    outputs: outputsOf(bare.targets.map((target) => ({ ...target, expr: withLineage(env.binder, target.expr) }))),
    ...bindLimit(env.binder, node),
  };
}

function once<Found>(find: () => Found): () => Found {
  let found: Found | undefined;
  return () => (found ??= find());
}

function bindFromClause(frame: Frame, node: Raw): { readonly env: Env; readonly from: readonly From[] } {
  const base = emptyScope(frame.parent, frame.ctes);
  const items: NamespaceItem[] = [];
  const lateral: NamespaceItem[] = [];
  const seen: SeenAliases = new Map();
  const from: From[] = [];
  const scope: Scope = { ...base, items: lateral };
  for (const wrapped of asList(node['fromClause'])) {
    const bound = bindFrom({ binder: frame.binder, scope, clause: 'from', inside: 'nothing', lateral: false }, wrapped);
    items.push(...bound.items);
    from.push(bound.from);
    for (const item of bound.items) lateral.push({ ...item, lateralOnly: true });
    checkAliases(seen, bound.items, wrapped);
  }
  return {
    from,
    env: { binder: frame.binder, scope: { ...base, items }, clause: 'select', inside: 'nothing', lateral: false },
  };
}

function bindTargets(env: Env, select: Raw): readonly Target[] {
  const bare = asList(select['targetList']).flatMap((wrapped) => bindTarget(env, open(wrapped).node));
  if (bare.length === 0) refuse('subquery.columns', { at: placeOf(select) });
  if (bare.length > MAX_COLUMNS) refuse('input.too_many_nodes', { at: placeOf(select) });
  const printed = uniqueNames(bare.map((target) => target.name));
  return bare.map((target, index) => ({ ...target, printed: printed[index] ?? target.name }));
}

type BareTarget = { readonly expr: Expr; readonly name: string };

function bindTarget(env: Env, node: Raw): readonly BareTarget[] {
  const value = open(node['val']);
  const fields = value.name === 'ColumnRef' ? asList(value.node['fields']) : [];
  const isStar = fields.length > 0 && open(fields.at(-1)).name === 'A_Star';
  if (isStar) return expandStar(env, strings(fields.slice(0, -1)), locationOf(value.node));
  const expr = bindExpr(env, node['val']);
  const name =
    typeof node['name'] === 'string' ? checkName(asText(node['name']), locationOf(node)) : outputName(node['val']);
  return [{ expr, name }];
}

/** An untyped literal that rows are sorted, grouped or told apart by is text to whatever comes next (`addTargetToSortList`). */
function asTold(
  env: Env,
  targets: readonly Target[],
  { order, group, distinct }: Pick<Select, 'order' | 'group' | 'distinct'>,
): readonly Target[] {
  if (!targets.some(({ expr }) => isUntyped(expr))) return targets;
  const keys = [...group.flatMap(groupKeys), ...(typeof distinct === 'string' ? [] : distinct)];
  const told = new Set([...order.map(({ by }) => by), ...keys.map(({ position }) => position)]);
  return targets.map((target, index) =>
    distinct === 'rows' || told.has(index + 1) ? { ...target, expr: settle(env, target.expr, 'text') } : target,
  );
}

function clause(env: Env, wrapped: unknown): Expr | null {
  if (wrapped === undefined) return null;
  return condition(env, settle(env, bindExpr(env, wrapped), 'bool'));
}

/** `a LEFT JOIN b … WHERE b.x IS NULL`: rows of a without any in b. */
function isAntiJoin(from: readonly From[], where: Expr): boolean {
  const isOuter = (item: From): boolean =>
    item.kind === 'join' &&
    (item.type === 'LEFT' ||
      item.type === 'RIGHT' ||
      item.type === 'FULL' ||
      isOuter(item.left) ||
      isOuter(item.right));
  return (
    from.some(isOuter) &&
    someExpr(where, (part) => part.kind === 'null_test' && !part.negated && part.arg.kind === 'column', false)
  );
}
