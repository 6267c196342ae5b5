import { guard } from '../../src/index.ts';
import type { Verdict } from '../../src/index.ts';
import { parse } from '../parse.ts';
import { CATALOGUE, INSTANT } from '../bank.ts';
import { hostileText } from './hostile-text.ts';
import type { Random } from './random.ts';

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
    const sql = hostileText(random);
    const started = now();
    const { problem, isAccepted, parser } = judgedOf(sql);
    slowestMs = Math.max(slowestMs, now() - started);
    if (isAccepted) accepted += 1;
    if (parser === 'broken') broken += 1;
    if (problem !== null) note(problem, sql);
    if (broken === 0 && tried % 50 === 0 && !judgedOf('select id from loans').isAccepted)
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
    const judged = guard({ sql, catalogue: CATALOGUE, instant: INSTANT, parse: watched });
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
