import { PATTERN_OPERATORS, REVIEWED_OPERATORS } from '../allow/operators.ts';
import { ALLOWED_TYPES } from '../allow/types.ts';
import { MAX_PATTERN } from '../input/limits.ts';
import type { Expr, Operation } from '../ir/nodes.ts';
import type { Bindings } from '../pg/coercion.ts';
import { findOperator } from '../pg/find-operator.ts';
import { elementOf, isForeign, toFormatted, UNKNOWN, type TypeName } from '../pg/types.ts';
import { asList, asRaw, asText, locationOf, open, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { bindRowComparison, isRow } from './bind-row.ts';
import { condition, settle, unify } from './coerce.ts';
import { bindAll, bindExpr, type Env } from './env.ts';
import { isUntyped, literal, literalText, typed } from './make.ts';

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

export function operatorName(node: Raw, at: number): string {
  const names = strings(node['name'] ?? node['operName']);
  const name = names.at(-1) ?? '';
  const allowed = names.length === 1 || (names.length === 2 && names[0] === 'pg_catalog');
  const op = name === '!=' ? '<>' : name;
  if (!allowed || !REVIEWED_OPERATORS.has(op)) refuse('operator.not_allowed', { at, name: names.join('.') });
  return op;
}

export type Operands = { readonly op: string; readonly left: Expr; readonly right: Expr; readonly at: number };

/** The operator PostgreSQL would choose, with both operands given their types. */
export function makeOperation(env: Env, { op, left, right, at }: Operands): Operation & { readonly left: Expr } {
  const bound = matchOperator(env, { op, types: [left.type, right.type], at });
  const settledLeft = settle(env, left, bound.args[0] ?? UNKNOWN);
  const settledRight = settle(env, right, bound.args[1] ?? UNKNOWN);
  if (PATTERN_OPERATORS.has(op) && bound.args[1] === 'text') checkPattern(settledRight, at);
  const size = sizeOf(op, bound.result, settledLeft, settledRight);
  return { kind: 'operation', op, left: settledLeft, right: settledRight, ...typed({ type: bound.result, at, size }, [settledLeft, settledRight]) };
}

/** A comparison must give a truth value. */
export function makeComparison(env: Env, operands: Operands): Operation & { readonly left: Expr } {
  const made = makeOperation(env, operands);
  condition(env, made);
  return made;
}

function makePrefix(env: Env, op: string, right: Expr, at: number): Expr {
  if (op === '+' && right.kind === 'literal' && right.form === 'number') return right;
  if (op === '-' && right.kind === 'literal' && right.form === 'number') return negated(right.value, right.type, at);
  const bound = matchOperator(env, { op, types: [right.type], at });
  const settled = settle(env, right, bound.args[0] ?? UNKNOWN);
  return { kind: 'operation', op, left: null, right: settled, ...typed({ type: bound.result, at, size: settled.size + 8 }, [settled]) };
}

const negated = (value: string, type: TypeName, at: number): Expr => literal('number', value.startsWith('-') ? value.slice(1) : `-${value}`, type, at);

export function matchOperator(env: Env, { op, types, at }: { op: string; types: readonly TypeName[]; at: number }): Bindings {
  const foreign = types.find(isForeign);
  if (foreign !== undefined) refuse('type.foreign', { at, name: foreign.slice(1) });
  const bound = findOperator(op, types, env.binder.major);
  const fits = bound?.args.every((type) => ALLOWED_TYPES.has(type)) === true && ALLOWED_TYPES.has(bound.result);
  if (bound === undefined || !fits) {
    const spelled = types.map((type) => (type === UNKNOWN ? 'text' : toFormatted({ type, mod: null })));
    refuse('operator.no_match', { at, name: op, hint: `There is no ${spelled.join(` ${op} `)}; cast one side.` });
  }
  return bound;
}

/** A pattern from a column, or a long one, can keep a backend busy for hours (B8). */
export function checkPattern(pattern: Expr, at: number): void {
  const text = literalText(pattern);
  if (text === null || text.length > MAX_PATTERN || /\\[1-9]|\{\d{3,}|\{\d*,\d{3,}/.test(text)) refuse('pattern.not_short_literal', { at });
}

function sizeOf(op: string, result: TypeName, left: Expr, right: Expr): number {
  if (result === 'bool') return 8;
  if (op === '||') return left.size + right.size + 16;
  if (result === 'numeric') return Math.min(left.size + right.size + 32, 80_000);
  return Math.max(left.size, right.size, 64);
}

function bindBetween(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const arg = bindExpr(env, node['lexpr']);
  const [low, high] = bindAll(env, open(node['rexpr']).node['items']);
  if (low === undefined || high === undefined) refuse('syntax.not_allowed', { at, name: 'BETWEEN' });
  const from = makeComparison(env, { op: '>=', left: arg, right: low, at });
  const to = makeComparison(env, { op: '<=', left: arg, right: high, at });
  const kind = asText(node['kind']);
  return {
    kind: 'between',
    arg: isUntyped(arg) ? from.left : arg,
    low: from.right,
    high: to.right,
    negated: kind.includes('NOT'),
    symmetric: kind.includes('SYM'),
    ...typed({ type: 'bool', at }, [arg, low, high]),
  };
}

/**
 * `x IN (…)`: PostgreSQL compares with one array when the plain items agree on a type, else one by one; either way an
 * untyped item takes the type it would have beside x.
 */
function bindIn(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const left = bindExpr(env, node['lexpr']);
  const bare = bindAll(env, open(node['rexpr']).node['items']);
  const negated = strings(node['name'])[0] === '<>';
  const typedSides = unifiedSides(env, left, bare, at);
  const pairs = typedSides.items.map((item) => makeComparison(env, { op: negated ? '<>' : '=', left: typedSides.left, right: item, at }));
  const items = pairs.map((pair) => pair.right);
  return { kind: 'in_list', left: pairs[0]?.left ?? left, items, negated, ...typed({ type: 'bool', at }, [left, ...items]) };
}

function unifiedSides(env: Env, left: Expr, items: readonly Expr[], at: number): { readonly left: Expr; readonly items: readonly Expr[] } {
  const constants = items.filter((item) => item.deps.length === 0 && item.kind !== 'sublink');
  if (constants.length < 2) return { left, items };
  const together = tryUnify(env, [left, ...constants], at);
  if (together === undefined) return { left, items };
  const settled = new Map(constants.map((item, index) => [item, together[index + 1] ?? item]));
  return { left: together[0] ?? left, items: items.map((item) => settled.get(item) ?? item) };
}

function tryUnify(env: Env, exprs: readonly Expr[], at: number): readonly Expr[] | undefined {
  try {
    return unify(env, exprs, at).exprs;
  } catch {
    return undefined;
  }
}

function bindOverArray(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const op = operatorName(node, at);
  const left = bindExpr(env, node['lexpr']);
  const bareRight = bindExpr(env, node['rexpr']);
  const element = isUntyped(bareRight) ? UNKNOWN : elementOf(bareRight.type);
  if (element === undefined || isUntyped(bareRight)) refuse('operator.no_match', { at, name: `${op} ANY` });
  const bound = matchOperator(env, { op, types: [left.type, element], at });
  if (bound.result !== 'bool') refuse('operator.no_match', { at, name: op });
  if (PATTERN_OPERATORS.has(op)) refuse('pattern.not_short_literal', { at });
  const settled = settle(env, left, bound.args[0] ?? UNKNOWN);
  return { kind: 'over_array', op, left: settled, right: bareRight, all: node['kind'] === 'AEXPR_OP_ALL', ...typed({ type: 'bool', at }, [settled, bareRight]) };
}

function bindEqualityForm(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const made = makeComparison(env, { op: '=', left: bindExpr(env, node['lexpr']), right: bindExpr(env, node['rexpr']), at });
  const { left, right } = made;
  if (node['kind'] === 'AEXPR_NULLIF') return { kind: 'null_if', left, right, ...typed({ type: left.type, mod: left.mod, at, size: left.size }, [left, right]) };
  return { kind: 'distinction', left, right, negated: node['kind'] === 'AEXPR_NOT_DISTINCT', ...typed({ type: 'bool', at }, [left, right]) };
}

/** For row comparisons: the raw items of `(a, b)`. */
export const rowItems = (wrapped: unknown): readonly Raw[] => asList(asRaw(open(wrapped).node)['args']);
