import type { SignedAct } from '@aureus/ledger';
import { sql } from 'kysely';
import type { Handle, Tx } from '#platform/db';
import type { AuditRow } from './audit-rules.ts';

/** Envelopes and leaves of several acts in one statement; staging numbers them in the order given. */
export async function appendActs(tx: Tx, acts: readonly SignedAct[]): Promise<void> {
  await sql`
    WITH act AS (
      SELECT * FROM unnest(
        ${acts.map((act) => Buffer.from(act.leafHash, 'hex'))}::bytea[],
        ${acts.map((act) => Buffer.from(act.leafBytes))}::bytea[],
        ${acts.map((act) => act.leaf.run)}::uuid[],
        ${acts.map((act) => act.leaf.seq)}::int[],
        ${acts.map((act) => Buffer.from(act.envelope, 'utf8'))}::bytea[]
      ) WITH ORDINALITY AS t (leaf_hash, leaf, run, seq, envelope, place)
    ), stored AS (
      INSERT INTO audit.envelopes (leaf_hash, leaf, run, seq, envelope)
      SELECT leaf_hash, leaf, run, seq, envelope FROM act
    )
    INSERT INTO audit.staging (leaf) SELECT leaf FROM act ORDER BY place`.execute(tx);
}

export async function appendEvent(tx: Tx, row: AuditRow, leafHash: string): Promise<void> {
  await sql`
    INSERT INTO audit.audit_events
      (id, event_type, user_id, team, resource_type, resource_id, details, ip_address, user_agent, created_at, leaf_hash)
    VALUES (${row.id}, ${row.event_type}, ${row.user_id}, ${row.team}, ${row.resource_type}, ${row.resource_id},
      ${JSON.stringify(row.details)}::jsonb, ${row.ip_address}::inet, ${row.user_agent}, ${row.created_at},
      ${Buffer.from(leafHash, 'hex')})`.execute(tx);
}

export type StoredAct = { readonly leaf: Buffer; readonly leaf_hash: Buffer; readonly envelope: Buffer };

/** The chain of a run, first to last. */
export async function loadChain(db: Handle, run: string): Promise<readonly StoredAct[]> {
  const { rows } = await sql<StoredAct>`
    SELECT leaf, leaf_hash, envelope FROM audit.envelopes WHERE run = ${run} AND seq IS NOT NULL ORDER BY seq`.execute(
    db,
  );
  return rows;
}

/** Seconds the oldest leaf has been waiting for a signed checkpoint; 0 if none waits. */
export async function loadLongestWait(db: Handle): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`SELECT audit.longest_wait() AS seconds`.execute(db);
  return rows[0]?.seconds ?? 0;
}
