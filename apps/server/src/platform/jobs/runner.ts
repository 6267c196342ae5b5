import { EventEmitter } from 'node:events';
import { Logger, run, runMigrations } from 'graphile-worker';
import type { JobHelpers, Runner, TaskList, WorkerEvents } from 'graphile-worker';
import { makeDb } from '#platform/db';
import type { Log, Trace } from '#platform/log';
import type { Envelope } from './enqueue.ts';
import { BEAT_MS, SILENCE_MS, startHeartbeat } from './heartbeat.ts';

export type JobContext = {
  readonly jobId: string;
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  readonly trace: Trace | undefined;
  /** Aborts five seconds after the program was asked to stop: whoever is still at work should give up. */
  readonly signal: AbortSignal;
};

/** The payload is what lay in the queue: whoever takes it checks its shape. */
export type Task = (payload: unknown, context: JobContext) => Promise<void>;

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
  readonly workerId: string;
  /** Takes no more jobs, waits for those that run, says goodbye. */
  stop(): Promise<void>;
};

const POLL_MS = 1_000;

/** Makes or updates the queue's own tables. As atlas_worker, after the migrations. */
export async function installQueue(url: string): Promise<void> {
  await runMigrations({ connectionString: url, logger: silent() });
}

export async function startRunner(options: RunnerOptions): Promise<JobRunner> {
  const log = options.log.module('jobs');
  const db = makeDb({ url: options.url, name: 'atlas worker heartbeat', max: 2 });
  const events: WorkerEvents = new EventEmitter();
  let workerId = '';
  events.on('pool:create', ({ workerPool }) => {
    workerId = workerPool.id;
  });
  const runner: Runner = await run({
    connectionString: options.url,
    concurrency: options.concurrency,
    maxPoolSize: options.concurrency + 2,
    noHandleSignals: true,
    parsedCronItems: [],
    pollInterval: POLL_MS,
    // Without these the library does not wait for its own note that a job is done: a stop would run it once more.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: toTaskList(options.tasks, log),
    logger: toGraphileLogger(log),
    events,
  });
  const beatMs = options.beatMs ?? BEAT_MS;
  const silenceMs = options.silenceMs ?? SILENCE_MS;
  const heartbeat = await startHeartbeat({ db, log, workerId, beatMs, silenceMs });
  return {
    workerId,
    stop: async () => {
      await runner.stop();
      await heartbeat.stop();
      await db.destroy();
    },
  };
}

function toTaskList(tasks: Readonly<Record<string, Task>>, log: Log): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      (payload: unknown, helpers: JobHelpers) => runTask(task, payload as Envelope, helpers, log),
    ]),
  );
}

async function runTask(task: Task, envelope: Envelope, helpers: JobHelpers, log: Log): Promise<void> {
  const { job, abortSignal } = helpers;
  const isLastAttempt = job.attempts >= job.max_attempts;
  const trace = envelope.trace ?? undefined;
  try {
    await task(envelope.body, { jobId: job.id, attempt: job.attempts, isLastAttempt, trace, signal: abortSignal });
  } catch (error) {
    const code = codeOf(error);
    const context = { task: job.task_identifier, job_id: job.id, attempt: job.attempts, code };
    const traced = trace === undefined ? log : log.traced(trace);
    if (isLastAttempt) traced.error('A job has failed for the last time.', context);
    else traced.warning('A job has failed and will be tried again.', context);
    // The queue stores what it catches. The error's own words may be a person's, so it gets the code alone.
    // eslint-disable-next-line preserve-caught-error -- the cause is exactly what must not be stored
    throw new Error(code);
  }
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}

function silent(): Logger {
  return new Logger(() => () => undefined);
}

/** The library's sentences carry error texts; only where and what kind is kept. Failed tasks are logged above. */
function toGraphileLogger(log: Log): Logger {
  return new Logger((scope) => (level, _message, meta) => {
    if ((level !== 'error' && level !== 'warning') || meta?.['failure'] === true) return;
    const code = codeOf(meta?.['error']);
    log.warning('The job queue reports a problem.', { part: scope.label ?? null, code });
  });
}
