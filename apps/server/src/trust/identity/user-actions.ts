import { randomInt } from 'node:crypto';
import { AtlasError, ROLES } from '@aureus/contract';
import type { Person, Role } from '@aureus/contract';
import { transaction } from '#platform/db';
import { newPersonId } from '#platform/ids';
import type { IdentityDeps } from './identity-deps.ts';
import { checkNewPassword } from './password-rules.ts';
import { ONE_TIME_PASSWORD_SECONDS } from './session-rules.ts';
import { endSessionsOf } from './sessions-store.ts';
import { appendUser, changePassword, loadAccountByEmail } from './users-store.ts';

export type UserDeps = Pick<IdentityDeps, 'db' | 'audit' | 'hasher' | 'now'>;

export type UserToCreate = {
  readonly email: string;
  readonly fullName: string;
  readonly role: Role;
  readonly team: string;
  /** Default: the own team of an approver, none of anybody else. */
  readonly oversees?: readonly string[];
  readonly jurisdictions: readonly string[];
  /** For the demo's people. Without it a one-time password is made. */
  readonly password?: string;
};

/** `password` is the one-time password, to be shown once; null where one was given. */
export type CreatedUser = { readonly person: Person; readonly password: string | null };

const ON_MACHINE = { address: null, userAgent: null } as const;

/** `atlasd user create`: by the operator, on the machine. Throws CONFLICT if the e-mail is taken. */
export async function createUser(deps: UserDeps, user: UserToCreate): Promise<CreatedUser> {
  const person = toPerson(user);
  const password = user.password ?? makeOneTimePassword();
  if (user.password !== undefined) checkNewPassword(password, person.email);
  const passwordHash = await deps.hasher.hash(password);
  const at = deps.now();
  const passwordExpiresAt = user.password === undefined ? oneTimeEnd(at) : null;
  await transaction(deps.db, async (tx) => {
    if (!(await appendUser(tx, { ...person, passwordHash, passwordExpiresAt, at }))) {
      throw new AtlasError('CONFLICT', 'There is a user with this e-mail already.');
    }
    await deps.audit.record(tx, {
      type: 'user_created',
      actor: null,
      resource: { type: 'user', id: person.id },
      details: { role: person.role, jurisdictions: person.jurisdictions, on_machine: true },
      origin: ON_MACHINE,
    });
  });
  return { person, password: user.password === undefined ? password : null };
}

function toPerson(user: UserToCreate): Person {
  const email = user.email.trim().toLowerCase();
  if (!/^[^@\s\0]+@[^@\s\0]+$/.test(email) || email.length > 255) throw invalid('email', 'Is not an e-mail address');
  if (!ROLES.includes(user.role)) throw invalid('role', `Must be one of ${ROLES.join(', ')}`);
  if (user.fullName.trim() === '') throw invalid('full_name', 'Field is required');
  if (user.team.trim() === '') throw invalid('team', 'Field is required');
  const oversees = user.oversees ?? (user.role === 'approver' ? [user.team] : []);
  const { fullName, role, team, jurisdictions } = user;
  return { id: newPersonId(), email, fullName, role, team, oversees, jurisdictions, active: true };
}

function invalid(field: string, issue: string): AtlasError {
  return new AtlasError('VALIDATION_ERROR', `Invalid user: ${field} ${issue.toLowerCase()}.`, {
    details: [{ field, issue }],
  });
}

/** `atlasd user reset`: a one-time password whose first use forces a change; every session ends. */
export async function resetUser(deps: UserDeps, email: string): Promise<{ person: Person; password: string }> {
  const person = await loadAccountByEmail(deps.db, email.trim().toLowerCase());
  if (person === null) throw new AtlasError('RESOURCE_NOT_FOUND', 'There is no user with this e-mail.');
  const password = makeOneTimePassword();
  const hash = await deps.hasher.hash(password);
  const at = deps.now();
  await transaction(deps.db, async (tx) => {
    await changePassword(tx, { id: person.id, hash, expiresAt: oneTimeEnd(at), at });
    const sessions = await endSessionsOf(tx, { userId: person.id, because: 'password_reset', at, except: null });
    await deps.audit.record(tx, {
      type: 'password_reset',
      actor: null,
      resource: { type: 'user', id: person.id },
      details: { sessions, on_machine: true },
      origin: ON_MACHINE,
    });
  });
  return { person, password };
}

function oneTimeEnd(at: Date): Date {
  return new Date(at.getTime() + ONE_TIME_PASSWORD_SECONDS * 1000);
}

/** Without letters and digits that are read for one another aloud. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** 20 characters, 99 bits. */
function makeOneTimePassword(): string {
  const groups = Array.from({ length: 4 }, () =>
    Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  );
  return groups.join('-');
}
