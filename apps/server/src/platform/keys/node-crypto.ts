import type { Crypto, HashSync } from '@aureus/ledger';
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  randomBytes,
  verify,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export const sha256: HashSync = (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());

const TAG_BYTES = 16;
/** SPKI header of an Ed25519 key (RFC 8410). */
const ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/** The ledger's functions from node:crypto: on a server they take microseconds, WebCrypto a round through a thread. */
export const nodeCrypto: Crypto = {
  sha256: async (bytes) => sha256(bytes),
  hmacSha256: async (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest()),
  verifyEd25519: async (publicKey, message, signature) => {
    const key = toPublicKey(Buffer.concat([ED25519, publicKey]));
    return key !== null && verify(null, message, key, signature);
  },
  verifyP256: async (spki, message, signature) => {
    const key = toPublicKey(Buffer.from(spki));
    if (key?.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return false;
    return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature);
  },
  sealAesGcm: async (key, iv, plaintext, aad) => {
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad);
    return new Uint8Array(Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
  },
  openAesGcm: async (key, iv, sealed, aad) => {
    if (sealed.length < TAG_BYTES) return null;
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(aad);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    try {
      const body = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
      return new Uint8Array(Buffer.concat([body, decipher.final()]));
    } catch {
      return null;
    }
  },
  random: (length) => new Uint8Array(randomBytes(length)),
};

function toPublicKey(spki: Buffer): KeyObject | null {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}
