import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AtlasError } from '@aureus/contract';
import pg from 'pg';
import { createDatabase } from '../../../test/support/postgres.ts';
import { type SourceAddress, type SourceLogin, loopbackAddress } from './connection.ts';
import type { SourceSession } from './session.ts';
import { toSourceError } from './source-errors.ts';
import { type SourceRuns, makeSourceRuns } from './source-pool.ts';

const LIMITS = { statementMs: 20_000, rows: 5001, bytes: 1 << 20, cost: 1e6, workMemKb: 4096 };
/** No test waits for a connection to grow so old. */
const FOR_EVER = { idleMs: 600_000, ageMs: 600_000 };
const runs = makeSourceRuns({ perLogin: 2, watchMs: 25, kept: FOR_EVER });
let address: SourceAddress;
let login: SourceLogin;
let admin: pg.Client;

/** What stands between a question and the bank when the guard let everything through: nothing here is parsed first. */
before(async () => {
  const url = await createDatabase();
  address = loopbackAddress(url);
  login = { user: `writer_${address.database.slice(5, 15)}`, password: 'writes' };
  admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`
    CREATE TABLE plain (id int PRIMARY KEY, note text);
    INSERT INTO plain SELECT i, repeat('x', 100) FROM generate_series(1, 64) i;
    CREATE SEQUENCE counted;
    CREATE FUNCTION noted() RETURNS int LANGUAGE sql AS 'INSERT INTO public.plain VALUES (0) RETURNING id';
    CREATE FUNCTION planned() RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1.2); RETURN 1; END';
    CREATE ROLE ${login.user} LOGIN PASSWORD 'writes';
    GRANT USAGE ON SCHEMA public TO ${login.user};
    GRANT SELECT, INSERT ON plain TO ${login.user};
    GRANT USAGE ON SEQUENCE counted TO ${login.user}`);
});
after(async () => {
  await runs.close();
  await admin.query(`DROP OWNED BY ${login.user}; DROP ROLE ${login.user}`);
  await admin.end();
});

/** Runs in a session of its own that is always closed. */
async function inSession<T>(work: (session: SourceSession) => Promise<T>): Promise<T> {
  const session = await runs.open(address, login, { run: 'run', limits: LIMITS, timeZone: 'UTC' });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** The server process that serves a session, as it says itself. */
async function pidOf(from: SourceRuns, as = login, limits = LIMITS): Promise<string> {
  for (let round = 0; ; round += 1) {
    const session = await from
      .open(address, as, { run: 'asked', limits, timeZone: 'UTC' })
      .catch((error: AtlasError) => {
        if (round === 400 || !error.message.includes('busy')) throw error;
        return null;
      });
    if (session === null) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      continue;
    }
    const { rows } = await session.fetch('SELECT pg_catalog.pg_backend_pid()');
    await session.close();
    return rows[0]?.[0] ?? '';
  }
}

test('what comes beyond twice the byte cap ends the connection it comes by; a little more only passes', async (t) => {
  const alone = makeSourceRuns({ perLogin: 1, watchMs: 25, kept: FOR_EVER });
  t.after(() => alone.close());
  const first = await pidOf(alone);
  const take = async (bytes: number): Promise<boolean> => {
    const limits = { ...LIMITS, bytes };
    const session = await alone.open(address, login, { run: 'much', limits, timeZone: 'UTC' });
    const { cut } = await session.fetch('SELECT note FROM public.plain LIMIT 64');
    await session.close();
    return cut;
  };
  assert.equal(await take(5000), true, '6,912 bytes');
  assert.equal(await pidOf(alone), first);
  assert.equal(await take(2000), true);
  assert.notEqual(await pidOf(alone), first);
});

/** Waits until the server lists no backend of the run: nothing but a cancel would end it so soon. */
async function untilLetGo(run: string): Promise<void> {
  for (let round = 0; ; round += 1) {
    const left = await admin.query('SELECT FROM pg_stat_activity WHERE application_name = $1', [`atlas ${run}`]);
    if (left.rowCount === 0) return;
    assert.ok(round < 800, `the backend of ${run} stays`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test('a run that is cancelled leaves no backend: the server is asked to stop what it still computes', async () => {
  const limits = { ...LIMITS, statementMs: 600_000 };
  const session = await runs.open(address, login, { run: 'sleeper', limits, timeZone: 'UTC' });
  const fetching = assert.rejects(session.fetch('SELECT pg_catalog.pg_sleep(600)'), { code: 'SOURCE_UNAVAILABLE' });
  const isAsleep = "SELECT FROM pg_stat_activity WHERE application_name = 'atlas sleeper' AND wait_event = 'PgSleep'";
  while ((await admin.query(isAsleep)).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 25));
  runs.cancel('sleeper');
  await fetching;
  await session.close();
  await untilLetGo('sleeper');
});

/** Every setting of a question: what a bank may have set for its login, or a row for the next; and what is in force. */
const SETTINGS: Readonly<Record<string, readonly [theirs: string, ours: string]>> = {
  application_name: ['mine', 'atlas x'],
  statement_timeout: ['0', '20s'],
  lock_timeout: ['0', '2s'],
  idle_in_transaction_session_timeout: ['0', '20s'],
  work_mem: ['64MB', '4MB'],
  hash_mem_multiplier: ['1000', '1'],
  search_path: ['public', 'pg_catalog, pg_temp'],
  client_encoding: ['LATIN1', 'UTF8'],
  TimeZone: ['Pacific/Kiritimati', 'UTC'],
  DateStyle: ['German', 'ISO, YMD'],
  IntervalStyle: ['iso_8601', 'postgres'],
  extra_float_digits: ['-15', '1'],
  max_parallel_workers_per_gather: ['4', '0'],
  jit: ['on', 'off'],
  synchronize_seqscans: ['on', 'off'],
  cursor_tuple_fraction: ['0.5', '1'],
  transform_null_equals: ['on', 'off'],
  lc_monetary: ['POSIX', 'C'],
  lc_numeric: ['POSIX', 'C'],
  lc_time: ['POSIX', 'C'],
  bytea_output: ['escape', 'hex'],
  array_nulls: ['off', 'on'],
  gin_fuzzy_search_limit: ['5', '0'],
  quote_all_identifiers: ['on', 'off'],
  standard_conforming_strings: ['off', 'on'],
  timezone_abbreviations: ['India', 'Default'],
  xmlbinary: ['hex', 'base64'],
  xmloption: ['document', 'content'],
  row_security: ['on', 'off'],
};
const NAMES = Object.keys(SETTINGS);
const OURS = NAMES.map((name) => SETTINGS[name]?.[1]);
const TOLD = NAMES.map((name) => `pg_catalog.current_setting('${name}')`);

test('what a row set is set anew for the next FETCH, and of the time only what is left', async () => {
  const opening = { run: 'x', limits: LIMITS, timeZone: 'UTC' };
  const session = await runs.open(address, login, opening);
  const calls = NAMES.map((name) => `pg_catalog.set_config('${name}', '${SETTINGS[name]?.[0]}', false)`);
  const { rows } = await session.fetch(
    `SELECT CASE WHEN g = 1 THEN ${calls.join(' || ')} ELSE ${TOLD.join(" || '|' || ")} END
       FROM pg_catalog.generate_series(1, 200) g`,
  );
  await session.close();
  const [same = [], next = []] = [rows[1], rows[199]].map((row) => row?.[0]?.split('|'));
  for (const [at, name] of NAMES.entries()) {
    assert.notEqual(same[at], OURS[at], `${name} as a row may set it for the FETCH that it comes by`);
    if (name !== 'statement_timeout') assert.equal(next[at], OURS[at], name);
  }
  assert.match(next[NAMES.indexOf('statement_timeout')] ?? '', /^1?\d{1,4}ms$|^1?\ds$/);
});

test('an encoding that a row chose garbles no row of the next FETCH', async () => {
  const { rows } = await inSession((session) =>
    session.fetch(`SELECT CASE WHEN g = 1 THEN pg_catalog.set_config('client_encoding', 'LATIN1', true) ELSE 'é' END
      FROM pg_catalog.generate_series(1, 200) g`),
  );
  assert.notEqual(rows[1]?.[0], 'é');
  assert.equal(rows[199]?.[0], 'é');
});

test('all FETCHes of an answer have the time of one; it is told as that, and the connection is in order', async (t) => {
  const alone = makeSourceRuns({ perLogin: 1, watchMs: 25, kept: FOR_EVER });
  t.after(() => alone.close());
  const limits = { ...LIMITS, statementMs: 2000 };
  const open = () => alone.open(address, login, { run: 'slow', limits, timeZone: 'UTC' });
  const sleepAt = (rows: string): string =>
    `CASE WHEN g IN (${rows}) THEN pg_catalog.pg_sleep(1.2)::text END FROM pg_catalog.generate_series(1, 200) g`;
  // Two waits of less than the limit each: by a row of two FETCHes; by a row, after what the planner computed.
  for (const sql of [`SELECT ${sleepAt('1, 65')}`, `SELECT public.planned(), ${sleepAt('1')}`]) {
    const session = await open();
    await assert.rejects(session.fetch(sql), { code: 'TIMEOUT' }, sql);
    await session.close();
    const next = await open();
    assert.equal((await next.fetch('SELECT 1')).rows.length, 1);
    await next.close();
  }
});

test('a pool that is closed leaves no connection, nor do those of a password that was changed in between', async (t) => {
  const name = `closed_${address.database.slice(5, 15)}`;
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD 'old'`);
  t.after(async () => {
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [name]);
    await admin.query(`DROP ROLE ${name}`);
  });
  const alone = makeSourceRuns({ perLogin: 2, watchMs: 25, kept: FOR_EVER });
  const open = (password: string) =>
    alone.open(address, { user: name, password }, { run: password, limits: LIMITS, timeZone: 'UTC' });
  const old = await open('old');
  await admin.query(`ALTER ROLE ${name} PASSWORD 'new'`);
  const next = await open('new');
  await old.close();
  await next.close();
  await alone.close();
  for (let round = 0; ; round += 1) {
    const left = await admin.query('SELECT FROM pg_stat_activity WHERE usename = $1', [name]);
    if (left.rowCount === 0) break;
    assert.ok(round < 400, 'a connection stays open');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
});

test('of a connection that waits for a question the server knows when to give it up by itself', async (t) => {
  const alone = makeSourceRuns({ perLogin: 1, watchMs: 25, kept: FOR_EVER });
  t.after(() => alone.close());
  const tell = "SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('idle_session_timeout')";
  const told: (string | null)[][] = [];
  for (let round = 0; round < 2; round += 1) {
    const session = await alone.open(address, login, { run: 'kept', limits: LIMITS, timeZone: 'UTC' });
    told.push([...((await session.fetch(tell)).rows[0] ?? [])]);
    await session.close();
  }
  assert.deepEqual(told[1], [told[0]?.[0], '1min']);
});

test('of what the server says of an error a record keeps the beginning, in whole characters', async () => {
  const wide = "SELECT pg_catalog.repeat('x', 500000)::int";
  await assert.rejects(
    inSession((session) => session.fetch(wide)),
    ({ detail = '' }: AtlasError) => /^22P02: .*x … \(cut: 5\d{5} characters\)$/.test(detail) && detail.length < 4200,
  );
  const { detail } = toSourceError(Object.assign(new Error('😀'.repeat(5000)), { code: '22P02' }));
  assert.equal(detail?.isWellFormed(), true);
});

/** Without the cap such a value holds the conversation for ever. */
const DEADLINE = { timeout: 300_000 };

test(
  'one value beyond the byte cap is refused before it is held, also in what the server says of an error',
  DEADLINE,
  async (t) => {
    const alone = makeSourceRuns({ perLogin: 1, watchMs: 25, kept: FOR_EVER });
    t.after(() => alone.close());
    const wide = (size: number): string => `pg_catalog.repeat('x', ${size})`;
    const texts = [`SELECT ${wide(600_000_000)}`, `SELECT ${wide(100_000_000)}`, `SELECT ${wide(5_000_000)}::int`];
    // A server short of memory takes its time to make such values.
    const limits = { ...LIMITS, statementMs: 120_000 };
    // Wider than the cap, and not by so much that its announcement alone ends the connection.
    for (const sql of [...texts, `SELECT ${wide(1_500_000)}`]) {
      const served = await pidOf(alone);
      const session = await alone.open(address, login, { run: 'wide', limits, timeZone: 'UTC' });
      await assert.rejects(
        session.fetch(sql),
        { code: 'SQL_VALIDATION_FAILED', message: /larger than Atlas takes/ },
        sql,
      );
      await session.close();
      assert.equal((await pidOf(alone)) === served, sql.includes('1500000'), sql);
    }
    // The most that this process ever held.
    assert.ok(process.resourceUsage().maxRSS < 400_000, `${process.resourceUsage().maxRSS} kB`);
  },
);

test('a login that was made anew with another password is served by none of its old connections', async (t) => {
  const name = `renewed_${address.database.slice(5, 15)}`;
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD 'old'`);
  const alone = makeSourceRuns({ perLogin: 2, watchMs: 25, kept: FOR_EVER });
  t.after(() => alone.close());
  const before = await pidOf(alone, { user: name, password: 'old' });
  assert.equal(await pidOf(alone, { user: name, password: 'old' }), before, 'the same password, the same connection');
  await admin.query(`ALTER ROLE ${name} PASSWORD 'new'`);
  assert.notEqual(await pidOf(alone, { user: name, password: 'new' }), before);
  for (let round = 0; ; round += 1) {
    const left = await admin.query('SELECT FROM pg_stat_activity WHERE pid = $1', [before]);
    if (left.rowCount === 0) break;
    assert.ok(round < 400, 'the old connection stays open');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await admin.query(`DROP ROLE ${name}`);
});

test('what a bank may have set for its login reaches no question: memory, times and forms of values are ours', async () => {
  const name = `shaped_${address.database.slice(5, 15)}`;
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD 'reads'`);
  for (const [setting, [theirs]] of Object.entries(SETTINGS)) {
    await admin.query(`ALTER ROLE ${name} SET ${setting} = '${theirs}'`);
  }
  const opening = { run: 'x', limits: LIMITS, timeZone: 'UTC' };
  const session = await runs.open(address, { user: name, password: 'reads' }, opening);
  const { rows } = await session.fetch(`SELECT ${TOLD.join(', ')}`);
  await session.close();
  assert.deepEqual(
    NAMES.map((setting, at) => [setting, rows[0]?.[at]]),
    NAMES.map((setting, at) => [setting, OURS[at]]),
  );
  assert.deepEqual(NAMES.toSorted(), Object.keys(session.settings).toSorted(), 'and there is no other');
  await admin.query(`DROP ROLE ${name}`);
});

test('a login that may write writes nothing: the transaction itself refuses, also what a rollback would not undo', async () => {
  for (const sql of ['SELECT public.noted()', "SELECT pg_catalog.nextval('public.counted')"]) {
    await assert.rejects(
      inSession((session) => session.fetch(sql)),
      ({ detail }: AtlasError) => /^25006: cannot execute \w+\S* in a read-only transaction/.test(detail ?? ''),
      sql,
    );
  }
  assert.deepEqual((await admin.query('SELECT is_called FROM counted')).rows, [{ is_called: false }]);
});

test('a lock that a query took for its session does not outlive the question', async () => {
  const held = async (): Promise<number | null> =>
    (
      await admin.query(`SELECT FROM pg_locks WHERE locktype = 'advisory'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
    ).rowCount;
  await inSession(async (session) => {
    await session.fetch('SELECT pg_catalog.pg_advisory_lock(4711)');
    assert.equal(await held(), 1);
  });
  assert.equal(await held(), 0);
});
