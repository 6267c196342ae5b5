import { sql } from 'kysely';
import type { Handle, Tx } from '#platform/db';

/** Which transaction sequences. Any number that nobody else uses as an advisory lock. */
const SEQUENCER_LOCK = 4_705_221_903;

/**
 * True if this transaction leads. A leader that stops moving inside it (SIGSTOP, a cut network) is thrown out by the
 * server after two seconds and the next one leads.
 */
export async function takeLead(tx: Tx): Promise<boolean> {
  await sql`SET LOCAL idle_in_transaction_session_timeout = '2s'`.execute(tx);
  const { rows } = await sql<{ leads: boolean }>`
    SELECT pg_try_advisory_xact_lock(${SEQUENCER_LOCK}) AS leads`.execute(tx);
  return rows[0]?.leads === true;
}

/** A look from outside any transaction, so that a quiet log costs one short statement a round. */
export async function isAnythingStaged(db: Handle): Promise<boolean> {
  const { rows } = await sql<{ any: boolean }>`SELECT EXISTS (SELECT FROM audit.staging) AS any`.execute(db);
  return rows[0]?.any === true;
}

export type StagedLeaf = { readonly id: number; readonly leaf: Buffer };

/**
 * The oldest leaves, taken out. By deleting and never by "after the last id": a transaction that took its id early and
 * committed late would be skipped for ever.
 */
export async function takeStaged(tx: Tx, limit: number): Promise<readonly StagedLeaf[]> {
  const { rows } = await sql<StagedLeaf>`
    DELETE FROM audit.staging WHERE id IN (SELECT id FROM audit.staging ORDER BY id LIMIT ${limit})
    RETURNING id, leaf`.execute(tx);
  return rows.toSorted((a, b) => a.id - b.id);
}

/** A leaf that cannot enter the log must not stand in the way of those behind it. */
export async function appendRejected(tx: Tx, leaf: StagedLeaf, reason: string): Promise<void> {
  await sql`INSERT INTO audit.rejected (id, leaf, reason) VALUES (${leaf.id}, ${leaf.leaf}, ${reason})`.execute(tx);
}
