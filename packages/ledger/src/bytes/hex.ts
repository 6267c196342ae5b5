import { checkFormat } from '../ledger-error.ts';

const DIGITS = '0123456789abcdef';

/** Lower-case hex, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += DIGITS.charAt(byte >> 4) + DIGITS.charAt(byte & 15);
  return text;
}

/** Reads lower-case hex of exactly `length` bytes; anything else is a `format` error. */
export function fromHex(text: string, length: number): Uint8Array {
  checkFormat(text.length === length * 2 && /^[0-9a-f]*$/.test(text), `not ${length} bytes of lower-case hex`);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = Number.parseInt(text.slice(at * 2, at * 2 + 2), 16);
  return bytes;
}

/** True for a SHA-256 value as every format of this package writes it. */
export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
