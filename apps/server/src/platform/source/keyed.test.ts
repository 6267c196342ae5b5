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
  await admin.query(`CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false)`);
});
after(() => admin.end());

const COLUMNS = 'id int NOT NULL, part date NOT NULL, code text NOT NULL, name text COLLATE loose NOT NULL, spare int';

/** Whether the columns are a key of a table to which this was done. */
async function isKeyed(primaryKey: readonly string[], indexed: string, table = `CREATE TABLE keyed (${COLUMNS})`) {
  await admin.query(`DROP TABLE IF EXISTS keyed; ${table}; ${indexed}`);
  const looked = { name: 'keyed', schema: 'public', relation: 'keyed', primaryKey, columns: [] };
  return (await loadBaseline(address, login, [looked]))['keyed']?.primaryKey.length === primaryKey.length;
}

test('a key holds by any index that lets no two rows have the same values of it', async () => {
  const parted = `CREATE TABLE keyed (${COLUMNS}) PARTITION BY RANGE (part);
    CREATE TABLE keyed_now PARTITION OF keyed FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')`;
  for (const [key, indexed, table] of [
    [['id'], 'ALTER TABLE keyed ADD PRIMARY KEY (id)'],
    [['id', 'part'], 'ALTER TABLE keyed ADD PRIMARY KEY (part, id)'],
    [['id', 'part'], 'ALTER TABLE keyed ADD PRIMARY KEY (id, part)', parted],
    [['id'], 'CREATE UNIQUE INDEX ON keyed (id DESC) INCLUDE (spare)'],
    [['name'], 'CREATE UNIQUE INDEX ON keyed (name)'],
    [['id'], 'CREATE UNIQUE INDEX ON keyed (id) NULLS NOT DISTINCT'],
    [['id', 'part'], 'ALTER TABLE keyed ADD UNIQUE (id)'],
  ] as const) {
    assert.ok(await isKeyed(key, indexed, table), indexed);
  }
});

test('it does not hold by an index that has more columns than it, whatever these are', async () => {
  for (const indexed of [
    'ALTER TABLE keyed ADD UNIQUE (id, part)',
    'ALTER TABLE keyed ADD UNIQUE (id, spare)',
    'CREATE UNIQUE INDEX ON keyed (id, lower(code))',
    'CREATE UNIQUE INDEX ON keyed (spare, id)',
  ]) {
    assert.equal(await isKeyed(['id'], indexed), false, indexed);
  }
});

test('nor by one that some rows are not under, that waits, or by whose equality the column is not compared', async () => {
  for (const [key, indexed] of [
    [['id'], 'CREATE INDEX ON keyed (id)'],
    [['id'], "CREATE UNIQUE INDEX ON keyed (id) WHERE part > '2025-01-01'"],
    [['id'], 'ALTER TABLE keyed ADD PRIMARY KEY (id) DEFERRABLE'],
    [['id'], 'CREATE UNIQUE INDEX ON keyed ((id + 0))'],
    [['spare'], 'CREATE UNIQUE INDEX ON keyed (spare)'],
    [['spare'], 'CREATE UNIQUE INDEX ON keyed (spare) NULLS NOT DISTINCT'],
    [['name'], 'CREATE UNIQUE INDEX ON keyed (name COLLATE "C")'],
    [['code'], 'CREATE UNIQUE INDEX ON keyed (code text_pattern_ops)'],
  ] as const) {
    assert.equal(await isKeyed(key, indexed), false, indexed);
  }
});

test('nor where NULLs stand beside a NOT NULL that was never tried, or in a part that has no index', async () => {
  const untried = `CREATE TABLE keyed (id int, part date); INSERT INTO keyed VALUES (NULL, NULL), (NULL, NULL);
    ALTER TABLE keyed ADD CONSTRAINT filled NOT NULL id NOT VALID`;
  assert.equal(await isKeyed(['id'], 'CREATE UNIQUE INDEX ON keyed (id)', untried), false);
  const parted = `CREATE TABLE keyed (${COLUMNS}) PARTITION BY RANGE (part);
    CREATE TABLE keyed_now PARTITION OF keyed FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')`;
  assert.equal(await isKeyed(['id', 'part'], 'CREATE UNIQUE INDEX ON ONLY keyed (id, part)', parted), false);
});
