import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LedgerError } from '../ledger-error.ts';
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from './base64.ts';
import { concatBytes, firstDifference, isSameBytes } from './bytes.ts';
import { fromHex, isDigest, toHex } from './hex.ts';
import { asArray, asCount, asObject, asString, checkRebuilt, parseObject, prettyJson } from './json.ts';
import { asciiBytes, asciiText, utf8Bytes, utf8Text } from './text.ts';

const isFormat = (error: unknown): boolean => error instanceof LedgerError && error.code === 'format';

/** Bytes that look random and are the same in each run. */
function bytesOf(length: number, seed: number): Uint8Array {
  let state = seed >>> 0 || 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

test('base64 of every length agrees with Node, both alphabets', () => {
  for (let length = 0; length < 100; length++) {
    const bytes = bytesOf(length, length + 1);
    assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'));
    assert.equal(toBase64Url(bytes), Buffer.from(bytes).toString('base64url'));
    assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
    assert.deepEqual(fromBase64Url(toBase64Url(bytes)), bytes);
  }
});

test('refuses base64 that is not the one form of its bytes', () => {
  const wrong = ['QQ', 'QQ=', 'QR==', 'QUJ=', 'Q Q=', 'QQ==\n', '-_==', 'Q===', '====', 'QUI=QUI=', 'é123'];
  for (const text of wrong) assert.throws(() => fromBase64(text), isFormat, text);
  for (const text of ['QQ==', 'QR', 'Q', '+/', 'QUJ']) assert.throws(() => fromBase64Url(text), isFormat, text);
});

test('hex is lower case and of the length asked for', () => {
  assert.equal(toHex(Uint8Array.of(0, 15, 255)), '000fff');
  assert.deepEqual(fromHex('000fff', 3), Uint8Array.of(0, 15, 255));
  for (const text of ['000FFF', '000ff', '000fffff', '00 fff']) assert.throws(() => fromHex(text, 3), isFormat, text);
  assert.equal(isDigest('a'.repeat(64)), true);
  for (const value of ['a'.repeat(63), 'A'.repeat(64), 7, undefined]) assert.equal(isDigest(value), false);
});

test('UTF-8 agrees with the platform in both directions', () => {
  const texts = [
    '',
    'plain',
    'Zürich «EU» — ok',
    '日本語',
    '𝄞 𐍈',
    'mixed é 𝄞 x',
    '\u0000\u007f\u0080\u07ff\u0800\uffff',
    '\ufeffmark',
    'a'.repeat(20_000),
  ];
  for (const text of texts) {
    assert.deepEqual(utf8Bytes(text), new TextEncoder().encode(text));
    assert.equal(utf8Text(utf8Bytes(text)), text);
  }
  for (const text of ['a\ud800b', 'a\udfffb', '\ud7ff\ue000', '\u{10000}\u{10ffff}']) {
    assert.deepEqual(utf8Bytes(text), new TextEncoder().encode(text));
  }
  assert.equal(utf8Text(utf8Bytes('\u{10000}\u{10ffff}')), '\u{10000}\u{10ffff}');
});

test('refuses bytes that are not UTF-8 exactly where the platform does', () => {
  const platform = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const leads = [
    0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xf8, 0xff,
  ];
  const nexts = [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
  for (const lead of leads) {
    const tails = [
      [],
      ...nexts.map((second) => [second]),
      ...nexts.flatMap((second) => nexts.map((third) => [second, third])),
    ];
    for (const tail of tails) {
      compareDecoding(platform, Uint8Array.of(lead, ...tail));
      compareDecoding(platform, Uint8Array.of(lead, ...tail, 0x80));
    }
  }
});

function compareDecoding(platform: TextDecoder, bytes: Uint8Array): void {
  let expected: string | null = null;
  try {
    expected = platform.decode(bytes);
  } catch {
    assert.throws(() => utf8Text(bytes), isFormat, toHex(bytes));
  }
  if (expected !== null) assert.equal(utf8Text(bytes), expected, toHex(bytes));
}

test('ASCII refuses everything above 7 bits', () => {
  assert.equal(asciiText(asciiBytes('plain ~')), 'plain ~');
  assert.throws(() => asciiBytes('é'), isFormat);
  assert.throws(() => asciiBytes('\u0080'), isFormat);
  assert.throws(() => asciiText(Uint8Array.of(65, 128)), isFormat);
});

test('the first difference is found, also behind the shorter one', () => {
  const bytes = concatBytes(Uint8Array.of(1, 2), Uint8Array.of(3));
  assert.equal(firstDifference(bytes, Uint8Array.of(1, 2, 3)), -1);
  assert.equal(firstDifference(bytes, Uint8Array.of(1, 9, 3)), 1);
  assert.equal(firstDifference(bytes, Uint8Array.of(1, 2)), 2);
  assert.equal(isSameBytes(bytes, Uint8Array.of(1, 2, 3, 4)), false);
  assert.equal(isSameBytes(bytes, Uint8Array.of(1, 2, 3)), true);
});

test('JSON is read strictly: objects with exactly their keys, counts, one form', () => {
  for (const text of ['[]', 'null', '3', '{', '"x"', '\ufeff{}']) {
    assert.throws(() => parseObject(utf8Bytes(text), 'it'), isFormat, text);
  }
  assert.throws(() => asObject({ a: 1 }, 'it', ['a', 'b']), isFormat);
  assert.throws(() => asObject({ a: 1, b: 2 }, 'it', ['a']), isFormat);
  assert.throws(() => asObject({ toString: 1 }, 'it', ['a']), isFormat);
  assert.throws(() => asObject({ a: 1, c: 2 }, 'it', ['a', 'b']), isFormat);
  assert.deepEqual(asObject({ b: 2, a: 1 }, 'it', ['a', 'b']), { a: 1, b: 2 });
  assert.throws(() => asArray({ length: 0 }, 'it'), isFormat);
  assert.throws(() => asString(7, 'it'), isFormat);
  assert.deepEqual([asArray([1], 'it'), asString('x', 'it')], [[1], 'x']);
  for (const value of [-1, 1.5, 2 ** 53, '1', null]) assert.throws(() => asCount(value, 'it'), isFormat);
  assert.equal(asCount(0, 'it'), 0);
  assert.throws(() => checkRebuilt(utf8Bytes('{"a": 1}'), prettyJson({ a: 1 }), 'it'), isFormat);
});
