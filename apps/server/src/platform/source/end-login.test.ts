import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase, useOwnCluster } from '../../../test/support/postgres.ts';
import { type SourceAddress, loopbackAddress } from './connection.ts';
import { PROVISIONER } from './own-roles-sql.ts';
import { provision, retire } from './provisioner.ts';
import { endLogin, loginStatements, setupStatements, toScript } from './setup.ts';

const PASSWORD = '07'.repeat(32);
const provisioner = { user: PROVISIONER, password: PASSWORD };
let address: SourceAddress;
let superuser: pg.Client;
let dba: pg.Client;
let urlOf: (user: string) => string;

before(async () => {
  useOwnCluster();
  const url = await createDatabase();
  address = loopbackAddress(url);
  urlOf = (user) => Object.assign(new URL(url), { username: user, password: PASSWORD }).href;
  superuser = new pg.Client(url);
  await superuser.connect();
  await superuser.query(
    `CREATE ROLE dba LOGIN CREATEROLE PASSWORD '${PASSWORD}'; ALTER DATABASE ${address.database} OWNER TO dba`,
  );
  dba = new pg.Client(urlOf('dba'));
  await dba.connect();
  await dba.query('CREATE TABLE loans (id int)');
  const relations = [{ schema: 'public', relation: 'loans' }];
  await dba.query(toScript(setupStatements({ database: address.database, relations, password: PASSWORD })));
});
after(async () => {
  await dba.end();
  await superuser.end();
});

async function hold(login: string): Promise<{ isAlive(): Promise<boolean> }> {
  const client = new pg.Client(urlOf(login));
  client.on('error', () => undefined);
  await client.connect();
  const isAlive = (): Promise<boolean> =>
    client.query('SELECT 1').then(
      () => true,
      () => false,
    );
  return { isAlive };
}

const exists = async (login: string): Promise<boolean> =>
  (await superuser.query('SELECT FROM pg_roles WHERE rolname = $1', [login])).rowCount === 1;

const make = {
  provisioner: (login: string) =>
    provision(address, provisioner, {
      login: { login, password: PASSWORD, connections: 2 },
      schema: login,
      statements: [],
    }),
  DBA: async (login: string) => {
    const made = loginStatements(address.database, { login, password: PASSWORD, connections: 2 });
    await dba.query(toScript(made));
  },
};

for (const maker of ['provisioner', 'DBA'] as const) {
  for (const ender of ['superuser', 'DBA'] as const) {
    test(`a login that the ${maker} made is ended, with its sessions, by the script that a ${ender} runs`, async () => {
      const login = `atlas_m_${maker}_${ender}`.toLowerCase();
      await make[maker](login);
      const held = await hold(login);
      await (ender === 'DBA' ? dba : superuser).query(toScript([endLogin(login)]));
      assert.equal(await exists(login), false);
      assert.equal(await held.isAlive(), false);
      const acts = await superuser.query("SELECT pg_has_role('dba', $1, 'USAGE') AS is", [PROVISIONER]);
      assert.deepEqual(acts.rows, [{ is: false }], 'and the DBA is no provisioner afterwards');
    });
  }
}

test('the provisioner ends sessions of what it made, and what it may not end cannot log in or is left to the DBA', async () => {
  await make.provisioner('atlas_m_own');
  const held = await hold('atlas_m_own');
  assert.equal(await retire(address, provisioner, { login: 'atlas_m_own', drops: [] }), true);
  assert.deepEqual([await exists('atlas_m_own'), await held.isAlive()], [false, false]);
  await make.provisioner('atlas_m_kept');
  await superuser.query('GRANT SELECT ON loans TO atlas_m_kept');
  const kept = await hold('atlas_m_kept');
  assert.equal(await retire(address, provisioner, { login: 'atlas_m_kept', drops: [] }), false);
  assert.deepEqual([await exists('atlas_m_kept'), await kept.isAlive()], [true, false]);
  await assert.rejects(hold('atlas_m_kept'), /not permitted to log in/);
});

test('what a DBA may not end leaves the rest of their script as it was', async () => {
  await superuser.query('CREATE ROLE atlas_m_other LOGIN');
  await dba.query(toScript([endLogin('atlas_m_other'), 'CREATE TABLE public.after_it (id int)']));
  assert.equal(await exists('atlas_m_other'), true);
  await dba.query('DROP TABLE after_it');
});
