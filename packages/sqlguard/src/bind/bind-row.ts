import { COMPARISONS } from '../allow/operators.ts';
import type { Expr, Row } from '../ir/nodes.ts';
import { asList, asText, locationOf, open, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { makeComparison, operatorName } from './make-operation.ts';
import { asShown } from './collations.ts';
import { bindExpr, type Env } from './env.ts';
import { isUntyped } from '../ir/literals.ts';
import { logic, typed } from './make.ts';
import { sizes } from '../size/widths.ts';

export const isRow = (wrapped: unknown): boolean => wrapped !== undefined && open(wrapped).name === 'RowExpr';

/** `(a, b) = (c, d)`, `(a, b) IN ((1, 2), …)`, `(a, b) IS DISTINCT FROM (c, d)`: pair by pair. */
export function bindRowComparison(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const kind = asText(node['kind']);
  if (kind === 'AEXPR_IN') return bindRowIn(env, node, at);
  if (kind === 'AEXPR_OP' && isRow(node['rexpr'])) {
    const op = operatorName(node, at);
    if (!COMPARISONS.has(op)) refuse('operator.not_allowed', { at, name: op });
    const { left, right } = pair(env, { op, left: node['lexpr'], right: node['rexpr'], at });
    return compared(op, left, right, at);
  }
  if (kind === 'AEXPR_OP' && open(node['rexpr']).name === 'SubLink') return bindRowSubquery(env, node, at);
  if ((kind === 'AEXPR_DISTINCT' || kind === 'AEXPR_NOT_DISTINCT') && isRow(node['rexpr'])) {
    const { left, right } = pair(env, { op: '=', left: node['lexpr'], right: node['rexpr'], at });
    return {
      kind: 'distinction',
      left,
      right,
      negated: kind === 'AEXPR_NOT_DISTINCT',
      ...typed({ type: 'bool', at }, [left, right]),
    };
  }
  return refuse('operator.no_match', { at, name: 'row comparison' });
}

/** `(a, b) = (SELECT …)`: the subquery gives one row of as many columns. */
function bindRowSubquery(env: Env, node: Raw, at: number): Expr {
  const op = operatorName(node, at);
  const link = open(node['rexpr']).node;
  if (!COMPARISONS.has(op) || link['subLinkType'] !== 'EXPR_SUBLINK') refuse('operator.no_match', { at, name: op });
  const frame = { binder: env.binder, parent: env.scope, ctes: env.scope.ctes };
  const query = env.binder.bindQuery(frame, open(link['subselect']).node);
  const items = rowItems(node['lexpr']);
  if (items.length !== query.outputs.length) refuse('subquery.columns', { at });
  const lefts = items.map((item, index) => {
    const output = query.outputs[index] ?? refuse('subquery.columns', { at });
    const right: Expr = { ...asShown(output), kind: 'column', alias: '', name: '' };
    return makeComparison(env, { op, left: bindExpr(env, item), right, at }).left;
  });
  const left = row(lefts, at);
  const one = typed({ type: 'record', at }, query.outputs, NO_PARTS);
  const right: Expr = { kind: 'sublink', form: 'scalar', test: null, op: null, query, ...one };
  return { kind: 'operation', op, left, right, ...typed({ type: 'bool', at }, [left, right]) };
}

const compared = (op: string, left: Row, right: Row, at: number): Expr => ({
  kind: 'operation',
  op,
  left,
  right,
  ...typed({ type: 'bool', at }, [left, right]),
});

function bindRowIn(env: Env, node: Raw, at: number): Expr {
  const items = open(node['rexpr']).node['items'];
  const op = strings(node['name'])[0] === '<>' ? '<>' : '=';
  const pairs = (Array.isArray(items) ? items : []).map((item: unknown) => {
    if (!isRow(item)) refuse('operator.no_match', { at, name: 'IN' });
    return pair(env, { op, left: node['lexpr'], right: item, at });
  });
  const first = pairs[0];
  if (first === undefined) refuse('syntax.not_allowed', { at, name: 'IN' });
  // An untyped literal on the left is of another type in each comparison.
  if (rowItems(node['lexpr']).some((item) => isUntyped(bindExpr(env, item))))
    return logic(
      op === '=' ? 'or' : 'and',
      pairs.map(({ left, right }) => compared(op, left, right, at)),
      at,
    );
  const rights = pairs.map((each) => each.right);
  return {
    kind: 'in_list',
    left: first.left,
    items: rights,
    negated: op === '<>',
    ...typed({ type: 'bool', at }, [first.left, ...rights]),
  };
}

function pair(
  env: Env,
  sides: { op: string; left: unknown; right: unknown; at: number },
): { readonly left: Row; readonly right: Row } {
  const lefts = rowItems(sides.left).map((item) => bindExpr(env, item));
  const rights = rowItems(sides.right).map((item) => bindExpr(env, item));
  if (lefts.length !== rights.length || lefts.length === 0) refuse('subquery.columns', { at: sides.at });
  const made = lefts.map((left, index) =>
    makeComparison(env, { op: sides.op, left, right: rights[index] ?? left, at: sides.at }),
  );
  return {
    left: row(
      made.map((each) => each.left),
      sides.at,
    ),
    right: row(
      made.map((each) => each.right),
      sides.at,
    ),
  };
}

export function row(items: readonly Expr[], at: number): Row {
  return {
    kind: 'row',
    items,
    ...typed({ type: 'record', at, ...sizes((of) => items.reduce((sum, item) => sum + of(item), 0)) }, items, NO_PARTS),
  };
}

/** Each field of a row keeps a collation of its own. */
const NO_PARTS = [] as const;

/** For row comparisons: the raw items of `(a, b)`. */
export const rowItems = (wrapped: unknown): readonly Raw[] => asList(open(wrapped).node['args']);
