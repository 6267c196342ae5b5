import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  calculateJwkThumbprint,
  compactDecrypt,
  compactVerify,
  flattenedDecrypt,
  flattenedVerify,
  generalDecrypt,
  generalVerify,
  importJWK,
} from 'jose';
import type { FlattenedJWE, FlattenedJWS, GeneralJWE, GeneralJWS, JSONWebKeySet, JWK } from 'jose';
import { makeTally, type SuiteResult } from '../scoring/tally.ts';

type Files = { readonly folder: string; readonly names: readonly string[] };

/** An unsecured token (alg none) must be refused. */
const UNSECURED = 'rfc7515_A.5';

/** The library that signs and opens the product's tokens and parts, asked with the RFCs' own examples. */
export async function runJose(folder: string): Promise<SuiteResult> {
  const files = { folder, names: readdirSync(folder) };
  const tally = makeTally('vectors/jose');
  for (const name of files.names.toSorted()) {
    const kind = name.slice(name.lastIndexOf('.') + 1);
    const check = CHECKS[kind];
    if (check === undefined) continue;
    const why = await check(files, basename(name, `.${kind}`), read(files, name)).then(
      (holds) => (holds ? null : 'another answer'),
      (error: unknown) => String(error),
    );
    const isRefusal = name.startsWith(UNSECURED);
    if ((why === null) !== isRefusal) tally.pass(kind);
    else tally.fail(kind, name, why ?? 'admitted');
  }
  return tally.result();
}

type Check = (files: Files, stem: string, text: string) => Promise<boolean>;

const CHECKS: Record<string, Check> = {
  thp: async (files, stem, text) =>
    (await calculateJwkThumbprint(JSON.parse(read(files, `${stem}.jwk`)) as JWK)) === text.trim(),
  jwsc: (files, stem, text) =>
    withEachKey(files, stem, (key) =>
      compactVerify(
        files.names.includes(`${stem}.payl`) ? reattach(text, read(files, `${stem}.payl`)) : text.trim(),
        key,
      ),
    ),
  jwsf: (files, stem, text) =>
    withEachKey(files, stem, (key) => flattenedVerify(reattachJson<FlattenedJWS>(files, stem, text), key)),
  jwsg: (files, stem, text) =>
    withEachKey(files, stem, (key) => generalVerify(reattachJson<GeneralJWS>(files, stem, text), key)),
  jwec: (files, stem, text) => opened(files, stem, (key) => compactDecrypt(text.trim(), key, ALGORITHMS)),
  jwef: (files, stem, text) =>
    opened(files, stem, (key) => flattenedDecrypt(JSON.parse(text) as FlattenedJWE, key, ALGORITHMS)),
  jweg: (files, stem, text) =>
    opened(files, stem, (key) => {
      const token = JSON.parse(text) as FlattenedJWE | GeneralJWE;
      // With one recipient of nothing, RFC 7520 leaves the list out.
      return 'recipients' in token ? generalDecrypt(token, key, ALGORITHMS) : flattenedDecrypt(token, key, ALGORITHMS);
    }),
};

/** jose opens password-based keys only for who asks for them by name. */
const ALGORITHMS = {
  keyManagementAlgorithms: [
    'RSA1_5',
    'RSA-OAEP',
    'RSA-OAEP-256',
    'PBES2-HS256+A128KW',
    'PBES2-HS512+A256KW',
    'ECDH-ES',
    'ECDH-ES+A128KW',
    'dir',
    'A128KW',
    'A256KW',
    'A128GCMKW',
    'A256GCMKW',
  ],
  maxPBES2Count: 1_000_000,
};

function read({ folder, names }: Files, name: string): string {
  return names.includes(name) ? readFileSync(join(folder, name), 'utf8') : '';
}

/** A detached payload is put back where the signature expects it. */
function reattach(token: string, payload: string): string {
  const [header = '', , signature = ''] = token.trim().split('.');
  return `${header}.${Buffer.from(payload).toString('base64url')}.${signature}`;
}

function reattachJson<T extends { payload: unknown }>(files: Files, stem: string, text: string): T {
  const token = JSON.parse(text) as T;
  const payload = read(files, `${stem}.payl`);
  return payload === '' ? token : { ...token, payload: Buffer.from(payload).toString('base64url') };
}

type Key = Awaited<ReturnType<typeof importJWK>>;

/** Every key that stands with the example, in files of its own or in a set; the example verifies by one of them. */
async function keysOf(files: Files, stem: string): Promise<JWK[]> {
  const single = files.names.filter(
    (name) => name === `${stem}.jwk` || (name.startsWith(`${stem}.`) && name.endsWith('.jwk')),
  );
  const set = read(files, `${stem}.jwkset`);
  const password = read(files, `${stem}.pwd`);
  return [
    ...single.map((name) => JSON.parse(read(files, name)) as JWK),
    ...(set === '' ? [] : (JSON.parse(set) as JSONWebKeySet).keys),
    ...(password === '' ? [] : [{ kty: 'oct', k: Buffer.from(password).toString('base64url') }]),
  ];
}

/** jose asks for the key of each token or recipient by its header; every key at hand is tried in turn. */
type KeyFor = (header: { readonly alg?: string } | undefined) => Promise<Key>;

async function withEachKey(
  files: Files,
  stem: string,
  use: (key: KeyFor) => Promise<unknown>,
  half: 'public' | 'private' = 'public',
): Promise<boolean> {
  let last: unknown = new Error('no key stands with this example');
  for (const jwk of await keysOf(files, stem)) {
    try {
      await use((header) => importJWK(half === 'public' ? publicHalf(jwk) : bare(jwk), header?.alg ?? 'dir'));
      return true;
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

/** Without the limits on use that an example's key may state; the algorithm is the token's. */
function bare(jwk: JWK): JWK {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => !['use', 'key_ops', 'alg'].includes(name))) as JWK;
}

function publicHalf(jwk: JWK): JWK {
  const secret = jwk.kty === 'oct' ? [] : ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];
  return Object.fromEntries(Object.entries(bare(jwk)).filter(([name]) => !secret.includes(name))) as JWK;
}

async function opened(
  files: Files,
  stem: string,
  open: (key: KeyFor) => Promise<{ plaintext: Uint8Array }>,
): Promise<boolean> {
  let plaintext = '';
  await withEachKey(
    files,
    stem,
    async (key) => {
      plaintext = Buffer.from((await open(key)).plaintext).toString('utf8');
    },
    'private',
  );
  return plaintext === read(files, `${stem}.pt`);
}
