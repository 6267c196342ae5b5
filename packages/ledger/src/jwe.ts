import { concatBytes } from './bytes/bytes.ts';
import { fromBase64UrlBytes, toBase64UrlBytes } from './bytes/base64.ts';
import { type JsonObject, asString, compactJson, parseObject } from './bytes/json.ts';
import { asciiBytes } from './bytes/text.ts';
import type { Crypto } from './crypto.ts';
import { LedgerError, checkFormat } from './ledger-error.ts';

const DOT = 46;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts to JWE compact serialisation (RFC 7516), `alg` dir, `enc` A256GCM: no wrapped key inside, so destroying the
 * key elsewhere destroys the content. A content key encrypts one text only. ASCII bytes without a newline.
 */
export async function encryptJwe(
  part: { readonly kid: string; readonly plaintext: Uint8Array },
  key: Uint8Array,
  crypto: Crypto,
): Promise<Uint8Array> {
  checkKey(key);
  const header = toBase64UrlBytes(compactJson({ alg: 'dir', enc: 'A256GCM', kid: part.kid }));
  const iv = crypto.random(IV_BYTES);
  const sealed = await crypto.sealAesGcm(key, iv, part.plaintext, header);
  const cut = sealed.length - TAG_BYTES;
  const dot = Uint8Array.of(DOT);
  const texts = [
    toBase64UrlBytes(iv),
    toBase64UrlBytes(sealed.subarray(0, cut)),
    toBase64UrlBytes(sealed.subarray(cut)),
  ];
  return concatBytes(header, dot, ...texts.flatMap((text) => [dot, text]));
}

/** A JWE taken apart; nothing is decrypted. */
export type Jwe = {
  readonly header: JsonObject;
  readonly kid: string | null;
  readonly iv: Uint8Array;
  /** ciphertext‖tag */
  readonly sealed: Uint8Array;
  readonly aad: Uint8Array;
};

/** Reads JWE compact with `alg` dir and `enc` A256GCM; every other algorithm, and base64url with loose bits, is a `format` error. */
export function parseJwe(bytes: Uint8Array): Jwe {
  const fields = splitDots(bytes);
  const [aad, key, iv, ciphertext, tag, ...more] = fields;
  checkFormat(aad !== undefined && key !== undefined && iv !== undefined && ciphertext !== undefined, 'not a JWE');
  checkFormat(tag !== undefined && more.length === 0 && key.length === 0, 'not a JWE with alg dir');
  const header = parseObject(fromBase64UrlBytes(aad), 'a JWE header');
  checkFormat(header['alg'] === 'dir' && header['enc'] === 'A256GCM', 'not a JWE with dir and A256GCM');
  checkFormat(!('crit' in header) && !('zip' in header), 'a JWE header has an extension');
  const kid = header['kid'] === undefined ? null : asString(header['kid'], 'kid');
  const [ivBytes, tagBytes] = [fromBase64UrlBytes(iv), fromBase64UrlBytes(tag)];
  checkFormat(ivBytes.length === IV_BYTES && tagBytes.length === TAG_BYTES, 'a JWE has the wrong IV or tag');
  return { header, kid, iv: ivBytes, sealed: concatBytes(fromBase64UrlBytes(ciphertext), tagBytes), aad };
}

/** The plaintext; a `cipher` error if the key does not open it. */
export async function decryptJwe(bytes: Uint8Array, key: Uint8Array, crypto: Crypto): Promise<Uint8Array> {
  checkKey(key);
  const { iv, sealed, aad } = parseJwe(bytes);
  const plaintext = await crypto.openAesGcm(key, iv, sealed, aad);
  if (plaintext === null) throw new LedgerError('cipher', 'the key does not open this JWE');
  return plaintext;
}

/** The `kid` of a pack's encrypted part: `EVIDENCE_ID/NAME`, so that a key without its pack still says what it opens. */
export function contentKeyId(evidenceId: string, name: string): string {
  asciiBytes(name);
  return `${evidenceId}/${name}`;
}

function splitDots(bytes: Uint8Array): readonly Uint8Array[] {
  const fields: Uint8Array[] = [];
  let from = 0;
  for (let dot = bytes.indexOf(DOT); dot !== -1; dot = bytes.indexOf(DOT, from)) {
    fields.push(bytes.subarray(from, dot));
    from = dot + 1;
    checkFormat(fields.length <= 5, 'not a JWE');
  }
  return [...fields, bytes.subarray(from)];
}

function checkKey(key: Uint8Array): void {
  if (key.length !== 32) throw new LedgerError('usage', 'a content key has 32 bytes');
}
