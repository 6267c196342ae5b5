import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { ensureKeyFile, readKeyFile } from './key-files.ts';
import type { LogKey } from './keys.ts';

const FILE = 'log.pem';
/** An Ed25519 SPKI is 12 bytes of header and the 32 bytes of the key (RFC 8410). */
const SPKI_HEADER = 12;

export async function ensureLogKey(home: string): Promise<void> {
  await ensureKeyFile(home, FILE, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
}

/** For the signer's process alone: whoever holds this key can say what the log is. */
export async function openLogKey(home: string): Promise<LogKey> {
  const key = createPrivateKey(await readKeyFile(home, FILE));
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    publicKey: new Uint8Array(spki.subarray(SPKI_HEADER)),
    sign: async (message) => new Uint8Array(sign(null, message, key)),
  };
}
