import type { LoginReply, RefreshReply } from '@aureus/contract';
import { ApiError, CliError } from './cli-error.ts';
import { isMarked, markPassword } from './password-mark.ts';
import { EXIT } from './exit-codes.ts';
import type { Exchange } from './http-exchange.ts';
import type { SessionFile, StoredSession } from './session-file.ts';
import type { Surroundings } from './surroundings.ts';

/** What keeps somebody signed in from one call of the program to the next. */
export type Keeper = {
  readonly exchange: Exchange;
  readonly file: SessionFile;
  readonly env: Surroundings['env'];
  readonly now: () => number;
};

/** Renewed a little before its end: the request must still find it valid. */
const MARGIN_MS = 10_000;

/** Whose session: ATLAS_EMAIL's, else that of whoever signed in last. */
function emailOf({ env }: Keeper): string | undefined {
  return env.ATLAS_EMAIL?.toLowerCase();
}

export function isUnauthenticated(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

type Opened = Required<Pick<StoredSession, 'email' | 'opened_with'>>;

function keep(keeper: Keeper, { email, opened_with }: Opened, reply: LoginReply | RefreshReply): StoredSession {
  const session = {
    email,
    opened_with,
    access_token: reply.access_token,
    refresh_token: reply.refresh_token ?? '',
    expires_at: keeper.now() + reply.expires_in * 1000,
  };
  keeper.file.save(session);
  return session;
}

export async function signIn(keeper: Keeper, email: string, password: string): Promise<LoginReply> {
  const reply = await keeper.exchange({ path: '/v1/auth/login', body: { email: email.toLowerCase(), password } });
  const login = (await reply.json()) as LoginReply;
  keep(keeper, { email: login.user.email, opened_with: markPassword(password) }, login);
  return login;
}

/**
 * A session whose access token is good for this request. A password in the environment is a wish to sign in with it: a
 * kept session serves only if it was opened with the same one.
 */
export async function freshSession(keeper: Keeper): Promise<StoredSession> {
  const known = keeper.file.load(emailOf(keeper));
  const { ATLAS_PASSWORD: password } = keeper.env;
  if (known === undefined) return openSession(keeper);
  if (password !== undefined && !isMarked(known.opened_with, password)) return openSession(keeper, known.email);
  return known.expires_at - MARGIN_MS > keeper.now() ? known : renewSession(keeper, known);
}

/** By the refresh token; where that has ended, by the password of the environment. */
export async function renewSession(keeper: Keeper, session: StoredSession): Promise<StoredSession> {
  try {
    const reply = await keeper.exchange({ path: '/v1/auth/refresh', body: { refresh_token: session.refresh_token } });
    const { email, opened_with = '' } = session;
    return keep(keeper, { email, opened_with }, (await reply.json()) as RefreshReply);
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    keeper.file.forget(session.email);
    return openSession(keeper);
  }
}

async function openSession(keeper: Keeper, email = emailOf(keeper)): Promise<StoredSession> {
  const { ATLAS_PASSWORD: password } = keeper.env;
  if (email !== undefined && password !== undefined) await signIn(keeper, email, password);
  const session = keeper.file.load(email);
  if (session === undefined) throw new CliError('You are not signed in. Run: atlas login', EXIT.failed);
  return session;
}

/** False if nobody was signed in. */
export async function signOut(keeper: Keeper): Promise<boolean> {
  const session = keeper.file.load(emailOf(keeper));
  if (session === undefined) return false;
  keeper.file.forget(session.email);
  try {
    await keeper.exchange({ path: '/v1/auth/logout', body: { refresh_token: session.refresh_token } });
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
  }
  return true;
}
