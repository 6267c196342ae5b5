import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer } from 'node:net';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase, loginOf, useOwnCluster } from '../../../test/support/postgres.ts';
import { type SourceAddress, type SourceLogin, loopbackAddress } from './connection.ts';
import { type ViewProof, judgeViews } from './view-proof.ts';

let address: SourceAddress;
let url: string;
let admin: pg.Client;
let login: SourceLogin;
before(async () => {
  useOwnCluster();
  url = await createDatabase();
  address = loopbackAddress(url);
  login = loginOf(url);
  admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`
    CREATE SCHEMA bank; CREATE TYPE bank.mood AS ENUM ('sad', 'glad');
    CREATE TABLE bank.moods (mood bank.mood, day timestamptz); CREATE SCHEMA masked;
    CREATE ROLE atlas_looker LOGIN PASSWORD 'looks'; GRANT USAGE ON SCHEMA masked TO atlas_looker`);
});
after(() => admin.end());

const QUERY = `SELECT mood FROM bank.moods WHERE CAST(mood AS text) IN ('sad') AND day > '2026-01-31 12:00+00'::timestamptz`;

const makeView = () => admin.query(`DROP VIEW IF EXISTS masked.moods; CREATE VIEW masked.moods AS ${QUERY}`);

const judge = (as = login) =>
  judgeViews(address, { login: as, schema: 'masked', prover: login }, [{ name: 'moods', query: QUERY }]);
const proof = async (): Promise<ViewProof> => (await judge()).proof;

test('a view that was made of the same text while a cast of the bank’s own stood is another view', async () => {
  await makeView();
  assert.equal(await proof(), 'same');
  await admin.query(`CREATE FUNCTION bank.any_mood(bank.mood) RETURNS text LANGUAGE sql IMMUTABLE RETURN 'sad';
    CREATE CAST (bank.mood AS text) WITH FUNCTION bank.any_mood(bank.mood)`);
  await makeView();
  assert.equal(await proof(), 'different', 'Atlas’s own text is read under the same cast');
  await admin.query('DROP CAST (bank.mood AS text)');
  assert.equal(await proof(), 'different');
  await makeView();
  assert.equal(await proof(), 'same');
});

test('a zone and a style of dates of the database change nothing of what is compared', async () => {
  await makeView();
  await admin.query(
    `ALTER ROLE atlas_looker SET timezone = 'Asia/Tokyo'; ALTER ROLE atlas_looker SET datestyle = 'German, DMY'`,
  );
  const looker = { user: 'atlas_looker', password: 'looks' };
  assert.equal((await judge(looker)).proof, 'same');
});

test('a schema that holds a view more than was printed is not what was printed, whatever that view shows', async () => {
  await makeView();
  await admin.query(`CREATE VIEW masked.more AS ${QUERY}`);
  assert.equal(await proof(), 'different');
  await admin.query('DROP VIEW masked.more');
  assert.equal(await proof(), 'same');
});

/** A line to the server on which something happens before the words that are waited for go through. */
async function lineWith(words: string, happens: () => Promise<unknown>) {
  const line = createServer((near) => {
    const far = connect(address.port, address.host);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    let before = Promise.resolve();
    near.on('data', (bytes) => {
      before = before.then(async () => {
        if (bytes.includes(words)) await happens();
        far.write(bytes);
      });
    });
    far.pipe(near);
    near.on('close', () => far.destroy());
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  return {
    address: { ...address, host: '127.0.0.1', port: (line.address() as AddressInfo).port },
    end: () => line.close(),
  };
}

test('a view that is made again while it is judged is judged as the one whose digest is kept', async (t) => {
  await makeView();
  const { digests } = await judge();
  await admin.query(`CREATE OR REPLACE VIEW masked.moods AS SELECT mood FROM bank.moods`);
  let turns = 0;
  const line = await lineWith('SET LOCAL search_path', () => {
    turns += 1;
    return admin.query(`CREATE OR REPLACE VIEW masked.moods AS ${QUERY}`);
  });
  t.after(line.end);
  const found = await judgeViews(line.address, { login, schema: 'masked', prover: login }, [
    { name: 'moods', query: QUERY },
  ]);
  assert.equal(turns, 1);
  assert.equal(found.proof, 'different');
  assert.notDeepEqual(found.digests, digests);
  assert.equal(await proof(), 'same');
});

test('a table that other work holds ends the judging soon, with or without one who compares', async (t) => {
  await makeView();
  const other = new pg.Client(url);
  t.after(() => other.end());
  await other.connect();
  await other.query('BEGIN; LOCK TABLE bank.moods IN ACCESS EXCLUSIVE MODE');
  for (const prover of [login, null])
    await assert.rejects(judgeViews(address, { login, schema: 'masked', prover }, [{ name: 'moods', query: QUERY }]), {
      message: /locked by other work/,
    });
});
