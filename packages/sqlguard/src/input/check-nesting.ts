import { refuse } from '../verdict.ts';
import { byteLength } from './byte-length.ts';
import { MAX_COMMENT_DEPTH, MAX_DEPTH, MAX_SYMBOLS } from './limits.ts';

/** What PostgreSQL makes operators and comments of. Its lexer reads a run of them again for every one it finds there. */
const LONG_RUN = new RegExp(`[-~!@#^&|\`?+*/%<>=]{${MAX_SYMBOLS + 1}}`);

/**
 * Words, quoted things, comments and brackets, roughly as PostgreSQL's lexer sees them. Nothing but a cap hangs on it,
 * so a text that this misreads is only met later: by the parser's own bounds, or by the deadline of whoever runs it.
 */
const TOKEN =
  /[eE]'(?:[^'\\]|\\[^]|'')*'?|'[^']*'?|"[^"]*"?|\$([\p{L}_][\p{L}\p{N}_]*)?\$[^]*?(?:\$\1\$|$)|[\p{L}\p{N}_$]+|--[^\n\r]*|\/\*|[([]|[)\]]/gu;
const COMMENT_EDGE = /\/\*|\*\//g;

/** B1: refuses before the parser what would take its stack, or its time, to the end. */
export function checkNesting(sql: string): void {
  // What is shorter than every cap has no room to reach one.
  if (sql.length <= Math.min(MAX_DEPTH, MAX_SYMBOLS)) return;
  const run = LONG_RUN.exec(sql);
  if (run !== null) refuse('input.symbols', { at: byteLength(sql.slice(0, run.index)) });
  if (!holdsMore(sql, '(', '[', MAX_DEPTH) && !holdsMore(sql, '/*', '/*', MAX_COMMENT_DEPTH)) return;
  let depth = 0;
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(sql); token !== null; token = TOKEN.exec(sql)) {
    const [text] = token;
    if (text === '/*') TOKEN.lastIndex = endOfComment(sql, token.index);
    if (text === '(' || text === '[') depth += 1;
    if (text === ')' || text === ']') depth -= 1;
    if (depth > MAX_DEPTH) refuse('input.too_deep', { at: byteLength(sql.slice(0, token.index)) });
  }
}

/** Quicker than to read it: are there more than `most` of these two at all? */
function holdsMore(sql: string, one: string, other: string, most: number): boolean {
  let count = 0;
  for (const sign of [one, other]) {
    for (let at = sql.indexOf(sign); at >= 0 && count <= most; at = sql.indexOf(sign, at + 1)) count += 1;
  }
  return count > most;
}

/** Comments nest in PostgreSQL. */
function endOfComment(sql: string, from: number): number {
  let depth = 0;
  COMMENT_EDGE.lastIndex = from;
  for (let edge = COMMENT_EDGE.exec(sql); edge !== null; edge = COMMENT_EDGE.exec(sql)) {
    depth += edge[0] === '/*' ? 1 : -1;
    if (depth > MAX_COMMENT_DEPTH) refuse('input.too_deep', { at: byteLength(sql.slice(0, edge.index)) });
    if (depth === 0) return COMMENT_EDGE.lastIndex;
  }
  return sql.length;
}
