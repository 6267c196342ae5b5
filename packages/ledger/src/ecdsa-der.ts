import { concatBytes, isSameBytes } from './bytes/bytes.ts';
import { fromBase64, toBase64 } from './bytes/base64.ts';
import { checkFormat } from './ledger-error.ts';

/** Bytes of r and of s for P-256. */
const HALF = 32;

/** DER of an ECDSA signature (RFC 3279, 2.2.3) from r‖s. Throws `format` unless given 64 bytes. */
export function ecdsaToDer(raw: Uint8Array): Uint8Array {
  checkFormat(raw.length === HALF * 2, 'an ECDSA signature is not 64 bytes');
  const body = concatBytes(toInteger(raw.subarray(0, HALF)), toInteger(raw.subarray(HALF)));
  return concatBytes(Uint8Array.of(0x30, body.length), body);
}

/** r‖s from strict DER: shortest lengths, shortest positive integers, nothing behind. Else a `format` error. */
export function ecdsaFromDer(der: Uint8Array): Uint8Array {
  checkFormat(der[0] === 0x30 && der[1] === der.length - 2 && der.length <= 72, 'a signature is not strict DER');
  const [r, next] = readInteger(der, 2);
  const [s, end] = readInteger(der, next);
  checkFormat(end === der.length, 'a signature is not strict DER');
  const raw = concatBytes(r, s);
  checkFormat(isSameBytes(ecdsaToDer(raw), der), 'a signature is not strict DER');
  return raw;
}

function toInteger(half: Uint8Array): Uint8Array {
  let from = 0;
  while (from < HALF - 1 && half[from] === 0) from++;
  const sign = (half[from] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0);
  const value = concatBytes(sign, half.subarray(from));
  return concatBytes(Uint8Array.of(0x02, value.length), value);
}

function readInteger(der: Uint8Array, at: number): readonly [half: Uint8Array, next: number] {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  checkFormat(der[at] === 0x02 && length > 0 && end <= der.length, 'a signature is not strict DER');
  let value = der.subarray(at + 2, end);
  if (value[0] === 0) value = value.subarray(1);
  checkFormat(value.length <= HALF, 'a signature is not strict DER');
  const half = new Uint8Array(HALF);
  half.set(value, HALF - value.length);
  return [half, end];
}

const PEM_BEGIN = '-----BEGIN PUBLIC KEY-----\n';
const PEM_END = '-----END PUBLIC KEY-----\n';

/** PEM (RFC 7468) of an SPKI: lines of 64 characters, newline at the end. */
export function spkiToPem(spki: Uint8Array): string {
  const lines = toBase64(spki).match(/.{1,64}/g) ?? [];
  return `${PEM_BEGIN}${lines.map((line) => `${line}\n`).join('')}${PEM_END}`;
}

/** SPKI DER from PEM in exactly the form `spkiToPem` writes; else a `format` error. */
export function spkiFromPem(pem: string): Uint8Array {
  checkFormat(pem.startsWith(PEM_BEGIN) && pem.endsWith(PEM_END), 'a public key is not PEM');
  const spki = fromBase64(pem.slice(PEM_BEGIN.length, -PEM_END.length).replaceAll('\n', ''));
  checkFormat(spkiToPem(spki) === pem, 'a public key is not PEM');
  return spki;
}
