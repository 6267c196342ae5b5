import { readFileSync } from 'node:fs';
import pg from 'pg';
import { compile } from '@aureus/sqlguard';
import type { MaskProfile } from '@aureus/sqlguard';
import { beginSession } from '../../../apps/server/src/platform/source/session.ts';
import { GREEDY_CATALOGUE, GREEDY_SQL, greedyQuery } from '../../../packages/sqlguard/test/fuzz/greedy-generator.ts';
import { EVAL_INSTANT, loadParser, openProfile } from '../guard.ts';
import type { Fuzz, FuzzRun } from './fuzz-run.ts';

/** As the server sets them, but for a shorter time. */
const LIMITS = { statementMs: 2000, rows: 10_000, bytes: 64 << 20, cost: 5_000_000, workMemKb: 16_384 };
const MOST_MEMORY_MB = 256;
/** How late a cancelled backend may be seen to stop on a busy machine. */
const LATE_MS = 500;

type Taken = { readonly ms: number; readonly mb: number };

/** Accepted questions that want much, through the executor: none may take twice its time, or 256 MB. */
export const limitsFuzz: Fuzz = {
  name: 'limits',
  usual: 1500,
  async run({ random, goesOn, server }: FuzzRun) {
    const parse = await loadParser();
    const profile: MaskProfile = openProfile(GREEDY_CATALOGUE);
    const types = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;
    const client = new pg.Client({ connectionString: await server.createDatabase('greedy'), types });
    await client.connect();
    await client.query(GREEDY_SQL);
    const findings: string[] = [];
    let [tried, accepted, slowest, largest] = [0, 0, 0, 0];
    while (goesOn(tried)) {
      tried += 1;
      const sql = greedyQuery(random);
      const input = { sql, catalogue: GREEDY_CATALOGUE, instant: EVAL_INSTANT, parse };
      const compiled = compile({ ...input, profile, provision: 'none', maskedSchema: '', rowCap: LIMITS.rows + 1 });
      if (!compiled.ok) continue;
      accepted += 1;
      const { ms, mb } = await take(client, compiled.sql);
      [slowest, largest] = [Math.max(slowest, ms), Math.max(largest, mb)];
      if (ms > 2 * LIMITS.statementMs + LATE_MS) findings.push(`${Math.round(ms)} ms: ${sql}`);
      if (mb > MOST_MEMORY_MB) findings.push(`${Math.round(mb)} MB: ${sql}`);
    }
    await client.end();
    return { tried, findings, figures: { accepted, slowest_ms: Math.round(slowest), largest_mb: Math.round(largest) } };
  },
};

/** Runs one text as the executor does; what it raises is its own affair. */
async function take(client: pg.Client, sql: string): Promise<Taken> {
  const pid = (client as pg.Client & { processID?: number }).processID ?? 0;
  const session = await beginSession(client, { run: 'fuzz', limits: LIMITS, timeZone: 'UTC' }, () => undefined);
  const before = memoryOf(pid);
  let [ms, mb] = [0, 0];
  const started = performance.now();
  const watch = setInterval(() => (mb = Math.max(mb, memoryOf(pid) - before)), 10);
  try {
    const { cost } = await session.preflight(sql);
    if (cost <= LIMITS.cost) await session.fetch(sql).catch(() => undefined);
  } catch {
    // The planner itself may refuse the values: nothing ran.
  } finally {
    // Planning counts too: constants are folded there.
    ms = performance.now() - started;
    clearInterval(watch);
  }
  await session.close();
  return { ms, mb };
}

/** Memory of the backend's own, without shared buffers; 0 where the system does not tell. */
function memoryOf(pid: number): number {
  try {
    return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
