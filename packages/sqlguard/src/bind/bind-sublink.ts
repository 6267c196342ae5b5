import { COMPARISONS } from '../allow/operators.ts';
import type { Expr, Query, Row, Sublink } from '../ir/nodes.ts';
import { asValue } from '../pg/collation.ts';
import { arrayOf, elementOf } from '../pg/types.ts';
import { asText, locationOf, open, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { makeComparison, operatorName } from './make-operation.ts';
import { isRow, row, rowItems } from './bind-row.ts';
import { checkElement, settle } from './coerce.ts';
import { asShown } from './collations.ts';
import { checkHeld } from '../size/check-held.ts';
import { sublinkSizes } from '../size/collected-size.ts';
import { bindExpr, type Env } from './env.ts';
import { typed, withoutDomain } from './make.ts';

/** A subquery inside an expression. Its own level sees ours, ours never sees its. */
export function bindSublink(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const query = env.binder.bindQuery(
    { binder: env.binder, parent: env.scope, ctes: env.scope.ctes },
    node['subLinkType'] === 'EXISTS_SUBLINK' ? withTarget(open(node['subselect']).node) : open(node['subselect']).node,
  );
  const outputs = query.outputs;
  const first = outputs[0];
  if (first === undefined) refuse('subquery.columns', { at });
  const value = first.sortedBy === undefined ? first : { ...first, sortedBy: asValue(first.sortedBy) };
  const sublink = { kind: 'sublink', test: null, op: null, query } as const;
  switch (asText(node['subLinkType'])) {
    case 'EXISTS_SUBLINK':
      return { ...sublink, form: 'exists', ...typed({ type: 'bool', at }, []) };
    case 'EXPR_SUBLINK':
      if (outputs.length !== 1) refuse('subquery.columns', { at });
      return {
        ...sublink,
        form: 'scalar',
        ...typed(
          { type: first.type, mod: first.mod, domain: first.domain, at, ...sublinkSizes(env, query, 'scalar') },
          [value],
        ),
        // The one value is what the query below shows, unchanged if it is a column there.
        deps: first.deps,
      };
    case 'ARRAY_SUBLINK': {
      // Its elements come in the order of its rows.
      env.binder.seen.picks = true;
      checkElement(first, at);
      const type = elementOf(first.type) === undefined ? arrayOf(first.type) : first.type;
      if (type === undefined) refuse('type.foreign', { at, name: first.type.slice(1) });
      if (outputs.length !== 1) refuse('subquery.columns', { at });
      const { mod, domain } = first;
      const base = typed({ type, mod, domain, at, ...sublinkSizes(env, query, 'array') }, [value]);
      return withoutDomain({ ...sublink, form: 'array', ...base });
    }
    default:
      return bindQuantified(env, node, query);
  }
}

/** `EXISTS (SELECT FROM …)` shows no column, and asks for none: 1 stands for nothing. */
function withTarget(select: Raw): Raw {
  const asksForColumns = ['targetList', 'valuesLists', 'distinctClause', 'groupClause', 'sortClause'];
  if (select['op'] !== 'SETOP_NONE' || asksForColumns.some((key) => select[key] !== undefined)) return select;
  return { ...select, targetList: [{ ResTarget: { val: { A_Const: { ival: { ival: 1 } } } } }] };
}

/** `x IN (SELECT …)`, `x > ALL (SELECT …)`, `(a, b) IN (SELECT …)`. */
function bindQuantified(env: Env, node: Raw, query: Query): Sublink {
  const at = locationOf(node);
  checkHeld({ binder: env.binder, parent: env.scope, ctes: env.scope.ctes }, query);
  const all = node['subLinkType'] === 'ALL_SUBLINK';
  const op = node['operName'] === undefined ? null : operatorName(node, at);
  if (op !== null && !COMPARISONS.has(op) && !['~~', '!~~', '~~*', '!~~*'].includes(op))
    refuse('operator.not_allowed', { at, name: op });
  const tests = isRow(node['testexpr'])
    ? rowItems(node['testexpr']).map((item) => bindExpr(env, item))
    : [bindExpr(env, node['testexpr'])];
  if (tests.length !== query.outputs.length) refuse('subquery.columns', { at });
  const settled = tests.map((test, index) => {
    const output = query.outputs[index];
    if (output === undefined) refuse('subquery.columns', { at });
    const right: Expr = { ...asShown(output), kind: 'column', alias: '', name: '' };
    return makeComparison(env, { op: op ?? '=', left: test, right, at }).left;
  });
  const single = settled[0];
  const test: Expr | Row =
    isRow(node['testexpr']) || single === undefined ? row(settled, at) : settle(env, single, 'text');
  return {
    kind: 'sublink',
    form: all ? 'all' : 'any',
    test,
    op,
    query,
    ...typed({ type: 'bool', at }, [test, ...query.outputs], []),
  };
}
