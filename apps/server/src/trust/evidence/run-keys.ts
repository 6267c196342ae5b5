import { AtlasError } from '@aureus/contract';
import { RUN_SALT_BYTES } from '@aureus/ledger';
import type { Handle, Tx } from '#platform/db';
import { nodeCrypto } from '#platform/keys';
import type { Keys } from '#platform/keys';
import { appendKeys, loadKey } from './evidence-store.ts';
import type { KeyName } from './evidence-store.ts';

/** A wrapped key opens only as what it was made for: one copied to another run or name stays shut. */
const purposeOf = (run: string, name: KeyName): string => `evidence/${run}/${name}`;

export type ContentKey = { readonly name: KeyName; readonly key: Uint8Array };

export async function keepKeys(keys: Keys, tx: Tx, run: string, made: readonly ContentKey[]): Promise<void> {
  const wrapped = made.map(async ({ name, key }) => ({ name, ...(await keys.data.wrap(key, purposeOf(run, name))) }));
  await appendKeys(tx, run, await Promise.all(wrapped));
}

/** null: never made, or destroyed by an erasure. */
export async function openKey(keys: Keys, db: Handle, run: string, name: KeyName): Promise<Uint8Array | null> {
  const wrapped = await loadKey(db, run, name);
  return wrapped === null ? null : keys.data.unwrap(wrapped, purposeOf(run, name));
}

export const newSalt = (): Uint8Array => nodeCrypto.random(RUN_SALT_BYTES);
export const newContentKey = (): Uint8Array => nodeCrypto.random(32);

export async function openSalt(keys: Keys, db: Handle, run: string): Promise<Uint8Array> {
  const salt = await openKey(keys, db, run, 'salt');
  if (salt === null) throw new AtlasError('INTERNAL_ERROR', 'This question has no record.', { detail: 'no run salt' });
  return salt;
}
