import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { makeDb } from '#platform/db';
import { makeRooms } from '../src/app.ts';
import { runAtlasd } from './support/atlasd.ts';
import type { House } from './support/house.ts';
import { runProvision, startProvisionedHouse } from './support/provisioning.ts';
import { PROVISIONER_SECRET } from './support/small-bank.ts';

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
const doctor = () => runAtlasd(house, ['doctor']);

async function loginOf(who: 'analyst' | 'eu'): Promise<string> {
  const view = await house.ask(COUNT, who);
  return /"(atlas_m_\w+)"/.exec(view.executed_sql ?? '')?.[1] ?? assert.fail(view.error_message ?? '');
}

/** Exit code and what was said, of what must end with 1. */
async function told(pattern: RegExp, ...args: string[]): Promise<string> {
  const { code, out } = await provision(...args);
  assert.deepEqual([code, pattern.test(out)], [1, true], out);
  return out;
}

test('columns that exchanged their names are told of, and taken as they are only if the operator says so', async () => {
  const exchange = `ALTER TABLE alerts RENAME level TO spare; ALTER TABLE alerts RENAME filed_as TO level;
    ALTER TABLE alerts RENAME spare TO filed_as`;
  await bank.query(exchange);
  const out = await told(/^changed  alerts: public.alerts.level is another column than the one that had this name$/m);
  assert.match(out, /nothing was made.*--accept-changes/);
  assert.equal((await house.ask(COUNT)).error_code, 'SOURCE_UNAVAILABLE', 'the source stays stopped');
  await told(/^changed  alerts:/m);
  await bank.query(exchange);
  assert.equal((await provision()).code, 0);
  assert.equal((await house.ask(COUNT)).status, 'success');
  await bank.query(exchange);
  const taken = await provision('--accept-changes');
  assert.equal(taken.code, 0, taken.out);
  assert.equal((await house.ask(COUNT)).status, 'success');
  await bank.query(exchange);
  assert.equal((await provision('--accept-changes')).code, 0);
});

test('a key that is gone is told of, and one that came is not a change', async () => {
  await bank.query('ALTER TABLE loans DROP CONSTRAINT loans_pkey');
  const lost = /^lost     loans: the key of public.loans does not hold: loan_id\nWhat is lost cannot be accepted/m;
  await told(lost);
  // Groups are completed by it: without it, one that is shown would be several.
  assert.doesNotMatch(await told(lost, '--accept-changes'), /--accept-changes/);
  // An older Atlas published what nothing held, and noted that it found none.
  await own.query(`UPDATE catalogue.sources SET baseline = jsonb_set(baseline, '{loans,primaryKey}', '[]')`);
  assert.match((await house.ask(COUNT)).error_message ?? '', /has changed \(its tables\)/);
  await told(lost, '--accept-changes');
  await bank.query('ALTER TABLE loans ADD PRIMARY KEY (loan_id)');
  await own.query(`UPDATE catalogue.sources SET baseline = jsonb_set(baseline, '{loans,primaryKey}', '[]')`);
  assert.equal((await provision()).code, 0);
});

test('a key that the server does not keep rows apart by is not published', async () => {
  await bank.query('CREATE MATERIALIZED VIEW counted AS SELECT * FROM loans; CREATE UNIQUE INDEX ON counted (loan_id)');
  const db = makeDb({ url: house.database.ownerUrl, name: 'publishes', max: 2 });
  try {
    const rooms = await makeRooms(house.foundation, db);
    const loans = house.bank.publications.find(({ name }) => name === 'loans') ?? assert.fail('no loans');
    const { address, reader } = house.bank;
    for (const [wrong, said] of [
      [{ primaryKey: ['client_id'] }, /public\.loans cannot be published with the key client_id: .*publish it without/],
      [{ relation: 'counted' }, /public\.counted cannot be published with the key loan_id/],
    ] as const) {
      const published = rooms.catalogue.connectAndPublish({ name: 'again', address, timeZone: 'UTC', reader }, [
        { ...loans, ...wrong },
      ]);
      await assert.rejects(published, (error: Error & { code?: string }) => {
        assert.match(error.message, said);
        return error.code === 'VALIDATION_ERROR';
      });
    }
    await rooms.source.close();
  } finally {
    await db.destroy();
  }
  await bank.query('DROP MATERIALIZED VIEW counted');
});

test('a view of the bank’s own over a masked view is never removed: it is named, and nobody is cut off meanwhile', async () => {
  const login = await loginOf('analyst');
  await bank.query(`CREATE VIEW public.bank_report AS SELECT loan_id FROM ${login}.loans`);
  const kept = async (): Promise<boolean> =>
    (await bank.query("SELECT FROM pg_class WHERE relname = 'bank_report'")).rowCount === 1;
  await assert.rejects(provision('--drop', '--relation', 'loans'), (error: Error & { code?: string }) => {
    assert.match(
      error.message,
      /view public.bank_report depends on view atlas_m_\w+.loans\..* loans are answered as before/,
    );
    return error.code === 'CONFLICT';
  });
  assert.equal((await house.ask(COUNT)).status, 'success');
  const printed = await provision('--print');
  assert.match(printed.out, /-- Only what Atlas made is taken away/);
  await assert.rejects(
    bank.query(printed.out),
    /cannot drop view atlas_m_\w+\.loans because other objects depend on it/,
  );
  await bank.query('ROLLBACK');
  assert.ok(await kept());
  await bank.query(`ALTER VIEW ${login}.clients RENAME COLUMN ssn TO number`);
  await told(new RegExp(`^waiting  ${login}\n +Something of the bank's own stands on`, 'm'));
  await bank.query('DROP VIEW public.bank_report');
  assert.equal((await provision()).code, 0);
  const leaver = await loginOf('eu');
  await bank.query(`CREATE VIEW public.bank_report AS SELECT loan_id FROM ${leaver}.loans`);
  // What the script gave before it ended stays, and only whoever ran it takes it back.
  await bank.query(`REVOKE CONNECT ON DATABASE ${house.bank.address.database} FROM ${leaver}`);
  await own.query("UPDATE identity.users SET is_active = false WHERE email = 'eu@bank.example'");
  await told(
    new RegExp(`^ending   ${leaver}: Something of the bank's own stands on .*view public.bank_report depends on`, 'm'),
  );
  assert.ok(await kept());
  await bank.query('DROP VIEW public.bank_report');
  assert.match((await provision()).out, new RegExp(`retired  ${leaver}`));
  await own.query("UPDATE identity.users SET is_active = true WHERE email = 'eu@bank.example'");
  assert.equal((await provision()).code, 0);
});

test('what is printed to take views away runs as a DBA who is no superuser, and says that nobody is answered meanwhile', async () => {
  const { database } = house.bank.address;
  await bank.query(`CREATE ROLE dba LOGIN PASSWORD 'dba'; ALTER DATABASE ${database} OWNER TO dba;
    GRANT atlas_masks TO dba WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
  const dba = new pg.Client(Object.assign(new URL(house.bank.superuserUrl), { username: 'dba', password: 'dba' }).href);
  await dba.connect();
  const { out } = await provision('--drop', '--relation', 'loans', '--print');
  assert.match(out, /^-- Nobody is answered from "loans" from the moment this was printed/m);
  try {
    await dba.query(out);
  } finally {
    await dba.end();
  }
  const away = await doctor();
  assert.deepEqual(
    [away.code, /note +nobody is answered from loans: the views were taken away/.test(away.out)],
    [0, true],
  );
  assert.equal((await provision()).code, 0);
  await bank.query(`ALTER DATABASE ${database} OWNER TO postgres; DROP OWNED BY dba; DROP ROLE dba`);
});

test('a table that other work holds is told of, and everything that needs it not is done all the same', async () => {
  const leaver = await loginOf('eu');
  const login = await loginOf('analyst');
  await own.query("UPDATE identity.users SET is_active = false WHERE email = 'eu@bank.example'");
  await bank.query('BEGIN; LOCK TABLE alerts IN ACCESS EXCLUSIVE MODE');
  const out = await told(new RegExp(`^stopped  ${login}\n +other work on the bank's server holds something`, 'm'));
  assert.match(out, new RegExp(`^retired  ${leaver}$`, 'm'));
  assert.equal((await house.ask(COUNT)).status, 'success', 'a question that reads another table');
  const held = await house.ask('SELECT count(*) AS n FROM alerts');
  assert.deepEqual(
    [held.error_code, held.error_message],
    ['SOURCE_UNAVAILABLE', "The bank's table is locked by other work just now; ask again."],
  );
  assert.match((await doctor()).out, /note +login atlas_m_\w+: other work holds alerts locked/);
  await bank.query('ROLLBACK');
  assert.equal((await house.ask('SELECT count(*) AS n FROM alerts')).status, 'success');
  await own.query("UPDATE identity.users SET is_active = true WHERE email = 'eu@bank.example'");
  assert.equal((await provision()).code, 0);
});

test('a right that the owner of the views lacks is named with what gives it, and stops the source', async () => {
  await bank.query('REVOKE SELECT ON loans FROM atlas_masks');
  const stopped = await house.ask(COUNT);
  assert.match(stopped.error_message ?? '', /has changed \(its grants\)/);
  const missing = /atlas_masks, cannot read public.loans: .*GRANT SELECT ON public.loans TO atlas_masks/;
  assert.match((await doctor()).out, missing);
  const out = await told(missing);
  assert.doesNotMatch(out, /ready|accept-by-hand/);
  await bank.query('GRANT SELECT ON loans TO atlas_masks');
  assert.equal((await provision()).code, 0);
  assert.equal((await house.ask(COUNT)).status, 'success');
});

test('a profile that every question would end at is not ready: what is wrong is said, and what mends it', async () => {
  const login = await loginOf('analyst');
  await bank.query(
    `REVOKE SET ON PARAMETER temp_file_limit FROM atlas_provisioner; ALTER ROLE ${login} RESET temp_file_limit`,
  );
  const sentence = `the login ${login} has no temp_file_limit: set one for the server, or as a superuser run ALTER ROLE ${login} SET`;
  const out = await told(new RegExp(`^stopped  ${login}\n +${sentence}`, 'm'));
  assert.match(out, /No question runs on a profile while this is so/);
  await bank.query(`GRANT SET ON PARAMETER temp_file_limit TO atlas_provisioner`);
  assert.equal((await provision()).code, 0);
});

test('doctor says that a profile waits and that the provisioner is not let in, and both are wrong', async () => {
  await bank.query("ALTER ROLE atlas_provisioner PASSWORD 'another'");
  await own.query("UPDATE identity.users SET jurisdictions = '{UK}' WHERE email = 'eu@bank.example'");
  const login = /waiting  (atlas_m_\w+)/.exec((await provision()).out)?.[1] ?? assert.fail('nothing waits');
  const ill = await doctor();
  assert.equal(ill.code, 1);
  assert.match(ill.out, new RegExp(`WRONG +login ${login}: it waits for the bank's DBA`));
  assert.match(ill.out, /WRONG +login atlas_provisioner: the bank's server does not let it in/);
  await bank.query(`ALTER ROLE atlas_provisioner PASSWORD '${PROVISIONER_SECRET.toString('hex')}'`);
  assert.equal((await provision()).code, 0);
  const well = await doctor();
  assert.equal(well.code, 0, well.out);
});

test('what a DBA made with more than was printed is not taken up, whatever the views show', async () => {
  await bank.query('ALTER ROLE atlas_provisioner NOCREATEROLE');
  await own.query("UPDATE identity.users SET jurisdictions = '{US}' WHERE email = 'eu@bank.example'");
  const login = /waiting  (atlas_m_\w+)/.exec((await provision()).out)?.[1] ?? assert.fail('nothing waits');
  await bank.query((await provision('--print')).out.replace('LOGIN CREATEROLE', 'LOGIN NOCREATEROLE'));
  await bank.query(`GRANT UPDATE ON ${login}.loans TO ${login}`);
  await told(new RegExp(`^waiting  ${login}\n +it may UPDATE`, 'm'), '--accept-by-hand');
  await bank.query(`REVOKE UPDATE ON ${login}.loans FROM ${login}; ALTER ROLE atlas_provisioner CREATEROLE`);
  assert.equal((await provision()).code, 0);
});

test('where the DBA makes the views, what is not back yet is waited for and nothing else', async () => {
  await bank.query('ALTER ROLE atlas_provisioner NOCREATEROLE');
  const login = await loginOf('analyst');
  await bank.query((await provision('--drop', '--relation', 'loans', '--print')).out);
  const left = await told(new RegExp(`^waiting  ${login}: what was taken away is not back; what else it shows`, 'm'));
  assert.match(left, /The bank's DBA has to make what waits/);
  assert.doesNotMatch(left, /No question runs|accept-by-hand/);
  assert.equal((await house.ask('SELECT count(*) AS n FROM clients')).status, 'success');
  assert.equal((await house.ask(COUNT)).error_code, 'SOURCE_UNAVAILABLE');
  await bank.query((await provision('--print')).out.replace('LOGIN CREATEROLE', 'LOGIN NOCREATEROLE'));
  const back = await provision();
  assert.equal(back.code, 0, back.out);
  assert.equal((await house.ask(COUNT)).status, 'success');
  await bank.query('ALTER ROLE atlas_provisioner CREATEROLE');
  assert.equal((await provision()).code, 0);
});
