import { sql } from 'kysely';
import type { Trace } from '#platform/log';
import type { Handle } from '#platform/db';

export type EnqueueOptions = {
  /** A job with the key of one that waits replaces it; one that runs is left alone and followed. */
  readonly jobKey?: string;
  /** Smaller runs first. */
  readonly priority?: number;
  /** Being killed counts as an attempt: one attempt means that a killed worker's job is never taken up again. */
  readonly maxAttempts: number;
  readonly runAt?: Date;
  /** The trace that goes on in the worker. */
  readonly trace?: Trace;
};

/** What lies in the queue: the caller's payload and the trace beside it. */
export type Envelope = { readonly body: unknown; readonly trace: Trace | null };

/**
 * The job is there when the caller's transaction commits and never was when it rolls back. The payload holds ids only:
 * whoever reads the queue learns nothing.
 */
export async function enqueue(
  tx: Handle,
  task: string,
  payload: Readonly<Record<string, string | number | boolean | null>>,
  options: EnqueueOptions,
): Promise<void> {
  const envelope: Envelope = { body: payload, trace: options.trace ?? null };
  await sql`SELECT ops.enqueue(
    ${task}, ${JSON.stringify(envelope)}::json, ${options.jobKey ?? null}, ${options.priority ?? 0}::int,
    ${options.maxAttempts}::int, ${options.runAt ?? null}::timestamptz)`.execute(tx);
}
