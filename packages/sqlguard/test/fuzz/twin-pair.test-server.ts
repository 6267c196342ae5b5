import pg from 'pg';
import { viewStatements } from '../../src/index.ts';
import type { MaskProfile } from '../../src/index.ts';
import { makeRandom } from './random.ts';
import { twinBank } from './twin-banks.ts';
import { TWIN_CATALOGUE } from './twin-catalogue.ts';

export const MASKED_SCHEMA = 'atlas_m_twins';

/** Two real banks that look equal under one profile. */
export type TwinPair = {
  readonly left: pg.Client;
  readonly right: pg.Client;
  /** The bank's own types by their number, which is another in each bank. */
  readonly typeNames: ReadonlyMap<number, string>;
  /** Puts up the views of the profile, or of another one planted in its place; `change` plants a defect in their text. */
  provide(planted?: MaskProfile, change?: (statement: string) => string): Promise<void>;
  close(): Promise<void>;
};

/** What the executor sets, as far as it reaches a result. */
const SESSION = `SET search_path = pg_catalog, pg_temp; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD';
  SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; SET max_parallel_workers_per_gather = 0; SET jit = off;
  SET synchronize_seqscans = off; SET statement_timeout = '20s'`;
/** The left bank hides a few harmless rows, the right one many on which careless predicates fail. */
const HIDDEN = [
  { count: 7, raises: false },
  { count: 120, raises: true },
] as const;

export async function openTwins(
  profile: MaskProfile,
  seed: number,
  createDatabase: () => Promise<string>,
): Promise<TwinPair> {
  const open = async (rows: (typeof HIDDEN)[number]): Promise<pg.Client> => {
    const types = { getTypeParser: () => (text: string) => text };
    const client = new pg.Client({ connectionString: await createDatabase(), types });
    await client.connect();
    await client.query(SESSION);
    const draw = { shared: makeRandom(seed), hidden: makeRandom(seed + rows.count) };
    await client.query(twinBank(profile, draw, rows));
    return client;
  };
  const [left, right] = [await open(HIDDEN[0]), await open(HIDDEN[1])];
  const names = { schema: MASKED_SCHEMA, owner: 'postgres', login: 'postgres' };
  const typeNames = new Map([...(await ownTypes(left)), ...(await ownTypes(right))]);
  return {
    left,
    right,
    typeNames,
    async provide(planted = profile, change = (statement) => statement) {
      const statements = viewStatements(TWIN_CATALOGUE, planted, names).map(change);
      for (const client of [left, right]) {
        await client.query(`DROP SCHEMA IF EXISTS ${MASKED_SCHEMA} CASCADE`);
        for (const statement of statements) await client.query(statement);
      }
    },
    async close() {
      await Promise.all([left.end(), right.end()]);
    },
  };
}

/** Numbers of one bank's types mean nothing in the other: the banks are made one after the other on one server. */
async function ownTypes(client: pg.Client): Promise<readonly (readonly [number, string])[]> {
  const { rows } = await client.query<{ oid: string; name: string }>(
    `SELECT oid::text, typname AS name FROM pg_type WHERE typnamespace = 'bank'::regnamespace`,
  );
  return rows.map(({ oid, name }) => [Number(oid), name] as const);
}
