import { AtlasError } from '@aureus/contract';
import { newestVersion, parseTrustFile } from '@aureus/ledger';
import type { TrustVersion } from '@aureus/ledger';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '#platform/files';
import { nodeCrypto } from '#platform/keys';

const FILE = 'trust.json';

/** The public keys of this installation, as every reader gets them. It holds no secret. */
export type TrustInForce = {
  readonly bytes: Uint8Array;
  readonly version: TrustVersion;
  /** The log that grows now, and its key. */
  readonly origin: string;
  readonly vkey: string;
};

/** null before `log init`; SERVICE_UNAVAILABLE for a file that is not whole. */
export async function readTrust(home: string): Promise<TrustInForce | null> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await readFile(join(home, FILE)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return toTrust(bytes);
}

async function toTrust(bytes: Uint8Array): Promise<TrustInForce> {
  const version = await parseTrustFile(bytes, nodeCrypto).then(newestVersion, (cause: unknown) => {
    throw new AtlasError('SERVICE_UNAVAILABLE', 'The trust file of this Atlas cannot be read.', { cause });
  });
  const log = version.logs.find((candidate) => candidate.to_size === null);
  if (log === undefined) throw new AtlasError('SERVICE_UNAVAILABLE', 'The trust file names no log that grows.');
  return { bytes, version, origin: log.origin, vkey: log.vkey };
}

export async function writeTrust(home: string, bytes: Uint8Array): Promise<TrustInForce> {
  const trust = await toTrust(bytes);
  await replaceFile(join(home, FILE), bytes);
  return trust;
}
