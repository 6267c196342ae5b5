import { availableParallelism } from 'node:os';
import { compile, guard } from '@aureus/sqlguard';
import type { Parse } from '@aureus/sqlguard';
import { loadModule, parseSync } from 'libpg-query';
import { makeGuardRoom, type GuardRoom } from '../../apps/server/src/platform/guard/index.ts';
import { makeLog } from '../../apps/server/src/platform/log.ts';
import { EVAL_INSTANT } from '../../evals/src/guard.ts';
import { guardTexts, type GuardText } from './guard-texts.ts';
import { percentile, round, type Row } from './row.ts';

/** Runs of all texts together: enough that a few hundred texts, too, are measured on compiled code. */
const RUNS = 12_000;
export const ORDER = { provision: 'views', maskedSchema: 'atlas_m_bench', rowCap: 10_000 } as const;

/** Guard and compile under an analyst's masks: against the bare parse of the same texts, and as the server calls them. */
export async function guardRows(corpora: string | null): Promise<Row[]> {
  await loadModule();
  const parse: Parse = (sql) => parseSync(sql);
  const texts = guardTexts(corpora);
  const accepted = texts.filter((text) => guardOne(text, parse));
  return [ratioRow(accepted, texts.length, parse), await hopRow(accepted)];
}

function guardOne({ sql, catalogue, profile }: GuardText, parse: Parse): boolean {
  const input = { sql, catalogue, instant: EVAL_INSTANT, parse };
  return guard(input).ok && compile({ ...input, ...ORDER, profile }).ok;
}

function ratioRow(accepted: readonly GuardText[], all: number, parse: Parse): Row {
  const passes = 2 * Math.max(1, Math.ceil(RUNS / accepted.length));
  const spent = { parse: 0, guard: 0 };
  const each: number[] = [];
  for (let pass = 0; pass < passes; pass += 1) {
    // The first half warms the compiler up and is not counted.
    const counted = pass >= passes / 2 ? 1 : 0;
    // Text by text, so that a slow moment of the machine meets both.
    for (const text of accepted) {
      const started = performance.now();
      parse(text.sql);
      const parsed = performance.now();
      guardOne(text, parse);
      const ended = performance.now();
      spent.parse += counted * (parsed - started);
      spent.guard += counted * (ended - parsed);
      if (counted === 1) each.push(ended - parsed);
    }
  }
  const ratio = spent.guard / spent.parse;
  return {
    what: 'guard and compile',
    yardstick: 'bare parse of the same SQL, same thread',
    aim: '≤ 8×',
    value: round(ratio),
    holds: ratio <= 8,
    figures: {
      texts: accepted.length,
      refused: all - accepted.length,
      parse_us: round((spent.parse / each.length) * 1000, 1),
      guard_us: round((spent.guard / each.length) * 1000, 1),
      guard_p99_ms: round(percentile(each, 0.99)),
    },
  };
}

/** Through the room, one question after another: two hops each, and a digest of the facts. */
async function hopRow(accepted: readonly GuardText[]): Promise<Row> {
  const room = openRoom();
  await room.start();
  const each: number[] = [];
  for (let pass = 0; each.length < RUNS; pass += 1) {
    for (const text of accepted) {
      const started = performance.now();
      await throughRoom(room, text);
      if (pass > 0) each.push(performance.now() - started);
    }
  }
  await room.close();
  const p99 = percentile(each, 0.99);
  return {
    what: 'guard and compile in their thread, p99',
    yardstick: 'none',
    aim: '≤ 10 ms',
    value: round(p99),
    holds: p99 <= 10,
    figures: {
      p50_ms: round(percentile(each, 0.5)),
      p95_ms: round(percentile(each, 0.95)),
      max_ms: round(Math.max(...each)),
    },
  };
}

async function throughRoom(room: GuardRoom, { sql, catalogue, profile }: GuardText): Promise<void> {
  const candidate = { sql, catalogue, instant: EVAL_INSTANT };
  const guarded = await room.guard(candidate);
  if (!guarded.ok) throw new Error(`The room refuses what the guard accepts: ${guarded.verdict.rule}`);
  const compiled = await room.compile({ ...candidate, ...ORDER, profile, factsDigest: guarded.factsDigest });
  if (!compiled.ok) throw new Error(`The room does not compile what was guarded: ${compiled.verdict.rule}`);
}

/** The guard's threads as the worker's role has them. */
export function openRoom(): GuardRoom {
  const silent = makeLog({ level: 'CRITICAL', service: 'bench' });
  return makeGuardRoom({ log: silent, threads: Math.max(2, availableParallelism()) });
}
