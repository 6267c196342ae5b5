import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { toHex } from './bytes/hex.ts';
import { ecdsaFromDer, ecdsaToDer, spkiFromPem, spkiToPem } from './ecdsa-der.ts';
import { LedgerError } from './ledger-error.ts';

const isFormat = (error: unknown): boolean => error instanceof LedgerError && error.code === 'format';

test('DER of signatures goes both ways and agrees with OpenSSL', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  for (let at = 0; at < 300; at++) {
    const der = new Uint8Array(sign('sha256', Buffer.from([at & 255, at >> 8]), privateKey));
    const raw = ecdsaFromDer(der);
    assert.equal(raw.length, 64);
    assert.deepEqual(ecdsaToDer(raw), der);
  }
});

test('short and high-bit integers keep their one form', () => {
  const raw = new Uint8Array(64);
  raw[31] = 1;
  raw[32] = 0x80;
  const der = ecdsaToDer(raw);
  assert.equal(toHex(der), `3026020101022100${'80'.padEnd(64, '0')}`);
  assert.deepEqual(ecdsaFromDer(der), raw);
  assert.throws(() => ecdsaToDer(new Uint8Array(63)), isFormat);
});

test('refuses DER that says the same in another way, or has something behind it', () => {
  const wrong = {
    empty: [],
    'long length': [0x30, 0x81, 0x06, 2, 1, 1, 2, 1, 1],
    'byte behind': [0x30, 0x06, 2, 1, 1, 2, 1, 1, 0],
    'byte inside behind': [0x30, 0x07, 2, 1, 1, 2, 1, 1, 0],
    'leading zero': [0x30, 0x07, 2, 2, 0, 1, 2, 1, 1],
    negative: [0x30, 0x06, 2, 1, 0x81, 2, 1, 1],
    'empty integer': [0x30, 0x05, 2, 0, 2, 1, 1],
    'no sequence': [0x31, 0x06, 2, 1, 1, 2, 1, 1],
    'no integer': [0x30, 0x06, 3, 1, 1, 2, 1, 1],
    'integer runs out': [0x30, 0x06, 2, 9, 1, 2, 1, 1],
    'too wide': [0x30, 0x27, 2, 0x22, ...Array.from({ length: 34 }, () => 1), 2, 1, 1],
  };
  for (const [what, bytes] of Object.entries(wrong))
    assert.throws(() => ecdsaFromDer(Uint8Array.from(bytes)), isFormat, what);
});

test('PEM has one form only', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  const pem = spkiToPem(spki);
  assert.equal(pem, publicKey.export({ type: 'spki', format: 'pem' }));
  assert.deepEqual(spkiFromPem(pem), spki);
  for (const other of [pem.trimEnd(), `${pem}\n`, pem.replaceAll('\n', '\r\n'), pem.replace('PUBLIC', 'RSA'), '']) {
    assert.throws(() => spkiFromPem(other), isFormat);
  }
  const joined = pem.split('\n');
  joined.splice(1, 2, `${joined[1]}${joined[2]}`);
  assert.throws(() => spkiFromPem(joined.join('\n')), isFormat);
});
