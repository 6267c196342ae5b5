import { LedgerError } from '../ledger-error.ts';
import { asciiBytes, asciiText } from './text.ts';

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = `${STANDARD.slice(0, 62)}-_`;
const PAD = 61;

/** Base64 of RFC 4648 section 4, padded. */
export function toBase64(bytes: Uint8Array): string {
  return asciiText(encode(bytes, STANDARD, true));
}

/** Base64url of RFC 4648 section 5 without padding, as JOSE uses it; ASCII bytes, because results are large. */
export function toBase64UrlBytes(bytes: Uint8Array): Uint8Array {
  return encode(bytes, URL_SAFE, false);
}

/** As `toBase64UrlBytes`, as text. */
export function toBase64Url(bytes: Uint8Array): string {
  return asciiText(toBase64UrlBytes(bytes));
}

/** Reads canonical padded base64: no white space, unused bits zero. Anything else is a `format` error. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw notCanonical();
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return decode(asciiBytes(text.slice(0, text.length - padding)), STANDARD);
}

/** Reads canonical base64url without padding from text. */
export function fromBase64Url(text: string): Uint8Array {
  return fromBase64UrlBytes(asciiBytes(text));
}

/** Reads canonical base64url without padding from ASCII bytes. */
export function fromBase64UrlBytes(text: Uint8Array): Uint8Array {
  return decode(text, URL_SAFE);
}

function encode(bytes: Uint8Array, alphabet: string, padded: boolean): Uint8Array {
  const codes = asciiBytes(alphabet);
  const full = Math.floor(bytes.length / 3) * 3;
  const rest = bytes.length - full;
  const unpadded = (full / 3) * 4 + (rest === 0 ? 0 : rest + 1);
  const text = new Uint8Array(padded ? Math.ceil(unpadded / 4) * 4 : unpadded).fill(PAD);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const group = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    const digits = Math.min(4, unpadded - to);
    for (let digit = 0; digit < digits; digit++) text[to + digit] = codes[(group >> (18 - 6 * digit)) & 63] ?? 0;
  }
  return text;
}

function decode(text: Uint8Array, alphabet: string): Uint8Array {
  const values = new Int8Array(256).fill(-1);
  for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value;
  const rest = text.length % 4;
  if (rest === 1) throw notCanonical();
  const bytes = new Uint8Array(Math.floor(text.length / 4) * 3 + (rest === 0 ? 0 : rest - 1));
  let bits = 0;
  let held = 0;
  let to = 0;
  for (const code of text) {
    const value = values[code] ?? -1;
    if (value < 0) throw notCanonical();
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[to++] = (held >> bits) & 255;
  }
  if ((held & ((1 << bits) - 1)) !== 0) throw notCanonical();
  return bytes;
}

function notCanonical(): LedgerError {
  return new LedgerError('format', 'not canonical base64');
}
