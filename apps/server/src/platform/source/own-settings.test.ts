import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase, useOwnCluster } from '../../../test/support/postgres.ts';
import { asLogin, loopbackAddress } from './connection.ts';
import { checkOwnRole, OWNER_ROLE } from './own-roles.ts';
import { VIEW_OWNER } from './own-roles-sql.ts';
import { provision } from './provisioner.ts';
import { closeOtherDatabases, loginStatements, setupStatements, toScript } from './setup.ts';

const PASSWORD = '07'.repeat(32);
const PROVISIONER = { user: 'atlas_provisioner', password: PASSWORD };
/** A name that ends a literal of which the server takes a backslash for an escape. */
const HOSTILE = "t\\';COMMIT;ALTER ROLE teller SUPERUSER;--";
let url: string;
let other: string;
let dba: pg.Client;

/** Every session of the database begins as few do: a backslash escapes, and every name is printed in quotes. */
before(async () => {
  useOwnCluster();
  url = await createDatabase();
  other = new URL(await createDatabase()).pathname.slice(1);
  const admin = new pg.Client(url);
  await admin.connect();
  const database = new URL(url).pathname.slice(1);
  await admin.query(`ALTER DATABASE ${database} SET standard_conforming_strings = off;
    ALTER DATABASE ${database} SET quote_all_identifiers = on;
    CREATE TABLE public.loans (id int); CREATE TABLE public.${pg.escapeIdentifier(HOSTILE)} (id int);
    CREATE ROLE teller; CREATE ROLE "atlasXmXteller" LOGIN`);
  await admin.end();
  dba = new pg.Client(url);
  await dba.connect();
});
after(() => dba.end());

const login = (name: string) => ({ login: `atlas_m_${name}`, password: 'masked', connections: 2 });

function script(...names: readonly string[]): string {
  const database = new URL(url).pathname.slice(1);
  const relations = ['loans', HOSTILE].map((relation) => ({ schema: 'public', relation }));
  return toScript([
    closeOtherDatabases([PROVISIONER.user]),
    ...setupStatements({ database, relations, password: PASSWORD }),
    ...names.flatMap((name) => loginStatements(database, login(name))),
  ]);
}

test('the script takes the same functions from PUBLIC and the same logins for its own, whatever a backslash means to its reader', async () => {
  await dba.query(script('one'));
  const { rows } = await dba.query<{ name: string }>(
    `SELECT DISTINCT p.proname AS name FROM pg_proc p
      WHERE p.pronamespace = 'pg_catalog'::regnamespace AND NOT has_function_privilege('public', p.oid, 'EXECUTE')
        AND p.proname IN ('lower', 'log', 'log10', 'lo_creat', 'lo_unlink', 'lowrite', 'pg_notify') ORDER BY 1`,
  );
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['lo_creat', 'lo_unlink', 'lowrite', 'pg_notify'],
  );
  const keeps = "SELECT has_database_privilege('atlasXmXteller', $1, 'CONNECT') AS has";
  assert.deepEqual((await dba.query(keeps, [other])).rows, [{ has: true }], 'a login of the bank’s own');
  const teller = await dba.query("SELECT rolsuper AS is FROM pg_roles WHERE rolname = 'teller'");
  assert.deepEqual(teller.rows, [{ is: false }]);
});

test('the views of a profile are no stranger’s to the next, however the server prints a name', async () => {
  for (const name of ['two', 'three', 'four']) {
    await dba.query(script());
    const schema = login(name).login;
    await provision(loopbackAddress(url), PROVISIONER, {
      schema,
      login: login(name),
      statements: [`CREATE SCHEMA ${schema}`, `CREATE VIEW ${schema}.loans AS SELECT id FROM public.loans`],
    });
  }
  // As a DBA runs one statement of it.
  await dba.query(checkOwnRole(VIEW_OWNER, OWNER_ROLE));
});

test('in every conversation a literal is what we wrote, and a name is printed as it is', async () => {
  const said = await asLogin(loopbackAddress(url), PROVISIONER, (client) =>
    client.query<{ a: string; b: string }>(String.raw`SELECT '\\' AS a, 'pg_class'::regclass AS b`),
  );
  assert.deepEqual(said.rows, [{ a: String.raw`\\`, b: 'pg_class' }]);
});
