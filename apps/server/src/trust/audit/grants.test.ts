import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import pg from 'pg';
import { transaction } from '#platform/db';
import { openTrustHouse } from '../../../test/support/trust.ts';

const house = await openTrustHouse();
const { database } = house;
await transaction(house.app, (tx) =>
  house.audit.record(tx, {
    type: 'signed_in',
    actor: null,
    resource: null,
    details: {},
    origin: { address: null, userAgent: null },
  }),
);
await house.settle();

const TABLES = ['staging', 'envelopes', 'audit_events', 'entries', 'nodes', 'heads', 'checkpoints', 'rejected'];
const LOGINS = {
  app: database.appUrl,
  worker: database.workerUrl,
  sequencer: database.sequencerUrl,
  signer: database.signerUrl,
};

async function attempt(url: string, statement: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(statement);
    return 'allowed';
  } catch (error) {
    return (error as { code?: string }).code ?? 'unknown';
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
}

const DENIED = '42501';

describe('nobody who logs in for Atlas', () => {
  for (const [name, url] of Object.entries(LOGINS)) {
    test(`as ${name} can change or empty a table of the log`, async () => {
      for (const table of TABLES) {
        const columns = {
          envelopes: 'leaf',
          audit_events: 'details',
          nodes: 'hash',
          heads: 'root',
          checkpoints: 'note',
        };
        const column = columns[table as keyof typeof columns] ?? 'leaf';
        assert.equal(await attempt(url, `UPDATE audit.${table} SET ${column} = ${column}`), DENIED, `UPDATE ${table}`);
        assert.equal(await attempt(url, `TRUNCATE audit.${table} CASCADE`), DENIED, `TRUNCATE ${table}`);
        const deletes = name === 'sequencer' && table === 'staging' ? 'allowed' : DENIED;
        assert.equal(await attempt(url, `DELETE FROM audit.${table}`), deletes, `DELETE ${table}`);
      }
    });

    test(`as ${name} can alter, own or create anything there`, async () => {
      assert.equal(await attempt(url, 'ALTER TABLE audit.entries DISABLE TRIGGER ALL'), DENIED);
      assert.equal(await attempt(url, 'DROP TABLE audit.entries CASCADE'), DENIED);
      assert.equal(await attempt(url, 'CREATE TABLE audit.mine (a int)'), DENIED);
    });
  }
});

describe('api and worker', () => {
  for (const url of [database.appUrl, database.workerUrl]) {
    test('add to staging and cannot look into it or choose a place or time', async () => {
      assert.equal(await attempt(url, `INSERT INTO audit.staging (leaf) VALUES ('{}')`), 'allowed');
      assert.equal(await attempt(url, 'SELECT * FROM audit.staging'), DENIED);
      assert.equal(await attempt(url, `INSERT INTO audit.staging (leaf, staged_at) VALUES ('{}', now())`), DENIED);
      assert.equal(
        await attempt(url, `INSERT INTO audit.staging (id, leaf) OVERRIDING SYSTEM VALUE VALUES (1, '{}')`),
        DENIED,
      );
    });

    test('cannot write what the sequencer or the signer writes', async () => {
      assert.equal(
        await attempt(url, `INSERT INTO audit.entries (index, leaf_hash, leaf) VALUES (99, '', '')`),
        DENIED,
      );
      assert.equal(await attempt(url, `INSERT INTO audit.heads (size, root) VALUES (99, '')`), DENIED);
      assert.equal(await attempt(url, `INSERT INTO audit.checkpoints (size, root, note) VALUES (99, '', '')`), DENIED);
      assert.equal(await attempt(url, 'SELECT * FROM audit.entries'), 'allowed');
      assert.equal(await attempt(url, 'SELECT audit.longest_wait()'), 'allowed');
    });

    test('cannot change evidence or its keys', async () => {
      for (const table of ['parts', 'record_keys', 'packs', 'pack_checkpoints']) {
        assert.equal(await attempt(url, `DELETE FROM evidence.${table}`), DENIED, table);
      }
      assert.equal(await attempt(url, `UPDATE evidence.parts SET bytes = ''`), DENIED);
      assert.equal(await attempt(url, `UPDATE evidence.record_keys SET wrapped = ''`), DENIED);
    });
  }
});

describe('sequencer and signer', () => {
  for (const url of [database.sequencerUrl, database.signerUrl]) {
    test('see no envelope, no event and no key', async () => {
      for (const table of [
        'audit.envelopes',
        'audit.audit_events',
        'evidence.record_keys',
        'evidence.parts',
        'ask.queries',
        'identity.users',
      ]) {
        assert.equal(await attempt(url, `SELECT * FROM ${table}`), DENIED, table);
      }
    });
  }

  test('do not do each other’s work', async () => {
    assert.equal(
      await attempt(database.sequencerUrl, `INSERT INTO audit.checkpoints (size, root, note) VALUES (99, '', '')`),
      DENIED,
    );
    assert.equal(await attempt(database.signerUrl, `INSERT INTO audit.heads (size, root) VALUES (99, '')`), DENIED);
    assert.equal(await attempt(database.signerUrl, `INSERT INTO audit.staging (leaf) VALUES ('{}')`), DENIED);
  });
});

describe('the tables themselves refuse', () => {
  test('a second leaf at an index and a second head of a size', async () => {
    assert.equal(
      await attempt(
        database.superuserUrl,
        `INSERT INTO audit.entries (index, leaf_hash, leaf) SELECT 0, sha256('\\x00'::bytea || 'x'), 'x'`,
      ),
      '23505',
    );
    assert.equal(
      await attempt(database.superuserUrl, 'INSERT INTO audit.heads (size, root) SELECT size, root FROM audit.heads'),
      '23505',
    );
  });

  test('a leaf under another hash, a part under another digest, a leaf that is too long', async () => {
    assert.equal(
      await attempt(
        database.sequencerUrl,
        `INSERT INTO audit.entries (index, leaf_hash, leaf) VALUES (99, sha256('x'), 'x')`,
      ),
      '23514',
    );
    assert.equal(
      await attempt(database.appUrl, `INSERT INTO evidence.parts (digest, bytes) VALUES (sha256('x'), 'y')`),
      '23514',
    );
    assert.equal(
      await attempt(database.appUrl, `INSERT INTO audit.staging (leaf) VALUES (repeat('x', 1025)::bytea)`),
      '23514',
    );
  });
});
