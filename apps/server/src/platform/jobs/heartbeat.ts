import { transaction } from '#platform/db';
import type { Db } from '#platform/db';
import type { Log } from '#platform/log';
import { deleteBeats, loadDeadWorkers, unlockJobsOf, upsertBeat } from './queue-store.ts';

/** How often a worker says that it lives. */
export const BEAT_MS = 2_000;
/**
 * Silence after which a worker counts as dead. Shorter, and a busy worker loses jobs it is running; longer, and the
 * question of a killed worker is past its 60 seconds before another worker sees it.
 */
export const SILENCE_MS = 15_000;

export type Heartbeat = { stop(): Promise<void> };

export type HeartbeatOptions = {
  readonly db: Db;
  readonly log: Log;
  readonly workerId: string;
  readonly beatMs: number;
  readonly silenceMs: number;
};

/** graphile-worker leaves the jobs of a killed worker locked for four hours; here the living bury the dead. */
export async function startHeartbeat(options: HeartbeatOptions): Promise<Heartbeat> {
  const { db, log, workerId } = options;
  const beat = async (): Promise<void> => {
    await upsertBeat(db, workerId, String(process.pid));
    const dead = await transaction(db, async (tx) => {
      const found = (await loadDeadWorkers(tx, options.silenceMs)).filter((id) => id !== workerId);
      if (found.length > 0) await unlockJobsOf(tx, found);
      if (found.length > 0) await deleteBeats(tx, found);
      return found;
    });
    for (const id of dead) log.warning('A worker has died; its jobs go to others.', { worker_id: id });
  };
  let beating: Promise<void> = beat();
  await beating;
  const timer = setInterval(() => {
    beating = beat().catch((error: unknown) => {
      log.warning('The heartbeat could not be written.', { code: (error as { code?: string }).code ?? 'unknown' });
    });
  }, options.beatMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await beating;
      await deleteBeats(db, [workerId]).catch(() => undefined);
    },
  };
}
