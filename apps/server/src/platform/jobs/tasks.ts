import { Logger } from 'graphile-worker';
import type { JobHelpers, TaskList } from 'graphile-worker';
import type { Log, Trace } from '#platform/log';
import type { Envelope } from './enqueue.ts';

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

/** The tasks as the library calls them: the envelope opened, errors logged, and kept as a code alone. */
export function toTaskList(tasks: Readonly<Record<string, Task>>, log: Log): TaskList {
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

export function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}

export function silent(): Logger {
  return new Logger(() => () => undefined);
}

/** The library's sentences carry error texts; only where and what kind is kept. Failed tasks are logged above. */
export function toGraphileLogger(log: Log): Logger {
  return new Logger((scope) => (level, _message, meta) => {
    if ((level !== 'error' && level !== 'warning') || meta?.['failure'] === true) return;
    // Fewer connections than jobs are meant.
    if (meta?.['max'] !== undefined && meta['concurrency'] !== undefined) return;
    const code = codeOf(meta?.['error']);
    log.warning('The job queue reports a problem.', { part: scope.label ?? null, code });
  });
}
