import { randomBytes } from 'node:crypto';
import { loadModule, parseSync } from 'libpg-query';
import pg from 'pg';
import type { Catalogue, DataClass } from '@aureus/contract';
import { type GuardInput, type MaskProfile, viewStatements } from '@aureus/sqlguard';
import { loopbackAddress } from '../../src/platform/source/connection.ts';
import { provision } from '../../src/platform/source/provisioner.ts';
import { setupStatements } from '../../src/platform/source/setup.ts';
import { type SourceRuns, makeSourceRuns } from '../../src/platform/source/source-pool.ts';
import { createDatabase } from '../support/postgres.ts';

/** Everything hidden says so, or is the seventh of July. */
const BANK = `
  CREATE SCHEMA bank;
  CREATE TABLE bank.people (id int PRIMARY KEY, name text, ssn text, born date, joined timestamptz, note text, region text, hidden_column text);
  INSERT INTO bank.people SELECT i, 'A SECRET B', 'SECRET-' || (1000 + i), date '1977-07-07', timestamptz '1977-12-31 23:30:00+00',
    'SECRET note', CASE WHEN i < 40 THEN 'EU' ELSE 'SECRET' END, 'SECRET' FROM generate_series(1, 60) i;
  CREATE TABLE bank.salaries (id int, salary text);
  INSERT INTO bank.salaries VALUES (1, 'SECRET');
  CREATE SEQUENCE bank.counter;
  CREATE FUNCTION bank.leak() RETURNS text SECURITY DEFINER LANGUAGE sql AS 'SELECT ssn FROM bank.people LIMIT 1';
  CREATE FUNCTION bank.same(text, text) RETURNS bool LANGUAGE sql AS 'SELECT true';
  CREATE OPERATOR bank.=== (FUNCTION = bank.same, LEFTARG = text, RIGHTARG = text);
  CREATE DOMAIN bank.trap AS text CHECK (length(bank.leak()) > 0);
  ANALYZE;`;
const LIMITS = { statementMs: 400, rows: 1000, bytes: 1 << 20, cost: 1e9, workMemKb: 4096 };

const column = (name: string, type: string, dataClass: DataClass = 'none') =>
  ({ name, type, notNull: false, class: dataClass, description: '', synonyms: [], role: 'text' }) as const;
const COLUMNS = [
  column('id', 'integer'),
  column('name', 'text', 'person_name'),
  column('ssn', 'text', 'government_id'),
  column('born', 'date', 'birth_date'),
  column('joined', 'timestamp with time zone', 'birth_date'),
  column('note', 'text', 'free_text'),
  column('region', 'text'),
  column('hidden_column', 'text', 'unclassified'),
];
const NOTHING = {
  description: '',
  synonyms: [],
  domain: '',
  owner: '',
  foreignKeys: [],
  terms: [],
  sampleQuestions: [],
};
const CATALOGUE: Catalogue = {
  digest: 'attacked',
  source: { id: 'bank', name: 'Bank', serverMajor: 18, timeZone: 'UTC' },
  datasets: [
    {
      ...NOTHING,
      id: 'people',
      name: 'people',
      schema: 'bank',
      relation: 'people',
      entity: { singular: 'person', plural: 'people' },
      jurisdictionColumn: 'region',
      jurisdictions: ['EU', 'US'],
      approvedForViewers: true,
      approvalRequired: false,
      primaryKey: ['id'],
      displayColumn: null,
      defaultDate: null,
      columns: COLUMNS,
      rowEstimate: 40,
      lastUpdated: '',
    },
  ],
};
const PROFILE: MaskProfile = {
  digest: 'attacked',
  relations: {
    people: {
      columns: {
        id: 'full',
        name: 'initials',
        ssn: 'last4',
        born: 'year',
        joined: 'year',
        note: 'redact',
        region: 'full',
      },
      filter: { column: 'region', values: ['EU'] },
    },
  },
};

export type AttackedBank = {
  readonly guarded: Omit<GuardInput, 'sql'>;
  /** The profile's view, and the schema it stands in. */
  readonly people: string;
  readonly schema: string;
  /** A query over every masked column, in forms that no setting may change. */
  readonly reading: string;
  readingUnder(setting: string, value: string): string;
  /** What the executor gives for a text that no guard has seen: its rows, or its error to the last word. */
  attack(sql: string): Promise<string>;
  /** Another session of the same login, as a second question of the same profile has one. */
  neighbour(): Promise<{ readonly pid: number; isAlive(): Promise<boolean>; end(): Promise<void> }>;
  asSuperuser(sql: string): Promise<string>;
  /** Rows, large objects, sequences, files, locks, settings, prepared and replicated things: as a superuser sees them. */
  state(): Promise<Readonly<Record<string, string | null>>>;
  /** What backends of the login still compute, or hold back from vacuum, some seconds after every deadline. */
  active(): Promise<readonly string[]>;
  /** The same as the next question finds it, by the same connection. */
  sessionState(): Promise<Readonly<Record<string, string | null>>>;
  /** Every setting that a login may change, each with values that are not its own. */
  settings(): Promise<readonly (readonly [name: string, value: string])[]>;
  close(): Promise<void>;
};

export async function openAttackedBank(): Promise<AttackedBank> {
  const url = await createDatabase();
  const admin = new pg.Client(url);
  await admin.connect();
  await admin.query(BANK);
  const address = loopbackAddress(url);
  const { database } = address;
  const password = '07'.repeat(32);
  const relations = [{ schema: 'bank', relation: 'people' }];
  for (const statement of setupStatements({ database, relations, password })) await retried(admin, statement);
  const name = `atlas_m_${randomBytes(4).toString('hex')}`;
  const names = { schema: name, owner: 'atlas_masks', login: name };
  const login = { login: name, password, connections: 2 };
  const statements = viewStatements(CATALOGUE, PROFILE, names);
  await provision(address, { user: 'atlas_provisioner', password }, { schema: name, login, statements });
  const runs = makeSourceRuns({ perLogin: 1, watchMs: 20 });
  const own = { user: name, password };
  const reading = readingOf(name);
  await loadModule();
  const parse = (sql: string): unknown => parseSync(sql);
  return {
    guarded: { catalogue: CATALOGUE, instant: { at: '2026-01-01T00:00:00Z', timeZone: 'UTC' }, parse },
    people: `${name}.people`,
    schema: name,
    reading,
    readingUnder: (setting, value) =>
      `WITH s AS MATERIALIZED (SELECT pg_catalog.set_config(${pg.escapeLiteral(setting)}, ${pg.escapeLiteral(value)}, false) AS v)
       SELECT x.* FROM s, LATERAL (SELECT s.v IS NULL AS nothing OFFSET 0) n, LATERAL (${reading} OFFSET 0) x WHERE NOT n.nothing ORDER BY 1`,
    attack: (sql) => attack(runs, { address, own }, sql),
    neighbour: () => openNeighbour(url, own),
    asSuperuser: async (sql) => JSON.stringify((await admin.query(sql)).rows),
    state: async () => firstOf(await admin.query(STATE.replaceAll('{login}', name))),
    sessionState: async () => {
      const told = await attack(runs, { address, own }, SESSION_STATE);
      const [row = []] = JSON.parse(told) as (string | null)[][];
      const keys = ['prepared', 'cursors', 'listening', 'temporary', 'own'];
      return Object.fromEntries(keys.map((key, at) => [key, row[at] ?? null]));
    },
    active: () => activeOf(admin, name),
    settings: async () => (await admin.query<[string, string]>({ text: SETTINGS, rowMode: 'array' })).rows,
    async close() {
      await runs.close();
      await admin.end();
    },
  };
}

const readingOf = (schema: string): string =>
  `SELECT p.id, p.name, p.ssn, p.born - DATE '1970-01-01' AS day, to_char(p.born, 'YYYY-MM-DD') AS born,
     extract(epoch FROM p.joined)::int8 AS joined, p.note IS NULL AS note, p.region FROM ${schema}.people p`;

type Place = {
  readonly address: Parameters<SourceRuns['open']>[0];
  readonly own: { readonly user: string; readonly password: string };
};

async function attack(runs: SourceRuns, place: Place, sql: string): Promise<string> {
  const session = await opened(runs, place);
  try {
    return JSON.stringify((await session.fetch(sql)).rows);
  } catch (error) {
    return `${String(error)} ${(error as { detail?: string }).detail ?? ''}`;
  } finally {
    await session.close();
  }
}

async function openNeighbour(url: string, own: Place['own']): ReturnType<AttackedBank['neighbour']> {
  const client = new pg.Client(Object.assign(new URL(url), { username: own.user, password: own.password }).href);
  client.on('error', () => undefined);
  await client.connect();
  const found = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const isAlive = (): Promise<boolean> =>
    client.query('SELECT 1').then(
      () => true,
      () => false,
    );
  return { pid: found.rows[0]?.pid ?? 0, isAlive, end: () => client.end() };
}

async function activeOf(admin: pg.Client, login: string): Promise<readonly string[]> {
  for (let round = 0; ; round += 1) {
    const { rows } = await admin.query<{ query: string }>(
      "SELECT query FROM pg_stat_activity WHERE usename = $1 AND (state <> 'idle' OR backend_xmin IS NOT NULL)",
      [login],
    );
    if (rows.length === 0 || round === 500) return rows.map((row) => row.query);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A connection that an attack broke is let go of only when the server has let go of it. */
async function opened(runs: SourceRuns, { address, own }: Place): ReturnType<SourceRuns['open']> {
  for (let round = 0; ; round += 1) {
    try {
      return await runs.open(address, own, { run: 'attack', limits: LIMITS, timeZone: 'UTC' });
    } catch (error) {
      if (round === 500) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function retried(client: pg.Client, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(statement);
      return;
    } catch (error) {
      if (attempt === 20 || !(error as Error).message.includes('concurrently')) throw error;
    }
  }
}

const firstOf = ({ rows }: pg.QueryResult<Record<string, string | null>>): Record<string, string | null> =>
  rows[0] ?? {};

const STATE = `SELECT
  (SELECT md5(string_agg(p::text, ',' ORDER BY p.id)) FROM bank.people p) AS rows,
  (SELECT count(*)::text FROM pg_class WHERE relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_%')) AS relations,
  (SELECT count(*)::text FROM pg_proc) AS functions,
  (SELECT count(*)::text FROM pg_namespace WHERE nspname LIKE 'pg\\_temp\\_%' AND oid IN (SELECT relnamespace FROM pg_class)) AS temporary,
  (SELECT count(*)::text FROM pg_largeobject_metadata) AS "large objects",
  (SELECT last_value || ' ' || is_called FROM bank.counter) AS counter,
  (SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS locks,
  (SELECT count(*)::text FROM pg_prepared_xacts WHERE database = current_database()) AS prepared,
  (SELECT count(*)::text FROM pg_replication_slots) AS slots,
  (SELECT string_agg(setconfig::text, ',') FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole WHERE r.rolname = '{login}') AS settings,
  (SELECT rolsuper || ' ' || rolcreaterole FROM pg_roles WHERE rolname = '{login}') AS attributes,
  (SELECT string_agg(coalesce(relacl::text, '-'), ',' ORDER BY oid) FROM pg_class WHERE relnamespace = 'bank'::regnamespace) AS rights,
  (SELECT string_agg(name, ',' ORDER BY name) FROM pg_ls_dir('.') AS name) AS files,
  (SELECT string_agg(name, ',') FROM pg_ls_dir('pg_snapshots') AS name) AS snapshots,
  obj_description('bank.people'::regclass) AS comment,
  (SELECT count(*)::text FROM pg_ls_dir('/tmp') AS name WHERE name = 'stolen') AS stolen`;

const SESSION_STATE = `SELECT (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors),
  (SELECT count(*) FROM pg_listening_channels()), (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()),
  current_setting('my.own', true)`;

const SETTINGS = `SELECT name, value FROM pg_settings, LATERAL (
    SELECT CASE setting WHEN 'on' THEN 'off' ELSE 'on' END WHERE vartype = 'bool'
    UNION SELECT unnest(enumvals) WHERE vartype = 'enum'
    UNION SELECT min_val WHERE vartype IN ('integer', 'real')
    UNION SELECT max_val WHERE vartype IN ('integer', 'real')
    UNION SELECT unnest(CASE name
      WHEN 'DateStyle' THEN ARRAY['German', 'SQL, DMY', 'Postgres, MDY']
      WHEN 'TimeZone' THEN ARRAY['Pacific/Kiritimati', 'America/New_York', '<+09>-09']
      WHEN 'search_path' THEN ARRAY['bank, pg_catalog', 'pg_temp']
      WHEN 'client_encoding' THEN ARRAY['SQL_ASCII', 'LATIN1']
      WHEN 'lc_time' THEN ARRAY['C', 'POSIX'] ELSE ARRAY['', 'x'] END) WHERE vartype = 'string') AS v (value)
  WHERE context = 'user' AND value IS NOT NULL AND value IS DISTINCT FROM setting
  ORDER BY name, value`;
