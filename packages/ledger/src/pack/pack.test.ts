import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32 as zlibCrc32 } from 'node:zlib';
import {
  executionBody,
  makeAnswer,
  makeKeys,
  makeTrust,
  packRun,
  receiptOf,
  signChain,
} from '../../test/sample-run.ts';
import { utf8Bytes, utf8Text } from '../bytes/text.ts';
import { LedgerError } from '../ledger-error.ts';
import { parseEnvelope } from '../dsse.ts';
import { encodeSigstoreBundle } from '../sigstore-bundle.ts';
import { buildPack, sigstoreCopy } from './build-pack.ts';
import { crc32 } from './crc32.ts';
import { type Manifest, encodeManifest, parseManifest } from './manifest.ts';
import { comparePackNames, isDisclosable, proofName, rankOf } from './pack-layout.ts';
import { findEntry, getEntry, isZipLike, readZip } from './zip-read.ts';
import { writeZip } from './zip-write.ts';

const has = (code: string) => (error: unknown) => error instanceof LedgerError && error.code === code;
const FILES = [
  { name: 'b.txt', bytes: utf8Bytes('two') },
  { name: 'a.txt', bytes: new Uint8Array(0) },
  { name: 'dir/c.txt', bytes: utf8Bytes('Zürich') },
];
const keys = makeKeys();
const answer = await makeAnswer(keys);

test('CRC-32 agrees with zlib', () => {
  assert.equal(crc32(utf8Bytes('123456789')), 0xcbf43926);
  for (const length of [0, 1, 100]) {
    const bytes = new Uint8Array(length).fill(200);
    assert.equal(crc32(bytes), zlibCrc32(bytes));
  }
});

test('an archive is opened by unzip and says nothing of where and when it was made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  try {
    writeFileSync(join(folder, 'a.zip'), writeZip(FILES));
    execFileSync('python3', ['-m', 'zipfile', '-e', 'a.zip', '.'], { cwd: folder });
    for (const { name, bytes } of FILES) assert.deepEqual(new Uint8Array(readFileSync(join(folder, name))), bytes);
  } finally {
    rmSync(folder, { recursive: true });
  }
  assert.deepEqual(writeZip(FILES), writeZip(FILES));
  assert.throws(() => writeZip([{ name: 'ü.txt', bytes: new Uint8Array(0) }]), has('format'));
  assert.throws(() => writeZip(Array.from({ length: 65_535 }, () => FILES[1]!)), has('usage'));
});

test('reading gives back the entries, and the fault says where an archive differs', () => {
  const archive = writeZip(FILES);
  assert.deepEqual(readZip(archive), { entries: FILES, fault: null });
  const flipped = (at: number) => archive.map((byte, offset) => (offset === at ? byte ^ 1 : byte));
  assert.equal(readZip(flipped(10)).fault, 'byte 10, b.txt: in its header');
  assert.equal(readZip(flipped(36)).fault, 'byte 14, b.txt: its content does not fit its checksum');
  assert.match(readZip(flipped(archive.length - 30)).fault ?? '', /in the directory of the archive/);
  assert.match(readZip(Uint8Array.of(...archive, 0)).fault ?? '', /in the directory/);
  const named = writeZip([{ name: '\u001b[2Jx', bytes: utf8Bytes('x') }]);
  assert.equal(readZip(named.map((byte, at) => (at === 4 ? 0 : byte))).fault, 'byte 4, ?[2Jx: in its header');
});

test('an archive that cannot be followed is refused with the place', () => {
  const archive = writeZip(FILES);
  for (const cut of [20, 34, 60, archive.length - 200])
    assert.throws(() => readZip(archive.slice(0, cut)), has('format'));
  assert.throws(() => readZip(archive.map((byte, at) => (at === 30 ? 200 : byte))), /byte 30/);
  assert.equal(isZipLike(archive), true);
  assert.equal(isZipLike(archive.slice(4)), true);
  assert.equal(isZipLike(utf8Bytes('not a ZIP at all, but long enough')), false);
  assert.equal(isZipLike(new Uint8Array(0)), false);
});

test('files stand in the order of the table, proofs by number', () => {
  const names = [
    'VERIFY.md',
    '10-release.tlog-proof',
    '02-derivation.tlog-proof',
    '100-refusal.tlog-proof',
    'policies/b',
    'policies/a',
    'manifest.json',
    'keys.json',
  ];
  assert.deepEqual(names.toSorted(comparePackNames), [
    'manifest.json',
    '02-derivation.tlog-proof',
    '10-release.tlog-proof',
    '100-refusal.tlog-proof',
    'policies/a',
    'policies/b',
    'keys.json',
    'VERIFY.md',
  ]);
  assert.equal(comparePackNames('policies/a', 'policies/a'), 0);
  for (const name of ['readme.md', 'policies/', 'policies/../x', 'POLICIES/a', '1-request.tlog-proof', ''])
    assert.equal(rankOf(name), null, name);
  assert.ok(comparePackNames('readme.md', 'VERIFY.md') > 0);
  assert.equal(proofName(3, 'decision'), '03-decision.tlog-proof');
  assert.equal(isDisclosable('operator.jwe'), false);
});

test('a pack is the same bytes from the same parts, in whatever order they are given', async () => {
  const trust = await makeTrust(keys);
  const envelopes = answer.acts.map(({ envelope }) => envelope);
  const inclusion = { state: 'pending', receipt: await receiptOf(answer.acts, keys) } as const;
  const pack = buildPack({ envelopes, inclusion, trust, files: answer.files });
  assert.deepEqual(buildPack({ envelopes, inclusion, trust, files: answer.files.toReversed() }), pack);
  const names = readZip(pack).entries.map(({ name }) => name);
  assert.deepEqual(names.slice(0, 7), [
    'manifest.json',
    'snapshot.json',
    'validation.json',
    'evidence.intoto.jsonl',
    'execution.sigstore.json',
    'receipt.json',
    'trust.json',
  ]);
  assert.throws(
    () => buildPack({ envelopes, inclusion: { state: 'included', proofs: [] }, trust, files: [] }),
    has('usage'),
  );
});

test('the Sigstore copy of a repaired question is its last execution', async () => {
  const stage = (outcome: 'not_run' | 'done') => ({ body: executionBody(outcome, {}) });
  const acts = await signChain([stage('not_run'), stage('done')], keys.attester);
  const [copy] = sigstoreCopy(acts.map(({ envelope }) => envelope));
  assert.deepEqual(copy?.bytes, encodeSigstoreBundle(parseEnvelope(acts[1]!.envelope)));
  assert.deepEqual(sigstoreCopy([]), []);
});

test('an entry is found by name', async () => {
  const { entries } = readZip((await packRun(answer, keys)).pack);
  assert.equal(utf8Text(getEntry(entries, 'entities.json')), '[]\n');
  assert.equal(findEntry(entries, 'nothing'), undefined);
  assert.throws(() => getEntry(entries, 'nothing'), has('format'));
});

test('a manifest has one form and lists parts in pack order', () => {
  const bytes = encodeManifest(answer.manifest);
  const manifest = parseManifest(bytes);
  assert.deepEqual(manifest.parts.map(({ name }) => name).slice(0, 4), [
    'snapshot.json',
    'validation.json',
    'candidate.sql',
    'final.sql',
  ]);
  assert.deepEqual(encodeManifest(manifest), bytes);
  const text = utf8Text(bytes);
  const wrong = [
    text.trimEnd(),
    text.replace('"format": 1', '"format": 2'),
    text.replace('"closing": "release"', '"closing": "waiting"'),
    text.replace('"role"', '"email"'),
    text.replace(/"sha256": "./, '"sha256": "Z'),
    text.replace(/"size": \d+/, '"size": -1'),
    text.replace('"version"', '"Version"'),
  ];
  for (const each of wrong) assert.throws(() => parseManifest(utf8Bytes(each)), has('format'), each.slice(0, 60));
});

test('a manifest refuses what it may not hold', () => {
  const { manifest } = answer;
  const digest = { sha256: 'a'.repeat(64), size: 1 };
  const wrong: Record<string, Partial<Manifest>> = {
    'an id that is none': { evidence_id: 'x' },
    'an e-mail for a user': { user: { id: 'a@b.example', role: 'analyst' } },
    'a time without zone': { timestamp: '2026-11-22' },
    'an end that is no time': { result_until: 'soon' },
    'a part twice': { parts: [...manifest.parts, manifest.parts[0]!] },
    'an unknown part': { parts: [{ name: 'readme.md', ...digest }] },
    'SQL by plain digest': { parts: [{ name: 'final.sql', ...digest }] },
    'a file by commitment': { parts: [{ name: 'entities.json', commitment: 'a'.repeat(64) }] },
  };
  for (const [what, change] of Object.entries(wrong))
    assert.throws(() => encodeManifest({ ...manifest, ...change }), has('format'), what);
});
