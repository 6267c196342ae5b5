import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { GRANT_DEFECTS } from '../../../test/support/grant-defects.ts';
import { MAKER_DEFECTS } from '../../../test/support/maker-defects.ts';
import { DEFECTS } from '../../../test/support/source-defects.ts';
import { createDatabase, useOwnCluster } from '../../../test/support/postgres.ts';
import { attest, loadBaseline, loadViewDigests } from './attestation.ts';
import type { Expected } from './check.ts';
import { type SourceAddress, type SourceLogin, loopbackAddress } from './connection.ts';
import { provision } from './provisioner.ts';
import { setupStatements } from './setup.ts';

const PUBLISHED = [
  { name: 'clients', schema: 'bank', relation: 'clients', primaryKey: ['id'] },
  { name: 'moods', schema: 'bank', relation: 'moods', primaryKey: [] },
  { name: 'days', schema: 'bank', relation: 'days', primaryKey: [] },
];
let address: SourceAddress;
let admin: pg.Client;
let login: SourceLogin;
let reader: SourceLogin;
let views: Expected;
let inline: Expected;

before(async () => {
  // Defects are planted in roles that every bank of a shared server would have.
  useOwnCluster();
  const url = await createDatabase();
  address = loopbackAddress(url);
  const name = `atlas_m_${address.database.slice(5, 15)}`;
  login = { user: name, password: 'only views' };
  reader = { user: `bank_${address.database.slice(5, 15)}`, password: 'reads' };
  admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`
    CREATE SCHEMA bank;
    CREATE TYPE bank.mood AS ENUM ('sad', 'glad');
    CREATE DOMAIN bank.share AS numeric(5,2);
    CREATE TABLE bank.clients (id int PRIMARY KEY, name text, ssn text, region varchar(2), share bank.share);
    CREATE TABLE bank.moods (mood bank.mood);
    CREATE TABLE bank.days (day date) PARTITION BY RANGE (day);
    CREATE TABLE bank.days_now PARTITION OF bank.days FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE bank.other (id serial PRIMARY KEY);
    INSERT INTO bank.clients VALUES (1, 'Ada', '900', 'EU'), (2, 'Bo', '901', 'US');
    CREATE ROLE ${reader.user} LOGIN PASSWORD 'reads' CONNECTION LIMIT 4;
    ALTER ROLE ${reader.user} SET temp_file_limit = '64MB';
    ALTER ROLE ${reader.user} SET default_transaction_read_only = on;
    GRANT CONNECT ON DATABASE ${address.database} TO ${reader.user};
    GRANT USAGE ON SCHEMA bank TO ${reader.user};
    GRANT SELECT ON bank.clients, bank.moods, bank.days TO ${reader.user}`);
  const password = '07'.repeat(32);
  const setup = { database: address.database, relations: PUBLISHED, password };
  for (const statement of setupStatements(setup)) await retried(statement);
  await provision(
    address,
    { user: 'atlas_provisioner', password },
    {
      schema: name,
      login: { login: name, password: login.password, connections: 3 },
      statements: [
        `CREATE SCHEMA ${name}`,
        `CREATE VIEW ${name}."rows of clients" WITH (security_barrier=true) AS SELECT id, name, ssn FROM bank.clients WHERE region IN ('EU')`,
        `CREATE VIEW ${name}.clients AS SELECT id, name, NULL::text AS ssn FROM ${name}."rows of clients"`,
        `CREATE VIEW ${name}.moods AS SELECT mood FROM bank.moods`,
        `CREATE VIEW ${name}.days AS SELECT day FROM bank.days`,
        `GRANT USAGE ON SCHEMA ${name} TO ${name}`,
        `GRANT SELECT ON ${name}.clients, ${name}.moods, ${name}.days TO ${name}`,
      ],
    },
  );
  const columns = {
    clients: [
      ['id', 'integer'],
      ['name', 'text'],
      ['ssn', 'text'],
    ],
    moods: [['mood', 'bank.mood']],
    days: [['day', 'date']],
  };
  const columnsOf = (one: string): { name: string; type: string }[] =>
    columns[one as 'moods'].map(([column = '', type = '']) => ({ name: column, type }));
  const looked = PUBLISHED.map((one) => ({ ...one, columns: columnsOf(one.name) }));
  const baseline = await loadBaseline(address, login, looked);
  views = {
    provision: 'views',
    serverMajor: 18,
    login: name,
    schema: name,
    owner: 'atlas_masks',
    provisioner: 'atlas_provisioner',
    connections: 3,
    relations: looked.map((one) => ({
      ...one,
      ...(baseline[one.name] ?? { oid: null, kind: null, places: null, policies: null }),
      columns: one.columns.map((column) => ({ ...column, collation: null, comparesLoosely: false })),
      rowSecurity: false,
    })),
    published: PUBLISHED,
    types: {
      'bank.mood': { kind: 'enum', labels: ['sad', 'glad'] },
      'bank.share': { kind: 'domain', base: 'numeric(5,2)' },
    },
    views: await loadViewDigests(address, login, name),
    withheld: [{ view: 'clients', schema: name, relation: 'rows of clients', column: 'ssn' }],
  };
  inline = { ...views, provision: 'inline', login: reader.user, schema: '', views: {}, withheld: [] };
});
after(async () => {
  await admin.query(`DROP OWNED BY ${reader.user}; DROP ROLE ${reader.user}`);
  await admin.end();
});

/** Roles belong to the server: two files of a run may alter them at the same moment. */
async function retried(statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return void (await admin.query(statement));
    } catch (error) {
      if (attempt === 20 || !(error as Error).message.includes('concurrently')) throw error;
    }
  }
}

const stopping = async (expected = views, as = login): Promise<string[]> =>
  (await attest(address, as, expected)).filter((one) => one.stops).map((one) => `${one.check}: ${one.sentence}`);

/** The server of a test run has databases of other tests, which are open to everybody. */
const isOwn = (check: string): boolean => check !== 'login.databases';

test('a source that is as it was approved has no finding that stops it, by views and by one login', async () => {
  // What auditors have a bank write down of its server's work bends no answer.
  for (const one of ["log_statement = 'all'", "pgaudit.log = 'read'", 'auto_explain.log_min_duration = 500'])
    await admin.query(`ALTER DATABASE ${address.database} SET ${one}`);
  assert.deepEqual(await stopping(), []);
  assert.deepEqual(await stopping(inline, reader), []);
  const told = (await attest(address, reader, inline)).map((one) => one.check).filter(isOwn);
  assert.deepEqual(told, [], 'and nothing to tell');
});

test('each planted defect is found by its name, and gone when it is undone', async () => {
  const [me, database] = [login.user, address.database];
  for (const [name, plant, found, undo] of [
    ...DEFECTS(me, database),
    ...GRANT_DEFECTS(me, database),
    ...MAKER_DEFECTS,
  ]) {
    await admin.query(plant);
    const findings = await stopping().catch((error: Error & { detail?: string }) => [error.detail ?? error.message]);
    await admin.query(undo);
    assert.ok(
      findings.some((finding) => found.test(finding)),
      `${name}: ${findings.join('; ') || 'nothing found'}`,
    );
  }
  assert.deepEqual(await stopping(), [], 'everything was undone');
});

test('another major version, a relation nobody looked at and another login are told apart', async () => {
  const [first, ...others] = views.relations;
  assert.ok(first);
  assert.match(
    (await stopping({ ...views, serverMajor: 17 })).join(),
    /server.version: the server is PostgreSQL 18, and the catalogue was published for 17/,
  );
  const unseen = { ...views, relations: [{ ...first, oid: null, kind: null }, ...others] };
  assert.match((await stopping(unseen)).join(), /bank.clients was never looked at: run atlasd source provision/);
  const older = { ...views, relations: [{ ...first, places: null }, ...others] };
  assert.deepEqual(await stopping(older), [
    'relations.places: bank.clients was looked at before the places of its columns were noted: run atlasd source provision',
  ]);
  assert.match((await stopping({ ...views, login: 'somebody' })).join(), /who logs in as somebody acts as atlas_m_/);
});

test('a new part of a partitioned table is rows of it, and columns that exchanged their names stop one login too', async () => {
  await admin.query(
    `CREATE TABLE bank.days_next PARTITION OF bank.days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`,
  );
  assert.deepEqual(await stopping(), []);
  const exchange = `ALTER TABLE bank.clients RENAME name TO spare; ALTER TABLE bank.clients RENAME ssn TO name;
    ALTER TABLE bank.clients RENAME spare TO ssn`;
  await admin.query(exchange);
  assert.match((await stopping(inline, reader)).join(), /relations.places: bank.clients.name is another column/);
  await admin.query(exchange);
  assert.deepEqual(await stopping(inline, reader), []);
});

test('what the owner of the views may read besides, and what a login has of the server, is told and stops nothing', async () => {
  const told = async (as: SourceLogin, expected: Expected): Promise<string> => {
    const findings = await attest(address, as, expected);
    assert.deepEqual(
      findings.filter((one) => one.stops),
      [],
    );
    return findings.map((one) => one.sentence).join('; ');
  };
  await admin.query(`GRANT SELECT (id) ON bank.other TO atlas_masks;
    ALTER ROLE ${reader.user} RESET default_transaction_read_only; ALTER ROLE ${reader.user} SET temp_file_limit = '5GB'`);
  assert.match(
    await told(login, views),
    /the owner of the views, atlas_masks, may read 1 relations that are not published, such as bank.other/,
  );
  assert.match(
    await told(reader, inline),
    /temp_file_limit .* was raised to 5GB; .* begins transactions that may write/,
  );
  await admin.query(`ALTER ROLE ${login.user} RESET temp_file_limit`);
  await admin.query("ALTER SYSTEM SET temp_file_limit = '1GB'");
  await admin.query('SELECT pg_reload_conf()');
  for (let round = 0; round < 400 && (await stopping()).length > 0; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.match(await told(login, views), /the temp_file_limit is that of the server, 1GB/);
  await admin.query('ALTER SYSTEM RESET temp_file_limit');
  await admin.query(`SELECT pg_reload_conf(); REVOKE SELECT (id) ON bank.other FROM atlas_masks;
    ALTER ROLE ${login.user} SET temp_file_limit = '256MB'; ALTER ROLE ${reader.user} SET temp_file_limit = '64MB';
    ALTER ROLE ${reader.user} SET default_transaction_read_only = on`);
});

test('labels that nobody looked at stop a source, and a loose text does only if it was published as a plain one', async () => {
  const unlooked = { ...views.types, 'bank.mood': { kind: 'enum' } } as unknown as Expected['types'];
  assert.deepEqual(await stopping({ ...views, types: unlooked }), [
    'relations.labels: the labels of the type bank.mood are not those that were published: new: glad, sad',
  ]);
  const relations = views.relations.map((one) => ({
    ...one,
    columns: one.columns.map((column) => ({ ...column, comparesLoosely: column.name === 'name' })),
  }));
  await admin.query(`CREATE COLLATION bank.loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
    UPDATE pg_attribute SET attcollation = 'bank.loose'::regcollation WHERE attrelid = 'bank.clients'::regclass AND attname = 'name'`);
  assert.equal((await stopping()).length, 1);
  assert.deepEqual(await stopping({ ...views, relations }), []);
  await admin.query(`UPDATE pg_attribute SET attcollation = 'pg_catalog.default'::regcollation
    WHERE attrelid = 'bank.clients'::regclass AND attname = 'name'; DROP COLLATION bank.loose`);
  assert.deepEqual(await stopping({ ...views, relations }), [], 'a plain text is less than what was expected');
  const sorted = relations.map((one) => ({
    ...one,
    columns: one.columns.map((column) => ({ ...column, collation: column.name === 'name' ? 'bank.loose' : null })),
  }));
  assert.match(
    (await stopping({ ...views, relations: sorted })).join(),
    /name has the collation "default" and was published with bank.loose/,
  );
});

test('of a bank’s own login its writes and its attributes stop the source, its other reach is told', async () => {
  const me = reader.user;
  const inReach = async () =>
    (await attest(address, reader, inline))
      .map((one) => `${one.stops ? 'stops' : 'told'} ${one.check}: ${one.sentence}`)
      .join('\n');
  await admin.query(
    `GRANT UPDATE ON bank.other TO ${me}; ALTER ROLE ${me} CREATEDB; GRANT pg_write_server_files TO ${me}`,
  );
  assert.match(await inReach(), /stops grants.writes: it may write bank.other/);
  assert.match(await inReach(), /stops login.attributes: .* may make databases/);
  assert.match(await inReach(), /stops login.predefined_roles: .* has the rights of pg_write_server_files/);
  await admin.query(
    `REVOKE UPDATE ON bank.other FROM ${me}; ALTER ROLE ${me} NOCREATEDB; REVOKE pg_write_server_files FROM ${me}`,
  );
  await admin.query(
    `GRANT SELECT ON bank.other TO ${me}; GRANT TEMPORARY ON DATABASE ${address.database} TO ${me}; ALTER ROLE ${me} CONNECTION LIMIT -1`,
  );
  assert.match(
    await inReach(),
    /told login.connections[^]*told grants.reads: besides what is published it may read 1 relations[^]*told grants.database/,
  );
  assert.doesNotMatch(await inReach(), /stops/);
  await admin.query(`REVOKE SELECT ON bank.other FROM ${me}; REVOKE ALL ON bank.clients FROM ${me}`);
  assert.match(await inReach(), /stops relations.readable: it cannot read bank.clients/);
  await admin.query(`CREATE SCHEMA kinds; ALTER TYPE bank.mood SET SCHEMA kinds`);
  const relations = inline.relations.map((one) => ({
    ...one,
    columns: one.columns.map((column) => (column.name === 'mood' ? { ...column, type: 'kinds.mood' } : column)),
  }));
  assert.match(
    (await stopping({ ...inline, relations }, reader)).join('\n'),
    /relations.readable: it has no USAGE on the schema of the type kinds.mood/,
  );
  await admin.query(`CREATE COLLATION kinds.german (provider = icu, locale = 'de');
    UPDATE pg_attribute SET attcollation = 'kinds.german'::regcollation WHERE attrelid = 'bank.clients'::regclass AND attname = 'name'`);
  assert.match(
    (await stopping({ ...inline, relations }, reader)).join('\n'),
    /relations.readable: it has no USAGE on the schema of the collation kinds.german/,
  );
  await admin.query(`UPDATE pg_attribute SET attcollation = 'pg_catalog.default'::regcollation
    WHERE attrelid = 'bank.clients'::regclass AND attname = 'name'; DROP COLLATION kinds.german`);
  await admin.query(`ALTER TYPE kinds.mood SET SCHEMA bank; DROP SCHEMA kinds`);
});

test('functions that outlive a rollback or reach another session are told of, and closed by what the DBA is given', async () => {
  await admin.query(
    'GRANT EXECUTE ON FUNCTION pg_notify(text, text), lo_create(oid), pg_cancel_backend(int) TO PUBLIC',
  );
  const found = await attest(address, login, views);
  assert.match(found.map((one) => one.sentence).join(), /it may call lo_create, pg_cancel_backend, pg_notify/);
  assert.deepEqual(
    found.filter((one) => one.stops),
    [],
  );
  const setup = { database: address.database, relations: PUBLISHED, password: '07'.repeat(32) };
  for (const statement of setupStatements(setup)) await retried(statement);
  assert.deepEqual((await attest(address, login, views)).map((one) => one.check).filter(isOwn), []);
});

test('an approved view that was made again of the same text under a cast of the bank’s own is found', async () => {
  const make = `CREATE OR REPLACE VIEW ${login.user}.moods AS SELECT mood FROM bank.moods WHERE CAST(mood AS text) IN ('sad')`;
  await admin.query(make);
  const approved = { ...views, views: await loadViewDigests(address, login, login.user) };
  assert.deepEqual(await stopping(approved), []);
  await admin.query(`CREATE FUNCTION bank.any_mood(bank.mood) RETURNS text LANGUAGE sql IMMUTABLE RETURN 'sad';
    REVOKE EXECUTE ON FUNCTION bank.any_mood FROM PUBLIC; CREATE CAST (bank.mood AS text) WITH FUNCTION bank.any_mood(bank.mood);
    ${make}; DROP CAST (bank.mood AS text)`);
  assert.deepEqual(await loadViewDigests(address, login, login.user), approved.views, 'it reads back as it was');
  assert.deepEqual(await stopping(approved), [
    `views.code: the view ${login.user}.moods calls code of the bank's own: function bank.any_mood(bank.mood)`,
  ]);
  await admin.query(
    `${make}; DROP FUNCTION bank.any_mood; CREATE OR REPLACE VIEW ${login.user}.moods AS SELECT mood FROM bank.moods`,
  );
  assert.deepEqual(await stopping(), []);
});

test('row security that was declared is looked at: switched off, forced or under other policies it stops the source', async () => {
  const [first, ...others] = views.relations;
  assert.ok(first);
  await admin.query(`ALTER TABLE bank.clients ENABLE ROW LEVEL SECURITY;
    CREATE POLICY eu ON bank.clients FOR SELECT TO atlas_masks USING (region = 'EU' AND id > 0)`);
  const { clients } = await loadBaseline(address, login, [{ ...PUBLISHED[0]!, columns: [...first.columns] }]);
  assert.ok(clients);
  const declared = { ...views, relations: [{ ...first, ...clients, rowSecurity: true }, ...others] };
  assert.deepEqual(await stopping(declared), []);
  const older = { ...views, relations: [{ ...first, policies: null, rowSecurity: true }, ...others] };
  assert.deepEqual(await stopping(older), [
    'relations.policies: bank.clients was looked at before its row security was noted: run atlasd source provision',
  ]);
  const other = [
    'relations.policies: the policies of the row security of bank.clients, or what they call and read, are not those that were looked at',
  ];
  for (const [plant, found, undo] of [
    [
      'ALTER TABLE bank.clients DISABLE ROW LEVEL SECURITY',
      ['relations.policies: the row security of bank.clients was switched off'],
      'ALTER TABLE bank.clients ENABLE ROW LEVEL SECURITY',
    ],
    [
      'ALTER TABLE bank.clients FORCE ROW LEVEL SECURITY',
      ['relations.policies: the row security of bank.clients holds for its owner as it did not, or no longer'],
      'ALTER TABLE bank.clients NO FORCE ROW LEVEL SECURITY',
    ],
    [
      'ALTER POLICY eu ON bank.clients USING (true)',
      other,
      `ALTER POLICY eu ON bank.clients USING (region = 'EU' AND id > 0)`,
    ],
    ['ALTER POLICY eu ON bank.clients TO PUBLIC', other, 'ALTER POLICY eu ON bank.clients TO atlas_masks'],
    ['CREATE POLICY every ON bank.clients USING (true)', other, 'DROP POLICY every ON bank.clients'],
  ] as const) {
    await admin.query(plant);
    assert.deepEqual(await stopping(declared), found, plant);
    await admin.query(undo);
  }
  assert.deepEqual(await stopping(declared), []);
  await admin.query('DROP POLICY eu ON bank.clients; ALTER TABLE bank.clients DISABLE ROW LEVEL SECURITY');
});

test('a zone or a style of dates that the bank sets changes no view', async () => {
  const me = login.user;
  await admin.query(`CREATE OR REPLACE VIEW ${me}.days AS SELECT day FROM bank.days
    WHERE day < '2026-01-31 12:00+00'::timestamptz AND day > '2020-01-31'::date AND day - day < 3 AND '1 day 02:00'::interval > '1 hour'::interval`);
  const approved = { ...views, views: await loadViewDigests(address, login, me) };
  await admin.query(`ALTER DATABASE ${address.database} SET timezone = 'Asia/Tokyo';
    ALTER ROLE ${me} SET datestyle = 'German, DMY'; ALTER ROLE ${me} SET intervalstyle = 'iso_8601'`);
  assert.deepEqual(await stopping(approved), []);
  assert.deepEqual(await loadViewDigests(address, login, me), approved.views);
  await admin.query(`ALTER DATABASE ${address.database} RESET timezone; ALTER ROLE ${me} RESET datestyle;
    ALTER ROLE ${me} RESET intervalstyle; CREATE OR REPLACE VIEW ${me}.days AS SELECT day FROM bank.days`);
});

test('a role that somebody gives to a profile’s login later opens nothing to it by itself', async (t) => {
  const given = `given_${address.database.slice(5, 15)}`;
  await admin.query(
    `CREATE ROLE ${given}; GRANT USAGE ON SCHEMA bank TO ${given}; GRANT SELECT ON bank.other TO ${given}; GRANT ${given} TO ${login.user}`,
  );
  t.after(() => admin.query(`DROP OWNED BY ${given}; DROP ROLE ${given}`));
  const client = new pg.Client({ ...address, ...login });
  await client.connect();
  t.after(() => client.end());
  await assert.rejects(client.query('SELECT id FROM bank.other'), { code: '42501' });
});

test('of one kind some findings are told, and not a thousand', async (t) => {
  const names = Array.from({ length: 30 }, (_, at) => `${login.user}.more_${at}`);
  for (const name of names) await admin.query(`CREATE VIEW ${name} AS SELECT 1 AS one`);
  t.after(() => admin.query(`DROP VIEW ${names.join(', ')}`));
  const found = (await attest(address, login, views)).filter(({ sentence }) => sentence.endsWith("is not Atlas's"));
  assert.ok(found.length > 0 && found.length < names.length / 2, `${found.length} are told`);
  assert.ok(found.every(({ stops }) => stops));
});
