import { sql } from 'kysely';
import type { Handle, Tx } from '#platform/db';
import type { WrappedKey } from '#platform/keys';

export type StoredPart = { readonly digest: Uint8Array; readonly bytes: Uint8Array };

/**
 * Parts by digest; the digests that were new. Sorted, so that two questions that bring the same new parts wait for each
 * other and never in a circle.
 */
export async function appendParts(tx: Handle, parts: readonly StoredPart[]): Promise<readonly string[]> {
  const sorted = parts.toSorted((a, b) => Buffer.compare(a.digest, b.digest));
  const { rows } = await sql<{ digest: Buffer }>`
    INSERT INTO evidence.parts (digest, bytes)
    SELECT DISTINCT ON (digest) digest, bytes FROM unnest(
      ${sorted.map((part) => Buffer.from(part.digest))}::bytea[],
      ${sorted.map((part) => Buffer.from(part.bytes))}::bytea[]) AS t (digest, bytes)
    ORDER BY digest
    ON CONFLICT (digest) DO NOTHING RETURNING digest`.execute(tx);
  return rows.map((row) => row.digest.toString('hex'));
}

export async function loadParts(db: Handle, digests: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const { rows } = await sql<{ digest: Buffer; bytes: Buffer }>`
    SELECT digest, bytes FROM evidence.parts
    WHERE digest = ANY (${digests.map((digest) => Buffer.from(digest, 'hex'))}::bytea[])`.execute(db);
  return new Map(rows.map((row) => [row.digest.toString('hex'), new Uint8Array(row.bytes)]));
}

export async function loadPartSizes(db: Handle, digests: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ digest: Buffer; size: number }>`
    SELECT digest, octet_length(bytes) AS size FROM evidence.parts
    WHERE digest = ANY (${digests.map((digest) => Buffer.from(digest, 'hex'))}::bytea[])`.execute(db);
  return new Map(rows.map((row) => [row.digest.toString('hex'), row.size]));
}

export type Copy = { readonly key: string; readonly digest: string };

export async function appendCopies(tx: Handle, copies: readonly Copy[]): Promise<void> {
  await sql`
    INSERT INTO evidence.copies (key, digest)
    SELECT * FROM unnest(${copies.map((copy) => copy.key)}::text[],
                         ${copies.map((copy) => Buffer.from(copy.digest, 'hex'))}::bytea[])`.execute(tx);
}

export type DueCopy = { readonly id: number; readonly key: string; readonly bytes: Buffer };

/** Parts that wait for the object store, oldest first. */
export async function loadCopies(db: Handle, limit: number): Promise<readonly DueCopy[]> {
  const { rows } = await sql<DueCopy>`
    SELECT id, key, bytes FROM evidence.copies JOIN evidence.parts USING (digest) ORDER BY id LIMIT ${limit}`.execute(
    db,
  );
  return rows;
}

export async function removeCopy(db: Handle, id: number): Promise<void> {
  await sql`DELETE FROM evidence.copies WHERE id = ${id}`.execute(db);
}

export type KeyName = 'salt' | 'sealed' | 'result' | 'operator';

export type NamedKey = WrappedKey & { readonly name: KeyName };

export async function appendKeys(tx: Tx, run: string, keys: readonly NamedKey[]): Promise<void> {
  await sql`
    INSERT INTO evidence.record_keys (run, name, master_kid, wrapped)
    SELECT ${run}::uuid, * FROM unnest(${keys.map((key) => key.name)}::text[], ${keys.map((key) => key.masterKid)}::text[],
                                       ${keys.map((key) => Buffer.from(key.wrapped))}::bytea[])`.execute(tx);
}

/** null: never made, or destroyed by an erasure. */
export async function loadKey(db: Handle, run: string, name: KeyName): Promise<WrappedKey | null> {
  const { rows } = await sql<{ master_kid: string; wrapped: Buffer }>`
    SELECT master_kid, wrapped FROM evidence.record_keys WHERE run = ${run} AND name = ${name}`.execute(db);
  const [row] = rows;
  return row === undefined ? null : { masterKid: row.master_kid, wrapped: row.wrapped };
}

export type PackRow = {
  readonly evidence_id: string;
  readonly run: string;
  readonly manifest_digest: Buffer;
  readonly leaf_hash: Buffer;
  readonly created_at: Date;
};

export async function appendPack(tx: Tx, pack: PackRow): Promise<void> {
  await sql`
    INSERT INTO evidence.packs (evidence_id, run, manifest_digest, leaf_hash, created_at)
    VALUES (${pack.evidence_id}, ${pack.run}, ${pack.manifest_digest}, ${pack.leaf_hash}, ${pack.created_at})`.execute(
    tx,
  );
}

export async function loadPack(db: Handle, evidenceId: string): Promise<PackRow | null> {
  const { rows } = await sql<PackRow>`
    SELECT evidence_id, run, manifest_digest, leaf_hash, created_at FROM evidence.packs
    WHERE evidence_id = ${evidenceId}`.execute(db);
  return rows[0] ?? null;
}

export type ChosenCheckpoint = { readonly size: number; readonly note: string };

/** The checkpoint a pack's proofs lead to; the first choice stands. */
export async function chooseCheckpoint(db: Handle, evidenceId: string, chosen: ChosenCheckpoint): Promise<void> {
  await sql`
    INSERT INTO evidence.pack_checkpoints (evidence_id, size, note) VALUES (${evidenceId}, ${chosen.size}, ${chosen.note})
    ON CONFLICT (evidence_id) DO NOTHING`.execute(db);
}

export async function loadChosenCheckpoint(db: Handle, evidenceId: string): Promise<ChosenCheckpoint | null> {
  const { rows } = await sql<ChosenCheckpoint>`
    SELECT size, note FROM evidence.pack_checkpoints WHERE evidence_id = ${evidenceId}`.execute(db);
  return rows[0] ?? null;
}
