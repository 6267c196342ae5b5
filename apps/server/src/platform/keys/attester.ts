import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { ensureKeyFile, readKeyFile } from './key-files.ts';
import type { Attester } from './keys.ts';

const FILE = 'attester.pem';

export async function ensureAttester(home: string): Promise<void> {
  await ensureKeyFile(home, FILE, () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  });
}

export async function openAttester(home: string): Promise<Attester> {
  const key = createPrivateKey(await readKeyFile(home, FILE));
  const publicKey = createPublicKey(key);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return {
    kid: createHash('sha256').update(spki).digest('hex'),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: async (message) => new Uint8Array(sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' })),
  };
}
