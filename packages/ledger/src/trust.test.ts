import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORIGIN, crypto, makeAttester, makeKeys, makeLogSigner, trustVersionOf } from '../test/sample-run.ts';
import { utf8Bytes, utf8Text } from './bytes/text.ts';
import { LedgerError } from './ledger-error.ts';
import { signNote, toVkey } from './note.ts';
import {
  type TrustVersion,
  chooseTrust,
  encodeTrustFile,
  findAttester,
  newestVersion,
  parseTrustFile,
  signTrustVersion,
} from './trust.ts';

const has = (code: string) => (error: unknown) => error instanceof LedgerError && error.code === code;
const keys = makeKeys();
const other = makeLogSigner();

const first = await trustVersionOf(keys);
const sign = (version: TrustVersion, signer = keys.log) => signTrustVersion(version, signer, crypto);
const read = (...notes: string[]) => parseTrustFile(encodeTrustFile(notes), crypto);
const rotated: TrustVersion = {
  ...first,
  version: 2,
  logs: [
    { ...first.logs[0]!, to_size: 100 },
    { origin: ORIGIN, vkey: await toVkey(ORIGIN, other.publicKey, crypto), from_size: 90, to_size: null },
  ],
};

test('a chain of versions is read, newest last', async () => {
  const file = await read(await sign(first), await sign(rotated));
  assert.deepEqual(file.versions, [first, rotated]);
  assert.deepEqual(newestVersion(file), rotated);
});

test('version 1 is signed by its own log key, the next by a key of the one before', async () => {
  await assert.rejects(read(await sign(first, other)), has('signature'));
  await assert.rejects(read(await sign(first), await sign(rotated, other)), has('signature'));
  const third = { ...rotated, version: 3 };
  assert.equal((await read(await sign(first), await sign(rotated), await sign(third, other))).versions.length, 3);
});

test('a log key that was ended names no new keys', async () => {
  const third = { ...rotated, version: 3 };
  await assert.rejects(read(await sign(first), await sign(rotated), await sign(third, keys.log)), has('signature'));
});

test('a changed version does not verify', async () => {
  const note = (await sign(first)).replace('"from_index":0', '"from_index":1');
  await assert.rejects(read(note), has('signature'));
});

test('refuses a file that is not in its one form', async () => {
  const note = await sign(first);
  const text = utf8Text(encodeTrustFile([note]));
  const wrong = [
    text.trimEnd(),
    text.replace('"format": 1', '"format": 2'),
    text.replace('"versions"', '"version"'),
    '{}',
    '',
  ];
  for (const each of wrong) await assert.rejects(parseTrustFile(utf8Bytes(each), crypto), has('format'));
  await assert.rejects(parseTrustFile(encodeTrustFile([]), crypto), has('format'));
  await assert.rejects(read(note, note), has('format'), 'a version twice');
  const spaced = await signNote(`${note.split('\n')[0]!.replace(',', ', ')}\n`, [keys.log], crypto);
  await assert.rejects(read(spaced), has('format'));
  const lines = note.split('\n');
  await assert.rejects(read(`${note}${lines[2]}\n`), has('format'), 'two signatures');
});

test('refuses keys that are not what they are called', async () => {
  const stranger = makeAttester();
  const renamed = { ...first.attesters[0]!, kid: stranger.kid };
  await assert.rejects(read(await sign({ ...first, attesters: [renamed] })), has('format'));
  await assert.rejects(
    read(await sign({ ...first, logs: [{ ...first.logs[0]!, origin: 'elsewhere' }] })),
    has('format'),
  );
});

test('the pack chooses a newer version only if it continues yours', async () => {
  const [one, two] = [await sign(first), await sign(rotated)];
  const [short, long] = [await read(one), await read(one, two)];
  assert.deepEqual(chooseTrust(short, long), rotated);
  assert.deepEqual(chooseTrust(long, short), rotated, 'an old pack, a newer pin');
  assert.deepEqual(chooseTrust(short, short), first);
  const strangers = makeKeys();
  const strange = await parseTrustFile(
    encodeTrustFile([await signTrustVersion(await trustVersionOf(strangers), strangers.log, crypto)]),
    crypto,
  );
  assert.throws(() => chooseTrust(short, strange), has('signature'));
  const fork = await read(one, await sign({ ...rotated, attesters: [] }));
  assert.throws(() => chooseTrust(long, fork), has('signature'));
});

test('an attester counts inside its range of its log alone', () => {
  const { kid } = keys.attester;
  const ranged = { ...first, attesters: [{ ...first.attesters[0]!, from_index: 5, to_index: 10 }] };
  const found = (index: number | null, origin = ORIGIN, version: TrustVersion = ranged) =>
    findAttester(version, kid, { origin, index }) !== null;
  assert.deepEqual(
    [4, 5, 9, 10].map((index) => found(index)),
    [false, true, true, false],
  );
  assert.equal(found(null), false, 'before inclusion the range must be open');
  assert.equal(found(null, ORIGIN, first), true);
  assert.equal(found(7, 'another/log'), false);
  assert.equal(findAttester(ranged, 'f'.repeat(64), { origin: ORIGIN, index: 7 }), null);
  assert.throws(() => newestVersion({ versions: [], notes: [] }), has('usage'));
});
