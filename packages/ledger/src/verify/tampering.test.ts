import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { makeRememberingCrypto } from '../../test/remembering-crypto.ts';
import { NOW, makeAnswer, makeKeys, makeRefusal, packRun } from '../../test/sample-run.ts';
import { type Verdict, type ZipEntry, readZip, utf8Bytes, utf8Text, verifyPack, writeZip } from '../index.ts';

/**
 * Nobody here holds a key. `ATLAS_TAMPER=all` tries every bit of every kind of pack (a quarter of an hour); otherwise
 * in one of the packs each byte has one of its bits flipped, elsewhere some do.
 */
const EVERY_BIT = process.env['ATLAS_TAMPER'] === 'all';

type Sample = { readonly name: string; readonly pack: Uint8Array; readonly trust: Uint8Array };
const samples: Sample[] = [];
const crypto = makeRememberingCrypto();

before(async () => {
  const keys = makeKeys();
  const [answer, refusal] = [await makeAnswer(keys), await makeRefusal(keys)];
  samples.push({ name: 'an open answer', ...(await packRun(answer, keys)) });
  samples.push({ name: 'an open refusal', ...(await packRun(refusal, keys)) });
  samples.push({ name: 'a sealed answer', ...(await packRun(answer, keys, { sealed: true })) });
  samples.push({ name: 'a pending refusal', ...(await packRun(refusal, keys, { pending: true })) });
});

async function verdictOf(sample: Sample, pack: Uint8Array): Promise<Verdict> {
  return (await verifyPack(pack, { trust: sample.trust, now: NOW, crypto })).headline.verdict;
}

async function expectRed(sample: Sample, entries: readonly ZipEntry[], what: string): Promise<void> {
  assert.equal(await verdictOf(sample, writeZip(entries)), 'fails', `${sample.name}: ${what}`);
}

function flip(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
  return flipped;
}

const bitsAt = (at: number): readonly number[] => (EVERY_BIT ? [0, 1, 2, 3, 4, 5, 6, 7] : [at % 8]);

test('untouched, the packs are green or pending', async () => {
  const verdicts = await Promise.all(samples.map((sample) => verdictOf(sample, sample.pack)));
  assert.deepEqual(verdicts, ['holds', 'holds', 'holds', 'pending']);
});

test('no bit of an archive can be flipped without its reader seeing where', () => {
  const { pack } = samples[1]!;
  for (let at = 0; at < pack.length; at++) {
    for (const bit of bitsAt(at)) assert.notEqual(faultOf(flip(pack, at, bit)), null, `byte ${at}, bit ${bit}`);
  }
});

function faultOf(archive: Uint8Array): string | null {
  try {
    return readZip(archive).fault;
  } catch (error) {
    return (error as Error).message;
  }
}

test('a flipped bit anywhere makes the whole pack red, structure and content', async () => {
  for (const sample of samples) {
    const step = EVERY_BIT ? 1 : 211;
    for (let at = 0; at < sample.pack.length; at += step) {
      const report = await verifyPack(flip(sample.pack, at, at % 8), { trust: sample.trust, now: NOW, crypto });
      assert.equal(report.headline.verdict, 'fails', `${sample.name}, byte ${at}`);
      assert.match(report.claims[0]?.compared ?? '', /byte \d+/);
    }
  }
});

/** Files whose bytes nothing but a digest looks at. */
const BY_DIGEST =
  /^(?:VERIFY\.md|validation\.json|policies\/.*|entities\.json|request\.json|mask-profile\.json|operator\.jwe)$/;

test('a flipped bit is seen even if the archive was made whole again around it', async () => {
  for (const sample of EVERY_BIT ? samples : samples.slice(1)) {
    const { entries } = readZip(sample.pack);
    for (const [place, { name, bytes }] of entries.entries()) {
      const step = EVERY_BIT ? 1 : stepOf(sample, name);
      for (let at = place % step; at < bytes.length; at += step) await flipContent(sample, entries, { place, at });
    }
  }
});

function stepOf(sample: Sample, name: string): number {
  if (BY_DIGEST.test(name)) return 97;
  if (sample.name === 'an open refusal' || name === 'receipt.json') return 1;
  return sample.name === 'a sealed answer' ? 41 : 23;
}

async function flipContent(
  sample: Sample,
  entries: readonly ZipEntry[],
  { place, at }: { place: number; at: number },
): Promise<void> {
  const { name, bytes } = entries[place]!;
  for (const bit of bitsAt(at)) {
    await expectRed(
      sample,
      entries.with(place, { name, bytes: flip(bytes, at, bit) }),
      `${name}, byte ${at}, bit ${bit}`,
    );
  }
}

test('no file can be left out', async () => {
  for (const sample of samples) {
    const { entries } = readZip(sample.pack);
    for (const [at, { name }] of entries.entries())
      await expectRed(sample, entries.toSpliced(at, 1), `without ${name}`);
  }
});

test('no file can be there twice, wherever the second one stands', async () => {
  for (const sample of samples.slice(0, 2)) {
    const { entries } = readZip(sample.pack);
    for (const entry of entries) {
      for (let at = 0; at <= entries.length; at++)
        await expectRed(sample, entries.toSpliced(at, 0, entry), `${entry.name} at ${at}`);
    }
  }
});

test('no two files can change places, and no two contents', async () => {
  for (const sample of [samples[0]!, samples[3]!]) {
    const { entries } = readZip(sample.pack);
    for (let a = 0; a < entries.length; a++) {
      for (let b = a + 1; b < entries.length; b++) {
        const [first, second] = [entries[a]!, entries[b]!];
        const what = `${first.name} and ${second.name}`;
        await expectRed(sample, entries.with(a, second).with(b, first), `places of ${what}`);
        const contents = entries.with(a, { ...first, bytes: second.bytes }).with(b, { ...second, bytes: first.bytes });
        await expectRed(sample, contents, `contents of ${what}`);
      }
    }
  }
});

test('no statement can be left out, doubled or moved', async () => {
  for (const sample of samples) {
    const { entries } = readZip(sample.pack);
    const place = entries.findIndex(({ name }) => name === 'evidence.intoto.jsonl');
    const lines = utf8Text(entries[place]!.bytes).trimEnd().split('\n');
    for (let at = 0; at < lines.length; at++) {
      const others = [
        lines.toSpliced(at, 1),
        lines.toSpliced(at, 0, lines[at]!),
        [...lines.toSpliced(at, 1), lines[at]!],
      ];
      for (const other of others.filter((each) => each.join() !== lines.join())) {
        const bytes = utf8Bytes(other.map((line) => `${line}\n`).join(''));
        await expectRed(sample, entries.with(place, { name: 'evidence.intoto.jsonl', bytes }), `line ${at + 1}`);
      }
    }
  }
});

test('nothing can be appended to, cut from or put before an archive', async () => {
  const [sample] = samples as [Sample];
  for (const pack of [Uint8Array.of(...sample.pack, 0), sample.pack.slice(0, -1), Uint8Array.of(0, ...sample.pack)]) {
    assert.equal(await verdictOf(sample, pack), 'fails');
  }
});
