import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { run, runMigrations } from 'graphile-worker';
import type { Runner, WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import { makeDb } from '#platform/db';
import type { Log } from '#platform/log';
import { BEAT_MS, SILENCE_MS, startHeartbeat } from './heartbeat.ts';
import { codeOf, silent, toGraphileLogger, toTaskList } from './tasks.ts';
import type { Task } from './tasks.ts';

export type RunnerOptions = {
  /** As atlas_worker. */
  readonly url: string;
  readonly tasks: Readonly<Record<string, Task>>;
  readonly concurrency: number;
  readonly log: Log;
  readonly beatMs?: number;
  readonly silenceMs?: number;
};

export type JobRunner = {
  /** Takes no more jobs, waits for those that run, says goodbye. */
  stop(): Promise<void>;
};

const POLL_MS = 1_000;

/** A job holds a connection of the queue's only while it is taken and while its end is noted: more jobs share so many. */
const SHARED = 16;

/** Makes or updates the queue's own tables. As atlas_worker, after the migrations. */
export async function installQueue(url: string): Promise<void> {
  const pgPool = makePool(url, 2, () => undefined);
  try {
    await runMigrations({ pgPool, logger: silent() });
  } finally {
    await pgPool.end();
  }
}

/**
 * The library would make its own pool and stop listening to its errors before the last connection is closed: a server
 * that stops in that moment would take the process with it.
 */
function makePool(url: string, max: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, application_name: 'atlas jobs', max });
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

type Launched = { readonly workerId: string; readonly ended: Promise<void>; stop(): Promise<void> };

/**
 * Runs jobs until it is told to stop. The library gives up when it cannot write that a job is done, be it for a moment;
 * here it is launched again, as a new worker, and the jobs of the old one go the way of a dead worker's.
 */
export async function startRunner(options: RunnerOptions): Promise<JobRunner> {
  const log = options.log.module('jobs');
  const stopping = new AbortController();
  let current = await launch(options, log);
  const watching = (async () => {
    for (;;) {
      await current.ended;
      if (stopping.signal.aborted) return;
      log.error('The worker has given up and is started again.', { worker_id: current.workerId });
      await current.stop();
      const next = await relaunch(options, log, stopping.signal);
      if (next === undefined) return;
      current = next;
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await current.stop();
      await watching;
    },
  };
}

async function relaunch(options: RunnerOptions, log: Log, signal: AbortSignal): Promise<Launched | undefined> {
  while (!signal.aborted) {
    try {
      return await launch(options, log);
    } catch (error) {
      log.warning('The worker cannot start yet.', { code: codeOf(error) });
      await setTimeout(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

async function launch(options: RunnerOptions, log: Log): Promise<Launched> {
  const db = makeDb({ url: options.url, name: 'atlas worker heartbeat', max: 2 });
  const reportLoss = (error: Error): void =>
    log.warning('The job queue lost a connection to the database.', { code: codeOf(error) });
  const pgPool = makePool(options.url, Math.min(options.concurrency, SHARED) + 2, reportLoss);
  const closing = async (): Promise<void> => {
    await pgPool.end();
    await db.destroy();
  };
  try {
    const { runner, workerId } = await runLibrary(options, pgPool, log);
    const { beatMs = BEAT_MS, silenceMs = SILENCE_MS } = options;
    const heartbeat = await startHeartbeat({ db, log, workerId, beatMs, silenceMs });
    const ended = runner.promise.catch(() => undefined);
    const stop = once(async () => {
      // It rejects where it has stopped by itself.
      await runner.stop().catch(() => undefined);
      await ended;
      await heartbeat.stop();
      await closing();
    });
    return { workerId, ended, stop };
  } catch (error) {
    await closing();
    throw error;
  }
}

/** Two who stop at once wait for the same end. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

type Running = { readonly runner: Runner; readonly workerId: string };

async function runLibrary(options: RunnerOptions, pgPool: pg.Pool, log: Log): Promise<Running> {
  const events: WorkerEvents = new EventEmitter();
  let workerId = '';
  events.on('pool:create', ({ workerPool }) => {
    workerId = workerPool.id;
  });
  const runner = await run({
    pgPool,
    concurrency: options.concurrency,
    noHandleSignals: true,
    parsedCronItems: [],
    pollInterval: POLL_MS,
    // Without these the library does not wait for its own note that a job is done: a stop would run it once more.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: toTaskList(options.tasks, log),
    logger: toGraphileLogger(log),
    events,
  });
  return { runner, workerId };
}
