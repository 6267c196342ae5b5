import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { cloneDatabase } from '../../../test/support/postgres.ts';
import { bootstrapDatabase } from './bootstrap.ts';
import { makeDb, transaction } from './database.ts';
import type { Db } from './database.ts';

describe('the database handle', () => {
  let db: Db;
  let superuserUrl: string;
  const broken: string[] = [];
  before(async () => {
    const database = await cloneDatabase();
    ({ superuserUrl } = database);
    const onIdleError = (error: Error): void => void broken.push(error.message);
    db = makeDb({ url: database.workerUrl, name: 'atlas test', max: 2, onIdleError });
  });
  after(() => db.destroy());
  const read = async (expression: ReturnType<typeof sql>): Promise<unknown> =>
    (await sql<{ value: unknown }>`SELECT ${expression} AS value`.execute(db)).rows[0]?.value;

  it('gives sizes as numbers, and an error rather than a rounded one', async () => {
    assert.equal(await read(sql`9007199254740991::bigint`), 9_007_199_254_740_991);
    await assert.rejects(read(sql`9007199254740993::bigint`), /beyond 2\^53/);
  });

  it('gives times as dates and JSON as what it says', async () => {
    assert.deepEqual(await read(sql`'2026-03-31T12:00:00Z'::timestamptz`), new Date('2026-03-31T12:00:00Z'));
    assert.deepEqual(await read(sql`'{"a": [1]}'::jsonb`), { a: [1] });
  });

  it('commits what a transaction wrote together, or nothing', async () => {
    const beat = (id: string): ReturnType<typeof sql> =>
      sql`INSERT INTO ops.worker_beats (worker_id, process_id) VALUES (${id}, '1')`;
    await transaction(db, async (tx) => {
      await beat('a').execute(tx);
      await beat('b').execute(tx);
    });
    const failing = transaction(db, async (tx) => {
      await beat('c').execute(tx);
      await beat('a').execute(tx);
    });
    await assert.rejects(failing, /duplicate key/);
    assert.equal(await read(sql`(SELECT count(*) FROM ops.worker_beats)`), 2);
  });

  it('says its name to the server, and outlives a connection that the server ends', async () => {
    assert.equal(await read(sql`current_setting('application_name')`), 'atlas test');
    const server = makeDb({ url: superuserUrl, name: 'test' });
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'atlas test' AND datname = current_database()`.execute(server);
    await server.destroy();
    while (broken.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(await read(sql`1`), 1);
  });
});

describe('the roles of the database', () => {
  it('own nothing beyond their task, and setting them up again changes nothing', async () => {
    const { superuserUrl, appUrl, signerUrl } = await cloneDatabase();
    const database = new URL(superuserUrl).pathname.slice(1);
    await bootstrapDatabase({ superuserUrl, database });
    for (const url of [appUrl, signerUrl]) {
      const db = makeDb({ url, name: 'test' });
      await assert.rejects(sql`CREATE TABLE public.mine (id int)`.execute(db), /permission denied/);
      await assert.rejects(sql`CREATE TEMP TABLE mine (id int)`.execute(db), /permission denied/);
      await assert.rejects(sql`DELETE FROM ops.migrations`.execute(db), /permission denied/);
      await assert.rejects(sql`SET ROLE atlas_owner`.execute(db), /permission denied/);
      await db.destroy();
    }
  });
});
