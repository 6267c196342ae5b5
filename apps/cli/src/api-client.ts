import type { LoginReply } from '@aureus/contract';
import { makeExchange } from './http-exchange.ts';
import type { Asked } from './http-exchange.ts';
import { openSessionFile } from './session-file.ts';
import { freshSession, isUnauthenticated, renewSession, signIn, signOut } from './session-keeper.ts';
import type { Keeper } from './session-keeper.ts';
import type { Surroundings } from './surroundings.ts';

export type ApiClient = {
  readonly server: URL;
  /** As the person who is signed in; renews or opens the session where it can. */
  fetch(asked: Omit<Asked, 'token'>): Promise<Response>;
  /** As nobody. */
  fetchPublic(asked: Omit<Asked, 'token'>): Promise<Response>;
  signIn(email: string, password: string): Promise<LoginReply>;
  /** False if nobody was signed in. */
  signOut(): Promise<boolean>;
};

export function makeApiClient(server: URL, surroundings: Surroundings): ApiClient {
  const { env, now } = surroundings;
  const exchange = makeExchange(server, surroundings);
  const keeper: Keeper = { exchange, file: openSessionFile(server.origin, env), env, now };
  return {
    server,
    fetchPublic: exchange,
    fetch: (asked) => fetchSignedIn(keeper, asked),
    signIn: (email, password) => signIn(keeper, email, password),
    signOut: () => signOut(keeper),
  };
}

async function fetchSignedIn(keeper: Keeper, asked: Omit<Asked, 'token'>): Promise<Response> {
  const session = await freshSession(keeper);
  try {
    return await keeper.exchange({ ...asked, token: session.access_token });
  } catch (error) {
    // Ended before its time: by a sign-out elsewhere, or the server is another installation now.
    if (!isUnauthenticated(error)) throw error;
    const renewed = await renewSession(keeper, session);
    return keeper.exchange({ ...asked, token: renewed.access_token });
  }
}
