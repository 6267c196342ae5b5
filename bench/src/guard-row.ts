import { compile, guard } from '@aureus/sqlguard';
import type { Parse } from '@aureus/sqlguard';
import { loadModule, parseSync } from 'libpg-query';
import { demoCatalogue, readQuestions } from '../../evals/src/questions-suite.ts';
import { EVAL_INSTANT } from '../../evals/src/guard.ts';
import { analystProfile } from './demo-profile.ts';
import { round, type Row } from './row.ts';

const PASSES = 12;

/** Guard and compile of our own questions' SQL, under an analyst's masks, against the bare parse of the same texts. */
export async function guardRow(): Promise<Row> {
  await loadModule();
  const parse: Parse = (sql) => parseSync(sql);
  const catalogue = demoCatalogue();
  const profile = analystProfile(catalogue);
  const texts = readQuestions().flatMap(({ gold }) => gold.slice(0, 1));
  const guardOne = (sql: string) => {
    const input = { sql, catalogue, instant: EVAL_INSTANT, parse };
    const guarded = guard(input);
    return (
      guarded.ok && compile({ ...input, profile, provision: 'views', maskedSchema: 'atlas_m_bench', rowCap: 10_000 }).ok
    );
  };
  const accepted = texts.filter((sql) => guardOne(sql));
  const spent = { parse: 0, guard: 0 };
  const slowest: number[] = [];
  for (let pass = 0; pass < PASSES; pass += 1) {
    // The first passes warm the compiler up and are not counted.
    const counted = pass >= 2 ? 1 : 0;
    for (const sql of accepted) {
      const started = performance.now();
      parse(sql);
      const parsed = performance.now();
      guardOne(sql);
      const ended = performance.now();
      spent.parse += counted * (parsed - started);
      spent.guard += counted * (ended - parsed);
      if (counted === 1) slowest.push(ended - parsed);
    }
  }
  const ratio = spent.guard / spent.parse;
  const runs = accepted.length * (PASSES - 2);
  const p99 = slowest.toSorted((a, b) => a - b)[Math.floor(slowest.length * 0.99)] ?? 0;
  return {
    what: 'guard and compile',
    yardstick: 'bare parse of the same SQL, same thread',
    aim: '≤ 8×',
    value: round(ratio),
    holds: ratio <= 8,
    figures: {
      texts: accepted.length,
      refused: texts.length - accepted.length,
      parse_us: round((spent.parse / runs) * 1000, 1),
      guard_us: round((spent.guard / runs) * 1000, 1),
      guard_p99_ms: round(p99),
    },
  };
}
