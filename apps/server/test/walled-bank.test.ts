import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type House, startHouse } from './support/house.ts';
import { runProvision, startProvisionedHouse } from './support/provisioning.ts';
import { scriptedPlanner } from './support/scripted-planner.ts';

/** Policies that read one table by themselves, and another by the body of a function that the planner calls. */
const WALLS = `
    CREATE TABLE desks (place text); INSERT INTO desks VALUES ('US'), ('EU');
    CREATE TABLE homes (risk text); INSERT INTO homes VALUES ('LOW');
    CREATE FUNCTION hidden_risk() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER AS 'BEGIN RETURN (SELECT risk FROM public.homes); END';
    CREATE POLICY by_desk ON loans FOR SELECT USING (risk <> hidden_risk() AND EXISTS (SELECT FROM desks WHERE place = jurisdiction));
    GRANT SELECT ON desks TO atlas_masks`;
let house: House;
let bank: pg.Client;
let own: pg.Client;
let stop: () => Promise<void>;
before(async () => {
  ({ house, bank, own, stop } = await startProvisionedHouse(WALLS));
});
after(() => stop());

const BY_PLACE = 'SELECT jurisdiction, count(*) AS n FROM loans GROUP BY jurisdiction ORDER BY jurisdiction';

test('a dataset is answered whose row security reads other tables, which no question may name', async () => {
  const done = await runProvision(house);
  assert.equal(done.code, 0, done.out);
  const { rows } = await bank.query<{ jurisdiction: string; n: string }>(
    `SELECT jurisdiction, count(*) AS n FROM loans WHERE risk <> 'LOW' AND jurisdiction IN ('US', 'EU') GROUP BY 1 ORDER BY 1`,
  );
  const answered = await house.ask(BY_PLACE);
  assert.equal(answered.status, 'success', answered.error_message ?? '');
  assert.deepEqual(
    answered.results,
    rows.map(({ jurisdiction, n }) => ({ jurisdiction, n: Number(n) })),
  );
  const joined = 'SELECT count(*) AS n FROM loans JOIN clients ON clients.client_id = loans.client_id';
  assert.equal((await house.ask(joined)).status, 'success', 'beside a dataset without row security');
});

test('what a profile may not read because of a policy is said, whoever made its views', async () => {
  await bank.query('REVOKE SELECT ON desks FROM atlas_masks');
  await own.query("UPDATE identity.users SET jurisdictions = '{US}' WHERE email = 'eu@bank.example'");
  const told =
    /^waiting  (atlas_m_\w+)\n +it cannot read what it shows \(42501: [^)]*desks\)\. .*GRANT to atlas_masks/m;
  const { code, out } = await runProvision(house);
  assert.deepEqual([code, told.test(out)], [1, true], out);
  assert.doesNotMatch(out, /may compare them|accept-by-hand/);
  await bank.query('ALTER ROLE atlas_provisioner NOCREATEROLE');
  assert.match((await runProvision(house, '--accept-by-hand')).out, told);
  await bank.query('ALTER ROLE atlas_provisioner CREATEROLE; GRANT SELECT ON desks TO atlas_masks');
  const mended = await runProvision(house);
  assert.equal(mended.code, 0, mended.out);
});

test('a right behind a policy that is taken back later stops its profile, by name, until it is given again', async () => {
  for (const [taken, given, says] of [
    [
      'REVOKE SELECT ON desks FROM atlas_masks',
      'GRANT SELECT ON desks TO atlas_masks',
      /permission denied for table desks/,
    ],
    [
      'REVOKE EXECUTE ON FUNCTION hidden_risk FROM PUBLIC',
      'GRANT EXECUTE ON FUNCTION hidden_risk TO PUBLIC',
      /permission denied for function hidden_risk/,
    ],
  ] as const) {
    await bank.query(taken);
    const { code, out } = await runProvision(house);
    assert.deepEqual(
      [code, /^stopped {2}atlas_m_\w+\n +atlas_m_\w+\.loans cannot be read \(42501/m.test(out)],
      [1, true],
      out,
    );
    assert.match(out, says);
    const refused = await house.ask(BY_PLACE);
    assert.deepEqual([refused.status, refused.error_code], ['error', 'SOURCE_UNAVAILABLE']);
    assert.match(refused.error_message ?? '', /has changed \(its tables\)/);
    await bank.query(given);
    assert.equal((await house.ask(BY_PLACE)).status, 'success');
    assert.equal((await runProvision(house)).code, 0);
  }
});

test('a policy that raises ends the questions of its own relation, and those alone', async () => {
  await bank.query(`CREATE OR REPLACE FUNCTION hidden_risk() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER AS
    'BEGIN RAISE EXCEPTION ''outside of office hours''; END'`);
  const taken = await runProvision(house, '--accept-changes');
  assert.equal(taken.code, 0, taken.out);
  assert.equal((await house.ask('SELECT count(*) AS n FROM clients')).status, 'success');
  const raised = await house.ask(BY_PLACE);
  assert.deepEqual(
    [raised.error_code, raised.error_message],
    ['SOURCE_UNAVAILABLE', "A rule of the bank's own refused to show these rows just now. An operator can see why."],
  );
  await bank.query(`CREATE OR REPLACE FUNCTION hidden_risk() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER AS
    'BEGIN RETURN (SELECT risk FROM public.homes); END'`);
  assert.equal((await runProvision(house, '--accept-changes')).code, 0);
});

test('where the bank gives one login, it is that login that must be able to read what policies read', async () => {
  const inline = await startHouse({
    planner: scriptedPlanner,
    inline: true,
    walls: `${WALLS}; GRANT SELECT ON desks TO PUBLIC`,
  });
  const [its, itsOwn] = [new pg.Client(inline.bank.superuserUrl), new pg.Client(inline.database.superuserUrl)];
  await Promise.all([its.connect(), itsOwn.connect()]);
  try {
    const answered = await inline.ask(BY_PLACE);
    assert.equal(answered.status, 'success', answered.error_message ?? '');
    assert.deepEqual(
      answered.results?.map((row) => row['jurisdiction']),
      ['EU'],
    );
    await its.query('REVOKE SELECT ON desks FROM PUBLIC');
    await itsOwn.query("UPDATE identity.users SET jurisdictions = '{US}' WHERE email = 'eu@bank.example'");
    const told = await runProvision(inline);
    assert.deepEqual([told.code, /it cannot read what it shows \(42501: /.test(told.out)], [1, true], told.out);
  } finally {
    await Promise.all([its.end(), itsOwn.end()]);
    await inline.stop();
  }
});
