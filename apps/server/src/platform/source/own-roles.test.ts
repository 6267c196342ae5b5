import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase, useOwnCluster } from '../../../test/support/postgres.ts';
import { loopbackAddress } from './connection.ts';
import { provision, retire, runAsOwner } from './provisioner.ts';
import { loginStatements, setupStatements, toScript } from './setup.ts';
import { judgeViews } from './view-proof.ts';

const PASSWORD = '07'.repeat(32);
let superuser: pg.Client;
let dba: pg.Client;
let tenant: pg.Client;
let database: string;
let url: string;

before(async () => {
  useOwnCluster();
  url = await createDatabase();
  database = new URL(url).pathname.slice(1);
  superuser = new pg.Client(url);
  await superuser.connect();
  await superuser.query(`CREATE ROLE dba LOGIN CREATEROLE PASSWORD 'dba'; ALTER DATABASE ${database} OWNER TO dba;
    CREATE ROLE tenant LOGIN CREATEROLE PASSWORD 'tenant'; CREATE ROLE accomplice`);
  const as = async (user: string): Promise<pg.Client> => {
    const client = new pg.Client(Object.assign(new URL(url), { username: user, password: user }).href);
    await client.connect();
    return client;
  };
  dba = await as('dba');
  tenant = await as('tenant');
  await dba.query('CREATE TABLE public.loans (id int)');
});
after(() => Promise.all([superuser, dba, tenant].map((client) => client.end())));

const relations = [{ schema: 'public', relation: 'loans' }];
const login = { login: 'atlas_m_one', password: 'masked', connections: 2 };
const script = (): string =>
  toScript([...setupStatements({ database, relations, password: PASSWORD }), ...loginStatements(database, login)]);

async function refusal(client: pg.Client): Promise<string> {
  try {
    await client.query(script());
    return '';
  } catch (error) {
    await client.query('ROLLBACK');
    return (error as Error).message;
  }
}

test('a role of ours that another tenant made first ends the script of whoever runs it, and nothing of it stays', async () => {
  for (const role of ['atlas_masks', 'atlas_provisioner', login.login]) {
    await tenant.query(`CREATE ROLE ${role}`);
    assert.equal(
      await refusal(superuser),
      `The role ${role} is not as Atlas makes it: tenant may act as it or give it away.`,
    );
    await tenant.query(`DROP ROLE ${role}`);
  }
});

test('so does one that can do more than ours, or that somebody is a member of', async () => {
  for (const [plant, says, undo] of [
    [
      'CREATE ROLE atlas_masks LOGIN BYPASSRLS',
      'atlas_masks is not as Atlas makes it: bypasses row security; may log in',
      '',
    ],
    [
      'CREATE ROLE atlas_masks IN ROLE pg_read_all_data',
      'atlas_masks is not as Atlas makes it: it is a member of pg_read_all_data',
      '',
    ],
    [
      'CREATE ROLE atlas_masks; GRANT atlas_masks TO accomplice WITH ADMIN FALSE, INHERIT FALSE, SET FALSE',
      'atlas_masks is not as Atlas makes it: accomplice may act as it',
      '',
    ],
    [
      'CREATE ROLE atlas_masks; CREATE ROLE between IN ROLE dba; GRANT atlas_masks TO between; REVOKE INHERIT OPTION FOR dba FROM between; GRANT between TO accomplice WITH SET FALSE',
      'atlas_masks is not as Atlas makes it: accomplice may act as it',
      'DROP ROLE between; DROP ROLE atlas_masks',
    ],
    [
      'CREATE ROLE atlas_provisioner; CREATE ROLE atlas_m_two; GRANT SELECT ON public.loans TO atlas_m_two; GRANT atlas_m_two TO atlas_provisioner',
      'atlas_provisioner is not as Atlas makes it: it is a member of atlas_m_two',
      'DROP OWNED BY atlas_m_two; DROP ROLE atlas_m_two; DROP ROLE atlas_provisioner',
    ],
    [
      'CREATE ROLE atlas_provisioner ROLE accomplice',
      'atlas_provisioner is not as Atlas makes it: accomplice may act',
      'DROP ROLE atlas_provisioner',
    ],
    [
      'CREATE ROLE atlas_m_one CREATEROLE',
      'atlas_m_one is not as Atlas makes it: may make roles',
      'DROP ROLE atlas_m_one',
    ],
  ] as const) {
    await superuser.query(plant);
    const told = await refusal(superuser);
    assert.ok(told.includes(says), `${plant}: ${told || 'nothing told'}`);
    await superuser.query(undo === '' ? 'DROP ROLE atlas_masks' : undo);
  }
});

test('what somebody left in a role of ours outlives their membership, and ends the script and the provisioner', async () => {
  const own =
    "SET SESSION AUTHORIZATION tenant; SET createrole_self_grant = 'set'; CREATE ROLE atlas_masks; CREATE ROLE atlas_provisioner";
  await superuser.query(`CREATE SCHEMA planted; GRANT ALL ON SCHEMA planted TO PUBLIC; ${own}; SET ROLE atlas_masks;
    CREATE FUNCTION planted.peek(text) RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN QUERY EXECUTE $1; END $$;
    ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO tenant; SET ROLE atlas_provisioner;
    CREATE FUNCTION planted.give() RETURNS void LANGUAGE sql SECURITY DEFINER AS '';
    RESET SESSION AUTHORIZATION; RESET createrole_self_grant;
    REVOKE atlas_masks, atlas_provisioner FROM tenant CASCADE; REVOKE atlas_masks, atlas_provisioner FROM tenant GRANTED BY tenant`);
  const owns =
    'The role atlas_masks is not as Atlas makes it: it owns function planted.peek(text); it owns default privileges on new relations belonging to role atlas_masks.';
  const provisioner = { user: 'atlas_provisioner', password: PASSWORD };
  assert.equal(await refusal(superuser), owns);
  await superuser.query('DROP OWNED BY atlas_masks; DROP ROLE atlas_masks');
  assert.equal(
    await refusal(superuser),
    'The role atlas_provisioner is not as Atlas makes it: it owns function planted.give().',
  );
  await superuser.query('DROP OWNED BY atlas_provisioner; DROP ROLE atlas_provisioner');
  assert.equal(await refusal(superuser), '');

  await superuser.query(`ALTER DEFAULT PRIVILEGES FOR ROLE atlas_masks GRANT SELECT ON TABLES TO tenant`);
  await assert.rejects(
    provision(loopbackAddress(url), provisioner, {
      schema: login.login,
      login,
      statements: [`CREATE SCHEMA ${login.login}`, `CREATE VIEW ${login.login}.loans AS SELECT id FROM public.loans`],
    }),
    ({ detail }: { detail?: string }) =>
      /atlas_masks is not as Atlas makes it: it owns default priv/.test(detail ?? ''),
  );
  assert.equal((await superuser.query("SELECT FROM pg_namespace WHERE nspname LIKE 'atlas%'")).rowCount, 0);
  await superuser.query(`ALTER DEFAULT PRIVILEGES FOR ROLE atlas_masks REVOKE SELECT ON TABLES FROM tenant`);
  for (const role of ['atlas_provisioner', login.login, 'atlas_masks'])
    await superuser.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
});

test('of another database of the server views count as another source’s, and nothing else does', async (t) => {
  const other = await createDatabase();
  const there = new pg.Client(other);
  t.after(() => there.end());
  await there.connect();
  await superuser.query('CREATE ROLE atlas_masks');
  await there.query(`CREATE SCHEMA atlas_m_two AUTHORIZATION atlas_masks; CREATE VIEW atlas_m_two.loans AS SELECT 1;
    ALTER VIEW atlas_m_two.loans OWNER TO atlas_masks`);
  assert.equal(await refusal(superuser), '');
  await there.query(`CREATE FUNCTION public.peek() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
    ALTER FUNCTION public.peek OWNER TO atlas_masks`);
  assert.equal(
    await refusal(superuser),
    `The role atlas_masks is not as Atlas makes it: it owns something of pg_proc in the database ${new URL(other).pathname.slice(1)}.`,
  );
  await there.query('DROP OWNED BY atlas_masks');
  for (const role of ['atlas_provisioner', login.login, 'atlas_masks'])
    await superuser.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
});

test('a schema by the name of a profile’s that somebody made first ends the script, which says whose it is', async () => {
  await superuser.query(`CREATE SCHEMA ${login.login} AUTHORIZATION tenant`);
  assert.equal(await refusal(superuser), `The schema ${login.login} is not Atlas's: it belongs to tenant.`);
  await superuser.query(`DROP SCHEMA ${login.login}`);
});

test('a database whose sessions begin read-only is set up all the same, and its profiles are made and dropped', async (t) => {
  await superuser.query(`ALTER DATABASE ${database} SET default_transaction_read_only = on`);
  const address = loopbackAddress(url);
  const provisioner = { user: 'atlas_provisioner', password: PASSWORD };
  const fresh = new pg.Client(url);
  t.after(() => fresh.end());
  await fresh.connect();
  await assert.rejects(fresh.query('CREATE SCHEMA refused'), /read-only transaction/);
  await fresh.query(toScript(setupStatements({ database, relations, password: PASSWORD })));
  const query = 'SELECT id FROM public.loans';
  await provision(address, provisioner, {
    schema: login.login,
    login,
    statements: [`CREATE SCHEMA ${login.login}`, `CREATE VIEW ${login.login}.loans AS ${query}`],
  });
  await fresh.query(
    toScript([
      `GRANT TEMPORARY ON DATABASE ${database} TO atlas_provisioner`,
      'GRANT USAGE ON SCHEMA public TO atlas_provisioner',
      `GRANT USAGE ON SCHEMA ${login.login} TO ${login.login}`,
    ]),
  );
  const standing = { login: { user: login.login, password: login.password }, schema: login.login, prover: provisioner };
  assert.equal((await judgeViews(address, standing, [{ name: 'loans', query }])).proof, 'same');
  await runAsOwner(address, provisioner, [`DROP VIEW ${login.login}.loans`]);
  assert.equal(await retire(address, provisioner, { login: login.login, drops: [`DROP SCHEMA ${login.login}`] }), true);
  for (const role of ['atlas_provisioner', 'atlas_masks'])
    await fresh.query(`BEGIN READ WRITE; DROP OWNED BY ${role}; DROP ROLE ${role}; COMMIT`);
  await superuser.query(`ALTER DATABASE ${database} RESET default_transaction_read_only`);
});

test('what the script made itself it takes for ours, as often as it is run, by a DBA who is no superuser too', async () => {
  for (const client of [dba, dba, superuser, dba]) assert.equal(await refusal(client), '');
});

test('what a profile’s login may do besides is in nobody’s way as long as nothing is read by it', async (t) => {
  const own = await superuser.query('SELECT FROM pg_roles WHERE rolname = $1', ['atlas_m_kept']);
  assert.equal(own.rowCount, 0);
  await superuser.query(`CREATE ROLE atlas_m_kept; GRANT atlas_m_kept TO atlas_provisioner WITH ADMIN TRUE, INHERIT FALSE, SET FALSE;
    CREATE SCHEMA ref; GRANT USAGE ON SCHEMA ref TO atlas_m_kept; GRANT USAGE ON LANGUAGE plpgsql TO atlas_m_kept;
    CREATE POLICY named ON public.loans TO atlas_m_kept USING (false)`);
  t.after(() => superuser.query('DROP OWNED BY atlas_m_kept; DROP ROLE atlas_m_kept; DROP SCHEMA ref'));
  assert.equal(await refusal(superuser), '');
  await superuser.query('GRANT SELECT ON public.loans TO atlas_m_kept');
  assert.match(await refusal(superuser), /atlas_provisioner is not as Atlas makes it: it is a member of atlas_m_kept/);
});
