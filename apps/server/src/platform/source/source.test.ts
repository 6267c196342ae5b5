import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AtlasError } from '@aureus/contract';
import pg from 'pg';
import { createDatabase } from '../../../test/support/postgres.ts';
import { type SourceAddress, type SourceLogin, asLogin, loopbackAddress, toClientConfig } from './connection.ts';
import { probe, provision } from './provisioner.ts';
import { countAs } from './inspection.ts';
import { checkRelations } from './session.ts';
import { setupStatements } from './setup.ts';
import { toSourceError } from './source-errors.ts';
import { makeSourceRuns } from './source-pool.ts';

const LIMITS = { statementMs: 1500, rows: 5001, bytes: 1 << 20, cost: 1e6, workMemKb: 4096 };
const login: SourceLogin = { user: 'bank_reader', password: 'reads' };
const runs = makeSourceRuns({ perLogin: 2, watchMs: 50 });
let address: SourceAddress;
let url: string;
let admin: pg.Client;

before(async () => {
  url = await createDatabase();
  admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`
    CREATE TABLE plain (id int PRIMARY KEY, note text, kind varchar(3));
    INSERT INTO plain SELECT i, repeat('x', 100), (ARRAY['a', 'b'])[1 + i % 2] FROM generate_series(1, 6000) i;
    CREATE TABLE parted (id int, day date) PARTITION BY RANGE (day);
    CREATE TABLE parted_2025 PARTITION OF parted FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE VIEW shown AS SELECT id, kind FROM plain;
    CREATE ROLE bank_reader LOGIN PASSWORD 'reads';
    GRANT USAGE ON SCHEMA public TO bank_reader;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO bank_reader;
    GRANT INSERT ON plain TO bank_reader`);
  address = loopbackAddress(url);
});
after(async () => {
  await runs.close();
  await admin.query('DROP OWNED BY bank_reader; DROP ROLE bank_reader');
  await admin.end();
});

const open = (run = 'run', limits = LIMITS) => runs.open(address, login, { run, limits, timeZone: 'UTC' });

/** A slot that was lost comes back once its backend is gone, which is when the server gets to it. */
async function openWhenFree(run?: string, limits?: typeof LIMITS) {
  for (let round = 0; ; round += 1) {
    try {
      return await open(run, limits);
    } catch (error) {
      if (round === 200 || !(error as Error).message.includes('busy')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Runs in a session of its own that is always closed. */
async function inSession<T>(work: (session: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> {
  const session = await openWhenFree();
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

test('fetches values as PostgreSQL’s own text, up to the row cap and not one beyond', async () => {
  const fetched = await inSession((session) =>
    session.fetch('SELECT id, id::numeric / 3, NULL FROM public.plain ORDER BY id'),
  );
  assert.equal(fetched.rows.length, 5001);
  assert.deepEqual(fetched.rows[0], ['1', '0.33333333333333333333', null]);
});

test('the byte cap cuts', async () => {
  const session = await openWhenFree('small', { ...LIMITS, bytes: 1000 });
  const fetched = await session.fetch('SELECT note FROM public.plain');
  await session.close();
  assert.equal(fetched.cut, true);
  assert.ok(fetched.rows.length < 12);
});

test('rows wider than the byte cap are never held: our side closes, what was fetched stays', async () => {
  const session = await openWhenFree('wide', { ...LIMITS, bytes: 3_000_000 });
  const fetched = await session.fetch("SELECT repeat('é', 500000) FROM public.plain");
  await session.close();
  assert.deepEqual([fetched.cut, fetched.rows.length, fetched.columns.length], [true, 2, 1]);
  assert.equal((await inSession((next) => next.fetch('SELECT 1'))).rows.length, 1);
});

test('a catalog that holds more than Atlas reads is an unavailable source, not a process that ends', async () => {
  await assert.rejects(
    asLogin(address, login, (client) => client.query("SELECT repeat('x', 20000000)")),
    { code: 'SOURCE_UNAVAILABLE', message: /longer than Atlas reads/ },
  );
});

test('every setting of the list is in force for the query, and on record', async () => {
  const session = await openWhenFree('settings');
  const { settings } = session;
  const names = Object.keys(settings).filter((name) => !/timeout|work_mem/.test(name));
  const asked = names.map((name) => `pg_catalog.current_setting('${name}')`).join(', ');
  const [row] = (await session.fetch(`SELECT ${asked}`)).rows;
  await session.close();
  assert.deepEqual(
    names.map((name, at) => [name, row?.[at]]),
    names.map((name) => [name, settings[name]]),
  );
  for (const name of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'work_mem', 'jit'])
    assert.ok(settings[name] !== undefined, name);
});

test('row security that nobody declared is an error, never fewer rows', async () => {
  await admin.query(`CREATE TABLE guarded (id int); ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
    GRANT SELECT ON guarded TO bank_reader`);
  const sql = 'SELECT id FROM public.guarded';
  await assert.rejects(
    inSession((session) => session.fetch(sql)),
    { code: 'SOURCE_UNAVAILABLE' },
  );
  const opening = { run: 'declared', limits: LIMITS, timeZone: 'UTC', rowSecurity: true };
  const declared = await runs.open(address, login, opening);
  assert.equal((await declared.fetch(sql)).rows.length, 0);
  await declared.close();
});

test('a query that heeds neither its timeout nor a cancel is closed at twice the deadline; its slot waits for the backend', async (t) => {
  const name = `stuck_${address.database.slice(5, 15)}`;
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD 'reads' CONNECTION LIMIT 1;
    CREATE FUNCTION stubborn() RETURNS text LANGUAGE plpgsql AS $$
      DECLARE until timestamptz := clock_timestamp() + interval '3 seconds';
      BEGIN
        WHILE clock_timestamp() < until LOOP
          BEGIN PERFORM pg_sleep(3); EXCEPTION WHEN query_canceled THEN NULL; END;
        END LOOP;
        RETURN 'awake';
      END $$`);
  const stuck = makeSourceRuns({ perLogin: 1, watchMs: 50 });
  t.after(() => stuck.close());
  const opening = { run: 'stuck', limits: { ...LIMITS, statementMs: 400 }, timeZone: 'UTC' };
  const begin = () => stuck.open(address, { user: name, password: 'reads' }, opening);
  const session = await begin();
  await assert.rejects(session.fetch('SELECT public.stubborn()'), { code: 'TIMEOUT' });
  await session.close();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await assert.rejects(begin(), /busy with other questions/, 'no connection left to ask by is not taken for gone');
  for (let round = 0; ; round += 1) {
    const next = await begin().catch(() => null);
    await next?.close();
    if (next !== null) break;
    assert.ok(round < 400, 'the slot never came back');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await admin.query(`DROP ROLE ${name}`);
});

test('nothing but one SELECT passes, whatever the guard may have let through', async () => {
  const attempts = [
    "INSERT INTO public.plain VALUES (0, '', '')",
    'SELECT 1; SELECT 2',
    'SELECT 1; COMMIT; SET ROLE postgres',
    'WITH w AS (INSERT INTO public.plain VALUES (0) RETURNING id) SELECT id FROM w',
    'SELECT nextval(1::regclass)',
    'SHOW all',
  ];
  for (const sql of attempts)
    await assert.rejects(
      inSession((session) => session.fetch(sql)),
      AtlasError,
      sql,
    );
  assert.equal((await admin.query('SELECT FROM plain WHERE id = 0')).rowCount, 0);
});

test('settings that a query changed do not outlive the session', async () => {
  await inSession((session) => session.fetch("SELECT pg_catalog.set_config('application_name', 'mine', false)"));
  const after = await inSession((session) => session.fetch("SELECT pg_catalog.current_setting('application_name')"));
  assert.deepEqual(after.rows, [['atlas run']]);
});

test('the preflight names every relation below views, partitions as their table, and the cost', async () => {
  const relations = async (sql: string) => inSession(async (session) => (await session.preflight(sql)).relations);
  assert.deepEqual(await relations('SELECT id FROM public.shown WHERE id = 3'), ['public.plain', 'public.shown']);
  assert.deepEqual(await relations('SELECT id FROM public.parted'), ['public.parted']);
  assert.deepEqual(await relations('SELECT 1'), []);
  const catalogs = await relations('SELECT relname FROM pg_catalog.pg_class');
  assert.deepEqual(catalogs, ['pg_catalog.pg_class'], 'a catalog that a bypass reads is seen too');
  const { cost, rows } = await inSession((session) =>
    session.preflight('SELECT count(*) FROM public.plain a, public.plain b'),
  );
  assert.ok(cost > 100_000 && rows > 1_000_000, `${cost} ${rows}`);
});

test('a relation too many or too few is a refusal', () => {
  checkRelations({ relations: ['a.b'], behind: [] }, ['a.b']);
  checkRelations({ relations: ['a.b', 'a.c'], behind: ['a.b', 'a.c', 'a.d'] }, ['a.b']);
  const wrong = { code: 'SQL_VALIDATION_FAILED' };
  assert.throws(() => checkRelations({ relations: ['a.b', 'a.c'], behind: [] }, ['a.b']), wrong);
  assert.throws(() => checkRelations({ relations: [], behind: [] }, ['a.b']), wrong);
  assert.throws(() => checkRelations({ relations: ['a.c'], behind: ['a.b', 'a.c'] }, ['a.b']), wrong);
});

test('what stands behind declared row security is what its policies read, and nothing that the query names', async () => {
  await admin.query(`CREATE TABLE desks (id int); CREATE TABLE homes (id int); CREATE TABLE walled (id int, home int);
    CREATE FUNCTION home() RETURNS int LANGUAGE plpgsql STABLE SECURITY DEFINER AS 'BEGIN RETURN (SELECT max(id) FROM public.homes); END';
    ALTER TABLE walled ENABLE ROW LEVEL SECURITY; GRANT SELECT ON walled, desks TO bank_reader;
    CREATE POLICY at_desk ON walled USING (id IN (SELECT id FROM desks) AND home = home())`);
  const session = await runs.open(address, login, {
    run: 'behind',
    limits: LIMITS,
    timeZone: 'UTC',
    rowSecurity: true,
  });
  const walled = [{ schema: 'public', relation: 'walled' }];
  const found = await session.preflight('SELECT 1 FROM public.walled, public.plain LIMIT 1', walled);
  const bare = await session.preflight('SELECT id FROM public.desks');
  await session.close();
  assert.deepEqual(found.behind, ['public.desks', 'public.homes', 'public.walled'], 'a body of text and its table too');
  assert.deepEqual(found.relations, ['public.desks', 'public.homes', 'public.plain', 'public.walled']);
  assert.throws(() => checkRelations(found, ['public.walled']), { code: 'SQL_VALIDATION_FAILED' });
  checkRelations(found, ['public.plain', 'public.walled']);
  assert.throws(() => checkRelations(bare, ['public.plain']), { code: 'SQL_VALIDATION_FAILED' });
});

test('a query over its time ends TIMEOUT; a cancelled one frees its slot once the backend is gone', async () => {
  await assert.rejects(
    inSession((session) => session.fetch('SELECT pg_catalog.pg_sleep(5)')),
    { code: 'TIMEOUT' },
  );
  const session = await openWhenFree('doomed');
  const fetching = assert.rejects(session.fetch('SELECT pg_catalog.pg_sleep(1)'));
  runs.cancel('doomed');
  await fetching;
  await session.close();
  const other = await open('other');
  await assert.rejects(open('third'), { code: 'SOURCE_UNAVAILABLE' }, 'the lost backend still holds its slot');
  await other.close();
  for (let round = 0; ; round += 1) {
    const two = await Promise.allSettled([open('one'), open('two')]);
    for (const one of two) if (one.status === 'fulfilled') await one.value.close();
    if (two.every((one) => one.status === 'fulfilled')) break;
    assert.ok(round < 200, 'the slot never came back');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

test('errors of the bank’s server become classes; their words are for the operator', async () => {
  const classOf = (code: string) => toSourceError(Object.assign(new Error('secret value 42'), { code }));
  for (const [code, expected] of [
    ['57014', 'TIMEOUT'],
    ['25P03', 'TIMEOUT'],
    ['25P04', 'TIMEOUT'],
    ['22012', 'SQL_VALIDATION_FAILED'],
    ['28P01', 'SOURCE_UNAVAILABLE'],
    ['ECONNREFUSED', 'SOURCE_UNAVAILABLE'],
    ['53300', 'SOURCE_UNAVAILABLE'],
    ['53400', 'SQL_VALIDATION_FAILED'],
    ['40001', 'SOURCE_UNAVAILABLE'],
    ['22023', 'SQL_VALIDATION_FAILED'],
    ['42501', 'SOURCE_UNAVAILABLE'],
    ['P0001', 'SOURCE_UNAVAILABLE'],
    ['42703', 'INTERNAL_ERROR'],
  ] as const) {
    assert.equal(classOf(code).code, expected);
    assert.doesNotMatch(classOf(code).message, /42|secret/);
    assert.match(classOf(code).detail ?? '', /secret/);
  }
  await assert.rejects(probe({ ...address, port: 1 }, login), { code: 'SOURCE_UNAVAILABLE' });
  await assert.rejects(probe(address, { ...login, password: 'wrong' }), { code: 'SOURCE_UNAVAILABLE' });
});

test('what a query could not compute is said by its kind, and no value with it', async () => {
  for (const [sql, said] of [
    ['SELECT 7 / (id - 4711) FROM public.plain', /divides by zero/],
    ['SELECT kind::int FROM public.plain', /reads a text as a number/],
    ["SELECT (kind || '-01-01')::date FROM public.plain", /reads a text as a number, a date/],
    ['SELECT (id + 2147483000)::int4 FROM public.plain', /larger than its type can hold/],
    ['SELECT (SELECT id FROM public.plain)', /only one value can stand/],
  ] as const) {
    const error = await inSession((session) => session.fetch(sql)).catch((one: AtlasError) => one);
    assert.ok(error instanceof AtlasError, sql);
    assert.equal(error.code, 'SQL_VALIDATION_FAILED');
    assert.match(error.message, said);
    assert.doesNotMatch(error.message, /4711|"/);
  }
});

test('a table that the bank holds locked is no fault of the question: it may be asked again', async (t) => {
  const other = new pg.Client(url);
  await other.connect();
  t.after(() => other.end());
  await other.query('BEGIN; LOCK TABLE plain IN ACCESS EXCLUSIVE MODE');
  const session = await openWhenFree('waits', { ...LIMITS, statementMs: 20_000 });
  t.after(() => session.close());
  await assert.rejects(session.preflight('SELECT id FROM public.plain'), {
    code: 'SOURCE_UNAVAILABLE',
    message: "The bank's table is locked by other work just now; ask again.",
  });
  await session.close();
  await other.end();
  assert.equal((await inSession((next) => next.fetch('SELECT id FROM public.plain WHERE id = 1'))).rows.length, 1);
});

test('plaintext exists on loopback only', () => {
  assert.throws(() => toClientConfig({ ...address, host: 'db.bank.example' }, login));
  assert.equal(toClientConfig(address, login).ssl, false);
  const { host } = address;
  const verified = { rejectUnauthorized: true, host, ca: 'PEM' };
  assert.deepEqual(toClientConfig({ ...address, tls: 'verify-full', ca: 'PEM' }, login).ssl, verified);
  assert.deepEqual(toClientConfig({ ...address, tls: 'require' }, login).ssl, { rejectUnauthorized: false });
});

test('a provisioned login reads its views and no base relation, not even by its own password', async () => {
  const setup = {
    database: address.database,
    relations: [{ schema: 'public', relation: 'plain' }],
    password: '07'.repeat(32),
  };
  for (let again = 0; again < 2; again += 1)
    for (const statement of setupStatements(setup)) await admin.query(statement);
  const name = `atlas_m_${address.database.slice(5, 15)}`;
  const password = 'only views';
  await provision(
    address,
    { user: 'atlas_provisioner', password: setup.password },
    {
      schema: name,
      login: { login: name, password, connections: 3 },
      statements: [
        `CREATE SCHEMA ${name}`,
        `CREATE VIEW ${name}.plain AS SELECT id FROM public.plain`,
        `GRANT USAGE ON SCHEMA ${name} TO ${name}`,
        `GRANT SELECT ON ${name}.plain TO ${name}`,
      ],
    },
  );
  const own = { user: name, password };
  assert.equal((await countAs(address, own, { from: `${name}.plain`, columns: [] })).rows, 6000);
  await assert.rejects(countAs(address, own, { from: 'public.plain', columns: [] }));
  const client = new pg.Client(toClientConfig(address, own));
  await client.connect();
  for (const sql of [
    'SELECT lo_create(0)',
    'CREATE TEMP TABLE t (i int)',
    `SET ROLE atlas_masks`,
    `CREATE TABLE ${name}.t (i int)`,
  ]) {
    await assert.rejects(client.query(sql), sql);
  }
  await client.end();
});
