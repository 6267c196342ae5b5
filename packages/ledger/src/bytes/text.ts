import { LedgerError, checkFormat } from '../ledger-error.ts';

/** Codes are given to a string in pieces of this many: an argument list has a limit. */
const PIECE = 8192;

/** UTF-8 of a string; a lone surrogate becomes U+FFFD, as the WHATWG encoder has it. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let to = 0;
  for (const character of text) {
    const read = character.codePointAt(0) ?? 0;
    const point = read >= 0xd800 && read <= 0xdfff ? 0xfffd : read;
    if (point < 0x80) bytes[to++] = point;
    else {
      const more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
      bytes[to++] = ((0xff00 >> (more + 1)) & 0xff) | (point >> (6 * more));
      for (let left = more - 1; left >= 0; left--) bytes[to++] = 0x80 | ((point >> (6 * left)) & 63);
    }
  }
  return bytes.slice(0, to);
}

/** Reads strict UTF-8: no overlong form, no surrogate, nothing cut; a byte order mark is kept. Else a `format` error. */
export function utf8Text(bytes: Uint8Array): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = endOfAscii(bytes, at);
    if (end > at) pieces.push(fromCodes(bytes.subarray(at, end)));
    if (end === bytes.length) break;
    const [point, length] = readPoint(bytes, end);
    pieces.push(String.fromCodePoint(point));
    at = end + length;
  }
  return pieces.join('');
}

/** One byte a character; the caller gives ASCII, anything else is a `format` error. */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    checkFormat(code < 0x80, 'not ASCII');
    bytes[at] = code;
  }
  return bytes;
}

/** The text of ASCII bytes; anything else is a `format` error. */
export function asciiText(bytes: Uint8Array): string {
  checkFormat(endOfAscii(bytes, 0) === bytes.length, 'not ASCII');
  return fromCodes(bytes);
}

function endOfAscii(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] ?? 0) < 0x80) at++;
  return at;
}

function fromCodes(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE) {
    // Not spread: that would walk the bytes with an iterator, ten times slower.
    pieces.push(Reflect.apply(String.fromCharCode, null, bytes.subarray(at, at + PIECE)) as string);
  }
  return pieces.join('');
}

/** Smallest code point of a sequence with that many continuation bytes: below it the form is overlong. */
const SMALLEST = [0, 0x80, 0x800, 0x10000];

function readPoint(bytes: Uint8Array, at: number): readonly [point: number, length: number] {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return [first, 1];
  const more = first >= 0xf0 && first < 0xf8 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc0 || first >= 0xf8) throw notUtf8(at);
  let point = first & (0x3f >> more);
  for (let next = 1; next <= more; next++) {
    const byte = bytes[at + next] ?? 0;
    if ((byte & 0xc0) !== 0x80) throw notUtf8(at);
    point = (point << 6) | (byte & 0x3f);
  }
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  if (point < (SMALLEST[more] ?? 0) || point > 0x10ffff || surrogate) throw notUtf8(at);
  return [point, more + 1];
}

function notUtf8(at: number): LedgerError {
  return new LedgerError('format', `not UTF-8 at byte ${at}`);
}
