import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { cloneDatabase } from '../../../test/support/postgres.ts';
import type { TestDatabase } from '../../../test/support/postgres.ts';
import { migrate } from './migrations.ts';
import { MIGRATIONS_FOLDER } from './migrations.ts';
import { readdirSync } from 'node:fs';

describe('migrations', () => {
  let database: TestDatabase;
  const folder = mkdtempSync(join(tmpdir(), 'atlas-migrations-'));
  before(async () => {
    database = await cloneDatabase();
    for (const name of readdirSync(MIGRATIONS_FOLDER)) copyFileSync(join(MIGRATIONS_FOLDER, name), join(folder, name));
  });
  after(() => rmSync(folder, { recursive: true }));
  const run = (): Promise<readonly string[]> => migrate({ ownerUrl: database.ownerUrl, folder });

  it('finds nothing to do the second time', async () => {
    assert.deepEqual(await run(), []);
  });

  it('applies a new file once, also when two programs start at once', async () => {
    writeFileSync(join(folder, '9000_new.sql'), 'CREATE TABLE ops.new_thing (id int)');
    const applied = await Promise.all([run(), run()]);
    assert.deepEqual(applied.flat(), ['9000_new.sql']);
  });

  it('leaves nothing of a file that fails half-way', async () => {
    writeFileSync(join(folder, '9001_half.sql'), 'CREATE TABLE ops.half (id int); SELECT 1/0');
    await assert.rejects(run(), /9001_half\.sql failed: division by zero/);
    writeFileSync(join(folder, '9001_half.sql'), 'CREATE TABLE ops.half (id int)');
    assert.deepEqual(await run(), ['9001_half.sql']);
  });

  it('refuses a file that has changed since it was applied', async () => {
    writeFileSync(join(folder, '9000_new.sql'), 'CREATE TABLE ops.new_thing (id bigint)');
    await assert.rejects(run(), /9000_new\.sql has changed/);
  });

  it('refuses a database from a later version', async () => {
    rmSync(join(folder, '9000_new.sql'));
    await assert.rejects(run(), /9000_new\.sql, which this version of Atlas does not know/);
  });

  it('refuses a file whose name has no place in the order', async () => {
    writeFileSync(join(folder, 'later.sql'), 'SELECT 1');
    await assert.rejects(run(), /not named NNNN_name\.sql/);
  });
});
