import { MAX_PATTERN } from '../input/limits.ts';
import { literalText } from '../ir/literals.ts';
import type { Expr } from '../ir/nodes.ts';
import { readJsonPath } from '../pg/json-path.ts';
import { refuse } from '../verdict.ts';
import { cast } from './make.ts';

export function checkPattern(pattern: Expr | undefined, at: number): void {
  checkPatternText(pattern === undefined ? null : patternText(pattern), at);
}

/** SIMILAR TO comes as a call over its own literal, which becomes a pattern about as long. */
function patternText(pattern: Expr): string | null {
  const [first] = pattern.kind === 'call' && pattern.name === 'similar_to_escape' ? pattern.args : [pattern];
  return first === undefined ? null : literalText(first);
}

/** A path is a program of its own: only one that is written out, and that every server reads alike. */
export function pathLiteral(expr: Expr): Expr {
  const path = readJsonPath(literalText(expr) ?? '');
  if (path === undefined) refuse('pattern.path', { at: expr.at });
  for (const pattern of path.patterns) checkPatternText(pattern, expr.at);
  return expr.type === 'jsonpath' ? expr : cast(expr, 'jsonpath', null, expr.at);
}

/** A pattern from a column, or a long one, can keep a backend busy for hours (B8). */
function checkPatternText(text: string | null, at: number): void {
  if (text === null || text.length > MAX_PATTERN || /\\[1-9]|\{\d{3,}|\{\d*,\d{3,}/.test(text))
    refuse('pattern.not_short_literal', { at });
}
