import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { runSource } from '../src/commands/source.ts';
import { UsageError } from '../src/commands/usage.ts';
import { setupStatements } from '../src/platform/source/index.ts';
import { configOf, runAtlasd } from './support/atlasd.ts';
import type { House } from './support/house.ts';
import { runProvision, startProvisionedHouse } from './support/provisioning.ts';

let house: House;
let bank: pg.Client;
let own: pg.Client;
let stop: () => Promise<void>;
before(async () => {
  ({ house, bank, own, stop } = await startProvisionedHouse());
});
after(() => stop());

const COUNT = 'SELECT count(*) AS n FROM loans';

const provision = (...args: string[]) => runProvision(house, ...args);

async function loginOf(question: string, who: 'analyst' | 'eu' = 'analyst'): Promise<string> {
  const view = await house.ask(question, who);
  return /"(atlas_m_\w+)"/.exec(view.executed_sql ?? '')?.[1] ?? assert.fail(view.error_message ?? '');
}

/** Types of events on record about the source, oldest first. */
async function events(): Promise<string[]> {
  const found = await own.query<{ event_type: string }>(
    "SELECT event_type FROM audit.audit_events WHERE resource_type = 'source' ORDER BY created_at, id",
  );
  return found.rows.map((row) => row.event_type);
}

test('the command says what it cannot do, and exits 2 where it was not understood', async () => {
  for (const wrong of [
    [],
    ['provision', '--relation', 'loans'],
    ['provision', '--dorp'],
    ['provision', '--print', '--accept-by-hand'],
    ['provision', '--drop', '--accept-changes'],
    ['provision', 'a', 'b'],
  ]) {
    await assert.rejects(
      runSource(configOf(house), wrong, () => undefined),
      UsageError,
      wrong.join(' '),
    );
  }
  const strange = await runAtlasd(house, ['source', 'provision', 'other bank']);
  assert.equal(strange.code, 1);
  assert.match(strange.err, /There is no source other bank; there is small bank/);
});

test('a view that was changed stops the source with its class, on record, until provision mends it', async () => {
  const login = await loginOf(COUNT);
  const sql = `CREATE OR REPLACE VIEW ${login}.clients AS SELECT client_id, name::varchar, ssn::varchar, born, remarks, jurisdiction FROM public.clients`;
  await bank.query(sql);
  const stopped = await house.ask('SELECT ssn FROM clients LIMIT 1');
  assert.equal(stopped.error_code, 'SOURCE_UNAVAILABLE');
  assert.equal(
    stopped.error_message,
    "The bank's database has changed (its masked views) and is not asked until an operator has looked at it.",
  );
  assert.equal(stopped.executed, 'no');
  assert.ok((await events()).includes('source_stopped'));
  const ill = await runAtlasd(house, ['doctor']);
  assert.equal(ill.code, 1);
  assert.match(ill.out, /WRONG +login atlas_m_\w+: the view atlas_m_\w+\.clients is not the one that was made/);
  const mended = await provision('small bank');
  assert.equal(mended.code, 0, mended.out);
  assert.match(mended.out, new RegExp(`ready    ${login}`));
  assert.equal((await house.ask('SELECT ssn FROM clients LIMIT 1')).results?.[0]?.['ssn'], '****1001');
  assert.ok((await events()).includes('source_resumed'));
});

test('a profile that nobody needs any more loses its login, its sessions and its views', async () => {
  const login = await loginOf(COUNT, 'eu');
  await own.query("UPDATE identity.users SET is_active = false WHERE email = 'eu@bank.example'");
  const done = await provision();
  assert.equal(done.code, 0, done.out);
  assert.match(done.out, new RegExp(`retired  ${login}`));
  const left = await bank.query(
    'SELECT FROM pg_roles WHERE rolname = $1 UNION ALL SELECT FROM pg_namespace WHERE nspname = $1',
    [login],
  );
  assert.equal(left.rowCount, 0);
  await own.query("UPDATE identity.users SET is_active = true WHERE email = 'eu@bank.example'");
});

test('what is printed runs as it is, twice, changes nothing for those who ask, and holds no password', async () => {
  const login = await loginOf(COUNT);
  const printed = await provision('--print');
  assert.equal(printed.code, 0, printed.out);
  assert.deepEqual((await provision('--print')).out, printed.out, 'the same text as often as it is asked for');
  for (let again = 0; again < 2; again += 1) await bank.query(printed.out);
  assert.equal(await loginOf(COUNT), login);
  for (const said of [
    /REVOKE CREATE, TEMPORARY ON DATABASE "test_\w+" FROM PUBLIC/,
    /REVOKE ALL ON SCHEMA public FROM PUBLIC/,
    /REVOKE %s ON DATABASE %I FROM PUBLIC/,
    /pg_logical_emit_message', 'pg_export_snapshot',\s+'pg_notify', 'pg_terminate_backend'/,
    /CONNECTION LIMIT 8 PASSWORD 'SCRAM-SHA-256\$4096:/,
    /temp_file_limit = '256MB'/,
    /GRANT atlas_masks TO atlas_provisioner WITH INHERIT FALSE, SET TRUE/,
  ]) {
    assert.match(printed.out, said);
  }
  assert.doesNotMatch(printed.out, new RegExp(Buffer.alloc(32, 7).toString('hex')));
});

test('around a migration of the bank the views of one relation go away and come back', async () => {
  const gone = await provision('--drop', '--relation', 'public.loans');
  assert.equal(gone.code, 0, gone.out);
  assert.match(gone.out, /Nobody is answered from loans until/);
  const asked = await house.ask(COUNT);
  assert.deepEqual(
    [asked.error_code, asked.error_message],
    ['SOURCE_UNAVAILABLE', 'The bank is changing loans just now. Ask again later.'],
  );
  assert.deepEqual((await house.ask('SELECT count(*) AS n FROM clients')).results, [{ n: 30 }]);
  await bank.query(`
    CREATE TABLE moved AS TABLE loans; DROP TABLE loans; ALTER TABLE moved RENAME TO loans;
    ALTER TABLE loans ADD PRIMARY KEY (loan_id), ADD COLUMN added text; DELETE FROM loans WHERE loan_id > 80;
    GRANT SELECT ON loans TO atlas_masks`);
  const held = await provision();
  assert.deepEqual(
    [
      held.code,
      /^changed  loans: public.loans is another relation than the one that was looked at \(oid\)$/m.test(held.out),
    ],
    [1, true],
    held.out,
  );
  const back = await provision('--accept-changes');
  assert.equal(back.code, 0, back.out);
  const answered = await house.ask(COUNT);
  assert.deepEqual(answered.results, [{ n: 80 }], answered.error_message ?? '');
  await assert.rejects(provision('--drop', '--relation', 'nothing'), { code: 'RESOURCE_NOT_FOUND' });
  const told = await events();
  for (const type of ['views_taken_away', 'baseline_renewed', 'views_restored', 'provisioner_secret_used'])
    assert.ok(told.includes(type), type);
});

test('a relation replaced without a word stops the source', async () => {
  await bank.query(`
    ALTER TABLE alerts RENAME TO old_alerts;
    CREATE TABLE alerts (LIKE old_alerts INCLUDING ALL); GRANT SELECT ON alerts TO atlas_masks`);
  const stopped = await house.ask(COUNT);
  assert.match(stopped.error_message ?? '', /has changed \(its tables, its masked views\)/);
  await bank.query('DROP TABLE alerts; ALTER TABLE old_alerts RENAME TO alerts');
  assert.deepEqual((await house.ask(COUNT)).results, [{ n: 80 }]);
});

test('views that the DBA edited are not taken for what was printed; taken as they are, doctor and each answer say so', async () => {
  const setJurisdictions = (some: string) =>
    own.query('UPDATE identity.users SET jurisdictions = $1 WHERE email = $2', [some, 'eu@bank.example']);
  await bank.query('ALTER ROLE atlas_provisioner NOCREATEROLE');
  await setJurisdictions('{US,UK}');
  const login = /waiting  (atlas_m_\w+)/.exec((await provision()).out)?.[1] ?? assert.fail('nothing waits');
  const script = (await provision('--print')).out.replace('LOGIN CREATEROLE', 'LOGIN NOCREATEROLE');
  const unmasked = new RegExp(`(CREATE VIEW "${login}"."clients" AS SELECT [^;]* AS "name", )[^;]*?( AS "ssn")`);
  const edited = script.replace(unmasked, '$1"base"."ssn"$2');
  assert.notEqual(edited, script);
  await bank.query(edited);
  assert.match((await provision()).out, new RegExp(`waiting  ${login}: its views stand, and no login of Atlas's may`));
  // What a DBA of PostgreSQL 15 is given lets the provisioner compare.
  const database = new URL(house.bank.superuserUrl).pathname.slice(1);
  const relations = ['clients', 'loans', 'alerts'].map((relation) => ({ schema: 'public', relation }));
  const setup = { database, relations, password: Buffer.alloc(32, 7).toString('hex'), serverMajor: 15 };
  for (const statement of setupStatements(setup)) await bank.query(statement);
  const held = await provision();
  assert.equal(held.code, 1);
  assert.match(
    held.out,
    new RegExp(`waiting  ${login}: its views stand, and show or filter something else than what was`),
  );
  assert.match(held.out, /are taken as they are by --accept-by-hand/);
  const taken = await provision('--accept-by-hand');
  assert.deepEqual([taken.code, taken.out.includes(`ready    ${login}: its views are by hand`)], [0, true], taken.out);
  const note = new RegExp(`note +login ${login}: its views are by hand`);
  assert.match((await runAtlasd(house, ['doctor'])).out, note);
  const told = /made by hand: Atlas has not seen that it is what was approved/;
  const answered = await house.ask(COUNT, 'eu');
  assert.equal(answered.status, 'success', answered.error_message ?? '');
  assert.match(answered.assumptions.join(), told);
  assert.match((await provision()).out, new RegExp(`ready    ${login}: its views are by hand`), 'and so they stay');
  await own.query('UPDATE catalogue.profiles SET by_hand = false WHERE login = $1', [login]);
  const compared = new RegExp(`waiting  ${login}: its views stand, and show or filter something else`);
  assert.match((await provision()).out, compared, 'as does what was taken up before anybody compared');
  await bank.query(script);
  const proven = await provision();
  assert.deepEqual([proven.code, proven.out.includes(`ready    ${login}\n`)], [0, true], proven.out);
  assert.doesNotMatch((await runAtlasd(house, ['doctor'])).out, note);
  assert.doesNotMatch((await house.ask(COUNT, 'eu')).assumptions.join(), told);
  await own.query('UPDATE catalogue.profiles SET by_hand = true WHERE login = $1', [login]);
  assert.match((await provision()).out, new RegExp(`ready    ${login}\n`), 'what an older Atlas took up is compared');
  await bank.query(`ALTER ROLE atlas_provisioner CREATEROLE; REVOKE USAGE ON SCHEMA public, kinds FROM atlas_provisioner;
    REVOKE TEMPORARY ON DATABASE ${database} FROM atlas_provisioner`);
  await setJurisdictions('{EU}');
  await provision();
  await bank.query((await provision('--print')).out);
  assert.match((await provision()).out, new RegExp(`retired  ${login}`));
});

test('without a provisioner a profile waits for the DBA, and is taken up once they ran what was printed', async () => {
  await own.query('UPDATE catalogue.sources SET provisioner = NULL');
  await own.query("UPDATE identity.users SET jurisdictions = '{UK}' WHERE email = 'eu@bank.example'");
  const waits = await provision();
  assert.equal(waits.code, 1);
  const login = /waiting  (atlas_m_\w+)/.exec(waits.out)?.[1] ?? assert.fail(waits.out);
  assert.match(
    waits.out,
    /has to make what waits and to end what is ending: give them what `atlasd source provision --print` prints/,
  );
  const printed = await provision('--print');
  assert.doesNotMatch(printed.out, /(?:CREATE|ALTER) ROLE "?atlas_provisioner/);
  await bank.query(
    printed.out.replace(
      /(CREATE VIEW [^;]*"clients" AS SELECT [^;]*?)CAST\(NULL AS pg_catalog\."text"\)( AS "remarks")/g,
      '$1"base"."remarks"$2',
    ),
  );
  assert.match(
    (await provision()).out,
    new RegExp(`waiting  ${login}`),
    'a withheld column is read: not what was printed',
  );
  await bank.query(printed.out);
  const held = await provision();
  assert.equal(held.code, 1, held.out);
  assert.match(held.out, new RegExp(`waiting  ${login}: its views stand, and no login of Atlas's may compare them`));
  const made = await provision('--accept-by-hand');
  assert.equal(made.code, 0, made.out);
  assert.match(made.out, new RegExp(`ready    ${login}: its views are by hand, taken as they are`));
  assert.equal(await loginOf(COUNT, 'eu'), login);
  const away = await provision('--drop', '--print');
  assert.match(away.out, /\nSET LOCAL ROLE atlas_masks;\nDROP VIEW IF EXISTS "atlas_m_/);
  await bank.query(away.out);
  assert.equal((await house.ask(COUNT)).error_code, 'SOURCE_UNAVAILABLE');
  await bank.query(printed.out);
  assert.equal((await provision()).code, 0);
  assert.deepEqual((await house.ask(COUNT, 'eu')).status, 'success');
  await own.query("UPDATE identity.users SET is_active = false WHERE email = 'eu@bank.example'");
  for (let again = 0; again < 2; again += 1) {
    const left = await provision();
    assert.deepEqual(
      [left.code, left.out.includes(`ending   ${login}: its access was taken away`)],
      [1, true],
      left.out,
    );
  }
  assert.match(
    (await runAtlasd(house, ['doctor'])).out,
    new RegExp(`WRONG +login ${login}: its access was taken away`),
  );
  const ending = await provision('--print');
  assert.match(ending.out, new RegExp(`DROP ROLE "${login}"`));
  await bank.query(ending.out);
  assert.equal((await bank.query('SELECT FROM pg_roles WHERE rolname = $1', [login])).rowCount, 0);
  assert.match((await provision()).out, new RegExp(`retired  ${login}`));
  assert.doesNotMatch((await provision()).out, new RegExp(login));
  assert.doesNotMatch((await provision('--print')).out, new RegExp(login));
});
