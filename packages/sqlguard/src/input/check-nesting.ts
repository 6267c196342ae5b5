import { refuse } from '../verdict.ts';
import { byteLength } from './byte-length.ts';
import { MAX_CHAIN, MAX_COMMENT_DEPTH, MAX_DEPTH, MAX_SYMBOLS } from './limits.ts';

/** What PostgreSQL makes operators and comments of. Its lexer reads a run of them again for every one it finds there. */
const LONG_RUN = new RegExp(`[-~!@#^&|\`?+*/%<>=]{${MAX_SYMBOLS + 1}}`);

/**
 * Words, quoted things, comments, operators and brackets, as PostgreSQL's lexer sees them: whatever is not ASCII belongs
 * to a word. A text that this misreads must be one that the parser does not accept.
 */
const TOKEN =
  /[eE]'(?:[^'\\]|\\[^]|'')*'?|'[^']*'?|"[^"]*"?|\$([A-Za-z_\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*)?\$[^]*?(?:\$\1\$|$)|[\w$\u0080-\u{10ffff}]+|--[^\n\r]*|\/\*|[([]|[)\]]|::|(?:(?!--|\/\*)[-~!@#^&|`?+*/%<>=])+|[.,]/gu;
const COMMENT_EDGE = /\/\*|\*\//g;

/** B1: refuses before the parser what would take its stack, or its time, to the end. */
export function checkNesting(sql: string): void {
  // What is shorter than every cap has no room to reach one.
  if (sql.length <= Math.min(MAX_DEPTH, MAX_SYMBOLS, MAX_CHAIN)) return;
  const run = sql.length > MAX_SYMBOLS ? LONG_RUN.exec(sql) : null;
  if (run !== null) refuse('input.symbols', { at: byteLength(sql.slice(0, run.index)) });
  if (sql.length <= MAX_CHAIN && !holdsMore(sql, '(', '[', MAX_DEPTH) && !holdsMore(sql, '/*', '/*', MAX_COMMENT_DEPTH))
    return;
  const levels = [openLevel()];
  let before = '';
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(sql); token !== null; token = TOKEN.exec(sql)) {
    const [text] = token;
    if (text === '/*') TOKEN.lastIndex = endOfComment(sql, token.index);
    if (text === '/*' || text.startsWith('--')) continue;
    // What stands behind a dot is a name, whatever it looks like.
    if (before !== '.') step(levels, text);
    before = text;
    const isDeep = levels.length > MAX_DEPTH + 1 || depthOf(levels.at(-1)) > MAX_CHAIN;
    if (isDeep) refuse('input.too_deep', { at: byteLength(sql.slice(0, token.index)) });
  }
}

/**
 * How deep the tree of one pair of brackets may be: `run` counts the operators since a comma or AND (which make lists,
 * not depth), `spine` what AND does not end, `arms` the set operations. The most of each is added up: too much rather
 * than too little.
 */
type Level = { run: number; mostRun: number; spine: number; mostSpine: number; arms: number; inner: number };

const openLevel = (): Level => ({ run: 0, mostRun: 0, spine: 0, mostSpine: 0, arms: 0, inner: 0 });

const depthOf = (level?: Level): number =>
  level === undefined ? 0 : level.mostRun + level.mostSpine + level.arms + level.inner;

/** `at LOCAL`, `is NULL`: operators that are words. */
const RUN_WORDS = new Set(
  'is isnull notnull in like ilike similar escape collate at overlaps operator any some all'.split(' '),
);
/** `1 BETWEEN 1 AND NOT 1 BETWEEN …` goes on behind its AND, and so does `JOIN … ON a AND b JOIN`. */
const SPINE_WORDS = new Set(['not', 'between', 'join', 'case']);
const ARM_WORDS = new Set(['union', 'intersect', 'except']);
const SIGNS = /^(?:::|[-~!@#^&|`?+*/%<>=]+)$/;

function step(levels: Level[], text: string): void {
  if (text === '(' || text === '[') return void levels.push(openLevel());
  const level = levels.at(-1);
  if (level === undefined) return;
  const outer = levels.at(-2);
  if ((text === ')' || text === ']') && outer !== undefined) {
    outer.inner = Math.max(outer.inner, depthOf(level) + 1);
    levels.pop();
    return;
  }
  if (text === ',') level.run = level.spine = 0;
  else if (SIGNS.test(text)) add(level, 'run', signsIn(text));
  else if (text.length <= 'intersect'.length) stepWord(level, text.toLowerCase());
}

function stepWord(level: Level, word: string): void {
  if (word === 'and' || word === 'or') level.run = 0;
  else if (word === 'select' || word === 'where') level.run = level.spine = 0;
  else if (RUN_WORDS.has(word)) add(level, 'run', 1);
  else if (SPINE_WORDS.has(word)) add(level, 'spine', 1);
  else if (ARM_WORDS.has(word)) level.arms += 1;
}

function add(level: Level, what: 'run' | 'spine', count: number): void {
  level[what] += count;
  level.mostRun = Math.max(level.mostRun, level.run);
  level.mostSpine = Math.max(level.mostSpine, level.spine);
}

/** `*-+` is three operators, `->>` is one: the lexer splits off what ends in a sign of a number. */
function signsIn(text: string): number {
  const single = text.length - text.replaceAll(/[-+]/g, '').length;
  return single + (single < text.length ? 1 : 0);
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
