import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase, useOwnCluster } from '../../../test/support/postgres.ts';
import { attest, loadBaseline, loadViewDigests } from './attestation.ts';
import type { Expected } from './check.ts';
import { type SourceAddress, loopbackAddress } from './connection.ts';
import { checkPublished, countAs, loadSourceTypes, withCollations, withStatistics } from './inspection.ts';
import { probe, provision, retire, runAsOwner } from './provisioner.ts';
import {
  actAsOwner,
  closeOtherDatabases,
  endLogin,
  loginStatements,
  readerStatements,
  setupStatements,
  toScript,
} from './setup.ts';
import { judgeViews } from './view-proof.ts';

const PASSWORD = '07'.repeat(32);
const PROVISIONER = { user: 'atlas_provisioner', password: PASSWORD };
const ME = { login: 'atlas_m_me', password: 'masked', connections: 2 };
const RELATIONS = [
  {
    name: 'clients',
    schema: 'public',
    relation: 'clients',
    primaryKey: ['id'],
    columns: [
      { name: 'id', type: 'integer' },
      { name: 'name', type: 'text' },
      { name: 'mood', type: 'public.mood' },
    ],
  },
];

let address: SourceAddress;
let dba: pg.Client;

/**
 * Everything that a stranger may plant where they may create: an operator for each pair of the catalogs' types that
 * PostgreSQL has none of its own for, and functions that fit better than PostgreSQL's. Whoever calls one fails.
 */
const PLANT = `
  DO $$ DECLARE one record; BEGIN
    FOR one IN
      WITH types(t) AS (SELECT unnest('{oid,int2,int4,int8,float4,float8,name,text,"char",bool,regclass,regproc,regtype,regrole,regnamespace,aclitem[],name[],text[],jsonb,mood}'::regtype[])),
           names(o) AS (SELECT unnest('{=,<>,<,>,<=,>=,||,~,~~,!~~,-,+,*,/,%,?,@>,->,->>}'::text[]))
      SELECT o, l.t AS l, r.t AS r, row_number() OVER () AS n FROM names, types l, types r
       WHERE NOT EXISTS (SELECT FROM pg_operator p WHERE p.oprname = o AND p.oprleft = l.t AND p.oprright = r.t)
    LOOP
      IF to_regprocedure(format('public.planted(%s, %s)', one.l, one.r)) IS NULL THEN
        EXECUTE format('CREATE FUNCTION public.planted(%s, %s) RETURNS boolean LANGUAGE plpgsql AS ''BEGIN RAISE EXCEPTION ''''planted code ran as %%'''', current_user; END''', one.l, one.r);
      END IF;
      EXECUTE format('CREATE OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = public.planted)', one.o, one.l, one.r);
    END LOOP;
    FOR one IN SELECT unnest(string_to_array('format(text, name)|format(text, name, name)|format(text, text)|format(text, oid)|concat_ws(text, name)|has_table_privilege(oid, name)', '|')) AS f LOOP
      EXECUTE format('CREATE FUNCTION public.%s RETURNS text LANGUAGE plpgsql AS ''BEGIN RAISE EXCEPTION ''''planted code ran as %%'''', current_user; END''', one.f);
    END LOOP;
  END $$`;

before(async () => {
  useOwnCluster();
  const url = new URL(await createDatabase());
  const setting = new pg.Client(url.href);
  await setting.connect();
  address = loopbackAddress(url.href);
  await setting.query(`CREATE TYPE public.mood AS ENUM ('calm');
    CREATE TABLE public.clients (id int PRIMARY KEY, name text, mood public.mood);
    INSERT INTO public.clients SELECT i, 'Name ' || i, 'calm' FROM generate_series(1, 50) i; ANALYZE public.clients`);
  await setting.query(`${PLANT}; GRANT USAGE, CREATE ON SCHEMA public TO PUBLIC`);
  await setting.end();
  dba = new pg.Client(url.href);
  await dba.connect();
});
after(() => dba.end());

const scripts = (): Readonly<Record<string, readonly string[]>> => {
  const { database } = address;
  const setup = { database, relations: RELATIONS, password: PASSWORD };
  return {
    'for PostgreSQL 15': [closeOtherDatabases([PROVISIONER.user]), ...setupStatements({ ...setup, serverMajor: 15 })],
    'for a later one': [closeOtherDatabases([PROVISIONER.user]), ...setupStatements(setup)],
    'of one login': readerStatements({ ...ME, login: 'bank_reader', database, relations: RELATIONS }),
    'of a profile': [...loginStatements(database, ME), ...actAsOwner(18), 'RESET ROLE'],
    'that ends a profile': [endLogin(ME.login)],
  };
};

test('no script that is printed calls what a stranger planted in the schema public', async () => {
  assert.match((await dba.query<{ search_path: string }>('SHOW search_path')).rows[0]?.search_path ?? '', /public/);
  await assert.rejects(dba.query('SELECT FROM pg_class WHERE oid = 1::int4'), /planted code ran as postgres/);
  for (let again = 0; again < 2; again += 1) {
    for (const [which, statements] of Object.entries(scripts())) {
      await dba.query('GRANT USAGE ON SCHEMA public TO PUBLIC');
      await dba
        .query(toScript(statements))
        .catch((error: Error) => assert.fail(`the script ${which}: ${error.message}`));
    }
  }
});

const VIEW = "SELECT id, name FROM public.clients WHERE name <> 'x'";

test('nor does any look at a bank’s server, nor what Atlas makes there', async () => {
  const rights = 'USAGE ON SCHEMA public TO PUBLIC';
  await dba.query(`GRANT ${rights}; GRANT TEMPORARY ON DATABASE ${address.database} TO ${PROVISIONER.user}`);
  const statements = [
    `CREATE SCHEMA ${ME.login}`,
    `CREATE VIEW ${ME.login}.clients AS ${VIEW}`,
    `GRANT USAGE ON SCHEMA ${ME.login} TO ${ME.login}`,
    `GRANT SELECT ON ${ME.login}.clients TO ${ME.login}`,
  ];
  await probe(address, PROVISIONER);
  const made = await provision(address, PROVISIONER, { schema: ME.login, login: ME, statements });
  const me = { user: ME.login, password: ME.password };
  await checkPublished(address, PROVISIONER, RELATIONS);
  const [known] = await withStatistics(address, PROVISIONER, await withCollations(address, PROVISIONER, RELATIONS));
  assert.ok(
    known?.columns.some((one) => 'distinct' in one),
    'statistics were read',
  );
  const types = await loadSourceTypes(address, PROVISIONER, RELATIONS);
  const baseline = await loadBaseline(address, PROVISIONER, RELATIONS);
  assert.deepEqual(await loadViewDigests(address, me, ME.login), made);
  const standing = { login: me, schema: ME.login, prover: PROVISIONER };
  assert.equal((await judgeViews(address, standing, [{ name: 'clients', query: VIEW }])).proof, 'same');
  assert.equal((await countAs(address, me, { from: `${ME.login}.clients`, columns: ['name'] })).rows, 50);
  const expected = {
    provision: 'views',
    serverMajor: 18,
    login: ME.login,
    schema: ME.login,
    owner: 'atlas_masks',
    provisioner: PROVISIONER.user,
    connections: 2,
    published: RELATIONS,
    types,
    views: made,
    withheld: [],
    relations: RELATIONS.map((one) => ({
      ...one,
      ...baseline['clients'],
      columns: one.columns.map((column) => ({ ...column, collation: null, comparesLoosely: false })),
      rowSecurity: true,
    })),
  } as Expected;
  const found = await attest(address, me, expected);
  assert.deepEqual(
    [...new Set(found.filter((one) => one.stops).map((one) => one.check))],
    ['grants.functions', 'code.operators_in_sight'],
    'what was planted is told of',
  );
  await runAsOwner(address, PROVISIONER, [`DROP VIEW ${ME.login}.clients`]);
  assert.equal(await retire(address, PROVISIONER, { login: ME.login, drops: [`DROP SCHEMA ${ME.login}`] }), true);
});
