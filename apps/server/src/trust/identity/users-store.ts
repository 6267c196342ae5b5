import type { Person, Role } from '@aureus/contract';
import { sql } from 'kysely';
import type { Handle } from '#platform/db';

type PersonRow = {
  id: string;
  email: string;
  full_name: string;
  role: Role;
  team: string;
  oversees: string[];
  jurisdictions: string[];
  is_active: boolean;
};

export type Account = Person & { readonly passwordHash: string; readonly passwordExpiresAt: Date | null };

export function toPerson(row: PersonRow): Person {
  const { id, email, role, team, oversees, jurisdictions } = row;
  return { id, email, fullName: row.full_name, role, team, oversees, jurisdictions, active: row.is_active };
}

const COLUMNS = sql`u.id, u.email, u.full_name, u.role, u.team, u.oversees, u.jurisdictions, u.is_active`;
export const personColumns = COLUMNS;
export type { PersonRow };

/** A person as they stand now, active or not; null for an unknown id. The worker may call it too. */
export async function loadPerson(handle: Handle, id: string): Promise<Person | null> {
  const { rows } = await sql<PersonRow>`SELECT ${COLUMNS} FROM identity.users u WHERE u.id = ${id}`.execute(handle);
  return rows[0] === undefined ? null : toPerson(rows[0]);
}

/** Everybody who may act now: what profiles are needed follows from them. */
export async function loadActivePeople(handle: Handle): Promise<Person[]> {
  const { rows } = await sql<PersonRow>`
    SELECT ${COLUMNS} FROM identity.users u WHERE u.is_active ORDER BY u.id`.execute(handle);
  return rows.map(toPerson);
}

type AccountRow = PersonRow & { password_hash: string; password_expires_at: Date | null };

function toAccount(row: AccountRow | undefined): Account | null {
  if (row === undefined) return null;
  return { ...toPerson(row), passwordHash: row.password_hash, passwordExpiresAt: row.password_expires_at };
}

/** `email` in lower case. */
export async function loadAccountByEmail(handle: Handle, email: string): Promise<Account | null> {
  const { rows } = await sql<AccountRow>`
    SELECT ${COLUMNS}, u.password_hash, u.password_expires_at FROM identity.users u WHERE u.email = ${email}`.execute(
    handle,
  );
  return toAccount(rows[0]);
}

export async function loadAccount(handle: Handle, id: string): Promise<Account | null> {
  const { rows } = await sql<AccountRow>`
    SELECT ${COLUMNS}, u.password_hash, u.password_expires_at FROM identity.users u WHERE u.id = ${id}`.execute(handle);
  return toAccount(rows[0]);
}

export type NewUser = Person & {
  readonly passwordHash: string;
  readonly passwordExpiresAt: Date | null;
  readonly at: Date;
};

/** False if the e-mail is taken. */
export async function appendUser(handle: Handle, user: NewUser): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO identity.users (id, email, full_name, role, team, oversees, jurisdictions, password_hash,
      password_expires_at, password_changed_at, is_active, created_at, updated_at)
    VALUES (${user.id}, ${user.email}, ${user.fullName}, ${user.role}, ${user.team}, ${[...user.oversees]},
      ${[...user.jurisdictions]}, ${user.passwordHash}, ${user.passwordExpiresAt}, ${user.at}, ${user.active}, ${user.at}, ${user.at})
    ON CONFLICT (email) DO NOTHING
    RETURNING id`.execute(handle);
  return rows.length === 1;
}

export type NewPassword = {
  readonly id: string;
  readonly hash: string;
  readonly expiresAt: Date | null;
  readonly at: Date;
};

export async function changePassword(handle: Handle, password: NewPassword): Promise<void> {
  await sql`
    UPDATE identity.users SET password_hash = ${password.hash}, password_expires_at = ${password.expiresAt},
      password_changed_at = ${password.at}, updated_at = ${password.at}
    WHERE id = ${password.id}`.execute(handle);
}

export async function noteSignIn(handle: Handle, id: string, at: Date): Promise<void> {
  await sql`UPDATE identity.users SET last_login_at = ${at} WHERE id = ${id}`.execute(handle);
}
