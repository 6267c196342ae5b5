import { AtlasError } from '@aureus/contract';
import type { Person } from '@aureus/contract';
import { transaction } from '#platform/db';
import type { Tx } from '#platform/db';
import type { Session } from '#platform/http';
import type { Origin } from '#trust/audit';
import type { IdentityDeps } from './identity-deps.ts';
import { judgeRefresh } from './session-rules.ts';
import { endSession, endSessionsOf, loadLiveSession, lockSession, rotateSession } from './sessions-store.ts';
import type { EndReason } from './sessions-store.ts';
import { issueTickets } from './sign-in-actions.ts';
import type { SessionState, Tickets } from './sign-in-actions.ts';
import type { RefreshClaims } from './tokens.ts';

/** A person and the session they came with, as both stand now. */
export type Entrant = { readonly person: Person; readonly session: Session };

function ended(): AtlasError {
  return new AtlasError('AUTHENTICATION_FAILED', 'The session has ended. Sign in again.');
}

/** Who bears this access token. The token proves the session only; everything else is read now. */
export async function checkAccess(deps: IdentityDeps, token: string): Promise<Entrant> {
  const claims = await deps.tokens.checkAccess(token);
  const entrant = await enter(deps, claims.sid, claims.expiresAt);
  if (entrant.person.id !== claims.userId) throw ended();
  return entrant;
}

/** The person of a session that goes on. */
export async function enter(deps: IdentityDeps, sid: string, until: Date | null): Promise<Entrant> {
  const live = await loadLiveSession(deps.db, { id: sid, now: deps.now(), policyVersion: deps.policyVersion });
  if (live === null) throw ended();
  const { person, authTime, policyVersion, passwordChangeRequired } = live;
  const expiresAt = until === null || live.expiresAt < until ? live.expiresAt : until;
  return { person, session: { id: sid, expiresAt, authTime, policyVersion, passwordChangeRequired } };
}

type Outcome =
  | { readonly state: SessionState; readonly person: Person; readonly limited: boolean }
  | 'ended'
  | 'reused';

/** New tokens for an unused refresh token. One that was used before ends the session for whoever holds it. */
export async function refresh(deps: IdentityDeps, token: string, origin: Origin): Promise<Tickets> {
  const claims = await deps.tokens.checkRefresh(token);
  const outcome = await transaction(deps.db, (tx) => useRefresh(deps, tx, claims, origin));
  if (outcome === 'ended' || outcome === 'reused') throw ended();
  return issueTickets(deps, outcome.state, outcome.person, outcome.limited);
}

async function useRefresh(deps: IdentityDeps, tx: Tx, claims: RefreshClaims, origin: Origin): Promise<Outcome> {
  const { now, idleSeconds } = deps;
  const row = await lockSession(tx, claims.sid);
  if (row === null || !row.person.active) return 'ended';
  const verdict = judgeRefresh(row, claims.number, { now: now(), idleSeconds });
  if (verdict.outcome === 'ended') return 'ended';
  if (verdict.outcome === 'reused') {
    await end(deps, tx, { sid: claims.sid, person: row.person, because: 'token_reused', origin });
    return 'reused';
  }
  const issuedAt = verdict.outcome === 'rotate' ? now() : row.rotatedAt;
  if (verdict.outcome === 'rotate') await rotateSession(tx, claims.sid, verdict.number, issuedAt);
  const state = { id: claims.sid, number: verdict.number, issuedAt, expiresAt: row.expiresAt };
  return { state, person: row.person, limited: row.passwordChangeRequired };
}

type End = { readonly sid: string; readonly person: Person; readonly because: EndReason; readonly origin: Origin };

async function end({ audit, now }: IdentityDeps, tx: Tx, { sid, person, because, origin }: End): Promise<void> {
  if (!(await endSession(tx, sid, because, now()))) return;
  await audit.record(tx, {
    type: because === 'signed_out' ? 'signed_out' : 'session_revoked',
    actor: { id: person.id, team: person.team },
    resource: { type: 'session', id: sid },
    details: { because },
    origin,
  });
}

/** Ends the session of a refresh token, used up or not. Signing out twice is no error. */
export async function signOut(deps: IdentityDeps, refreshToken: string, origin: Origin): Promise<void> {
  const { sid } = await deps.tokens.checkRefresh(refreshToken);
  await transaction(deps.db, async (tx) => {
    const row = await lockSession(tx, sid);
    if (row !== null) await end(deps, tx, { sid, person: row.person, because: 'signed_out', origin });
  });
}

/** Ends the session that the entrant came with. */
export async function endOwnSession(deps: IdentityDeps, { person, session }: Entrant, origin: Origin): Promise<void> {
  await transaction(deps.db, (tx) => end(deps, tx, { sid: session.id, person, because: 'signed_out', origin }));
}

/** Ends every session of a person, this one too. How many. */
export async function signOutEverywhere(
  { db, audit, now }: IdentityDeps,
  person: Person,
  origin: Origin,
): Promise<number> {
  return transaction(db, async (tx) => {
    const sessions = await endSessionsOf(tx, {
      userId: person.id,
      because: 'signed_out_everywhere',
      at: now(),
      except: null,
    });
    await audit.record(tx, {
      type: 'signed_out_everywhere',
      actor: { id: person.id, team: person.team },
      resource: { type: 'user', id: person.id },
      details: { sessions },
      origin,
    });
    return sessions;
  });
}
