import pg from 'pg';
import { compile, viewStatements } from '@aureus/sqlguard';
import { loadModule, parseSync } from 'libpg-query';
import { openServer } from '../../evals/src/database/server.ts';
import { EVAL_INSTANT } from '../../evals/src/guard.ts';
import { demoCatalogue, loadMeridian, readQuestions } from '../../evals/src/questions-suite.ts';
import { analystProfile } from './demo-profile.ts';
import { median, round, timed, type Row } from './row.ts';

const RUNS = 5;
const SCHEMA = 'atlas_m_bench';

/** Each of our questions' SQL on the analyst's views, and the same SQL on the base tables. */
export async function masksRow(): Promise<Row> {
  await loadModule();
  const server = await openServer(null);
  try {
    const url = await server.createDatabase('masks');
    await loadMeridian(url);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const ratios = await compareAll(client);
    await client.end();
    const value = median(ratios);
    return {
      what: 'masked query on views',
      yardstick: 'the same query on base tables',
      aim: '≤ 1.3× (median)',
      value: round(value),
      holds: value <= 1.3,
      figures: { queries: ratios.length, slowest: round(Math.max(...ratios)) },
    };
  } finally {
    await server.close();
  }
}

async function compareAll(client: pg.Client): Promise<number[]> {
  const catalogue = demoCatalogue();
  const profile = analystProfile(catalogue);
  await client.query(`CREATE ROLE bench_owner NOLOGIN; CREATE ROLE bench_login LOGIN`);
  await client.query(
    'GRANT SELECT ON ALL TABLES IN SCHEMA public TO bench_owner; GRANT USAGE ON SCHEMA public TO bench_owner',
  );
  for (const statement of viewStatements(catalogue, profile, {
    schema: SCHEMA,
    owner: 'bench_owner',
    login: 'bench_login',
  })) {
    await client.query(statement);
  }
  await client.query('SET max_parallel_workers_per_gather = 0; SET jit = off');
  const ratios: number[] = [];
  for (const { gold } of readQuestions()) {
    const [sql] = gold;
    if (sql === undefined) continue;
    const input = {
      sql,
      catalogue,
      instant: EVAL_INSTANT,
      parse: parseSync,
      profile,
      maskedSchema: SCHEMA,
      rowCap: 10_000,
    };
    const masked = compile({ ...input, provision: 'views' });
    if (!masked.ok) continue;
    ratios.push(await compareOne(client, masked.sql, sql));
  }
  return ratios;
}

/** In turns, so that a slow moment of the machine meets both. */
async function compareOne(client: pg.Client, masked: string, base: string): Promise<number> {
  const times = { masked: [] as number[], base: [] as number[] };
  for (let run = 0; run < RUNS; run += 1) {
    times.base.push((await timed(() => client.query({ text: base, rowMode: 'array' }))).ms);
    times.masked.push((await timed(() => client.query({ text: masked, rowMode: 'array' }))).ms);
  }
  return median(times.masked) / median(times.base);
}
