import { useSyncExternalStore } from 'react';
import { refresh, signIn as requestSignIn, signOut as requestSignOut } from '../api/auth.ts';
import { bindTokens } from '../api/client.ts';
import { ApiFailure } from '../api/failure.ts';
import { csrfFrom } from './csrf-cookie.ts';

/**
 * The access token lives in this module's memory and nowhere else. `expired` keeps the page and its draft standing
 * under the sign-in; `out` has nothing to keep.
 */
export type Session =
  | { readonly kind: 'starting' }
  | { readonly kind: 'out' }
  | { readonly kind: 'in'; readonly token: string; readonly person: string }
  | { readonly kind: 'expired'; readonly person: string };

/** What tabs tell each other: two tabs that refresh with one cookie would revoke the session. */
type Said = { readonly said: 'in'; readonly token: string; readonly person: string } | { readonly said: 'out' };

let session: Session = { kind: 'starting' };
let forget: () => void = () => undefined;
const listeners = new Set<() => void>();
const tabs = new BroadcastChannel('atlas.session');

/** Called when another person signs in or somebody signs out: every cache must be emptied. */
export function onPersonGone(clear: () => void): void {
  forget = clear;
}

export function useSession(): Session {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => session,
  );
}

/** Signs in; throws `ApiFailure`. The page stays as it was if the same person comes back. */
export async function signIn(email: string, password: string): Promise<void> {
  const reply = await requestSignIn(email, password);
  become({ kind: 'in', token: reply.access_token, person: subjectOf(reply.access_token) });
  tell({ said: 'in', token: reply.access_token, person: subjectOf(reply.access_token) });
}

/** Signs out here and in every other tab; the cookie is revoked by the server if it can be reached. */
export async function signOut(): Promise<void> {
  const csrf = csrfFrom(document.cookie);
  const token = session.kind === 'in' ? session.token : null;
  become({ kind: 'out' });
  tell({ said: 'out' });
  if (csrf !== null) await requestSignOut(csrf, token).catch(() => undefined);
}

/** Tries the cookie once when the page is opened. */
export function startSession(): void {
  bindTokens({ current: () => (session.kind === 'in' ? session.token : null), renew });
  tabs.onmessage = (event: MessageEvent<Said>) => {
    const said = event.data;
    if (said.said === 'out') become({ kind: 'out' });
    else become({ kind: 'in', token: said.token, person: said.person });
  };
  void renew(null).catch(() => become({ kind: 'out' }));
}

async function renew(stale: string | null): Promise<string | null> {
  const renewOnce = async (): Promise<string | null> => {
    if (session.kind === 'in' && session.token !== stale) return session.token;
    // Signed out means out: a reply that comes late must not bring the session back.
    if (session.kind === 'out') return null;
    const csrf = csrfFrom(document.cookie);
    const token = csrf === null ? null : await refreshToken(csrf);
    if (token === null) {
      become('person' in session ? { kind: 'expired', person: session.person } : { kind: 'out' });
      return null;
    }
    become({ kind: 'in', token, person: subjectOf(token) });
    tell({ said: 'in', token, person: subjectOf(token) });
    return token;
  };
  return navigator.locks === undefined ? renewOnce() : navigator.locks.request('atlas.session', renewOnce);
}

async function refreshToken(csrf: string): Promise<string | null> {
  try {
    return (await refresh(csrf)).access_token;
  } catch (error) {
    if (error instanceof ApiFailure && (error.status === 401 || error.status === 403)) return null;
    throw error;
  }
}

let lastPerson: string | null = null;

function become(next: Session): void {
  const person = 'person' in next ? next.person : null;
  if (lastPerson !== null && person !== lastPerson) forget();
  lastPerson = person;
  session = next;
  for (const changed of listeners) changed();
}

const tell = (said: Said): void => tabs.postMessage(said);

/** Who the token speaks of, read only to notice that another person signed in; the server alone judges tokens. */
function subjectOf(token: string): string {
  try {
    const claims = JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))) as {
      user_id?: unknown;
    };
    return typeof claims.user_id === 'string' ? claims.user_id : token;
  } catch {
    return token;
  }
}
