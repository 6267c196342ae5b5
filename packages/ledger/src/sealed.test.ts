import assert from 'node:assert/strict';
import { createDecipheriv, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { crypto } from '../test/sample-run.ts';
import { makeRememberingCrypto } from '../test/remembering-crypto.ts';
import { toBase64Url } from './bytes/base64.ts';
import { toHex } from './bytes/hex.ts';
import { asciiText, utf8Bytes, utf8Text } from './bytes/text.ts';
import { commitTo, commitToTexts } from './commitment.ts';
import { encodeContentKeys, parseContentKeys } from './content-keys.ts';
import { contentKeyId, decryptJwe, encryptJwe, parseJwe } from './jwe.ts';
import { LedgerError } from './ledger-error.ts';
import { encodeSealed, parseSealed } from './sealed-part.ts';

const has = (code: string) => (error: unknown) => error instanceof LedgerError && error.code === code;
const KEY = new Uint8Array(32).fill(3);
const SALT = new Uint8Array(32).fill(9);

test('a JWE is opened by node:crypto from RFC 7516 alone', async () => {
  for (const length of [0, 1, 2, 3, 50_000]) {
    const plaintext = new Uint8Array(length).fill(7);
    const [aad = '', key, iv = '', text = '', tag = ''] = asciiText(
      await encryptJwe({ kid: 'e/result.jwe', plaintext }, KEY, crypto),
    ).split('.');
    assert.equal(key, '');
    assert.deepEqual(JSON.parse(Buffer.from(aad, 'base64url').toString()), {
      alg: 'dir',
      enc: 'A256GCM',
      kid: 'e/result.jwe',
    });
    const cipher = createDecipheriv('aes-256-gcm', KEY, Buffer.from(iv, 'base64url'));
    cipher.setAAD(Buffer.from(aad)).setAuthTag(Buffer.from(tag, 'base64url'));
    const opened = Buffer.concat([cipher.update(Buffer.from(text, 'base64url')), cipher.final()]);
    assert.equal(Buffer.compare(opened, plaintext), 0);
  }
});

test('either crypto port opens what the other sealed', async () => {
  const plaintext = utf8Bytes('rows');
  const node = makeRememberingCrypto();
  for (const [seal, open] of [
    [crypto, node],
    [node, crypto],
  ] as const) {
    const jwe = await encryptJwe({ kid: 'k', plaintext }, KEY, seal);
    assert.deepEqual(await decryptJwe(jwe, KEY, open), plaintext);
    await assert.rejects(decryptJwe(jwe, SALT, open), has('cipher'));
  }
});

test('a JWE in any other form, or with any byte changed, does not open', async () => {
  const text = asciiText(await encryptJwe({ kid: 'k', plaintext: utf8Bytes('rows') }, KEY, crypto));
  const [aad = '', , ...rest] = text.split('.');
  const header = (value: unknown) => toBase64Url(utf8Bytes(JSON.stringify(value)));
  const withHeader = (value: unknown) => [header(value), '', ...rest].join('.');
  const wrong = [
    withHeader({ alg: 'dir', enc: 'A128GCM' }),
    withHeader({ alg: 'A256KW', enc: 'A256GCM' }),
    withHeader({ alg: 'dir', enc: 'A256GCM', crit: ['x'] }),
    withHeader({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' }),
    withHeader({ alg: 'dir', enc: 'A256GCM', kid: 7 }),
    [aad, 'AAAA', ...rest].join('.'),
    [aad, '', ...rest, 'AAAA'].join('.'),
    [aad, '', rest[0], rest[1]].join('.'),
    [aad, '', `${rest[0]}AAAA`, rest[1], rest[2]].join('.'),
    [aad, '', rest[0], rest[1], `${rest[2]}AA`].join('.'),
    '',
    '.....',
    `${text}.AAAA.AAAA`,
  ];
  for (const each of wrong) assert.throws(() => parseJwe(utf8Bytes(each)), has('format'), each);
  assert.equal(parseJwe(utf8Bytes(withHeader({ alg: 'dir', enc: 'A256GCM' }))).kid, null);
  await assert.rejects(
    decryptJwe(utf8Bytes(withHeader({ alg: 'dir', enc: 'A256GCM', kid: 'other' })), KEY, crypto),
    has('cipher'),
  );
  await assert.rejects(decryptJwe(utf8Bytes(text), KEY.slice(1), crypto), has('usage'));
  assert.equal(contentKeyId('e', 'result.jwe'), 'e/result.jwe');
});

test('a commitment is two HMACs, and differs by name, text and salt', async () => {
  const salt = createHmac('sha256', SALT).update('question').digest();
  const expected = createHmac('sha256', salt).update('how many?').digest('hex');
  assert.deepEqual(await commitToTexts({ question: 'how many?' }, SALT, crypto), { question: expected });
  const commit = (name: string, text: string, by: Uint8Array) => commitTo({ name, bytes: utf8Bytes(text) }, by, crypto);
  assert.equal(await commit('question', 'how many?', SALT), expected);
  assert.notEqual(await commit('email', 'how many?', SALT), expected);
  assert.notEqual(await commit('question', 'how many', SALT), expected);
  assert.notEqual(await commit('question', 'how many?', KEY), expected);
  await assert.rejects(commit('question', 'how many?', SALT.slice(1)), has('usage'));
});

test('sealed content has one form', () => {
  const content = {
    salt: SALT,
    texts: [
      { name: 'question', text: 'Zürich?' },
      { name: 'candidate.sql', text: 'select 1' },
    ],
  };
  const bytes = encodeSealed(content);
  assert.deepEqual(parseSealed(bytes), content);
  const text = utf8Text(bytes);
  for (const wrong of [
    text.replace('"v":1', '"v":2'),
    text.replace(toHex(SALT), 'aa'),
    `${text} `,
    text.replace('"text"', '"t"'),
    '[]',
  ]) {
    assert.throws(() => parseSealed(utf8Bytes(wrong)), has('format'));
  }
});

test('keys.json is a JWK set of 32-byte octet keys in one form', () => {
  const keys = [
    { kid: 'e/result.jwe', key: KEY },
    { kid: 'e/sealed.jwe', key: SALT },
  ];
  const bytes = encodeContentKeys(keys);
  assert.deepEqual(parseContentKeys(bytes), keys);
  const text = utf8Text(bytes);
  const wrong = [
    text.replace('"oct"', '"EC"'),
    text.replace('A256GCM', 'A128GCM'),
    text.trimEnd(),
    text.replace('"k": "', '"k": "AAAA'),
    text.replace('"kid"', '"id"'),
  ];
  for (const each of wrong) assert.throws(() => parseContentKeys(utf8Bytes(each)), has('format'));
});
