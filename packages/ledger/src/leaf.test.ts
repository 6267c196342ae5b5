import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RUN, USER, sha256 } from '../test/sample-run.ts';
import { utf8Bytes, utf8Text } from './bytes/text.ts';
import { LEAF_MAX_BYTES, type Leaf, encodeLeaf, leafHashHex, parseLeaf } from './leaf.ts';
import { LedgerError } from './ledger-error.ts';

const isFormat = (error: unknown): boolean => error instanceof LedgerError && error.code === 'format';

const FIRST: Leaf = {
  type: 'request',
  run: RUN,
  seq: 1,
  time: '2026-11-22T18:00:00.000Z',
  actor: USER,
  envelope: 'a'.repeat(64),
  prev: null,
  kid: 'b'.repeat(64),
};

test('a leaf is one line with its keys in fixed order', async () => {
  const text =
    `{"v":1,"type":"request","run":"${RUN}","seq":1,"time":"2026-11-22T18:00:00.000Z","actor":"${USER}",` +
    `"envelope":"${'a'.repeat(64)}","prev":null,"kid":"${'b'.repeat(64)}"}`;
  assert.equal(utf8Text(encodeLeaf(FIRST)), text);
  assert.deepEqual(parseLeaf(utf8Bytes(text)), FIRST);
  assert.equal(
    await leafHashHex(utf8Bytes(text), sha256),
    Buffer.from(sha256(Buffer.from(`\0${text}`))).toString('hex'),
  );
});

test('an act outside the chain has neither seq nor prev, and may have no run and nobody signed in', () => {
  const event = { ...FIRST, type: 'sign_in.failed', run: null, seq: null, actor: null };
  assert.deepEqual(parseLeaf(encodeLeaf(event)), event);
  const later = { ...FIRST, seq: 2, prev: 'c'.repeat(64) };
  assert.deepEqual(parseLeaf(encodeLeaf(later)), later);
});

test('the longest leaf stays below its limit', () => {
  const longest = { ...FIRST, type: 'a'.repeat(64), seq: Number.MAX_SAFE_INTEGER, prev: 'c'.repeat(64) };
  assert.ok(encodeLeaf(longest).length < LEAF_MAX_BYTES);
});

test('refuses what no leaf may hold', () => {
  const wrong: Record<string, Partial<Leaf>> = {
    'type in capitals': { type: 'Request' },
    'type too long': { type: 'a'.repeat(65) },
    'run that is no UUID': { run: 'run-1' },
    'actor that is an e-mail': { actor: 'a@b.example' },
    'time without milliseconds': { time: '2026-11-22T18:00:00Z' },
    'day that does not exist': { time: '2026-13-45T18:00:00.000Z' },
    'envelope in capitals': { envelope: 'A'.repeat(64) },
    'prev that is no digest': { seq: 2, prev: 'x' },
    'kid too short': { kid: 'b' },
    'first leaf with prev': { prev: 'c'.repeat(64) },
    'later leaf without prev': { seq: 2 },
    'seq without run': { run: null },
    'prev without seq': { seq: null, prev: 'c'.repeat(64) },
    'seq zero': { seq: 0 },
    'half a seq': { seq: 1.5, prev: 'c'.repeat(64) },
  };
  for (const [what, change] of Object.entries(wrong))
    assert.throws(() => encodeLeaf({ ...FIRST, ...change }), isFormat, what);
});

test('refuses a leaf written in any other way', () => {
  const text = utf8Text(encodeLeaf(FIRST));
  const wrong = [
    text.replace('{"v":1,', '{'),
    text.replace('"v":1', '"v":2'),
    text.replace(',', ', '),
    text.replace('"seq":1', '"seq":1.0'),
    text.replace('"seq":1', '"seq":"1"'),
    text.replace('"prev":null', '"prev":false'),
    text.replace('"type":"request"', '"type":7'),
    `${text}\n`,
    text.replace('"v":1,"type":"request"', '"type":"request","v":1'),
  ];
  for (const each of wrong) assert.throws(() => parseLeaf(utf8Bytes(each)), isFormat, each);
});
