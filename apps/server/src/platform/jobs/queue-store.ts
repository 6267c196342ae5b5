import { sql } from 'kysely';
import type { Handle } from '#platform/db';

export async function upsertBeat(tx: Handle, workerId: string, processId: string): Promise<void> {
  await sql`INSERT INTO ops.worker_beats (worker_id, process_id) VALUES (${workerId}, ${processId})
    ON CONFLICT (worker_id) DO UPDATE SET beaten_at = now()`.execute(tx);
}

export async function deleteBeats(tx: Handle, workerIds: readonly string[]): Promise<void> {
  await sql`DELETE FROM ops.worker_beats WHERE worker_id = ANY (${workerIds}::text[])`.execute(tx);
}

/** Workers silent for that long: those with an old beat, and those that hold jobs and never beat at all. */
export async function loadDeadWorkers(tx: Handle, silentMs: number): Promise<readonly string[]> {
  const { rows } = await sql<{ workerId: string }>`
    SELECT worker_id AS "workerId" FROM ops.worker_beats
    WHERE beaten_at < now() - ${silentMs}::int * interval '1 millisecond'
    UNION
    SELECT locked_by FROM graphile_worker._private_jobs
    WHERE locked_at < now() - ${silentMs}::int * interval '1 millisecond'
      AND locked_by NOT IN (SELECT worker_id FROM ops.worker_beats)`.execute(tx);
  return rows.map((row) => row.workerId);
}

export async function unlockJobsOf(tx: Handle, workerIds: readonly string[]): Promise<void> {
  await sql`SELECT graphile_worker.force_unlock_workers(${workerIds}::text[])`.execute(tx);
}

/** Is there a worker that has beaten within the time? */
export async function loadIsWorked(tx: Handle, silentMs: number): Promise<boolean> {
  const { rows } = await sql<{ worked: boolean }>`SELECT EXISTS (
    SELECT FROM ops.worker_beats
    WHERE beaten_at >= now() - ${silentMs}::int * interval '1 millisecond') AS worked`.execute(tx);
  return rows[0]?.worked === true;
}
