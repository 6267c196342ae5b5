import type { Person } from '@aureus/contract';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Handle, Tx } from '#platform/db';
import type { SessionRow } from './session-rules.ts';
import { personColumns, toPerson } from './users-store.ts';
import type { PersonRow } from './users-store.ts';

export type EndReason = 'signed_out' | 'signed_out_everywhere' | 'token_reused' | 'password_changed' | 'password_reset';

export type NewSession = {
  readonly id: string;
  readonly userId: string;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly amr: readonly string[];
};

export async function appendSession(tx: Tx, session: NewSession): Promise<void> {
  await sql`
    INSERT INTO identity.sessions (id, user_id, auth_time, amr, expires_at, token_number, rotated_at)
    VALUES (${session.id}, ${session.userId}, ${session.at}, ${[...session.amr]}, ${session.expiresAt}, 1, ${session.at})`.execute(
    tx,
  );
}

export type LiveSession = {
  readonly person: Person;
  readonly authTime: Date;
  readonly expiresAt: Date;
  readonly policyVersion: string;
  readonly passwordChangeRequired: boolean;
};

type LiveRow = PersonRow & {
  auth_time: Date;
  expires_at: Date;
  policy_version: string | null;
  password_expires_at: Date | null;
};

/** Session, person and policy version in one read: what every request is decided on. Null if it may not go on. */
export async function loadLiveSession(
  handle: Handle,
  asked: { readonly id: string; readonly now: Date; readonly policyVersion: RawBuilder<string> },
): Promise<LiveSession | null> {
  const { rows } = await sql<LiveRow>`
    SELECT ${personColumns}, u.password_expires_at, s.auth_time, s.expires_at, (${asked.policyVersion})::text AS policy_version
    FROM identity.sessions s JOIN identity.users u ON u.id = s.user_id
    WHERE s.id = ${asked.id} AND s.ended_at IS NULL AND s.expires_at > ${asked.now} AND u.is_active`.execute(handle);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    person: toPerson(row),
    authTime: row.auth_time,
    expiresAt: row.expires_at,
    policyVersion: row.policy_version ?? '',
    passwordChangeRequired: row.password_expires_at !== null,
  };
}

/** Which of these may still go on. */
export async function loadLiveIds(handle: Handle, ids: readonly string[], now: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT s.id FROM identity.sessions s JOIN identity.users u ON u.id = s.user_id
    WHERE s.id = ANY(${[...ids]}::uuid[]) AND s.ended_at IS NULL AND s.expires_at > ${now} AND u.is_active`.execute(
    handle,
  );
  return rows.map(({ id }) => id);
}

type LockedRow = PersonRow & {
  password_expires_at: Date | null;
  expires_at: Date;
  ended_at: Date | null;
  token_number: number;
  rotated_at: Date;
};

export type LockedSession = SessionRow & { readonly person: Person; readonly passwordChangeRequired: boolean };

/** Takes the row's lock: two uses of one refresh token are judged one after the other. */
export async function lockSession(tx: Tx, id: string): Promise<LockedSession | null> {
  const { rows } = await sql<LockedRow>`
    SELECT ${personColumns}, u.password_expires_at, s.expires_at, s.ended_at, s.token_number, s.rotated_at
    FROM identity.sessions s JOIN identity.users u ON u.id = s.user_id
    WHERE s.id = ${id} FOR UPDATE OF s`.execute(tx);
  const row = rows[0];
  if (row === undefined) return null;
  const { expires_at: expiresAt, ended_at: endedAt, token_number: tokenNumber, rotated_at: rotatedAt } = row;
  return {
    expiresAt,
    endedAt,
    tokenNumber,
    rotatedAt,
    person: toPerson(row),
    passwordChangeRequired: row.password_expires_at !== null,
  };
}

export async function rotateSession(tx: Tx, id: string, number: number, at: Date): Promise<void> {
  await sql`UPDATE identity.sessions SET token_number = ${number}, rotated_at = ${at} WHERE id = ${id}`.execute(tx);
}

/** False if it had ended already. */
export async function endSession(handle: Handle, id: string, because: EndReason, at: Date): Promise<boolean> {
  const { rows } = await sql`
    UPDATE identity.sessions SET ended_at = ${at}, ended_because = ${because}
    WHERE id = ${id} AND ended_at IS NULL RETURNING id`.execute(handle);
  return rows.length === 1;
}

export type EndSessions = {
  readonly userId: string;
  readonly because: EndReason;
  readonly at: Date;
  /** The one to spare. */
  readonly except: string | null;
};

/** How many ended. */
export async function endSessionsOf(handle: Handle, end: EndSessions): Promise<number> {
  const { rows } = await sql`
    UPDATE identity.sessions SET ended_at = ${end.at}, ended_because = ${end.because}
    WHERE user_id = ${end.userId} AND ended_at IS NULL AND id IS DISTINCT FROM ${end.except}::uuid RETURNING id`.execute(
    handle,
  );
  return rows.length;
}
