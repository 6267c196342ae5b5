import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase, loginOf } from '../../../test/support/postgres.ts';
import { loadBaseline } from './attestation.ts';
import { type SourceAddress, type SourceLogin, loopbackAddress } from './connection.ts';

let address: SourceAddress;
let admin: pg.Client;
let login: SourceLogin;
before(async () => {
  const url = await createDatabase();
  address = loopbackAddress(url);
  login = loginOf(url);
  admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`
    CREATE SCHEMA bank;
    CREATE FUNCTION bank.alike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
    CREATE TABLE bank.walled (id int PRIMARY KEY, region text, okay boolean GENERATED ALWAYS AS (id < 9) VIRTUAL); CREATE TABLE bank.plain (id int PRIMARY KEY);
    CREATE TABLE bank.members (name text, region text, counts boolean GENERATED ALWAYS AS (bank.alike(name, 'Ada')) STORED); CREATE TABLE bank.walls (region text);
    CREATE VIEW bank.regions AS SELECT region FROM bank.walls;
    CREATE FUNCTION bank.deep() RETURNS int LANGUAGE sql STABLE AS 'SELECT 5';
    CREATE FUNCTION bank.may_see(i int) RETURNS boolean LANGUAGE plpgsql STABLE AS 'BEGIN RETURN i <= bank.deep(); END';
    CREATE FUNCTION bank.parsed(t text) RETURNS boolean LANGUAGE sql STABLE RETURN t IN (SELECT region FROM bank.regions);
    CREATE OPERATOR bank.~~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = bank.alike);
    CREATE TYPE bank.code AS (value text); CREATE FUNCTION bank.code_text(bank.code) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).value';
    CREATE CAST (bank.code AS text) WITH FUNCTION bank.code_text(bank.code); ALTER TABLE bank.walled ADD coded bank.code;
    CREATE ROLE bank_other; GRANT CREATE ON SCHEMA bank TO bank_other;
    CREATE FUNCTION bank.other() RETURNS int LANGUAGE sql AS 'SELECT 1';
    ALTER TABLE bank.walled ENABLE ROW LEVEL SECURITY; ALTER TABLE bank.walls ENABLE ROW LEVEL SECURITY;
    CREATE POLICY of_wall ON bank.walls USING (region <> 'XX');
    CREATE POLICY by_code ON bank.walled FOR SELECT USING (okay AND bank.may_see(id) AND bank.parsed(region));
    CREATE POLICY by_rows ON bank.walled FOR SELECT USING (EXISTS (
      SELECT FROM bank.members m WHERE m.region OPERATOR(bank.~~~) walled.region AND m.name = current_user AND (m.*)::text <> ''));
    CREATE POLICY by_cast ON bank.walled AS RESTRICTIVE FOR SELECT USING (coded::text <> 'XX')`);
});
after(async () => {
  await admin.query('REASSIGN OWNED BY bank_other TO CURRENT_USER; DROP OWNED BY bank_other; DROP ROLE bank_other');
  await admin.end();
});

const byCast = (how: string): string =>
  `DROP POLICY by_cast ON bank.walled; CREATE POLICY by_cast ON bank.walled AS ${how} USING (coded::text <> 'XX')`;

async function digestOf(relation: string): Promise<string> {
  const looked = { name: relation, schema: 'bank', relation, primaryKey: ['id'], columns: [{ name: 'id' }] };
  return (await loadBaseline(address, login, [looked]))[relation]?.policies.digest ?? '';
}

test('what the server knows that a policy calls or reads is part of it, however deep, and whoever changes that changes the policy', async () => {
  const was = await digestOf('walled');
  for (const [plant, undo] of [
    [
      "CREATE OR REPLACE FUNCTION bank.may_see(i int) RETURNS boolean LANGUAGE plpgsql STABLE AS 'BEGIN RETURN true; END'",
      "CREATE OR REPLACE FUNCTION bank.may_see(i int) RETURNS boolean LANGUAGE plpgsql STABLE AS 'BEGIN RETURN i <= bank.deep(); END'",
    ],
    ['ALTER FUNCTION bank.may_see SECURITY DEFINER', 'ALTER FUNCTION bank.may_see SECURITY INVOKER'],
    ['ALTER FUNCTION bank.may_see SET search_path = bank', 'ALTER FUNCTION bank.may_see RESET ALL'],
    [
      "CREATE OR REPLACE FUNCTION bank.alike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
      "CREATE OR REPLACE FUNCTION bank.alike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2'",
    ],
    [
      "CREATE OR REPLACE VIEW bank.regions AS SELECT 'US' AS region UNION SELECT region FROM bank.walls",
      'CREATE OR REPLACE VIEW bank.regions AS SELECT region FROM bank.walls',
    ],
    [
      'ALTER TABLE bank.walled ALTER COLUMN okay SET EXPRESSION AS (true)',
      'ALTER TABLE bank.walled ALTER COLUMN okay SET EXPRESSION AS (id < 9)',
    ],
    [
      'ALTER TABLE bank.members ALTER COLUMN counts SET EXPRESSION AS (true)',
      "ALTER TABLE bank.members ALTER COLUMN counts SET EXPRESSION AS (bank.alike(name, 'Ada'))",
    ],
    ['ALTER POLICY of_wall ON bank.walls USING (true)', "ALTER POLICY of_wall ON bank.walls USING (region <> 'XX')"],
    ['ALTER TABLE bank.walls DISABLE ROW LEVEL SECURITY', 'ALTER TABLE bank.walls ENABLE ROW LEVEL SECURITY'],
    ['ALTER TABLE bank.members RENAME TO people', 'ALTER TABLE bank.people RENAME TO members'],
    [
      "CREATE OR REPLACE FUNCTION bank.code_text(bank.code) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''''::text'",
      "CREATE OR REPLACE FUNCTION bank.code_text(bank.code) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).value'",
    ],
    // Another command, or another kind, under the same name and the same words.
    [byCast('RESTRICTIVE FOR ALL'), byCast('RESTRICTIVE FOR SELECT')],
    [byCast('PERMISSIVE FOR SELECT'), byCast('RESTRICTIVE FOR SELECT')],
    // What runs with the rights of its owner shows what that may see.
    ...(['FUNCTION bank.may_see', 'VIEW bank.regions', 'TABLE bank.walls'] as const).map(
      (what) => [`ALTER ${what} OWNER TO bank_other`, `ALTER ${what} OWNER TO CURRENT_USER`] as const,
    ),
  ] as const) {
    await admin.query(plant);
    assert.notEqual(await digestOf('walled'), was, plant);
    await admin.query(undo);
    assert.equal(await digestOf('walled'), was, undo);
  }
});

test('what it neither calls nor reads is not, and a relation without policies is as it was on file before', async () => {
  const was = await digestOf('walled');
  await admin.query(`CREATE OR REPLACE FUNCTION bank.other() RETURNS int LANGUAGE sql AS 'SELECT 2';
    INSERT INTO bank.members VALUES ('somebody', 'EU'); ALTER TABLE bank.members SET (fillfactor = 50)`);
  assert.equal(await digestOf('walled'), was);
  assert.equal(await digestOf('plain'), '4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945');
});

test('nobody stops a source by making something of a name that occurs in a body', async () => {
  const was = await digestOf('walled');
  await admin.query(
    'CREATE TEMPORARY VIEW turn AS SELECT 1 AS one; CREATE FUNCTION bank.i() RETURNS int LANGUAGE sql RETURN 1',
  );
  assert.equal(await digestOf('walled'), was);
  await admin.query('DROP VIEW turn; DROP FUNCTION bank.i()');
});
