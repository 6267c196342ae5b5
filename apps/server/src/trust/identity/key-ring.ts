import { createHash, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { AtlasError } from '@aureus/contract';
import { transaction } from '#platform/db';
import type { Db, Tx } from '#platform/db';
import type { KeyWrapper } from '#platform/keys';
import { findSigner, isDue, NOTICE_MS, stillVerifies } from './key-rules.ts';
import { appendKey, loadKeys, lockKeys } from './keys-store.ts';
import type { StoredKey } from './keys-store.ts';

/** Each kind of token has a key of its own, so that none passes for another. */
export type TokenKind = 'at+jwt' | 'rt+jwt' | 'dl+jwt' | 'csrf';

export type DerivedKey = { readonly kid: string; readonly key: KeyObject };

export type KeyRing = {
  /** The key that signs tokens of this kind now. Stores the next one when its time is near. */
  signer(kind: TokenKind): Promise<DerivedKey>;
  /** The key with this id, if it still verifies. An unknown id is looked up anew at most once a second. */
  find(kid: string, kind: TokenKind): Promise<KeyObject | undefined>;
};

export type KeyRingOptions = {
  readonly db: Db;
  readonly wrapper: KeyWrapper;
  readonly now: () => Date;
  /** JWT_SECRET_KEY: the first key, where it is given. */
  readonly firstSecret?: string | undefined;
};

/** The derived keys are made once: every request verifies with one. */
type RingKey = {
  readonly kid: string;
  readonly signsFrom: Date;
  readonly derived: Readonly<Record<TokenKind, KeyObject>>;
};

const PURPOSE = 'identity.jwt_keys';
const RELOAD_MS = 1000;

export function makeKeyRing(options: KeyRingOptions): KeyRing {
  const { db, wrapper, now } = options;
  let keys: readonly RingKey[] = [];
  let loadedAt = Number.NEGATIVE_INFINITY;
  const reload = async (): Promise<void> => {
    loadedAt = now().getTime();
    keys = await openAll(await loadKeys(db), keys, wrapper);
  };
  const rotate = async (): Promise<void> => {
    await transaction(db, (tx) => addKey(tx, options));
    await reload();
  };
  return {
    signer: async (kind) => {
      if (isDue(keys, now())) await reload();
      if (isDue(keys, now())) await rotate();
      const signer = findSigner(keys, now());
      if (signer === undefined) throw new AtlasError('SERVICE_UNAVAILABLE', 'Sign-in is not possible just now.');
      return { kid: signer.kid, key: signer.derived[kind] };
    },
    find: async (kid, kind) => {
      const known = keys.some((key) => key.kid === kid);
      if (!known && now().getTime() - loadedAt >= RELOAD_MS) await reload();
      const found = keys.find((key) => key.kid === kid);
      return found !== undefined && stillVerifies(keys, kid, now()) ? found.derived[kind] : undefined;
    },
  };
}

async function openAll(
  stored: readonly StoredKey[],
  known: readonly RingKey[],
  wrapper: KeyWrapper,
): Promise<RingKey[]> {
  const opened = stored.map(async ({ kid, masterKid, wrapped, signsFrom }) => {
    const same = known.find((key) => key.kid === kid);
    return same ?? { kid, signsFrom, derived: deriveAll(await wrapper.unwrap({ masterKid, wrapped }, PURPOSE)) };
  });
  return Promise.all(opened);
}

async function addKey(tx: Tx, { wrapper, now, firstSecret }: KeyRingOptions): Promise<void> {
  await lockKeys(tx);
  const stored = await loadKeys(tx);
  if (!isDue(stored, now())) return;
  const first = stored.length === 0;
  const secret = first && firstSecret !== undefined ? toSecret(firstSecret) : randomBytes(32);
  const kid = createHash('sha256').update('atlas jwt kid').update(secret).digest('base64url').slice(0, 16);
  const signsFrom = new Date(now().getTime() + (first ? 0 : NOTICE_MS));
  await appendKey(tx, { kid, signsFrom, ...(await wrapper.wrap(secret, PURPOSE)) });
}

/** Whatever was configured, as 32 bytes: the wrapper takes keys of one size. */
function toSecret(text: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', text, '', 'atlas jwt first key', 32));
}

function deriveAll(secret: Uint8Array): Record<TokenKind, KeyObject> {
  const derive = (kind: TokenKind): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `atlas ${kind}`, 32)));
  return { 'at+jwt': derive('at+jwt'), 'rt+jwt': derive('rt+jwt'), 'dl+jwt': derive('dl+jwt'), csrf: derive('csrf') };
}
