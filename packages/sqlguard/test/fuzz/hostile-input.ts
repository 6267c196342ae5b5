import { guard } from '../../src/index.ts';
import type { Verdict } from '../../src/index.ts';
import { parse } from '../parse.ts';
import { generateQuery } from './query-generator.ts';
import type { Random } from './random.ts';
import { TWIN_CATALOGUE } from './twin-catalogue.ts';

const INSTANT = { at: '2026-01-02T03:04:05Z', timeZone: 'UTC' };
/** Openings and their closings, each nested until something gives. */
const NESTS: readonly (readonly [open: string, close: string])[] = [
  ['(', ')'],
  ['(select ', ')'],
  ['not ', ''],
  ['- ', ''],
  ['case when true then ', ' end'],
  ['array[', ']'],
  ['coalesce(1, ', ')'],
  ['(select * from (', ') x)'],
  ['exists (select 1 where ', ')'],
  ['cast(', ' as text)'],
  ['row(', ', 1)'],
  ['(1 + ', ')'],
];
const REPEATED = [
  '1, ',
  "'a' || ",
  'id + ',
  'true and ',
  'x.y.z.',
  '"a"."b", ',
  '/* ',
  '-- \n',
  "E'\\'' ",
  '$a$',
  ';',
  '::text',
  '[1]',
];
const SIGNS = [
  '\0',
  '\uD800',
  '\uDFFF',
  '\u202E',
  '\u200B',
  '\u2028',
  '\uFEFF',
  '\u0085',
  '\u00A0',
  '\uFF1B',
  '\u037E',
  '\u02BC',
  '\u2019',
  'e\u0301'.repeat(20),
  '\u{E0001}',
  '\u{10FFFF}',
  '\x1b[2J',
  '\x7f',
  "'",
  '"',
  '\\',
  '$$',
  '--',
  '/*',
  ';',
];
const WORDS =
  'select from where group by having order limit offset with as union all intersect except join on using lateral values case ' +
  'when then else end cast not and or in any all exists between like is null distinct over partition window rows range filter ' +
  'within array row interval date timestamp into for update copy do call set table people deals p id name * ( ) [ ] , . :: = ' +
  "<> ~ ->> 'x' 1 $1 :a U&\"\\0061\" U&'\\+01F600' B'101' X'1F' 1e999999 0x 1_000 pg_sleep(9) __proto__ constructor";
const TOKENS = WORDS.split(' ');

/** One text that nobody means well by: deep, long, odd, or a question that something has happened to. */
export function hostileInput(random: Random): string {
  return random.pick([deep, deep, long, odd, broken, broken, soup, soup])(random);
}

function deep(random: Random): string {
  const depth = random.pick([10, 100, 499, 501, 2000, 9000, 32_000]);
  const layers = Array.from({ length: 1 + random.below(2) }, () => random.pick(NESTS));
  const times = Math.ceil(depth / layers.length);
  const isClosed = random.chance(0.8);
  const opened = layers.map(([open]) => open).join('');
  const closed = layers
    .toReversed()
    .map(([, close]) => close)
    .join('');
  return `select ${opened.repeat(times)}1${isClosed ? closed.repeat(times) : ''}`.slice(
    0,
    random.pick([33_000, 200_000]),
  );
}

function long(random: Random): string {
  const times = random.pick([100, 3000, 16_000, 60_000]);
  return `select ${random.pick(REPEATED).repeat(times)}${random.pick(['1', 'id from people', ''])}`.slice(0, 150_000);
}

function odd(random: Random): string {
  const sql = Array.from(generateQuery(random));
  for (let left = 1 + random.below(4); left > 0; left -= 1) sql.splice(random.below(sql.length), 0, random.pick(SIGNS));
  return sql.join('');
}

/** A question with pieces cut out, doubled or put elsewhere. */
function broken(random: Random): string {
  let sql = generateQuery(random);
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const [from, size, to] = [random.below(sql.length), random.below(30), random.below(sql.length)];
    const piece = sql.slice(from, from + size);
    const without = sql.slice(0, from) + sql.slice(from + size);
    sql = random.pick([
      without,
      sql.slice(0, to) + piece + sql.slice(to),
      sql.slice(0, from),
      sql.replace(piece, random.pick(TOKENS)),
    ]);
  }
  return sql;
}

const soup = (random: Random): string =>
  Array.from({ length: 1 + random.below(60) }, () => random.pick(TOKENS)).join(random.pick([' ', ' ', '']));

export type HostileFindings = {
  readonly tried: number;
  readonly accepted: number;
  readonly slowestMs: number;
  /** How often the parser itself gave up: whoever runs it gives it a new thread then, as the server does. */
  readonly broken: number;
  readonly findings: readonly string[];
};

/**
 * Gives each text to the guard. A finding is an exception, a verdict without its parts, or a parser that says it is well
 * and reads nothing any more. Stops when the parser breaks: WebAssembly does not put its own stack back.
 */
export function tryHostileInputs(random: Random, count: number, now: () => number): HostileFindings {
  const findings: string[] = [];
  let [tried, accepted, slowestMs, broken] = [0, 0, 0, 0];
  const note = (what: string, sql: string): void =>
    void findings.push(`${what}: ${JSON.stringify(sql.slice(0, 300))} (${sql.length} characters)`);
  while (tried < count && broken === 0) {
    tried += 1;
    const sql = hostileInput(random);
    const started = now();
    const { problem, isAccepted, parser } = judgedOf(sql);
    slowestMs = Math.max(slowestMs, now() - started);
    if (isAccepted) accepted += 1;
    if (parser === 'broken') broken += 1;
    if (problem !== null) note(problem, sql);
    if (broken === 0 && tried % 50 === 0 && !judgedOf('select id from people').isAccepted)
      note('nothing is accepted after', sql);
  }
  return { tried, accepted, slowestMs, broken, findings };
}

type Judged = { readonly problem: string | null; readonly isAccepted: boolean; readonly parser: Parser };
/** A text that is no SQL is refused with a place in it; whatever else the parser throws, it has lost its footing. */
type Parser = 'well' | 'refused' | 'broken';

function judgedOf(sql: string): Judged {
  let parser: Parser = 'well';
  const watched = (text: string): unknown => {
    try {
      return parse(text);
    } catch (error) {
      parser = (error as { sqlDetails?: unknown }).sqlDetails === undefined ? 'broken' : 'refused';
      throw error;
    }
  };
  try {
    const judged = guard({ sql, catalogue: TWIN_CATALOGUE, instant: INSTANT, parse: watched });
    return { problem: judged.ok ? null : problemOf(sql, judged.verdict, parser), isAccepted: judged.ok, parser };
  } catch (error) {
    return { problem: `an exception (${String(error)})`, isAccepted: false, parser };
  }
}

function problemOf(sql: string, verdict: Verdict, parser: Parser): string | null {
  const { rule, sentence, from, to } = verdict;
  if (rule === 'parse.failed' && parser === 'well') return 'an exception of our own that became a verdict';
  const isWhole = /^[a-z]+\.[a-z_]+$/.test(rule) && sentence.length > 5 && from >= 0 && to >= from && to <= sql.length;
  return isWhole ? null : `a verdict with a part missing (${JSON.stringify(verdict)})`;
}
