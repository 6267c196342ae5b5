import type { Crypto } from './crypto.ts';

/** What is used of WebCrypto: `globalThis.crypto` of a browser (secure context) or of Node ≥ 20 fits. */
export type WebCrypto = { readonly subtle: object; getRandomValues(array: never): unknown };

type Key = object;
type Algorithm = string | { readonly [option: string]: unknown };
/** WebCrypto's own shape, written here because a pure package is compiled without the DOM's types. */
type Subtle = {
  digest(algorithm: Algorithm, bytes: Uint8Array): Promise<ArrayBuffer>;
  importKey(format: string, key: Uint8Array, algorithm: Algorithm, extractable: boolean, uses: string[]): Promise<Key>;
  sign(algorithm: Algorithm, key: Key, bytes: Uint8Array): Promise<ArrayBuffer>;
  verify(algorithm: Algorithm, key: Key, signature: Uint8Array, bytes: Uint8Array): Promise<boolean>;
  encrypt(algorithm: Algorithm, key: Key, bytes: Uint8Array): Promise<ArrayBuffer>;
  decrypt(algorithm: Algorithm, key: Key, bytes: Uint8Array): Promise<ArrayBuffer>;
};

const HMAC = { name: 'HMAC', hash: 'SHA-256' };
const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const ECDSA = { name: 'ECDSA', hash: 'SHA-256' };

/** The crypto port over WebCrypto. A browser without Ed25519 rejects in `verifyEd25519`; it never answers true. */
export function makeSubtleCrypto(webCrypto: WebCrypto): Crypto {
  const subtle = webCrypto.subtle as Subtle;
  const aes = (key: Uint8Array, use: string) => subtle.importKey('raw', key, 'AES-GCM', false, [use]);
  return {
    sha256: async (bytes) => new Uint8Array(await subtle.digest('SHA-256', bytes)),
    async hmacSha256(key, bytes) {
      const imported = await subtle.importKey('raw', key, HMAC, false, ['sign']);
      return new Uint8Array(await subtle.sign('HMAC', imported, bytes));
    },
    async verifyEd25519(publicKey, message, signature) {
      const imported = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
      return subtle.verify('Ed25519', imported, signature, message);
    },
    async verifyP256(spki, message, signature) {
      const imported = await subtle.importKey('spki', spki, P256, false, ['verify']).catch(() => null);
      return imported !== null && subtle.verify(ECDSA, imported, signature, message);
    },
    async sealAesGcm(key, iv, plaintext, aad) {
      return new Uint8Array(await subtle.encrypt(gcm(iv, aad), await aes(key, 'encrypt'), plaintext));
    },
    async openAesGcm(key, iv, sealed, aad) {
      const imported = await aes(key, 'decrypt');
      const opened = await subtle.decrypt(gcm(iv, aad), imported, sealed).catch(() => null);
      return opened === null ? null : new Uint8Array(opened);
    },
    random(length) {
      const bytes = new Uint8Array(length);
      webCrypto.getRandomValues(bytes as never);
      return bytes;
    },
  };
}

function gcm(iv: Uint8Array, aad: Uint8Array): Algorithm {
  return { name: 'AES-GCM', iv, additionalData: aad, tagLength: 128 };
}
