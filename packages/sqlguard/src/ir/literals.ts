import { UNKNOWN } from '../pg/types.ts';
import type { Expr, Literal } from './nodes.ts';

export const isUntyped = (expr: Expr): expr is Literal => expr.kind === 'literal' && expr.type === UNKNOWN;

/**
 * The text of a literal, also below the cast that gave it its type or a plus; null for everything else, and where it is
 * another value on its way: -1 by way of 28 bits is 268 million, '9999' by way of one character is 9.
 */
export function literalText(expr: Expr): string | null {
  if (expr.kind === 'operation' && expr.op === '+' && expr.left === null) return literalText(expr.right);
  if (expr.kind === 'literal') return expr.form === 'null' ? null : expr.value;
  return expr.kind === 'cast' && !isAltered(expr.arg) ? literalText(expr.arg) : null;
}

const READ_ANEW = new Set(['bit', 'varbit', 'char', 'name']);
const CUT = new Set(['varchar', 'bpchar']);
export const isAltered = ({ kind, type, mod }: Expr): boolean =>
  kind === 'cast' && (READ_ANEW.has(type) || (CUT.has(type) && mod !== null));

export const isNullLiteral = (expr: Expr): boolean =>
  expr.kind === 'cast' ? isNullLiteral(expr.arg) : expr.kind === 'literal' && expr.form === 'null';
