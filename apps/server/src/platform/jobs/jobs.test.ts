import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, afterEach, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { makeDb, transaction } from '#platform/db';
import type { Db } from '#platform/db';
import { makeLog } from '#platform/log';
import { cloneDatabase } from '../../../test/support/postgres.ts';
import type { TestDatabase } from '../../../test/support/postgres.ts';
import { makeJobs } from './jobs.ts';
import { startRunner } from './runner.ts';
import type { JobRunner } from './runner.ts';
import type { JobContext, Task } from './tasks.ts';

const trace = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

describe('the job queue', () => {
  const { enqueue, isWorked } = makeJobs();
  let database: TestDatabase;
  let app: Db;
  let worker: Db;
  let runner: JobRunner | undefined;
  const lines: string[] = [];
  const log = makeLog({ level: 'DEBUG', service: 'test', destination: { write: (line) => void lines.push(line) } });

  before(async () => {
    database = await cloneDatabase();
    app = makeDb({ url: database.appUrl, name: 'test app' });
    worker = makeDb({ url: database.workerUrl, name: 'test worker' });
  });
  afterEach(async () => {
    await runner?.stop();
    runner = undefined;
  });
  after(async () => {
    await app.destroy();
    await worker.destroy();
  });

  const start = async (tasks: Record<string, Task>): Promise<void> => {
    runner = await startRunner({ url: database.workerUrl, tasks, concurrency: 2, log, beatMs: 50, silenceMs: 500 });
  };
  const waiting = async (): Promise<number> =>
    (await sql<{ n: number }>`SELECT count(*) AS n FROM graphile_worker._private_jobs`.execute(worker)).rows[0]?.n ??
    -1;

  it('runs a job that the app has enqueued, with its payload and its trace', async () => {
    const ran = Promise.withResolvers<[unknown, JobContext]>();
    await start({ greet: (payload, context) => Promise.resolve(ran.resolve([payload, context])) });
    await transaction(app, (tx) => enqueue(tx, 'greet', { id: 'a' }, { maxAttempts: 1, trace }));
    const [payload, context] = await ran.promise;
    assert.deepEqual(payload, { id: 'a' });
    assert.deepEqual(context.trace, trace);
    assert.equal(context.isLastAttempt, true);
  });

  it('forgets a job whose transaction was rolled back', async () => {
    const rollback = transaction(app, async (tx) => {
      await enqueue(tx, 'never', {}, { maxAttempts: 1 });
      throw new Error('rolled back');
    });
    await assert.rejects(rollback, /rolled back/);
    assert.equal(await waiting(), 0);
  });

  it('keeps one job for one key', async () => {
    await enqueue(app, 'once', { n: 1 }, { maxAttempts: 1, jobKey: 'k' });
    await enqueue(app, 'once', { n: 2 }, { maxAttempts: 1, jobKey: 'k' });
    const ran = Promise.withResolvers<unknown>();
    await start({ once: (payload) => Promise.resolve(ran.resolve(payload)) });
    assert.deepEqual(await ran.promise, { n: 2 });
  });

  it('lets nobody but the worker read the queue, and the app not even call what lies in it', async () => {
    await assert.rejects(sql`SELECT * FROM graphile_worker._private_jobs`.execute(app), /permission denied/);
    await assert.rejects(sql`SELECT graphile_worker.add_job('x')`.execute(app), /permission denied/);
  });

  it('stores and logs the code of an error and never its words', async () => {
    const failed = Promise.withResolvers<void>();
    await start({
      fail: () => {
        failed.resolve();
        return Promise.reject(Object.assign(new Error('what Ada Lovelace wrote'), { code: 'INTERNAL_ERROR' }));
      },
    });
    await enqueue(app, 'fail', {}, { maxAttempts: 1, trace });
    await failed.promise;
    await runner?.stop();
    runner = undefined;
    const { rows } = await sql<{ lastError: string }>`
      SELECT last_error AS "lastError" FROM graphile_worker._private_jobs`.execute(worker);
    assert.deepEqual(rows, [{ lastError: 'INTERNAL_ERROR' }]);
    const said = lines.filter((line) => line.includes('for the last time'));
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', new RegExp(trace.traceId));
    assert.doesNotMatch(lines.join(''), /Lovelace/);
    await sql`DELETE FROM graphile_worker._private_jobs`.execute(worker);
  });

  it('gives the job of a killed worker to the next one, as its second attempt', async () => {
    const victim = spawn(process.execPath, [new URL('./jobs.test-worker.ts', import.meta.url).pathname], {
      env: { ...process.env, WORKER_URL: database.workerUrl },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await enqueue(app, 'hang', { id: 'h' }, { maxAttempts: 2 });
    await once(victim.stdout, 'data');
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    const ran = Promise.withResolvers<number>();
    await start({ hang: (_payload, context) => Promise.resolve(ran.resolve(context.attempt)) });
    assert.equal(await ran.promise, 2);
  });

  it('goes on after the database was away just when a job was done', async () => {
    const begun = Promise.withResolvers<void>();
    const away = Promise.withResolvers<void>();
    const back = Promise.withResolvers<void>();
    await start({
      unlucky: async (_payload, { attempt }) => {
        begun.resolve();
        await away.promise;
        if (attempt === 2) back.resolve();
      },
    });
    await enqueue(app, 'unlucky', {}, { maxAttempts: 2 });
    await begun.promise;
    const server = makeDb({ url: database.superuserUrl.replace(/[^/]+$/, 'postgres'), name: 'test' });
    const allow = (word: string): Promise<unknown> =>
      sql`ALTER DATABASE ${sql.id(database.name)} ALLOW_CONNECTIONS ${sql.raw(word)}`.execute(server);
    await allow('false');
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${database.name}`.execute(server);
    away.resolve();
    const hasGivenUp = (): boolean => lines.some((line) => line.includes('has given up'));
    while (!hasGivenUp()) await new Promise((resolve) => setTimeout(resolve, 5));
    await allow('true');
    await server.destroy();
    await back.promise;
  });

  it('tells whether anybody works', async () => {
    await start({});
    assert.equal(await isWorked(app), true);
    await runner?.stop();
    runner = undefined;
    assert.equal(await isWorked(app), false);
  });

  it('tells a running job that the program is stopping, and waits for it', async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    let finished = false;
    await start({
      slow: async (_payload, context) => {
        begun.resolve(context.signal);
        await new Promise((resolve) => setTimeout(resolve, 100));
        finished = true;
      },
    });
    await enqueue(app, 'slow', {}, { maxAttempts: 1 });
    assert.equal((await begun.promise).aborted, false);
    await runner?.stop();
    runner = undefined;
    assert.equal(finished, true);
  });
});
