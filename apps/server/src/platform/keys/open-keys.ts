import { ensureAttester, openAttester } from './attester.ts';
import { ensureMasterKey, openDataKey } from './data-key.ts';
import type { Keys } from './keys.ts';

export type KeyOptions = {
  readonly home: string;
  /** The customer's ENCRYPTION_KEY, instead of the file. */
  readonly encryptionKey?: string;
};

/** Makes what is missing. Only for an installation without a record: `log init` calls it. */
export async function ensureKeys(options: KeyOptions): Promise<void> {
  await ensureAttester(options.home);
  if (options.encryptionKey === undefined) await ensureMasterKey(options.home);
}

/** SERVICE_UNAVAILABLE if a key is missing. */
export async function openKeys(options: KeyOptions): Promise<Keys> {
  return {
    attester: await openAttester(options.home),
    data: await openDataKey(options.home, options.encryptionKey),
  };
}
