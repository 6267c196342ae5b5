import { createHash } from 'node:crypto';
import { AtlasError } from '@aureus/contract';
import type { Person } from '@aureus/contract';
import { sql } from 'kysely';
import { transaction } from '#platform/db';
import type { Tx } from '#platform/db';
import { newId } from '#platform/ids';
import type { Origin } from '#trust/audit';
import { countFailure, isClosed } from './backoff-rules.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { ACCESS_SECONDS, SESSION_SECONDS } from './session-rules.ts';
import { appendSession } from './sessions-store.ts';
import { forgetFailures, forgive, loadCountedBlock, lockFailures, writeFailures } from './sign-in-store.ts';
import { loadAccountByEmail, noteSignIn } from './users-store.ts';
import type { Account } from './users-store.ts';

/** What somebody who signed in, or refreshed, takes away. */
export type Tickets = {
  readonly person: Person;
  readonly sessionId: string;
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly csrf: string;
  /** Seconds until the session ends for good. */
  readonly sessionEndsIn: number;
  readonly passwordChangeRequired: boolean;
};

export type Credentials = { readonly email: string; readonly password: string; readonly origin: Origin };

type Attempt = {
  readonly account: Account | null;
  /** Digest of what was typed: a name that exists nowhere is counted like one that does. */
  readonly name: string;
  readonly block: string;
  /** The neighbourhood itself, or all strangers. */
  readonly counted: string;
  readonly origin: Origin;
};

/**
 * Opens a session, or throws AUTHENTICATION_FAILED. Unknown, locked and deactivated accounts look like a wrong password
 * and take the same path: the same statements, one bcrypt, one transaction.
 */
export async function signIn(
  deps: IdentityDeps,
  credentials: Credentials & { readonly block: string },
): Promise<Tickets> {
  const { email, password, origin, block } = credentials;
  const { db, now, hasher } = deps;
  const typed = email.trim().toLowerCase();
  const name = createHash('sha256').update(typed).digest('hex');
  const account = await loadAccountByEmail(db, typed);
  const counted = await loadCountedBlock(db, name, block);
  const matched = await hasher.matches(password, account?.passwordHash ?? null);
  const welcome = matched && account !== null && account.active && !isPast(account.passwordExpiresAt, now());
  const attempt = { account, name, block, counted, origin };
  const session = await transaction(db, (tx) => settle(deps, tx, attempt, welcome ? account : null));
  if (session === null || account === null)
    throw new AtlasError('AUTHENTICATION_FAILED', 'E-mail or password is wrong.');
  return issueTickets(deps, session, account, account.passwordExpiresAt !== null);
}

function isPast(date: Date | null, now: Date): boolean {
  return date !== null && date <= now;
}

/** Under the lock of the count, so that guesses which arrive together do not all slip through before the first counts. */
async function settle(
  deps: IdentityDeps,
  tx: Tx,
  attempt: Attempt,
  welcome: Account | null,
): Promise<SessionState | null> {
  const known = await lockFailures(tx, attempt.name, attempt.counted, deps.now());
  const closed = isClosed(known, deps.now());
  if (welcome !== null && !closed) return openSession(deps, tx, attempt, welcome);
  // While the neighbourhood is closed nothing is counted: else an attacker could keep it closed.
  if (!closed) await writeFailures(tx, attempt.name, attempt.counted, countFailure(known, deps.now()));
  await recordFailure(deps, tx, attempt, closed);
  return null;
}

/** A known account's failure is a leaf; for any other name the same is written and taken back, so that both take as long. */
async function recordFailure(
  { audit }: IdentityDeps,
  tx: Tx,
  { account, origin }: Attempt,
  closed: boolean,
): Promise<void> {
  await sql`SAVEPOINT leaf`.execute(tx);
  await audit.record(tx, {
    type: 'sign_in_failed',
    actor: account === null ? null : { id: account.id, team: account.team },
    resource: account === null ? null : { type: 'user', id: account.id },
    details: {},
    origin,
  });
  if (account === null || closed) await sql`ROLLBACK TO SAVEPOINT leaf`.execute(tx);
}

const DAY_MS = 24 * 3600_000;

async function openSession(
  { audit, now }: IdentityDeps,
  tx: Tx,
  attempt: Attempt,
  account: Account,
): Promise<SessionState> {
  const at = now();
  const id = newId();
  const expiresAt = new Date(at.getTime() + SESSION_SECONDS * 1000);
  const amr = ['pwd'];
  await appendSession(tx, { id, userId: account.id, at, expiresAt, amr });
  await noteSignIn(tx, account.id, at);
  await forgive(tx, attempt.name, attempt.block, at);
  await forgetFailures(tx, new Date(at.getTime() - DAY_MS));
  await audit.record(tx, {
    type: 'signed_in',
    actor: { id: account.id, team: account.team },
    resource: { type: 'session', id },
    details: { amr },
    origin: attempt.origin,
  });
  return { id, number: 1, issuedAt: at, expiresAt };
}

export type SessionState = {
  readonly id: string;
  readonly number: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
};

/** Signs the pair of tokens for a session whose state is committed. */
export async function issueTickets(
  { tokens, now, idleSeconds }: IdentityDeps,
  session: SessionState,
  person: Person,
  passwordChangeRequired: boolean,
): Promise<Tickets> {
  const at = now();
  const left = Math.floor((session.expiresAt.getTime() - at.getTime()) / 1000);
  const expiresIn = Math.min(ACCESS_SECONDS, left, idleSeconds ?? ACCESS_SECONDS);
  const { id: sid, number, issuedAt, expiresAt } = session;
  const ends = new Date(at.getTime() + expiresIn * 1000);
  const accessToken = await tokens.signAccess({
    sid,
    userId: person.id,
    role: person.role,
    issuedAt: at,
    expiresAt: ends,
  });
  const { token: refreshToken, csrf } = await tokens.signRefresh({ sid, number, issuedAt, expiresAt });
  return {
    person,
    sessionId: sid,
    accessToken,
    expiresIn,
    refreshToken,
    csrf,
    sessionEndsIn: left,
    passwordChangeRequired,
  };
}
