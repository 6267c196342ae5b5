import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase } from '../../../test/support/postgres.ts';
import { attest } from './attestation.ts';
import type { Expected } from './check.ts';
import { loopbackAddress } from './connection.ts';

let url: string;
let admin: pg.Client;
let looker: string;
before(async () => {
  url = await createDatabase();
  admin = new pg.Client(url);
  await admin.connect();
  looker = `looker_${new URL(url).pathname.slice(6, 16)}`;
  await admin.query(
    `CREATE ROLE ${looker} LOGIN PASSWORD 'looks'; ALTER ROLE ${looker} SET temp_file_limit = '16MB'; ALTER ROLE ${looker} SET work_mem = '1MB'`,
  );
});
after(async () => {
  await admin.query(`DROP OWNED BY ${looker}; DROP ROLE ${looker}`);
  await admin.end();
});

const many = <T>(count: number, each: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => each(at));

/** What a profile of a bank of so many relations and columns expects, none of which stands. */
const expectedOf = (relations: number, columns: number): Expected => ({
  provision: 'views',
  serverMajor: 18,
  login: looker,
  schema: 'atlas_m_large',
  owner: 'atlas_masks',
  provisioner: 'atlas_provisioner',
  connections: 3,
  relations: many(relations, (at) => ({
    schema: 'bank',
    relation: `relation_${at}`,
    oid: String(4_000_000 + at),
    kind: 'r',
    primaryKey: ['column_0'],
    places: Object.fromEntries(many(columns, (place) => [`column_${place}`, place + 1])),
    policies: null,
    columns: many(columns, (place) => ({
      name: `column_${place}`,
      type: 'text',
      collation: null,
      comparesLoosely: false,
    })),
    rowSecurity: false,
  })),
  published: many(relations, (at) => ({ schema: 'bank', relation: `relation_${at}` })),
  types: {},
  views: Object.fromEntries(many(relations, (at) => [`relation_${at}`, 'f'.repeat(64)])),
  withheld: many(relations, (at) => ({
    view: `relation_${at}`,
    schema: 'bank',
    relation: `relation_${at}`,
    column: 'column_1',
  })),
});

test('a look at a large bank fills no disk: what is expected is read once, not with every view', async () => {
  const found = await attest(loopbackAddress(url), { user: looker, password: 'looks' }, expectedOf(600, 80));
  const said = found.filter(({ check }) => /^(?:views\.present|relations\.identity)$/.test(check));
  assert.deepEqual(new Set(said.map(({ check }) => check)).size, 2);
  assert.match(said[0]?.sentence ?? '', /relation_\d+.* is gone/);
});

test('a look that the server has no room or time for is no fault of the question', async () => {
  await admin.query(`ALTER ROLE ${looker} SET temp_file_limit = 0; ALTER ROLE ${looker} SET work_mem = '64kB'`);
  await assert.rejects(
    attest(loopbackAddress(url), { user: looker, password: 'looks' }, expectedOf(600, 80)),
    ({ code, detail }: { code?: string; detail?: string }) =>
      code === 'SOURCE_UNAVAILABLE' && detail?.startsWith('53400') === true,
  );
});
