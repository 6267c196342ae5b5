import { AtlasError } from '@aureus/contract';
import { EMPTY_RANGE, encodeTrustFile, rangeRoot, signTrustVersion, toHex, toVkey } from '@aureus/ledger';
import { randomUUID } from 'node:crypto';
import type { Db } from '#platform/db';
import { ensureKeys, ensureLogKey, nodeCrypto, openKeys, openLogKey, sha256 } from '#platform/keys';
import type { KeyOptions } from '#platform/keys';
import type { ObjectStore } from '#platform/objects';
import { appendHead, loadHead } from './log-store.ts';
import { readSignerState, writeSignerState } from './signer-state-store.ts';
import { readTrust, writeTrust } from './trust-file-store.ts';
import type { TrustInForce } from './trust-file-store.ts';

export type LogInit = KeyOptions & {
  /** As the sequencer: it alone may write the first head. */
  readonly db: Db;
  readonly objects: ObjectStore;
  readonly statePath: string;
  /** `aureus-atlas/` and the installation's id, unless configured. */
  readonly origin?: string | undefined;
};

/**
 * Makes keys, trust file, the empty tree's head and the signer's state: once, on an empty log. On a log that exists it
 * returns what is there, and refuses (CONFLICT) if the signer's state is gone: making a new one would hide a rollback.
 */
export async function ensureLog(init: LogInit): Promise<TrustInForce> {
  const state = await readSignerState(init.statePath);
  const trust = await readTrust(init.home);
  if (state !== null && trust !== null) return trust;
  const head = await loadHead(init.db);
  const isEmpty =
    (head === null || head.size === 0) &&
    (await init.objects.list('log/checkpoints/')).every((key) => key.endsWith('/0'));
  if (!isEmpty || state !== null) {
    throw new AtlasError(
      'CONFLICT',
      'This log exists, but its trust file or what its signer signed last is missing. Neither is made anew.',
      {
        detail: state === null ? 'no signer state' : 'no trust file',
      },
    );
  }
  await ensureKeys(init);
  await ensureLogKey(init.home);
  const made = trust ?? (await writeTrust(init.home, await makeTrust(init)));
  const root = rangeRoot(EMPTY_RANGE, sha256);
  if (head === null) await appendHead(init.db, 0, root);
  // Last: with it the log exists.
  await writeSignerState(init.statePath, { origin: made.origin, size: 0, root: toHex(root) });
  return made;
}

async function makeTrust(init: LogInit): Promise<Uint8Array> {
  const origin = init.origin ?? `aureus-atlas/${randomUUID()}`;
  const key = await openLogKey(init.home);
  const { attester } = await openKeys(init);
  const vkey = await toVkey(origin, key.publicKey, nodeCrypto);
  const version = {
    version: 1,
    logs: [{ origin, vkey, from_size: 0, to_size: null }],
    attesters: [{ kid: attester.kid, pem: attester.publicPem, origin, from_index: 0, to_index: null }],
    witnesses: [],
    tsa: [],
  };
  return encodeTrustFile([await signTrustVersion(version, { ...key, name: origin }, nodeCrypto)]);
}
