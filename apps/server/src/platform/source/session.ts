import pg from 'pg';
import { AtlasError } from '@aureus/contract';
import { type Row, fetchBatch } from './fetch-batch.ts';
import { TooLarge } from './message-cap.ts';
import { overTime, toSourceError } from './source-errors.ts';

/** What one execution may take. */
export type Limits = {
  /** Of one statement, and of all FETCHes of an answer together. */
  readonly statementMs: number;
  readonly rows: number;
  readonly bytes: number;
  /** Planner cost units; above it the preflight refuses. */
  readonly cost: number;
  /** Rows that any step of the plan may be expected to give; no bound if it is not said. */
  readonly planRows?: number;
  readonly workMemKb: number;
};

type Named = { readonly schema: string; readonly relation: string };

/** Of the plan: its relations, its cost, and the rows of its widest step. */
export type Preflight = {
  readonly relations: readonly string[];
  /** Those that stand below a text of ours over the walled relations alone: what the bank's own policies read is among them. */
  readonly behind: readonly string[];
  readonly cost: number;
  readonly rows: number;
};

export type Fetched = {
  readonly columns: readonly { readonly name: string; readonly typeId: number }[];
  readonly rows: readonly Row[];
  /** True when a byte cap cut the rows short. */
  readonly cut: boolean;
};

/** Who the bank's server says we are, and which server it is: database and address as it sees them. */
export type SessionFacts = { readonly login: string; readonly version: string; readonly identity: string };

/**
 * Settings of every execution, under the run's own name. What is not set here is the role's; lc_messages only a superuser
 * may set, and messages go to the sealed operator part alone.
 */
function settingsOf({ limits, run, timeZone, rowSecurity }: SessionOptions): [string, string][] {
  return [
    ['application_name', `atlas ${run}`],
    ['statement_timeout', String(limits.statementMs)],
    ['lock_timeout', '2000'],
    ['idle_in_transaction_session_timeout', String(limits.statementMs)],
    ['work_mem', `${limits.workMemKb}kB`],
    ['hash_mem_multiplier', '1'],
    ['search_path', 'pg_catalog, pg_temp'],
    ['client_encoding', 'UTF8'],
    ['TimeZone', timeZone],
    ['DateStyle', 'ISO, YMD'],
    ['IntervalStyle', 'postgres'],
    ['extra_float_digits', '1'],
    ['max_parallel_workers_per_gather', '0'],
    ['jit', 'off'],
    ['synchronize_seqscans', 'off'],
    ['cursor_tuple_fraction', '1'],
    ['transform_null_equals', 'off'],
    ['lc_monetary', 'C'],
    ['lc_numeric', 'C'],
    ['lc_time', 'C'],
    ['bytea_output', 'hex'],
    // Beyond the list of the design: what else any role may set and an answer would show.
    ['array_nulls', 'on'],
    ['gin_fuzzy_search_limit', '0'],
    ['quote_all_identifiers', 'off'],
    ['standard_conforming_strings', 'on'],
    ['timezone_abbreviations', 'Default'],
    ['xmlbinary', 'base64'],
    ['xmloption', 'content'],
    // Row security that nobody declared raises an error; left on it would hide rows and say nothing.
    ['row_security', rowSecurity === true ? 'on' : 'off'],
  ];
}

const FACTS = [
  'current_user::text',
  "pg_catalog.current_setting('server_version')",
  // No operator: the names in sight are still the server's choice.
  "pg_catalog.concat(pg_catalog.current_database(), '@', pg_catalog.host(pg_catalog.inet_server_addr()), ':', pg_catalog.inet_server_port())",
];

/** A FETCH is computed whole on the server before its first row comes: the first is small, the next follow the width of its rows. */
const FIRST_FETCH = 64;
const FETCH_SIZE = 2000;

/** Read by a function alone: reading the view pg_locks would itself lock catalogs, and one that the query locks must show. */
const LOCKED = `
  SELECT DISTINCT l.relation FROM pg_catalog.pg_lock_status() AS l
   WHERE l.locktype = 'relation' AND l.pid = pg_catalog.pg_backend_pid()`;

/** Indexes and partitions are mapped to their table. */
const NAMES = `
  WITH RECURSIVE locked AS (
    SELECT coalesce(i.indrelid, l.relation) AS oid
      FROM pg_catalog.unnest($1::oid[]) AS l(relation) LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = l.relation
  ), rooted AS (
    SELECT oid FROM locked
    UNION SELECT h.inhparent FROM rooted r JOIN pg_catalog.pg_inherits h ON h.inhrelid = r.oid
  )
  SELECT DISTINCT n.nspname || '.' || c.relname
    FROM rooted r
    JOIN pg_catalog.pg_class c ON c.oid = r.oid AND NOT c.relispartition
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname <> 'pg_toast'`;

/** One read-only transaction on the bank's server, under one profile's login. It always ends in ROLLBACK. */
export type SourceSession = {
  readonly settings: Readonly<Record<string, string>>;
  readonly facts: SessionFacts;
  /**
   * EXPLAIN, without ANALYZE, of exactly what `fetch` will declare. Estimates see hidden rows: they never leave the server.
   * `walled`: the relations of the query, as this login may name them, that are under the bank's own row security.
   */
  preflight(sql: string, walled?: readonly Named[]): Promise<Preflight>;
  fetch(sql: string): Promise<Fetched>;
  /** Rolls back and discards; a session that cannot is not used again. */
  close(): Promise<void>;
};

export type SessionOptions = {
  readonly run: string;
  readonly limits: Limits;
  readonly timeZone: string;
  /** The bank's own row security was declared for this source. */
  readonly rowSecurity?: boolean;
};

/**
 * Should the machine of a worker be gone, the server hears nothing of it for hours: it ends by itself what is idle for so
 * long, which is longer than we keep a connection.
 */
const ABANDONED = '60s';

/** Begins the transaction on a connection that `release` takes back. */
export async function beginSession(
  client: pg.ClientBase,
  options: SessionOptions,
  release: (broken: boolean) => void,
): Promise<SourceSession> {
  const settings = settingsOf(options);
  let closed = false;
  const ask = (text: string, values: string[] = []): Promise<pg.QueryArrayResult<(string | null)[]>> =>
    askExtended(client, text, values);

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    try {
      await ask('ROLLBACK');
      await ask('DISCARD ALL');
      await ask(`SET idle_session_timeout = '${ABANDONED}'`);
      release(false);
    } catch {
      release(true);
    }
  }

  let told: (string | null)[] = [];
  try {
    await ask('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    told = (await ask(`SELECT ${[...FACTS, ...calls(settings)].join(', ')}`, settings.flat())).rows[0] ?? [];
  } catch (error) {
    await close();
    throw toSourceError(error);
  }
  const [login, version, identity] = told;
  return {
    settings: Object.fromEntries(settings),
    facts: { login: login ?? '', version: version ?? '', identity: identity ?? '' },
    close,
    preflight: (sql, walled = []) => preflight(ask, sql, walled),
    fetch: (sql) =>
      fetchRows(client, sql, {
        limits: options.limits,
        rearm: (leftMs) => ask(`SELECT ${calls(settings).join(', ')}`, withTime(settings, leftMs).flat()),
      }),
  };
}

const calls = (settings: readonly unknown[]): string[] =>
  settings.map((_, at) => `pg_catalog.set_config($${at * 2 + 1}, $${at * 2 + 2}, true)`);

/** What is left is also the time of the ROLLBACK, and one that is cut short costs the connection. */
const GRACE_MS = 100;

function withTime(settings: readonly [string, string][], leftMs: number): (readonly [string, string])[] {
  const time = String(Math.max(Math.ceil(leftMs), GRACE_MS));
  return settings.map(([name, value]) => [name, name === 'statement_timeout' ? time : value]);
}

type Ask = (text: string, values?: string[]) => Promise<pg.QueryArrayResult<(string | null)[]>>;

/** Extended protocol by name: node-pg falls back to the simple one, which takes several statements, without parameters. */
async function askExtended(
  client: pg.ClientBase,
  text: string,
  values: string[],
): Promise<pg.QueryArrayResult<(string | null)[]>> {
  const config = { text, values, rowMode: 'array' as const, queryMode: 'extended' };
  return client.query<(string | null)[]>(config);
}

const declare = (sql: string): string => `DECLARE c NO SCROLL CURSOR WITHOUT HOLD FOR ${sql}`;

type Plan = { readonly 'Total Cost': number; readonly 'Plan Rows': number; readonly Plans?: readonly Plan[] };

const widest = (plan: Plan): number => Math.max(plan['Plan Rows'], ...(plan.Plans ?? []).map(widest));

async function preflight(ask: Ask, sql: string, walled: readonly Named[]): Promise<Preflight> {
  try {
    const behind = walled.length === 0 ? [] : await readBehind(ask, walled);
    const explained = await ask(`EXPLAIN (FORMAT JSON, SETTINGS OFF) ${declare(sql)}`);
    const relations = await readLocked(ask);
    const [tree] = JSON.parse(explained.rows[0]?.[0] ?? '[]') as { Plan: Plan }[];
    return {
      relations,
      behind,
      cost: tree?.Plan['Total Cost'] ?? Number.POSITIVE_INFINITY,
      rows: tree === undefined ? Number.POSITIVE_INFINITY : widest(tree.Plan),
    };
  } catch (error) {
    throw toSourceError(error);
  }
}

async function readLocked(ask: Ask): Promise<string[]> {
  const locked = (await ask(LOCKED)).rows.map(([oid]) => oid).join();
  const names = await ask(NAMES, [`{${locked}}`]);
  return names.rows.map(([name]) => name ?? '').toSorted();
}

/**
 * A policy may read another table, and a function in it that the planner calls whatever its body says, which no catalog
 * knows. The same server is asked, in the same snapshot, for a text that holds nothing of the candidate's.
 */
async function readBehind(ask: Ask, walled: readonly Named[]): Promise<string[]> {
  const quote = pg.escapeIdentifier;
  const each = walled.map(({ schema, relation }) => `SELECT FROM ${quote(schema)}.${quote(relation)}`);
  await ask('SAVEPOINT alone');
  await ask(`EXPLAIN ${declare(each.join(' UNION ALL '))}`);
  const behind = await readLocked(ask);
  // Its locks go with it.
  await ask('ROLLBACK TO SAVEPOINT alone');
  return behind;
}

type Fetching = { readonly limits: Limits; readonly rearm: (leftMs: number) => Promise<unknown> };

async function fetchRows(client: pg.ClientBase, sql: string, { limits, rearm }: Fetching): Promise<Fetched> {
  const rows: Row[] = [];
  let bytes = 0;
  const until = performance.now() + limits.statementMs;
  try {
    await askExtended(client, declare(sql), []);
    for (;;) {
      const fitting = rows.length === 0 ? FIRST_FETCH : Math.ceil((limits.bytes - bytes) / (bytes / rows.length + 1));
      const size = Math.max(1, Math.min(FETCH_SIZE, limits.rows - rows.length, fitting));
      const batch = await fetchBatch(client, `FETCH FORWARD ${size} FROM c`, limits.bytes - bytes);
      rows.push(...batch.rows);
      // No rows, said to be cut, would read as an answer.
      if (batch.cut && rows.length === 0) throw new TooLarge(batch.bytes);
      bytes += batch.bytes;
      const isLast = batch.cut || batch.rows.length < size || rows.length >= limits.rows;
      if (isLast) return { columns: batch.columns, rows, cut: batch.cut };
      const leftMs = until - performance.now();
      if (leftMs <= 0) throw overTime(`${rows.length} rows came within the time limit`);
      // A row of this FETCH may have set anything for the next, and the server takes a statement's time when it starts.
      await rearm(leftMs);
    }
  } catch (error) {
    throw toSourceError(error);
  }
}

/**
 * The relations a query locked must be exactly those the compiler expected, beside what stands behind these by the bank's
 * own policies; anything else is a bypass, never an answer.
 */
export function checkRelations(
  { relations: found, behind }: Pick<Preflight, 'relations' | 'behind'>,
  expected: readonly string[],
): void {
  const want = new Set([...expected, ...behind]);
  const strange = found.filter((name) => !want.has(name));
  const missing = expected.filter((name) => !found.includes(name));
  if (strange.length === 0 && missing.length === 0) return;
  throw new AtlasError('SQL_VALIDATION_FAILED', 'The query would touch data that it does not name. It was not run.', {
    detail: `locked beyond the plan: ${strange.join(', ')}; not locked: ${missing.join(', ')}`,
  });
}
