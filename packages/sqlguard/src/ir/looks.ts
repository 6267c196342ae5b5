import type { TypeName } from '../pg/types.ts';
import { literalText } from './literals.ts';
import type { Call, Expr } from './nodes.ts';

/** Types with equal values that print differently: 1 and 1.0, 1 day and 24 hours, 0 and -0, 'a' and 'a '. */
const LOOKS_DIFFER = new Set([
  'numeric',
  'interval',
  'jsonb',
  'float4',
  'float8',
  '_numeric',
  '_interval',
  '_jsonb',
  'bpchar',
  'numrange',
  '_float4',
  '_float8',
  '_bpchar',
  '_numrange',
  'nummultirange',
  '_nummultirange',
]);
/** A stored -0 is too rare to call an answer undetermined for; a computed one may be meant. */
const FLOATS = new Set(['float4', 'float8', '_float4', '_float8']);

/** Could two equal values of this expression look different? Then a plan that picks one of them shows. */
export function looksDiffer({ type, scale }: { readonly type: string; readonly scale: number | null }): boolean {
  return LOOKS_DIFFER.has(type) && (scale === null || FLOATS.has(type));
}

export function oftenLooksDiffer(value: { readonly type: string; readonly scale: number | null }): boolean {
  return looksDiffer(value) && value.scale === null;
}

export const withScale = (expr: Expr): { readonly type: string; readonly scale: number | null } => ({
  type: expr.type,
  scale: scaleOf(expr),
});

const INTEGERS = new Set(['int2', 'int4', 'int8']);

/** The scale of a stored column: a stored -0 is rare. */
export function storedScale(type: TypeName, mod: string | null): number | null {
  if (FLOATS.has(type)) return 0;
  return type === 'numeric' && mod !== null ? modScale(mod) : null;
}

/**
 * Digits behind the point of every value of a numeric (or whole) expression, or the number of characters that all are
 * padded to, or 0 of others whose equal values look alike; null if they may differ.
 */
export function scaleOf(expr: Expr): number | null {
  if (INTEGERS.has(expr.type)) return 0;
  if (expr.type === 'bpchar' && expr.mod !== null) return Number(expr.mod);
  if (!SCALED.has(expr.type)) return expr.kind === 'column' ? expr.scale : null;
  switch (expr.kind) {
    case 'column':
      return expr.scale;
    case 'null_if':
      return scaleOf(expr.left);
    case 'sublink':
      return expr.form === 'scalar' ? (expr.query.outputs[0]?.scale ?? null) : null;
    case 'coalesce':
    case 'extreme':
      return sameScale(expr.args.map(scaleOf));
    case 'case':
      return sameScale(
        [...expr.whens.map(({ result }) => result), ...(expr.otherwise ? [expr.otherwise] : [])].map(scaleOf),
      );
    default:
      return expr.type === 'numeric'
        ? numericScale(expr)
        : expr.type === 'interval'
          ? spanScale(expr)
          : floatScale(expr);
  }
}

/** Types of which what an expression chooses among says whether all values look alike. */
const SCALED: ReadonlySet<string> = new Set(['numeric', 'interval', 'float4', 'float8']);

function numericScale(expr: Expr): number | null {
  switch (expr.kind) {
    case 'literal':
      return /e/i.test(expr.value) ? null : (expr.value.split('.')[1] ?? '').length;
    case 'cast':
      return expr.mod === null ? scaleOf(expr.arg) : modScale(expr.mod);
    case 'operation':
      return operationScale(expr.op, expr.left ? scaleOf(expr.left) : 0, scaleOf(expr.right));
    case 'call':
      return callScale(expr);
    default:
      return null;
  }
}

/** Whole numbers and exact ones have no -0, and choosing among stored values makes none. */
function floatScale(expr: Expr): number | null {
  if (expr.kind === 'cast') return INTEGERS.has(expr.arg.type) || expr.arg.type === 'numeric' ? 0 : scaleOf(expr.arg);
  return expr.kind === 'call' && expr.name === 'date_part' ? 0 : null;
}

/** What lies between two moments is days, and less than a day of one sign with them (`interval_justify_hours`). */
function spanScale(expr: Expr): number | null {
  if (expr.kind === 'call') return PASSED_ON.has(expr.name) ? callScale(expr) : null;
  return expr.kind === 'operation' && expr.op === '-' && expr.left !== null && MOMENTS.has(expr.left.type) ? 0 : null;
}

const MOMENTS: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamptz', 'time']);

export const modScale = (mod: string): number => Number(mod.split(',')[1] ?? 0);

export function sameScale(scales: readonly (number | null)[]): number | null {
  const [first = null] = scales;
  return scales.every((scale) => scale === first) ? first : null;
}

function operationScale(op: string, left: number | null, right: number | null): number | null {
  if (left === null || right === null) return null;
  if (op === '*') return left + right;
  return op === '+' || op === '-' || op === '%' ? Math.max(left, right) : null;
}

function callScale(call: Call): number | null {
  const [first, second] = call.args;
  if (first === undefined) return null;
  if (call.name === 'round' || call.name === 'trunc') {
    if (second === undefined) return 0;
    return second.kind === 'literal' ? Math.max(0, Number(second.value)) : null;
  }
  if (call.name === 'extract') return extractedScale(literalText(first), second?.type);
  if (call.name === 'mod') return second === undefined ? null : operationScale('%', scaleOf(first), scaleOf(second));
  if (WHOLE.has(call.name)) return 0;
  const [, , otherwise] = call.args;
  if (call.name === 'lag' || call.name === 'lead')
    return otherwise === undefined ? scaleOf(first) : sameScale([scaleOf(first), scaleOf(otherwise)]);
  return PASSED_ON.has(call.name) || call.name === 'abs' || call.name === 'sum' ? scaleOf(first) : null;
}

/** Names that give one of their values as it is. */
const PASSED_ON: ReadonlySet<string> = new Set(['min', 'max', 'first_value', 'last_value', 'nth_value', 'lag', 'lead']);

const WHOLE: ReadonlySet<string> = new Set(['ceil', 'ceiling', 'floor', 'div', 'sign']);

/** Digits of the parts of a second that `extract` gives; all but these are whole numbers (`timestamp_part_common`). */
const EXTRACTED: readonly (readonly [RegExp, number | null])[] = [
  [/^(?:s|secs?|seconds?|epoch)$/i, 6],
  [/^(?:ms|m(?:illi)?sec(?:ond)?s?)$/i, 3],
  [/^j/i, null],
];

function extractedScale(part: string | null, of: TypeName | undefined): number | null {
  if (part === null) return null;
  // A day is a whole number of whatever it is counted in.
  if (of === 'date') return 0;
  const [, scale] = EXTRACTED.find(([name]) => name.test(part)) ?? [part, 0];
  return scale;
}
