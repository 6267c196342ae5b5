import { sql } from 'kysely';
import type { Handle, Tx } from '#platform/db';
import type { Failures } from './backoff-rules.ts';

/** All neighbourhoods from which nobody ever signed in to the account. */
const STRANGERS = '*';

type FailureRow = { failures: number; counting_since: Date; backoffs: number; closed_until: Date | null };

function toFailures(row: FailureRow | undefined): Failures | null {
  if (row === undefined) return null;
  return {
    failures: row.failures,
    countingSince: row.counting_since,
    backoffs: row.backoffs,
    closedUntil: row.closed_until,
  };
}

/** Under which name failures from this neighbourhood are counted. */
export async function loadCountedBlock(handle: Handle, account: string, block: string): Promise<string> {
  const { rows } = await sql`
    SELECT FROM identity.known_blocks WHERE account = ${account} AND block = ${block}`.execute(handle);
  return rows.length === 1 ? block : STRANGERS;
}

/** Makes sure of the row and locks it: guesses that arrive together are counted one after the other. */
export async function lockFailures(tx: Tx, account: string, block: string, now: Date): Promise<Failures | null> {
  const { rows } = await sql<FailureRow>`
    INSERT INTO identity.sign_in_failures AS f (account, block, failures, counting_since, backoffs)
    VALUES (${account}, ${block}, 0, ${now}, 0)
    ON CONFLICT (account, block) DO UPDATE SET failures = f.failures
    RETURNING failures, counting_since, backoffs, closed_until`.execute(tx);
  return toFailures(rows[0]);
}

export async function writeFailures(tx: Tx, account: string, block: string, counted: Failures): Promise<void> {
  await sql`
    UPDATE identity.sign_in_failures SET failures = ${counted.failures}, counting_since = ${counted.countingSince},
      backoffs = ${counted.backoffs}, closed_until = ${counted.closedUntil}
    WHERE account = ${account} AND block = ${block}`.execute(tx);
}

/** After a success: the neighbourhood is known from now on, and its failures are forgiven. */
export async function forgive(tx: Tx, account: string, block: string, at: Date): Promise<void> {
  await sql`DELETE FROM identity.sign_in_failures WHERE account = ${account} AND block = ${block}`.execute(tx);
  await sql`
    INSERT INTO identity.known_blocks (account, block, last_sign_in_at) VALUES (${account}, ${block}, ${at})
    ON CONFLICT (account, block) DO UPDATE SET last_sign_in_at = excluded.last_sign_in_at`.execute(tx);
}

/** Counts that matter no more. Names that exist nowhere would otherwise pile up for ever. */
export async function forgetFailures(handle: Handle, before: Date): Promise<void> {
  await sql`
    DELETE FROM identity.sign_in_failures
    WHERE counting_since < ${before} AND (closed_until IS NULL OR closed_until < ${before})`.execute(handle);
}
