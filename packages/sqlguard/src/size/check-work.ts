import { operatorWork, type WorkRule } from '../allow/work.ts';
import type { Reviewed } from '../allow/reviewed.ts';
import { MAX_POWER, MAX_UNSPILLED, MAX_USUAL_WORK, MAX_WORK } from '../input/limits.ts';
import { childrenOf } from '../ir/children.ts';
import { literalText } from '../ir/literals.ts';
import type { Call, Expr } from '../ir/nodes.ts';
import type { FoundFunction } from '../pg/find-function.ts';
import type { TypeName } from '../pg/types.ts';
import { refuse } from '../verdict.ts';
import { placed } from '../bind/check-call.ts';
import type { Binder } from '../bind/env.ts';
import { powerDigits } from './power-digits.ts';
import { sized, usually } from './sized.ts';

/** Nanoseconds for each byte that a call reads or makes: the case of letters, a digest. */
const EACH_BYTE = 8;

type Worked = {
  readonly name: string;
  readonly args: readonly (Expr | undefined)[];
  readonly usual: number;
  readonly at: number;
};

/**
 * B8: a server that is inside one call, or folds constants while it plans, hears neither cancel nor timeout. The worst of
 * one call is bounded by upper sizes; all calls together by the usual ones, which are exact where no column is read.
 */
function checkWork({ seen }: Binder, { name, args, usual, at }: Worked, rule: WorkRule | undefined): number {
  let work = usual * EACH_BYTE;
  for (const arg of args) work += (arg?.usual ?? 0) * EACH_BYTE;
  if (rule !== undefined) {
    const upper = args.map((arg) => sized(name, arg));
    if (rule(upper) > MAX_WORK) refuse('size.work', { at });
    work += rule(upper.map((part, index) => usually(name, args[index], part)));
  }
  seen.work += work;
  if (seen.work > MAX_USUAL_WORK) refuse('size.work', { at });
  return work;
}

/** Below this a part is taken to cost nothing, also as one of many copies. */
const SOME_WORK = 1000;

/** A node that knows what it costs, where that is more than what is around any node. */
const worked = <Made extends Expr>(made: Made, work: number): Made => (work < SOME_WORK ? made : { ...made, work });

type Chosen = { readonly found: FoundFunction; readonly review: Pick<Reviewed, 'work' | 'held'> };

/** The call with its work. Aggregates work row by row, and between two rows a server listens. */
export function checkCallWork(binder: Binder, call: Call, { found, review }: Chosen): Call {
  if (call.role === 'aggregate' || call.role === 'window') return call;
  const { name, usual, at } = call;
  const args = placed(call.args, found);
  binder.seen.held += review.held?.(args.map((arg) => sized(name, arg))) ?? 0;
  if (binder.seen.held > MAX_UNSPILLED) refuse('size.work', { at });
  const power = name === 'power' || name === 'pow' ? checkPower(binder, call.args, call) : 0;
  return worked(call, power + checkWork(binder, { name, args, usual, at }, review.work));
}

type Sides = Expr & { readonly op: string; readonly left: Expr; readonly right: Expr };

export function checkOperationWork<Made extends Sides>(binder: Binder, made: Made, types: readonly TypeName[]): Made {
  const { op, left, right, usual, at } = made;
  const power = op === '^' ? checkPower(binder, [left, right], { type: types[0] ?? left.type, at }) : 0;
  return worked(made, power + checkWork(binder, { name: op, args: [left, right], usual, at }, operatorWork(op, types)));
}

/** A numeric to the power of a number has as many digits as both say; what a column holds is taken to be ordinary. */
function checkPower(
  { seen }: Binder,
  [base, exponent]: readonly (Expr | undefined)[],
  made: { readonly type: TypeName; readonly at: number },
): number {
  if (made.type !== 'numeric' || base === undefined || exponent === undefined) return 0;
  const digits = powerDigits(base, exponent) ?? (base.usual / BYTES_OF_DIGIT) * magnitude(exponent);
  if (digits > MAX_POWER)
    refuse('size.work', { at: made.at, hint: 'Use a smaller exponent, or double precision: x::float8 ^ y.' });
  const work = digits * digits * EACH_DIGITS;
  seen.work += work;
  return work;
}

/** Sizes of numbers are generous. */
const BYTES_OF_DIGIT = 4;
/** Nanoseconds for each digit by each digit, of all the multiplications that a power is. */
const EACH_DIGITS = 1 / 30;

/** How large, at most, the numbers that are written out in an expression usually make it. */
function magnitude(expr: Expr): number {
  const text = literalText(expr);
  if (text !== null) return sizeOfNumber(Math.abs(Number(text)));
  const parts = childrenOf(expr).map(magnitude);
  return expr.kind === 'operation' && (expr.op === '+' || expr.op === '-')
    ? parts.reduce((sum, part) => sum + part, 0)
    : parts.reduce((product, part) => product * part, 1);
}

/** What divides may be small. */
const sizeOfNumber = (written: number): number => (written > 0 ? Math.max(written, 1 / written) : 1);
