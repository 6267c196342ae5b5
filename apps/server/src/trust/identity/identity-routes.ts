import {
  AtlasError,
  PERMISSION_NAMES,
  hasPermission,
  loginBody,
  loginReply,
  me,
  noBody,
  passwordBody,
} from '@aureus/contract';
import { logoutBody, refreshBody, refreshReply, signedOut } from '@aureus/contract';
import type { LoginReply, Me } from '@aureus/contract';
import { json, route } from '#platform/http';
import type { Reply, RequestFacts, Route } from '#platform/http';
import type { Origin } from '#trust/audit';
import { fromCookieHeader, toClearedCookies, toCookies } from './cookies.ts';
import type { Identity } from './identity.ts';
import type { Entrant } from './session-actions.ts';
import type { Tickets } from './sign-in-actions.ts';

/** The address of the first screen. */
const LANDING = '/';

export function identityRoutes(identity: Identity): readonly Route[] {
  return [
    loginRoute(identity),
    refreshRoute(identity),
    logoutRoute(identity),
    logoutAllRoute(identity),
    meRoute(),
    passwordRoute(identity),
  ];
}

function loginRoute(identity: Identity): Route {
  return route({
    method: 'POST',
    path: '/v1/auth/login',
    permission: 'public',
    audit: 'auth.login',
    rate: 'login',
    summary: 'Sign in with e-mail and password',
    body: loginBody,
    responses: { 200: loginReply },
    handle: async (c) => {
      const tickets = await identity.signIn({ ...c.body, origin: originOf(c) });
      return withTokens(identity, c, tickets, toLoginReply(tickets));
    },
  });
}

function refreshRoute(identity: Identity): Route {
  return route({
    method: 'POST',
    path: '/v1/auth/refresh',
    permission: 'public',
    audit: 'auth.refresh',
    rate: 'other',
    summary: 'New tokens for a refresh token',
    cookie: true,
    body: refreshBody,
    responses: { 200: refreshReply },
    handle: async (c) => {
      const tickets = await identity.refresh(refreshTokenOf(identity, c, c.body?.refresh_token), originOf(c));
      return withTokens(identity, c, tickets, toRefreshReply(tickets));
    },
  });
}

function logoutRoute(identity: Identity): Route {
  return route({
    method: 'POST',
    path: '/v1/auth/logout',
    permission: 'public',
    audit: 'auth.logout',
    rate: 'other',
    summary: 'End a session',
    cookie: true,
    body: logoutBody,
    responses: { 200: signedOut },
    handle: async (c) => {
      const bearer = bearerOf(c);
      const given = wantsCookie(c) ? undefined : c.body?.refresh_token;
      if (bearer !== undefined && given === undefined) {
        await identity.endOwnSession(await identity.checkAccess(bearer), originOf(c));
      } else await identity.signOut(refreshTokenOf(identity, c, given), originOf(c));
      return farewell(identity, c);
    },
  });
}

function logoutAllRoute(identity: Identity): Route {
  return route({
    method: 'POST',
    path: '/v1/auth/logout-all',
    permission: 'account.own',
    audit: 'auth.logout_all',
    rate: 'other',
    summary: 'End all of one’s sessions',
    body: noBody,
    responses: { 200: signedOut },
    handle: async (c) => {
      await identity.signOutEverywhere(c, originOf(c));
      return farewell(identity, c);
    },
  });
}

function meRoute(): Route {
  return route({
    method: 'GET',
    path: '/v1/auth/me',
    permission: 'account.own',
    audit: 'auth.me',
    rate: 'other',
    summary: 'Who is signed in, and what they may do',
    responses: { 200: me },
    handle: (c) => json(200, toMe(c)),
  });
}

function passwordRoute(identity: Identity): Route {
  return route({
    method: 'POST',
    path: '/v1/auth/password',
    permission: 'account.own',
    audit: 'auth.password',
    rate: 'login',
    summary: 'Set one’s own password',
    body: passwordBody,
    responses: { 200: signedOut },
    handle: async (c) => {
      const { old_password: oldPassword, new_password: newPassword } = c.body;
      await identity.setOwnPassword({ entrant: c, oldPassword, newPassword, origin: originOf(c) });
      return json(200, { message: 'The password is changed; other sessions have ended.' });
    },
  });
}

function originOf({ address, userAgent }: RequestFacts): Origin {
  return { address, userAgent };
}

function wantsCookie(facts: RequestFacts): boolean {
  return facts.header('x-atlas-session') === 'cookie';
}

/** The access token of the Authorization header. */
export function bearerOf({ header }: Pick<RequestFacts, 'header'>): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(header('authorization') ?? '')?.[1];
}

/** The cookie is read only where the caller says so: the door has checked then that it is our own page. */
function refreshTokenOf(identity: Identity, facts: RequestFacts, given: string | undefined): string {
  const token = wantsCookie(facts) ? fromCookieHeader(facts.header('cookie'), identity.cookies.refresh) : given;
  if (token !== undefined) return token;
  const details = [{ field: 'refresh_token', issue: 'Field is required' }];
  throw new AtlasError('VALIDATION_ERROR', 'Invalid request parameters', { details });
}

function withTokens(identity: Identity, facts: RequestFacts, tickets: Tickets, body: object): Reply {
  const { refreshToken, csrf, sessionEndsIn: maxAge } = tickets;
  if (!wantsCookie(facts)) return json(200, { ...body, refresh_token: refreshToken });
  return json(200, body, { cookies: toCookies(identity.cookies, { refreshToken, csrf, maxAge }) });
}

function farewell(identity: Identity, facts: RequestFacts): Reply {
  const cookies = wantsCookie(facts) ? toClearedCookies(identity.cookies) : [];
  return json(200, { message: 'Signed out.' }, { cookies });
}

function toLoginReply(tickets: Tickets): LoginReply {
  const { id, email, role } = tickets.person;
  return {
    access_token: tickets.accessToken,
    token_type: 'bearer',
    expires_in: tickets.expiresIn,
    user: { id, email, role },
    password_change_required: tickets.passwordChangeRequired,
  };
}

function toRefreshReply({ accessToken, expiresIn }: Tickets): object {
  return { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn };
}

function toMe({ person, session }: Entrant): Me {
  return {
    id: person.id,
    email: person.email,
    full_name: person.fullName,
    role: person.role,
    team: person.team,
    jurisdictions: [...person.jurisdictions],
    password_change_required: session.passwordChangeRequired,
    landing: LANDING,
    can: PERMISSION_NAMES.filter((permission) => hasPermission(person.role, permission)),
  };
}
