import pg from 'pg';
import { createDatabase } from '../../../apps/server/test/support/postgres.ts';
import { viewStatements } from '../src/index.ts';
import type { MaskProfile } from '../src/index.ts';
import { BANK_SQL, CATALOGUE, ORIGINALS_SQL } from './bank.ts';

export type Answer = {
  readonly columns: readonly { name: string; type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
};

/** A real PostgreSQL with the small bank; values come as PostgreSQL's own text. */
export type BankServer = {
  ask(sql: string): Promise<Answer>;
  /** The SQLSTATE of a text that must fail, null if it runs. */
  fail(sql: string): Promise<string | null>;
  run(sql: string): Promise<void>;
  stop(): Promise<void>;
};

/** What the executor sets for every statement. */
const SESSION = `SET search_path = pg_catalog, pg_temp; SET TimeZone = 'Europe/Berlin'; SET DateStyle = 'ISO, YMD';
  SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; SET max_parallel_workers_per_gather = 0; SET jit = off;`;

export async function startBank(views?: MaskProfile): Promise<BankServer> {
  const client = new pg.Client({
    connectionString: await createDatabase(),
    types: { getTypeParser: () => (text: string) => text },
  });
  await client.connect();
  await client.query(BANK_SQL);
  await client.query(ORIGINALS_SQL);
  const names = { schema: 'atlas_m_test', owner: 'postgres', login: 'postgres' };
  for (const statement of views ? viewStatements(CATALOGUE, views, names) : []) await client.query(statement);
  await client.query(SESSION);
  return {
    ask: (sql) => ask(client, sql),
    fail: async (sql) => {
      try {
        await client.query(sql);
        return null;
      } catch (error) {
        return (error as { code?: string }).code ?? 'unknown';
      }
    },
    run: async (sql) => void (await client.query(sql)),
    stop: () => client.end(),
  };
}

async function ask(client: pg.Client, sql: string): Promise<Answer> {
  const { fields, rows } = await client.query<(string | null)[]>({ text: sql, rowMode: 'array' });
  const types = await client.query<{ type: string }>(
    'SELECT format_type(t, m) AS type FROM unnest($1::oid[], $2::int4[]) WITH ORDINALITY AS x (t, m, n) ORDER BY n',
    [fields.map((field) => field.dataTypeID), fields.map((field) => field.dataTypeModifier)],
  );
  return { columns: fields.map(({ name }, index) => ({ name, type: types.rows[index]?.type ?? '' })), rows };
}
