import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type Cluster, ensureCluster } from '../src/platform/postgres/index.ts';
import { loopbackAddress, setupStatements, toScript } from '../src/platform/source/index.ts';
import { type House, startHouse } from './support/house.ts';
import { runProvision } from './support/provisioning.ts';
import { scriptedPlanner } from './support/scripted-planner.ts';
import { column, JURISDICTION, PROVISIONER_SECRET, publication, type SmallBank } from './support/small-bank.ts';

/** A server with room for the locks of some profiles and not of all of them. */
const FEW_LOCKS = { max_locks_per_transaction: '10', max_connections: '40', fsync: 'off' };
const TABLES = Array.from({ length: 14 }, (_, at) => `book_${at}`);

let server: Cluster;
let home: string;
let house: House;
let bank: pg.Client;
let own: pg.Client;

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'atlas-test-many-'));
  chmodSync(home, 0o711);
  server = await ensureCluster({ home, name: 'many', superuserPassword: 'many', settings: FEW_LOCKS });
  house = await startHouse({ planner: scriptedPlanner, attestMs: 0, given: await makeBank() });
  [bank, own] = [house.bank, house.database].map(({ superuserUrl }) => new pg.Client(superuserUrl)) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([bank.connect(), own.connect()]);
  // Everybody who may see what nobody else sees needs a profile of their own.
  await own.query(`
    INSERT INTO identity.users (id, email, full_name, role, team, jurisdictions, password_hash, password_changed_at, created_at, updated_at)
    SELECT gen_random_uuid(), lower(role || array_to_string(seen, '')) || '@bank.example', 'One of many', role, team, seen,
           password_hash, password_changed_at, created_at, updated_at
      FROM identity.users,
           unnest(ARRAY['{US}', '{EU}', '{UK}', '{US,EU}', '{US,UK}', '{EU,UK}']) AS more(j), CAST(j AS text[]) AS seen
     WHERE email <> 'eu@bank.example'`);
});
after(async () => {
  await Promise.all([bank.end(), own.end()]);
  await house.stop();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

async function makeBank(): Promise<SmallBank> {
  const superuserUrl = server.url;
  const client = new pg.Client(superuserUrl);
  await client.connect();
  for (const name of TABLES) {
    await client.query(`CREATE TABLE ${name} (id integer PRIMARY KEY, name text NOT NULL, jurisdiction varchar(2) NOT NULL);
      INSERT INTO ${name} VALUES (1, 'A B', 'US'), (2, 'C D', 'EU'), (3, 'E F', 'UK')`);
  }
  const address = loopbackAddress(superuserUrl);
  const relations = TABLES.map((relation) => ({ schema: 'public', relation }));
  const password = PROVISIONER_SECRET.toString('hex');
  await client.query(toScript(setupStatements({ database: address.database, relations, password })));
  await client.end();
  const columns = [
    column('id', 'integer', { role: 'key' }),
    column('name', 'text', { class: 'person_name', role: 'text' }),
    JURISDICTION,
  ];
  const publications = TABLES.map((name) => publication(name, { primaryKey: ['id'], columns }));
  return { superuserUrl, address, publications, reader: { user: '', password: '' } };
}

const provision = (...args: string[]) => runProvision(house, ...args);

const COUNT = `SELECT count(*) AS n FROM ${TABLES[0]}`;
const STANDING = "SELECT FROM pg_class WHERE relkind = 'v' AND relowner = 'atlas_masks'::regrole";

const standing = async (): Promise<number> => (await bank.query(STANDING)).rowCount ?? 0;

async function answered(): Promise<string> {
  const { error_code: code, results } = await house.ask(COUNT);
  return code ?? JSON.stringify(results);
}
const ANSWER = '[{"n":3}]';

async function failure(sql: string): Promise<string> {
  try {
    await bank.query(sql);
    return '';
  } catch (error) {
    await bank.query('ROLLBACK');
    return (error as Error).message;
  }
}

test('profiles whose views are more than the server has locks for are made, printed, taken away and put back', async () => {
  const made = await provision();
  assert.deepEqual([made.code, made.out.match(/^ready /gm)?.length], [0, 21], made.out);
  assert.equal(await standing(), 546);
  const script = (await provision('--print')).out;
  for (let again = 0; again < 2; again += 1) await bank.query(script);
  assert.deepEqual([await standing(), await answered()], [546, ANSWER]);

  await bank.query((await provision('--drop', '--print')).out);
  assert.deepEqual([await standing(), await answered()], [0, 'SOURCE_UNAVAILABLE']);
  const back = await provision();
  assert.equal(back.code, 0, back.out);
  assert.equal(await answered(), ANSWER);
});

test('a script that ends in the middle answers nobody otherwise, and goes on when it is run again', async () => {
  const script = (await provision('--print')).out;
  const last = script
    .match(/CREATE VIEW (\S+\."book_\d+") /g)
    ?.at(-1)
    ?.split(' ')[2];
  await bank.query(`CREATE VIEW public.of_the_bank AS SELECT id FROM ${last}`);
  assert.match(await failure(script), /other objects depend on it/);
  assert.deepEqual([await standing(), await answered()], [546, ANSWER]);
  await bank.query('DROP VIEW public.of_the_bank');
  assert.equal(await failure(script), '');
  assert.equal((await provision()).code, 0);
});

test('a client that goes on after an error makes no view for whoever acts as their owner', async () => {
  const parts = (await provision('--print')).out.split(/(?<=\nCOMMIT;\n)/);
  const making = parts.filter((one) => one.includes('CREATE VIEW'));
  assert.equal(making.length, 21, 'one for each profile');
  await bank.query('CREATE ROLE stranger; GRANT atlas_masks TO stranger');
  for (const part of making) assert.match(await failure(part), /stranger may act as it or give it away/);
  await bank.query('DROP ROLE stranger');
  assert.equal(await answered(), ANSWER);
});

test('views that go away in part answer nobody until the rest is gone or they are back', async () => {
  const script = (await provision('--drop', '--print')).out;
  const last = script
    .match(/DROP VIEW IF EXISTS ([^;]+);/g)
    ?.at(-1)
    ?.slice('DROP VIEW IF EXISTS '.length, -1);
  await bank.query(`CREATE VIEW public.of_the_bank AS SELECT id FROM ${last}`);
  await assert.rejects(provision('--drop'), (error: Error) =>
    /of_the_bank depends on view .*Some views are gone, and nobody is answered from book_0, /.test(error.message),
  );
  const left = await standing();
  assert.ok(left > 0 && left < 546, `${left} views`);
  assert.equal(await answered(), 'SOURCE_UNAVAILABLE');
  assert.match(await failure(script), /other objects depend on it/);
  await bank.query('DROP VIEW public.of_the_bank');
  assert.equal((await provision('--drop')).code, 0);
  assert.equal(await standing(), 0);
  const back = await provision();
  assert.equal(back.code, 0, back.out);
  assert.equal(await answered(), ANSWER);
});
