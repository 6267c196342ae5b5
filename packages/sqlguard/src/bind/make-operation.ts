import { COMPARISONS, PATTERN_OPERATORS, REVIEWED_OPERATORS, UNSORTED_OPERATORS } from '../allow/operators.ts';
import { ALLOWED_TYPES } from '../allow/types.ts';
import { MAX_NUMERIC } from '../input/limits.ts';
import type { Expr, Operation } from '../ir/nodes.ts';
import type { Resolved } from '../pg/coercion.ts';
import { findOperator } from '../pg/find-operator.ts';
import {
  categoryOf,
  elementOf,
  isEnum,
  isEnumList,
  isForeign,
  toFormatted,
  UNKNOWN,
  type TypeName,
} from '../pg/types.ts';
import { strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { checkPattern, pathLiteral } from './check-pattern.ts';
import { asChosen, condition, isSortable, settle } from './coerce.ts';
import { checkCollation } from './collations.ts';
import type { Env } from './env.ts';
import { checkVariables } from './json-variables.ts';
import { checkOperationWork } from '../size/check-work.ts';
import { typed } from './make.ts';
import { sizes, textSize, type Sizes } from '../size/widths.ts';
import { powerSizes } from '../size/power-digits.ts';

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
  const bound =
    enumComparison(op, left.type, right.type) ?? matchOperator(env, { op, types: [left.type, right.type], at });
  const settledLeft = asChosen(env, left, bound, 0);
  const settledRight = asChosen(env, right, bound, 1);
  if (bound.args[1] === 'jsonpath') checkVariables(pathLiteral(settledRight), undefined);
  if (PATTERN_OPERATORS.has(op) && bound.args[1] === 'text') checkPattern(settledRight, at);
  if (!UNSORTED_OPERATORS.has(op)) checkCollation([settledLeft, settledRight], at);
  const parts = { op, result: bound.result, left: settledLeft, right: settledRight };
  const made = {
    kind: 'operation' as const,
    op,
    left: settledLeft,
    right: settledRight,
    ...typed({ type: bound.result, at, ...sizesOf(parts) }, [settledLeft, settledRight]),
  };
  return checkOperationWork(env.binder, made, bound.args);
}

/** Two values of one enum, or one and a literal: the operator is the enum's own. */
export function enumComparison(op: string, left: TypeName, right: TypeName): Resolved | undefined {
  const type = isEnum(left) ? left : right;
  const fits = isEnum(type) && COMPARISONS.has(op) && [left, right].every((side) => side === type || side === UNKNOWN);
  return fits ? { args: [type, type], declared: [type, type], result: 'bool' } : undefined;
}

/** A comparison must give a truth value. */
export function makeComparison(env: Env, operands: Operands): Operation & { readonly left: Expr } {
  const made = makeOperation(env, operands);
  condition(env, made);
  return made;
}

/** A sign that is written stays one: the parser has folded what it folds, and `+1` is no position where `1` is. */
export function makePrefix(env: Env, op: string, right: Expr, at: number): Expr {
  const bound = matchOperator(env, { op, types: [right.type], at });
  const settled = settle(env, right, bound.args[0] ?? UNKNOWN);
  return {
    kind: 'operation',
    op,
    left: null,
    right: settled,
    ...typed({ type: bound.result, at, ...sizes((of) => of(settled) + 8) }, [settled]),
  };
}

export function matchOperator(
  env: Env,
  { op, types, at }: { op: string; types: readonly TypeName[]; at: number },
): Resolved {
  const foreign = types.find(isForeign);
  if (foreign !== undefined) refuse('type.foreign', { at, name: foreign.slice(1) });
  const bound = findOperator(op, types, env.binder.major);
  // An enum beside a text is put to it as text: `anynonarray` takes every type.
  const isOnList = (type: TypeName): boolean =>
    ALLOWED_TYPES.has(type) || type === 'jsonpath' || isEnumList(type) || (op === '||' && isEnum(type));
  const fits = bound?.args.every(isOnList) === true && isOnList(bound.result);
  // Comparing lists compares their elements, which json and points cannot be.
  const isBlind =
    op !== '||' && bound?.args.some((type) => elementOf(type) !== undefined && !isSortable({ type })) === true;
  if (bound === undefined || !fits || isBlind) {
    const spelled = types.map((type) => (type === UNKNOWN ? 'text' : toFormatted({ type, mod: null })));
    refuse('operator.no_match', { at, name: op, hint: `There is no ${spelled.join(` ${op} `)}; cast one side.` });
  }
  return bound;
}

type Computed = { readonly op: string; readonly result: TypeName; readonly left: Expr; readonly right: Expr };

function sizesOf({ op, result, left, right }: Computed): Sizes {
  if (result === 'bool') return { size: 8, usual: 8 };
  if (op === '||' && categoryOf(result) === 'S')
    return sizes((of) => textSize(left, of(left)) + textSize(right, of(right)) + 16);
  if (op === '||') return sizes((of) => of(left) + of(right) + 16);
  if (op === '^' && result === 'numeric') return powerSizes(left, right);
  if (result === 'numeric') return numericSizes(op, left, right);
  return { size: Math.max(left.size, right.size, 64), usual: Math.max(left.usual, right.usual) };
}

/** At worst all digits of both and some more; as usual a product has them all, a quotient sixteen more, a sum one. */
function numericSizes(op: string, left: Expr, right: Expr): Sizes {
  const larger = Math.max(left.usual, right.usual);
  const usual = op === '*' ? left.usual + right.usual : op === '/' ? larger + QUOTIENT : larger + CARRY;
  return {
    size: Math.min(left.size + right.size + 32, MAX_NUMERIC),
    usual: Math.min(usual, MAX_NUMERIC),
  };
}

const QUOTIENT = 16;
const CARRY = 4;
