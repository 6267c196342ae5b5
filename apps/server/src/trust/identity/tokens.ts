import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Role } from '@aureus/contract';
import { AtlasError } from '@aureus/contract';
import { jwtVerify, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { isId, newId } from '#platform/ids';
import type { KeyRing, TokenKind } from './key-ring.ts';

const ISSUER = 'aureus-atlas';

export type AccessClaims = { readonly sid: string; readonly userId: string; readonly expiresAt: Date };
export type RefreshClaims = { readonly sid: string; readonly number: number; readonly kid: string };
export type DownloadClaims = {
  readonly evidenceId: string;
  readonly userId: string;
  readonly sid: string;
  readonly keys: 'all' | 'none';
};

/** Tokens of this installation: HS256, one derived key for each kind. Every `check` throws AUTHENTICATION_FAILED. */
export type Tokens = {
  signAccess(of: { sid: string; userId: string; role: Role; issuedAt: Date; expiresAt: Date }): Promise<string>;
  checkAccess(token: string): Promise<AccessClaims>;
  /** The same arguments give the same token, for as long as the key stays. `csrf` belongs to it. */
  signRefresh(of: {
    sid: string;
    number: number;
    issuedAt: Date;
    expiresAt: Date;
  }): Promise<{ token: string; csrf: string }>;
  checkRefresh(token: string): Promise<RefreshClaims>;
  isCsrfOf(claims: RefreshClaims, presented: string): Promise<boolean>;
  signDownload(of: DownloadClaims & { expiresAt: Date }): Promise<string>;
  checkDownload(token: string): Promise<DownloadClaims>;
};

export type TokenOptions = {
  readonly ring: KeyRing;
  /** Tokens of another Atlas on the same machine are not ours, though the browser sends them. */
  readonly installationId: string;
  readonly now: () => Date;
};

type Claims = JWTPayload & { readonly [name: string]: unknown };

export function makeTokens(options: TokenOptions): Tokens {
  return { ...accessTokens(options), ...refreshTokens(options), ...downloadTokens(options) };
}

function accessTokens(options: TokenOptions): Pick<Tokens, 'signAccess' | 'checkAccess'> {
  return {
    signAccess: async ({ sid, userId, role, issuedAt, expiresAt }) => {
      const claims = { user_id: userId, role, sid, jti: newId(), iat: seconds(issuedAt), exp: seconds(expiresAt) };
      return (await signToken(options, 'at+jwt', claims)).token;
    },
    checkAccess: async (token) => {
      const claims = await checkToken(options, 'at+jwt', token);
      return { sid: idOf(claims.sid), userId: idOf(claims.user_id), expiresAt: new Date(Number(claims.exp) * 1000) };
    },
  };
}

function refreshTokens(options: TokenOptions): Pick<Tokens, 'signRefresh' | 'checkRefresh' | 'isCsrfOf'> {
  const { ring } = options;
  return {
    signRefresh: async ({ sid, number, issuedAt, expiresAt }) => {
      const claims = { sid, number, jti: `${sid}.${number}`, iat: seconds(issuedAt), exp: seconds(expiresAt) };
      const { token, kid } = await signToken(options, 'rt+jwt', claims);
      const key = await ring.find(kid, 'csrf');
      if (key === undefined) throw new AtlasError('SERVICE_UNAVAILABLE', 'Sign-in is not possible just now.');
      return { token, csrf: toCsrf(key, sid) };
    },
    checkRefresh: async (token) => {
      const { sid, number, kid } = await checkToken(options, 'rt+jwt', token);
      if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw notOurs();
      return { sid: idOf(sid), number, kid };
    },
    isCsrfOf: async ({ sid, kid }, presented) => {
      const key = await ring.find(kid, 'csrf');
      return key !== undefined && isSame(toCsrf(key, sid), presented);
    },
  };
}

function downloadTokens(options: TokenOptions): Pick<Tokens, 'signDownload' | 'checkDownload'> {
  return {
    signDownload: async ({ evidenceId, userId, sid, keys, expiresAt }) => {
      const claims = { evidence_id: evidenceId, user_id: userId, sid, keys, jti: newId(), exp: seconds(expiresAt) };
      return (await signToken(options, 'dl+jwt', claims)).token;
    },
    checkDownload: async (token) => {
      const { evidence_id: evidenceId, user_id: userId, sid, keys } = await checkToken(options, 'dl+jwt', token);
      if (keys !== 'all' && keys !== 'none') throw notOurs();
      return { evidenceId: idOf(evidenceId), userId: idOf(userId), sid: idOf(sid), keys };
    },
  };
}

async function signToken(
  options: TokenOptions,
  kind: TokenKind,
  claims: Claims,
): Promise<{ token: string; kid: string }> {
  const { kid, key } = await options.ring.signer(kind);
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: kind, kid })
    .setIssuer(ISSUER)
    .setAudience(options.installationId)
    .sign(key);
  return { token, kid };
}

/** Algorithm, kind, issuer and audience are ours to say, never the token's; its `kid` only chooses among our own keys. */
async function checkToken(options: TokenOptions, kind: TokenKind, token: string): Promise<Claims & { kid: string }> {
  try {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = typeof kid === 'string' ? await options.ring.find(kid, kind) : undefined;
        if (key === undefined) throw notOurs();
        return key;
      },
      {
        algorithms: ['HS256'],
        typ: kind,
        issuer: ISSUER,
        audience: options.installationId,
        currentDate: options.now(),
        requiredClaims: ['exp', 'jti', 'sid'],
      },
    );
    return { ...payload, kid: String(protectedHeader.kid) };
  } catch (cause) {
    if (isOutage(cause)) throw cause;
    throw notOurs(cause);
  }
}

/** A database that cannot be read is no reason to tell somebody that their token is bad. */
function isOutage(thrown: unknown): boolean {
  const code = (thrown as { code?: unknown }).code;
  const ours = thrown instanceof AtlasError && thrown.code === 'AUTHENTICATION_FAILED';
  return !ours && !(typeof code === 'string' && code.startsWith('ERR_J'));
}

function notOurs(cause?: unknown): AtlasError {
  return new AtlasError('AUTHENTICATION_FAILED', 'The token is invalid or has expired.', { cause });
}

function idOf(claim: unknown): string {
  if (typeof claim !== 'string' || !isId(claim)) throw notOurs();
  return claim;
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function toCsrf(key: KeyObject, sid: string): string {
  return createHmac('sha256', key).update(sid).digest('base64url');
}

function isSame(expected: string, presented: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(presented)];
  return a.length === b.length && timingSafeEqual(a, b);
}
