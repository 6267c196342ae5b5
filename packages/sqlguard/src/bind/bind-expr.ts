import type { Expr, Literal } from '../ir/nodes.ts';
import { arrayOf, toFormatted, UNKNOWN, type TypeName } from '../pg/types.ts';
import { asList, asRaw, asText, locationOf, open, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { bindArray, bindSubscript } from './bind-array.ts';
import { bindCall } from './bind-call.ts';
import { bindCase, bindCoalesce, bindExtreme } from './bind-case.ts';
import { bindAExpr } from './bind-operator.ts';
import { isRow, row, rowItems } from './bind-row.ts';
import { bindSublink } from './bind-sublink.ts';
import { bindType } from './bind-type.ts';
import { castTo, condition, settle, typeLiteral } from './coerce.ts';
import { bindConstant, bindCollate, bindGrouping, bindSqlValue } from './bind-simple.ts';
import { bindAll, type Env } from './env.ts';
import { literal, typed } from './make.ts';
import { isUntyped } from '../ir/literals.ts';
import { resolveColumn } from './resolve-column.ts';

/** One expression of the candidate, bound and typed. What has no entry here does not exist. */
export function bindExpr(env: Env, wrapped: unknown): Expr {
  const { name, node } = open(wrapped);
  const bind = Object.hasOwn(BINDERS, name) ? BINDERS[name] : undefined;
  if (bind === undefined) refuse('syntax.not_allowed', { at: locationOf(node), name });
  return bind(env, node);
}

const BINDERS: Readonly<Record<string, (env: Env, node: Raw) => Expr>> = {
  A_Const: bindConstant,
  ColumnRef: resolveColumn,
  TypeCast: bindTypeCast,
  FuncCall: (env, node) => bindCall(env, node),
  A_Expr: bindAExpr,
  BoolExpr: bindBool,
  NullTest: bindNullTest,
  BooleanTest: bindTruthTest,
  CaseExpr: bindCase,
  CoalesceExpr: bindCoalesce,
  MinMaxExpr: bindExtreme,
  A_ArrayExpr: (env, node) => bindArray(env, node, null),
  A_Indirection: bindSubscript,
  SubLink: bindSublink,
  CollateClause: bindCollate,
  GroupingFunc: bindGrouping,
  SQLValueFunction: bindSqlValue,
};

function bindTypeCast(env: Env, node: Raw): Expr {
  const meant = enumNamed(env, asRaw(node['typeName']));
  if (meant !== undefined) return enumLiteral(listLiteral(env, node['arg']) ?? bindExpr(env, node['arg']), meant);
  if (strings(asRaw(node['typeName'])['names']).at(-1) === 'jsonpath') return pathCast(env, node);
  const { type, mod } = bindType(asRaw(node['typeName']));
  const at = locationOf(node) >= 0 ? locationOf(node) : locationOf(asRaw(node['typeName']));
  const inner = open(node['arg']);
  const arg = inner.name === 'A_ArrayExpr' ? bindArray(env, inner.node, type) : bindExpr(env, node['arg']);
  return castTo(env, arg, { type, mod, at });
}

/** `'$.a'::jsonpath`, of a literal alone. */
function pathCast(env: Env, node: Raw): Expr {
  const { names, typmods, arrayBounds } = asRaw(node['typeName']);
  const arg = bindExpr(env, node['arg']);
  const isPlain = typmods === undefined && arrayBounds === undefined && isUntyped(arg);
  const isBuiltIn = strings(names).length === 1 || strings(names)[0] === 'pg_catalog';
  if (!isPlain || !isBuiltIn) refuse('type.not_allowed', { at: arg.at, name: 'jsonpath' });
  return typeLiteral(env, arg, 'jsonpath', null);
}

/** `'open'::loan_status`: the literal stays bare and takes the enum from what stands beside it, or is refused. */
function enumLiteral(arg: Expr, meant: TypeName): Expr {
  if (arg.type === meant) return arg;
  if (!isUntyped(arg) || arg.meant !== undefined)
    refuse('type.not_allowed', { at: arg.at, name: toFormatted({ type: meant, mod: null }) });
  return { ...arg, meant };
}

/** `ARRAY['open', NULL]` as one literal, which can stay bare where the array would be one of texts. */
function listLiteral(env: Env, wrapped: unknown): Expr | null {
  const { name, node } = open(wrapped);
  if (name !== 'A_ArrayExpr') return null;
  const values = bindAll(env, node['elements']).map((item) => (isUntyped(item) && !item.meant ? quoted(item) : null));
  if (values.includes(null)) return null;
  return literal('string', `{${values.join(',')}}`, UNKNOWN, locationOf(node));
}

const quoted = ({ form, value }: Literal): string =>
  form === 'null' ? 'NULL' : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

function enumNamed(env: Env, typeName: Raw): TypeName | undefined {
  const bounds = asList(typeName['arrayBounds']).length;
  const found = env.binder.enums.get(strings(typeName['names']).join('.'));
  if (found === undefined || bounds > 1 || asList(typeName['typmods']).length > 0) return undefined;
  return bounds === 0 ? found : arrayOf(found);
}

function bindBool(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const args = bindAll(env, node['args']).map((arg) => condition(env, arg));
  const base = typed({ type: 'bool', at }, args);
  const first = args[0];
  if (first === undefined) refuse('syntax.not_allowed', { at, name: 'BoolExpr' });
  if (node['boolop'] === 'NOT_EXPR' && first.kind === 'sublink') env.binder.seen.antiJoin = true;
  if (node['boolop'] === 'NOT_EXPR') return { kind: 'not', arg: first, ...base };
  return { kind: 'logic', op: node['boolop'] === 'AND_EXPR' ? 'and' : 'or', args, ...base };
}

function bindNullTest(env: Env, node: Raw): Expr {
  const arg = isRow(node['arg']) ? testedRow(env, node['arg']) : bindExpr(env, node['arg']);
  const settled = arg.type === 'unknown' ? castTo(env, arg, { type: 'text', mod: null, at: arg.at }) : arg;
  return {
    kind: 'null_test',
    arg: settled,
    negated: node['nulltesttype'] === 'IS_NOT_NULL',
    ...typed({ type: 'bool', at: locationOf(node) }, [arg]),
  };
}

/** `(a, b) IS NULL`: every field of it; `IS NOT NULL`: no field. */
function testedRow(env: Env, wrapped: unknown): Expr {
  const items = rowItems(wrapped).map((item) => settle(env, bindExpr(env, item), 'text'));
  if (items.length === 0) refuse('subquery.columns', { at: locationOf(open(wrapped).node) });
  return row(items, locationOf(open(wrapped).node));
}

function bindTruthTest(env: Env, node: Raw): Expr {
  const arg = condition(env, bindExpr(env, node['arg']));
  const words = asText(node['booltesttype']).replace('IS_', '').replace('NOT_', '');
  const test = words === 'TRUE' ? 'TRUE' : words === 'FALSE' ? 'FALSE' : 'UNKNOWN';
  const negated = asText(node['booltesttype']).startsWith('IS_NOT_');
  return { kind: 'truth_test', arg, test, negated, ...typed({ type: 'bool', at: locationOf(node) }, [arg]) };
}
