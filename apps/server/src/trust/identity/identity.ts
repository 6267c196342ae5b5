import { AtlasError } from '@aureus/contract';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Clock } from '#platform/clock';
import type { Db } from '#platform/db';
import { SIGN_IN_BLOCK, toBlock } from '#platform/http';
import type { RequestFacts } from '#platform/http';
import type { KeyWrapper } from '#platform/keys';
import type { Audit, Origin } from '#trust/audit';
import { cookieNames, fromCookieHeader } from './cookies.ts';
import type { CookieNames } from './cookies.ts';
import { isSameOrigin } from './csrf-rules.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { makeKeyRing } from './key-ring.ts';
import { setOwnPassword } from './password-actions.ts';
import type { PasswordChange } from './password-actions.ts';
import { makePasswordHasher } from './password-hasher.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { checkAccess, endOwnSession, enter, refresh, signOut, signOutEverywhere } from './session-actions.ts';
import type { Entrant } from './session-actions.ts';
import { DOWNLOAD_SECONDS } from './session-rules.ts';
import { loadLiveIds } from './sessions-store.ts';
import { signIn } from './sign-in-actions.ts';
import type { Credentials, Tickets } from './sign-in-actions.ts';
import { makeStreamWatch } from './stream-watch.ts';
import type { StreamWatch } from './stream-watch.ts';
import { makeTokens } from './tokens.ts';
import { createUser, resetUser } from './user-actions.ts';
import type { CreatedUser, UserDeps, UserToCreate } from './user-actions.ts';
import { loadPerson } from './users-store.ts';

export type IdentityOptions = {
  readonly db: Db;
  readonly audit: Pick<Audit, 'record' | 'countRefusal'>;
  readonly wrapper: KeyWrapper;
  readonly clock: Clock;
  readonly installationId: string;
  /** JWT_SECRET_KEY. */
  readonly jwtSecret?: string | undefined;
  /** ATLAS_SESSION_IDLE. */
  readonly idleSeconds?: number | undefined;
  /** Cores that bcrypt may take; the machine's less one. */
  readonly parallelHashes: number;
  /** Instead of bcrypt on `parallelHashes` cores. */
  readonly hasher?: PasswordHasher | undefined;
  /** SQL expression (a scalar subquery) for the version of the policies in force. */
  readonly policyVersion?: RawBuilder<string> | undefined;
};

export type Identity = {
  readonly cookies: CookieNames;
  readonly streams: StreamWatch;
  signIn(credentials: Credentials): Promise<Tickets>;
  refresh(refreshToken: string, origin: Origin): Promise<Tickets>;
  signOut(refreshToken: string, origin: Origin): Promise<void>;
  endOwnSession(entrant: Entrant, origin: Origin): Promise<void>;
  signOutEverywhere(entrant: Entrant, origin: Origin): Promise<number>;
  setOwnPassword(change: PasswordChange): Promise<void>;
  /** Who bears this access token; throws AUTHENTICATION_FAILED. */
  checkAccess(token: string): Promise<Entrant>;
  /** Throws where a request that would use the refresh cookie was not made by our own page. */
  checkCsrf(request: Pick<RequestFacts, 'header'> & { readonly host: string }): Promise<void>;
  /** A token for one download by this person in this session, for five minutes. */
  signDownload(entrant: Entrant, what: Download): Promise<string>;
  /** What the token is for, and its person as they stand now. Their rights MUST be judged again. */
  openDownload(token: string): Promise<Download & Entrant>;
  /** A person as they stand now; null for an unknown id. Needs no more rights than the worker has. */
  readonly loadPerson: typeof loadPerson;
  createUser(user: UserToCreate): Promise<CreatedUser>;
  resetUser(email: string): ReturnType<typeof resetUser>;
};

export type Download = { readonly evidenceId: string; readonly keys: 'all' | 'none' };

/** The room of people, sessions and tokens. */
export function makeIdentity(options: IdentityOptions): Identity {
  const deps = toDeps(options);
  const { tokens, now, db } = deps;
  const names = cookieNames(options.installationId);
  return {
    cookies: names,
    streams: makeStreamWatch({ now, loadLive: (ids) => loadLiveIds(db, ids, now()) }),
    signIn: (credentials) => {
      const block = toBlock(credentials.origin.address ?? '', SIGN_IN_BLOCK);
      return signIn(deps, { ...credentials, block });
    },
    refresh: (token, origin) => refresh(deps, token, origin),
    signOut: (token, origin) => signOut(deps, token, origin),
    endOwnSession: (entrant, origin) => endOwnSession(deps, entrant, origin),
    signOutEverywhere: ({ person }, origin) => signOutEverywhere(deps, person, origin),
    setOwnPassword: (change) => setOwnPassword(deps, change),
    checkAccess: (token) => checkAccess(deps, token),
    checkCsrf: (request) => checkCsrf(deps, names, request),
    signDownload: ({ person, session }, what) => {
      const expiresAt = new Date(now().getTime() + DOWNLOAD_SECONDS * 1000);
      return tokens.signDownload({ ...what, userId: person.id, sid: session.id, expiresAt });
    },
    openDownload: async (token) => {
      const { evidenceId, keys, sid } = await tokens.checkDownload(token);
      return { evidenceId, keys, ...(await enter(deps, sid, null)) };
    },
    loadPerson,
    createUser: (user) => createUser(deps, user),
    resetUser: (email) => resetUser(deps, email),
  };
}

function toDeps(options: IdentityOptions): IdentityDeps {
  const { db, audit, wrapper, clock, installationId } = options;
  const now = (): Date => clock.now();
  const ring = makeKeyRing({ db, wrapper, now, firstSecret: options.jwtSecret });
  return {
    db,
    audit,
    now,
    hasher: options.hasher ?? makePasswordHasher(options.parallelHashes),
    tokens: makeTokens({ ring, installationId, now }),
    idleSeconds: options.idleSeconds ?? null,
    policyVersion: options.policyVersion ?? sql<string>`NULL`,
  };
}

/** The verbs of `atlasd user …`: they sign nobody in, so they need no tokens. */
export function makeUserDeps(options: Pick<IdentityOptions, 'db' | 'clock'> & Pick<UserDeps, 'audit'>): UserDeps {
  return { db: options.db, audit: options.audit, now: () => options.clock.now(), hasher: makePasswordHasher(1) };
}

async function checkCsrf(
  { tokens }: IdentityDeps,
  names: CookieNames,
  { header, host }: Pick<RequestFacts, 'header'> & { readonly host: string },
): Promise<void> {
  if (!isSameOrigin({ origin: header('origin'), fetchSite: header('sec-fetch-site'), host })) throw forged();
  const cookie = fromCookieHeader(header('cookie'), names.refresh);
  if (cookie === undefined) throw new AtlasError('AUTHENTICATION_FAILED', 'There is no session in this browser.');
  const claims = await tokens.checkRefresh(cookie);
  if (!(await tokens.isCsrfOf(claims, header('x-atlas-csrf') ?? ''))) throw forged();
}

function forged(): AtlasError {
  return new AtlasError('AUTHORIZATION_FAILED', 'The request does not come from a page of this server.');
}
