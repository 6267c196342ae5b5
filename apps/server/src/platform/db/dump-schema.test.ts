import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import pg from 'pg';
import { cloneDatabase } from '../../../test/support/postgres.ts';
import { dumpSchema } from './dump-schema.ts';

describe('db/schema.sql', () => {
  it('is what the migrations make (node scripts/schema.mjs writes it)', async () => {
    const { superuserUrl } = await cloneDatabase();
    assert.equal(
      await dumpSchema(superuserUrl),
      readFileSync(new URL('../../../../../db/schema.sql', import.meta.url), 'utf8'),
    );
  });

  it('would show a column, an index and a right that no migration made', async () => {
    const { superuserUrl, ownerUrl } = await cloneDatabase();
    const before = await dumpSchema(superuserUrl);
    const owner = new pg.Client(ownerUrl);
    await owner.connect();
    for (const statement of [
      'ALTER TABLE ops.worker_beats ADD COLUMN note text',
      'CREATE INDEX ON ops.worker_beats (beaten_at)',
      'GRANT DELETE ON ops.worker_beats TO atlas_app',
      'GRANT UPDATE (note) ON ops.worker_beats TO atlas_signer',
      "CREATE TYPE ops.mood AS ENUM ('good', 'bad')",
      'CREATE DOMAIN ops.small AS int CHECK (VALUE < 9)',
      'CREATE VIEW ops.beats AS SELECT worker_id FROM ops.worker_beats',
    ]) {
      await owner.query(statement);
    }
    await owner.end();
    const added = new Set((await dumpSchema(superuserUrl)).split('\n'));
    for (const line of before.split('\n')) added.delete(line);
    assert.deepEqual(
      [...added].toSorted(),
      [
        '  beaten_at timestamp with time zone DEFAULT now() NOT NULL,',
        '  note text',
        '   FROM ops.worker_beats;',
        ' SELECT worker_id',
        'CREATE DOMAIN ops.small AS integer CHECK ((VALUE < 9));',
        'CREATE INDEX worker_beats_beaten_at_idx ON ops.worker_beats USING btree (beaten_at);',
        "CREATE TYPE ops.mood AS ENUM ('good', 'bad');",
        'CREATE VIEW ops.beats AS',
        'GRANT DELETE, SELECT ON TABLE ops.worker_beats TO atlas_app;',
        'GRANT UPDATE ON COLUMN ops.worker_beats.note TO atlas_signer;',
      ].toSorted(),
    );
  });
});
