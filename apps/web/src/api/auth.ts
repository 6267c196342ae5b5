import type { LoginReply, Me, RefreshReply } from '@aureus/contract';
import { callJson, callOpen } from './client.ts';

/** Asks for the refresh token as an httpOnly cookie: no script, ours included, can read it. */
const COOKIE_SESSION = { 'x-atlas-session': 'cookie' } as const;

export async function signIn(email: string, password: string): Promise<LoginReply> {
  const reply = await callOpen('/v1/auth/login', {
    method: 'POST',
    headers: COOKIE_SESSION,
    body: { email, password },
  });
  return (await reply.json()) as LoginReply;
}

export async function refresh(csrf: string): Promise<RefreshReply> {
  const reply = await callOpen('/v1/auth/refresh', {
    method: 'POST',
    headers: { ...COOKIE_SESSION, 'x-atlas-csrf': csrf },
  });
  return (await reply.json()) as RefreshReply;
}

export async function signOut(csrf: string, token: string | null): Promise<void> {
  await callOpen('/v1/auth/logout', {
    method: 'POST',
    headers: {
      ...COOKIE_SESSION,
      'x-atlas-csrf': csrf,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
  });
}

export function loadMe(): Promise<Me> {
  return callJson('/v1/auth/me');
}
