import type { Handle } from '#platform/db';
import { enqueue } from './enqueue.ts';
import { SILENCE_MS } from './heartbeat.ts';
import { loadIsWorked } from './queue-store.ts';

/** The queue as those see it who put something into it. */
export type Jobs = {
  /** Commits with the caller's transaction, or not at all. See `EnqueueOptions`. */
  readonly enqueue: typeof enqueue;
  /** Is there a living worker? */
  isWorked(tx: Handle): Promise<boolean>;
};

export function makeJobs(): Jobs {
  return { enqueue, isWorked: (tx) => loadIsWorked(tx, SILENCE_MS) };
}
