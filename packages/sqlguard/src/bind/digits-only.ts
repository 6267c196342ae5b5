import { literalText } from '../ir/literals.ts';
import type { Call, Expr } from '../ir/nodes.ts';
import { categoryOf } from '../pg/types.ts';

/** Signs that stand between the digits of a date or a time. */
const SIGNS = /^[\d\s.,:+/-]*$/;
/** Patterns of `to_char` that give digits, and such signs between them: no name of a month, a zone or half a day. */
const PATTERNS = /FM|I?Y+|MM|D{2,3}|HH(?:24|12)?|MI|SS|MS|US/gi;

const NUMBERS: ReadonlySet<string> = new Set(['int2', 'int4', 'int8', 'numeric', 'date']);
const MOMENTS: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamptz']);
/** Calls that give pieces of their first argument, or what is put together of all. */
const PIECES: ReadonlySet<string> = new Set([
  'left',
  'right',
  'substr',
  'substring',
  'lpad',
  'rpad',
  'concat',
  'btrim',
]);

/**
 * Is a text made of digits and signs alone, whatever the rows hold? Then no word stands in it that hangs on the clock:
 * `10:00 today` is a moment. (A number that is none is the word NaN, which is no moment; Infinity is always the same.)
 */
export function isDigitsOnly(expr: Expr): boolean {
  const text = literalText(expr);
  if (text !== null) return SIGNS.test(text);
  switch (expr.kind) {
    case 'cast':
      return NUMBERS.has(expr.arg.type) || (categoryOf(expr.arg.type) === 'S' && isDigitsOnly(expr.arg));
    case 'operation':
      return expr.op === '||' && expr.left !== null && isPart(expr.left) && isPart(expr.right);
    case 'coalesce':
      return expr.args.every(isDigitsOnly);
    case 'case':
      return [...expr.whens.map(({ result }) => result), ...(expr.otherwise ? [expr.otherwise] : [])].every(
        isDigitsOnly,
      );
    case 'call':
      return ofCall(expr);
    default:
      return false;
  }
}

/** What stands beside `||` or in `concat` need not be a text yet. */
const isPart = (expr: Expr): boolean => NUMBERS.has(expr.type) || isDigitsOnly(expr);

function ofCall({ name, args, role, variadic }: Call): boolean {
  const [first, second] = args;
  if (role !== 'function' || variadic || first === undefined) return false;
  if (name === 'to_char')
    return (
      second !== undefined &&
      MOMENTS.has(first.type) &&
      SIGNS.test((literalText(second) ?? 'TZ').replaceAll(PATTERNS, ''))
    );
  return PIECES.has(name) && args.every(isPart);
}
