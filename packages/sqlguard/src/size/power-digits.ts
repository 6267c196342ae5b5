import { MAX_NUMERIC } from '../input/limits.ts';
import { isAltered, literalText } from '../ir/literals.ts';
import type { Expr } from '../ir/nodes.ts';
import type { Sizes } from './widths.ts';

/** What a column of numbers is taken to hold at most where its type says nothing: rates and counts hold less. */
const ORDINARY = 1e6;

/**
 * Digits before the point of a numeric power: as many as the base has tenfold steps, times the exponent. A rate of
 * interest to the 360th is a short number, however many digits its fraction was written with. Null where the exponent is
 * not written out.
 */
export function powerDigits(base: Expr, exponent: Expr | undefined): number | null {
  const times = exponent === undefined ? null : valueOf(exponent);
  return times === null ? null : Math.abs(times) * Math.abs(Math.log10(Math.max(greatest(base), 1e-300)));
}

/** Digits behind the point of a power, which PostgreSQL keeps few of unless the base is tiny. */
const FRACTION = 64;
const LONGEST_FRACTION = 1000;

/** Of a numeric power of numbers that are all written out the size is known; of others the usual one is. */
export function powerSizes(base: Expr, exponent: Expr | undefined): Sizes {
  const digits = powerDigits(base, exponent);
  const most = mostDigits(base, exponent);
  const usual = digits === null ? base.usual + FRACTION : digits + FRACTION;
  const isKnown = digits !== null && isConstant(base);
  return { size: isKnown ? Math.min(most, digits + base.size + LONGEST_FRACTION) : most, usual };
}

/** The digits of the base as many times as the exponent says, before or behind the point. */
function mostDigits(base: Expr, exponent: Expr | undefined): number {
  const text = exponent === undefined ? null : literalText(exponent);
  const times = Math.abs(Number(text ?? Number.NaN));
  if (!Number.isFinite(times)) return MAX_NUMERIC;
  return Math.min(base.size * (times + 1) + (text?.length ?? 0) + FRACTION, MAX_NUMERIC);
}

/** Is a number written out, also as a sum or a product of such? */
const isConstant = (expr: Expr): boolean => valueOf(expr) !== null;

function valueOf(expr: Expr): number | null {
  const text = literalText(expr);
  if (text !== null) return finite(Number(text));
  if (expr.kind === 'cast') return isAltered(expr.arg) ? null : valueOf(expr.arg);
  if (expr.kind !== 'operation') return null;
  const [left, right] = [expr.left === null ? 0 : valueOf(expr.left), valueOf(expr.right)];
  return left === null || right === null ? null : finite(computed(expr.op, left, right));
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function computed(op: string, left: number, right: number): number {
  if (op === '+') return left + right;
  if (op === '-') return left - right;
  if (op === '*') return left * right;
  return op === '/' ? left / right : Number.NaN;
}

/** The largest that an expression usually comes to. */
function greatest(expr: Expr): number {
  const known = valueOf(expr);
  if (known !== null) return Math.abs(known);
  if (expr.kind === 'cast') return greatest(expr.arg);
  if (expr.kind === 'column') return ofColumn(expr.type, expr.mod);
  if (expr.kind !== 'operation' || expr.left === null) return ORDINARY;
  const [left, right] = [greatest(expr.left), greatest(expr.right)];
  if (expr.op === '+' || expr.op === '-') return left + right;
  if (expr.op === '*') return left * right;
  return expr.op === '/' ? left / (valueOf(expr.right) === null ? 1 : Math.max(right, 1e-300)) : ORDINARY;
}

function ofColumn(type: string, mod: string | null): number {
  if (type !== 'numeric' || mod === null) return ORDINARY;
  const [precision = 6, scale = 0] = mod.split(',').map(Number);
  return 10 ** Math.min(Math.max(precision - scale, 0), 12);
}
