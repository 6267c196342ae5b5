import { UNKNOWN } from '../pg/types.ts';
import type { Expr, Literal } from './nodes.ts';

export const isUntyped = (expr: Expr): expr is Literal => expr.kind === 'literal' && expr.type === UNKNOWN;

/** The text of a literal, also below the cast that gave it its type or a plus; null for everything else. */
export function literalText(expr: Expr): string | null {
  if (expr.kind === 'operation' && expr.op === '+' && expr.left === null) return literalText(expr.right);
  if (expr.kind === 'literal') return expr.form === 'null' ? null : expr.value;
  return expr.kind === 'cast' ? literalText(expr.arg) : null;
}
export const isNullLiteral = (expr: Expr): boolean =>
  expr.kind === 'cast' ? isNullLiteral(expr.arg) : expr.kind === 'literal' && expr.form === 'null';
