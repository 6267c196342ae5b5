import type { SignedAct } from '@aureus/ledger';
import { sql } from 'kysely';
import type { Handle, Tx } from '#platform/db';
import type { PlacedRow } from './audit-rules.ts';

/** Envelopes, leaves and event rows of several acts in one statement; staging numbers the leaves in the order given. */
export async function appendActs(tx: Tx, acts: readonly SignedAct[], rows: readonly PlacedRow[]): Promise<void> {
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
    ), noted AS (
      INSERT INTO audit.audit_events
        (id, event_type, user_id, team, resource_type, resource_id, details, ip_address, user_agent, created_at, leaf_hash)
      SELECT id, event_type, user_id, team, resource_type, resource_id, details, ip_address, user_agent, created_at,
        decode(leaf_hash, 'hex')
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (id uuid, event_type text, user_id uuid, team text,
        resource_type text, resource_id uuid, details jsonb, ip_address inet, user_agent text, created_at timestamptz,
        leaf_hash text)
    )
    INSERT INTO audit.staging (leaf) SELECT leaf FROM act ORDER BY place`.execute(tx);
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
