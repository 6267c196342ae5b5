import { AtlasError } from '@aureus/contract';
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { ensureKeyFile, readKeyFile } from './key-files.ts';
import type { KeyWrapper } from './keys.ts';

const FILE = 'master.key';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export async function ensureMasterKey(home: string): Promise<void> {
  await ensureKeyFile(home, FILE, () => `${randomBytes(32).toString('base64')}\n`);
}

/** `given` is ENCRYPTION_KEY: 32 bytes in base64 or hex, used instead of the file. */
export async function openDataKey(home: string, given?: string): Promise<KeyWrapper> {
  return makeWrapper(toMasterKey(given ?? (await readKeyFile(home, FILE))));
}

export function toMasterKey(text: string): Uint8Array {
  const trimmed = text.trim();
  const bytes = Buffer.from(trimmed, /^[0-9a-fA-F]{64}$/.test(trimmed) ? 'hex' : 'base64');
  if (bytes.length === 32) return bytes;
  throw new AtlasError('SERVICE_UNAVAILABLE', 'ENCRYPTION_KEY must be 32 bytes in base64 or hex.');
}

function makeWrapper(master: Uint8Array): KeyWrapper {
  const masterKid = createHmac('sha256', master).update('aureus-atlas master key id').digest('hex').slice(0, 16);
  // The purpose is authenticated: a wrapped key copied into another row, run or part does not open there.
  const bound = (purpose: string): Buffer => Buffer.from(`${masterKid}\n${purpose}`);
  return {
    wrap: async (contentKey, purpose) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', master, iv).setAAD(bound(purpose));
      const body = Buffer.concat([cipher.update(contentKey), cipher.final()]);
      return { masterKid, wrapped: Buffer.concat([iv, body, cipher.getAuthTag()]) };
    },
    unwrap: async (key, purpose) => {
      if (key.masterKid !== masterKid) throw closed('another master key');
      const bytes = Buffer.from(key.wrapped);
      if (bytes.length < IV_BYTES + TAG_BYTES) throw closed('a wrapped key is too short');
      const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, IV_BYTES)).setAAD(bound(purpose));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
      } catch (cause) {
        throw closed('a wrapped key does not open', cause);
      }
    },
  };
}

const closed = (detail: string, cause?: unknown): AtlasError =>
  new AtlasError('SERVICE_UNAVAILABLE', 'The keys for this evidence cannot be used.', { detail, cause });
