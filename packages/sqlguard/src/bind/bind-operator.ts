import { PATTERN_OPERATORS } from '../allow/operators.ts';
import type { Expr } from '../ir/nodes.ts';
import { arrayOf, elementOf, isEnum, UNKNOWN } from '../pg/types.ts';
import { asList, asRaw, asText, locationOf, open, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { bindRowComparison, isRow } from './bind-row.ts';
import { asChosen, asOperand, settle } from './coerce.ts';
import { checkOperationWork } from '../size/check-work.ts';
import { bindAll, bindExpr, type Env } from './env.ts';
import { bindIn } from './bind-in.ts';
import { logic, typed } from './make.ts';
import { isNullLiteral, isUntyped } from '../ir/literals.ts';
import { checkCollation } from './collations.ts';
import {
  enumComparison,
  makeComparison,
  makeOperation,
  makePrefix,
  matchOperator,
  operatorName,
} from './make-operation.ts';

export function bindAExpr(env: Env, node: Raw): Expr {
  const kind = asText(node['kind']);
  if (isRow(node['lexpr'])) return bindRowComparison(env, node);
  if (kind.includes('BETWEEN')) return bindBetween(env, node);
  switch (kind) {
    case 'AEXPR_IN':
      return bindIn(env, node);
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL':
      return bindOverArray(env, node);
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT':
    case 'AEXPR_NULLIF':
      return bindEqualityForm(env, node);
    default:
      return bindOperation(env, node);
  }
}

/** AEXPR_OP and the LIKE family, which the parser has already turned into operators. */
function bindOperation(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const op = operatorName(node, at);
  const right = bindExpr(env, node['rexpr']);
  if (node['lexpr'] === undefined) return makePrefix(env, op, right, at);
  return makeOperation(env, { op, left: bindExpr(env, node['lexpr']), right, at });
}

function bindBetween(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const arg = bindExpr(env, node['lexpr']);
  const [low, high] = bindAll(env, open(node['rexpr']).node['items']);
  if (low === undefined || high === undefined) refuse('syntax.not_allowed', { at, name: 'BETWEEN' });
  const kind = asText(node['kind']);
  const form = { negated: kind.includes('NOT'), symmetric: kind.includes('SYM') };
  if (isUntyped(arg)) return betweenApart(env, { arg, low, high, at }, form);
  const from = makeComparison(env, { op: '>=', left: arg, right: low, at });
  const to = makeComparison(env, { op: '<=', left: arg, right: high, at });
  return {
    kind: 'between',
    arg,
    low: from.right,
    high: to.right,
    ...form,
    ...typed({ type: 'bool', at }, [arg, low, high], []),
  };
}

type Range = { readonly arg: Expr; readonly low: Expr; readonly high: Expr; readonly at: number };

/** `transformAExprBetween`: two comparisons, in each of which an untyped literal is what stands beside it. */
function betweenApart(
  env: Env,
  { arg, low, high, at }: Range,
  { negated, symmetric }: { negated: boolean; symmetric: boolean },
): Expr {
  const compare = (op: string, right: Expr): Expr => makeComparison(env, { op, left: arg, right, at });
  const within = (from: Expr, to: Expr): Expr =>
    negated
      ? logic('or', [compare('<', from), compare('>', to)], at)
      : logic('and', [compare('>=', from), compare('<=', to)], at);
  if (!symmetric) return within(low, high);
  return logic(negated ? 'and' : 'or', [within(low, high), within(high, low)], at);
}

/** `x = ANY (ARRAY['open', …]::loan_status[])` is `x IN ('open'::loan_status, …)`, whose literals can stay bare. */
function listOfEnum(env: Env, node: Raw, op: string): Raw | null {
  const { name, node: cast } = open(node['rexpr']);
  const { arrayBounds, ...element } = asRaw(cast['typeName']);
  const array = open(cast['arg']);
  const isList = (op === '=' && node['kind'] === 'AEXPR_OP_ANY') || (op === '<>' && node['kind'] === 'AEXPR_OP_ALL');
  const isEnum = env.binder.enums.has(strings(element['names']).join('.')) && asList(arrayBounds).length === 1;
  if (!isList || !isEnum || name !== 'TypeCast' || array.name !== 'A_ArrayExpr') return null;
  const items = asList(array.node['elements']).map((arg) => ({ TypeCast: { arg, typeName: element } }));
  if (items.length === 0) return null;
  return { ...node, kind: 'AEXPR_IN', name: [{ String: { sval: op } }], rexpr: { List: { items } } };
}

const LIST_OF_LISTS = 'A list cannot be looked for in a list: compare its elements, or write list = list.';

function bindOverArray(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const op = operatorName(node, at);
  const listed = listOfEnum(env, node, op);
  if (listed !== null) return bindIn(env, listed);
  const left = bindExpr(env, node['lexpr']);
  const bareRight = bindExpr(env, node['rexpr']);
  const element = isUntyped(bareRight) ? UNKNOWN : elementOf(bareRight.type);
  if (element === undefined) refuse('operator.no_match', { at, name: `${op} ANY` });
  const types = [left.type, element] as const;
  const bound = enumComparison(op, ...types) ?? matchOperator(env, { op, types, at });
  // `x = ANY ('{1,2}')`: the literal is an array of what the operator takes.
  const list = arrayOf(bound.args[1] ?? UNKNOWN);
  if (list === undefined) refuse('operator.no_match', { at, name: `${op} ANY`, hint: LIST_OF_LISTS });
  const right = asOperand(env, bareRight, list);
  if (bound.result !== 'bool') refuse('operator.no_match', { at, name: op });
  if (PATTERN_OPERATORS.has(op)) refuse('pattern.not_short_literal', { at });
  const settled = asChosen(env, left, bound, 0);
  checkCollation([settled, right], at);
  const made = {
    kind: 'over_array' as const,
    op,
    left: settled,
    right,
    all: node['kind'] === 'AEXPR_OP_ALL',
    ...typed({ type: 'bool', at }, [settled, right]),
  };
  return checkOperationWork(env.binder, made, bound.args);
}

/** `x IS DISTINCT FROM NULL` is `x IS NOT NULL` to PostgreSQL (`transformAExprDistinct`). */
const isBareNull = (expr: Expr): boolean => isUntyped(expr) && isNullLiteral(expr);

function bindEqualityForm(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const bare = { left: bindExpr(env, node['lexpr']), right: bindExpr(env, node['rexpr']) };
  const other = isBareNull(bare.right) ? bare.left : isBareNull(bare.left) ? bare.right : null;
  if (node['kind'] !== 'AEXPR_NULLIF' && other !== null)
    return {
      kind: 'null_test',
      arg: settle(env, other, 'text'),
      negated: node['kind'] === 'AEXPR_DISTINCT',
      ...typed({ type: 'bool', at }, [other]),
    };
  const { left, right } = makeComparison(env, { op: '=', ...bare, at });
  if (node['kind'] === 'AEXPR_NULLIF') {
    // It is of the type that the comparison takes: `varchar` is compared as text, `cidr` as inet.
    const [type = left.type] = isEnum(left.type)
      ? []
      : matchOperator(env, { op: '=', types: [left.type, right.type], at }).args;
    const mod = type === left.type && left.domain === undefined ? left.mod : null;
    return {
      kind: 'null_if',
      left,
      right,
      ...typed({ type, mod, at, size: left.size, usual: left.usual }, [left, right]),
    };
  }
  return {
    kind: 'distinction',
    left,
    right,
    negated: node['kind'] === 'AEXPR_NOT_DISTINCT',
    ...typed({ type: 'bool', at }, [left, right]),
  };
}
