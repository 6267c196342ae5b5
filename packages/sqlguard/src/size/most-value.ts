import { isUntyped, literalText } from '../ir/literals.ts';
import type { Expr } from '../ir/nodes.ts';
import { categoryOf } from '../pg/types.ts';

const MEASURES = new Set(['length', 'char_length', 'character_length', 'octet_length']);
const COUNTS = new Set(['int2', 'int4', 'int8']);

/**
 * No value of a whole number is larger, as far as its own text says so; null where that hangs on data. `sizeOf`: of how
 * many bytes a text is taken to be.
 */
export function mostValue(expr: Expr, sizeOf: (text: Expr) => number = (text) => text.size): number | null {
  const most = (part: Expr): number | null => mostValue(part, sizeOf);
  if (!COUNTS.has(expr.type) && !isUntyped(expr)) return null;
  const written = writtenNumber(expr);
  if (written !== null) return Math.ceil(written);
  switch (expr.kind) {
    case 'cast':
      return most(expr.arg);
    case 'call': {
      const [measured] = expr.args;
      return isMeasure(expr) && measured !== undefined ? sizeOf(measured) : null;
    }
    case 'operation':
      return ofOperation(expr.op, expr.left === null ? null : most(expr.left), expr.right, most);
    case 'coalesce':
      return largest(expr.args.map(most));
    case 'extreme':
      return expr.op === 'least' ? least(expr.args, most) : largest(expr.args.map(most));
    default:
      return null;
  }
}

type Most = (part: Expr) => number | null;

function ofOperation(op: string, left: number | null, right: Expr, most: Most): number | null {
  if (left === null) return null;
  const added = op === '+' ? most(right) : op === '-' ? negated(right) : null;
  return added === null ? null : left + added;
}

/** What is taken away is known where it is written out, and never less than nothing where it measures a text. */
function negated(expr: Expr): number | null {
  const written = writtenNumber(expr);
  if (written !== null) return -Math.floor(written);
  return isMeasure(expr) ? 0 : null;
}

/** LEAST passes NULLs over: a bound that is written out always counts, the others only all together. */
function least(args: readonly Expr[], most: Most): number | null {
  const written = args.flatMap((arg) => (writtenNumber(arg) === null ? [] : [most(arg) ?? Infinity]));
  const together = largest(args.map(most)) ?? Infinity;
  const found = Math.min(...written, together);
  return Number.isFinite(found) ? found : null;
}

const largest = (values: readonly (number | null)[]): number | null =>
  values.some((value) => value === null) ? null : Math.max(...values.filter((value) => value !== null));

function writtenNumber(expr: Expr): number | null {
  const text = literalText(expr);
  return text === null || !Number.isFinite(Number(text)) ? null : Number(text);
}

const isMeasure = (expr: Expr): boolean =>
  expr.kind === 'call' && MEASURES.has(expr.name) && expr.args.every(({ type }) => categoryOf(type) === 'S');
