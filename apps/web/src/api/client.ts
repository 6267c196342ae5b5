import { ApiFailure, toFailure } from './failure.ts';

export type Ask = {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** Where the client gets its token, and whom it asks for the next one. The session sets it once. */
export type TokenSource = {
  readonly current: () => string | null;
  /** The next token, or null if the session is over. `stale` is the one that was refused. */
  readonly renew: (stale: string | null) => Promise<string | null>;
};

let tokens: TokenSource = { current: () => null, renew: async () => null };

export function bindTokens(source: TokenSource): void {
  tokens = source;
}

/** Sends one request without a session; throws `ApiFailure` for every reply that is not 2xx. */
export async function callOpen(path: string, ask: Ask = {}): Promise<Response> {
  return checkReply(await send(path, ask, null));
}

/** Sends one request as the signed-in person. A 401 renews the token once and asks again. */
export async function call(path: string, ask: Ask = {}): Promise<Response> {
  const token = tokens.current() ?? (await tokens.renew(null));
  const reply = await send(path, ask, token);
  if (reply.status !== 401) return checkReply(reply);
  const renewed = await tokens.renew(token);
  if (renewed === null) return checkReply(reply);
  return checkReply(await send(path, ask, renewed));
}

export async function callJson<T>(path: string, ask: Ask = {}): Promise<T> {
  return (await (await call(path, ask)).json()) as T;
}

async function send(path: string, ask: Ask, token: string | null): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', ...ask.headers };
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  if (ask.body !== undefined) headers['content-type'] = 'application/json';
  return fetch(path, {
    method: ask.method ?? 'GET',
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
    ...(ask.signal === undefined ? {} : { signal: ask.signal }),
  });
}

async function checkReply(reply: Response): Promise<Response> {
  if (reply.ok) return reply;
  const body: unknown = await reply.json().catch(() => null);
  throw new ApiFailure(toFailure(body, reply.headers.get('retry-after')), reply.status);
}
