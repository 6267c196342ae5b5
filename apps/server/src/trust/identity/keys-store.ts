import { sql } from 'kysely';
import type { Handle, Tx } from '#platform/db';

export type StoredKey = {
  readonly kid: string;
  readonly masterKid: string;
  readonly wrapped: Uint8Array;
  readonly signsFrom: Date;
};

/** Oldest first. */
export async function loadKeys(handle: Handle): Promise<readonly StoredKey[]> {
  const { rows } = await sql<{ kid: string; master_kid: string; wrapped: Buffer; signs_from: Date }>`
    SELECT kid, master_kid, wrapped, signs_from FROM identity.jwt_keys ORDER BY signs_from, kid`.execute(handle);
  return rows.map((row) => ({
    kid: row.kid,
    masterKid: row.master_kid,
    wrapped: row.wrapped,
    signsFrom: row.signs_from,
  }));
}

/** Whoever adds a key holds this until the commit: of two processes that rotate at once, the second sees the first's. */
export async function lockKeys(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(4160021)`.execute(tx);
}

export async function appendKey(tx: Tx, key: StoredKey): Promise<void> {
  await sql`
    INSERT INTO identity.jwt_keys (kid, master_kid, wrapped, signs_from)
    VALUES (${key.kid}, ${key.masterKid}, ${Buffer.from(key.wrapped)}, ${key.signsFrom})`.execute(tx);
}
