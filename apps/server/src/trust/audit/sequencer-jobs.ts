import type { Db } from '#platform/db';
import type { Log } from '#platform/log';
import type { Repeating } from './repeating.ts';
import { repeat } from './repeating.ts';
import { sequenceBatch } from './sequencer-actions.ts';

/** Milliseconds between batches: while leaves keep coming, while there are none, after a failure or as a standby. */
const BUSY = 50;
const QUIET = 100;
const AFTER_FAILURE = 500;

export type SequencerDeps = { readonly db: Db; readonly log: Log };

/** Any number may run, in any processes: one leads, the others stand by. */
export function startSequencer(deps: SequencerDeps): Repeating {
  let failing = false;
  return repeat(async () => {
    try {
      const batch = await sequenceBatch(deps.db);
      failing = false;
      if (batch.rejected > 0) deps.log.error('Leaves were rejected by the log', { rejected: batch.rejected });
      if (batch.duplicates > 0) deps.log.info('Leaves came twice and were dropped', { duplicates: batch.duplicates });
      if (!batch.leads) return AFTER_FAILURE;
      return batch.appended > 0 ? BUSY : QUIET;
    } catch (error) {
      if (!failing) deps.log.error('The sequencer cannot append', { code: codeOf(error) });
      failing = true;
      return AFTER_FAILURE;
    }
  });
}

export function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'unknown';
}
