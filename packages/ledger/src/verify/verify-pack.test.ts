import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  EVIDENCE,
  NOW,
  ORIGIN,
  RUN,
  crypto,
  logRun,
  makeAnswer,
  makeAttester,
  makeKeys,
  makeLogSigner,
  makeRefusal,
  makeTrust,
  packRun,
  sealedFiles,
  trustVersionOf,
} from '../../test/sample-run.ts';
import * as ledger from '../index.ts';
import type { PackReport, ZipEntry } from '../index.ts';

const keys = makeKeys();
const answer = await makeAnswer(keys);
const refusal = await makeRefusal(keys);
const AFTER_EXPIRY = '2027-02-20T18:00:00.000Z';

const verify = (pack: Uint8Array, trust: Uint8Array, now = NOW): Promise<PackReport> =>
  ledger.verifyPack(pack, { trust, now, crypto });
const verdictOf = (report: PackReport, id: ledger.ClaimId) => report.claims.find((claim) => claim.id === id)?.verdict;
const failing = (report: PackReport) => report.claims.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id);
const change = (pack: Uint8Array, edit: (entries: readonly ZipEntry[]) => readonly ZipEntry[]) =>
  ledger.writeZip(edit(ledger.readZip(pack).entries));

test('an open pack holds in every claim', async () => {
  const { pack, trust } = await packRun(answer, keys);
  const report = await verify(pack, trust);
  assert.deepEqual(
    report.claims.map(({ id }) => id),
    Object.keys(ledger.CLAIMS),
  );
  assert.deepEqual([...new Set(report.claims.map(({ verdict }) => verdict))], ['holds']);
  assert.deepEqual(report.headline, { verdict: 'holds', sentence: '16 claims hold; operator not witnessed' });
  assert.deepEqual([report.evidence_id, report.query_id, report.checkpoint?.origin], [EVIDENCE, RUN, ORIGIN]);
  assert.deepEqual(
    report.stages.map(({ stage, index }) => `${stage} ${index}`),
    ['request 1', 'derivation 3', 'decision 5', 'execution 7', 'release 9'],
  );
  const pinned = await ledger.parseTrustFile(trust, crypto);
  assert.deepEqual(report.trust, { version: 1, fingerprint: await ledger.trustFingerprint(pinned, crypto) });
});

test('a claim says what was compared, and the digest it is about', async () => {
  const { pack, trust } = await packRun(answer, keys);
  const { claims, checkpoint } = await verify(pack, trust);
  const digests = Object.fromEntries(claims.map(({ id, digest }) => [id, digest]));
  assert.equal(digests['signatures'], keys.attester.kid);
  assert.equal(digests['chain'], answer.acts.at(-1)?.leafHash);
  assert.equal(digests['checkpoint'], ledger.toHex(ledger.fromBase64(checkpoint?.root ?? '')));
  const compared = claims.map((claim) => claim.compared);
  assert.ok(compared.includes('22 files of an open pack'));
  assert.ok(compared.includes('5 signatures by one key'));
  assert.ok(compared.includes('request → derivation → decision → execution → release'));
});

test('a sealed pack holds, and says that its content was not opened', async () => {
  const { pack, trust } = await packRun(answer, keys, { sealed: true });
  const report = await verify(pack, trust);
  assert.equal(report.headline.verdict, 'holds');
  assert.equal(verdictOf(report, 'content'), 'not_applicable');
  assert.match(report.claims.find(({ id }) => id === 'result')?.compared ?? '', /not opened/);
});

test('a pack before inclusion is pending, open or sealed', async () => {
  for (const sealed of [false, true]) {
    const { pack, trust } = await packRun(answer, keys, { pending: true, sealed });
    const report = await verify(pack, trust);
    assert.equal(report.headline.verdict, 'pending');
    assert.deepEqual(
      report.claims.filter(({ verdict }) => verdict === 'pending').map(({ id }) => id),
      ['checkpoint', 'inclusion', 'leaves'],
    );
    assert.deepEqual([report.checkpoint, report.stages[0]?.index], [null, null]);
  }
});

test('a refusal without a result holds; what never happened does not apply', async () => {
  const { pack, trust } = await packRun(refusal, keys);
  const report = await verify(pack, trust);
  assert.equal(report.headline.verdict, 'holds');
  assert.deepEqual(
    report.claims.filter(({ verdict }) => verdict === 'not_applicable').map(({ id }) => id),
    ['decision', 'result', 'sigstore'],
  );
});

test('a result may be missing after its time and not before', async () => {
  const { pack, trust } = await packRun({ ...answer, files: sealedFiles(answer.files) }, keys);
  const without = change(pack, (entries) => entries.filter(({ name }) => name !== 'result.jwe'));
  assert.deepEqual(failing(await verify(without, trust)), ['files']);
  const report = await verify(without, trust, AFTER_EXPIRY);
  assert.deepEqual([report.headline.verdict, verdictOf(report, 'result')], ['expired', 'expired']);
  assert.equal((await verify(pack, trust, AFTER_EXPIRY)).headline.verdict, 'holds', 'kept longer than needed');
});

test('an open pack whose result is gone lost its key too', async () => {
  const { pack, trust } = await packRun(answer, keys);
  const without = change(pack, (entries) => entries.filter(({ name }) => name !== 'result.jwe'));
  assert.deepEqual(failing(await verify(without, trust, AFTER_EXPIRY)), ['files']);
  const one = (bytes: Uint8Array) =>
    ledger.encodeContentKeys(ledger.parseContentKeys(bytes).filter(({ kid }) => kid.endsWith('sealed.jwe')));
  const both = change(without, (entries) =>
    entries.map((entry) => (entry.name === 'keys.json' ? { ...entry, bytes: one(entry.bytes) } : entry)),
  );
  assert.equal((await verify(both, trust, AFTER_EXPIRY)).headline.verdict, 'expired');
});

test('keys that only the pack knows are never believed', async () => {
  const strangers = makeKeys();
  const { pack } = await packRun(await makeAnswer(strangers), strangers);
  const report = await verify(pack, await makeTrust(keys));
  assert.deepEqual(failing(report), ['trust', 'checkpoint']);
  assert.equal(report.headline.verdict, 'fails');
  assert.equal(verdictOf(report, 'signatures'), 'not_checked');
});

test('what is no archive, and a trust file that is not whole, cannot be judged', async () => {
  const { pack, trust } = await packRun(refusal, keys);
  const isFormat = (error: unknown): boolean => error instanceof ledger.LedgerError && error.code === 'format';
  await assert.rejects(verify(ledger.utf8Bytes('hello'), trust), isFormat);
  await assert.rejects(verify(pack, ledger.utf8Bytes('{}')), isFormat);
});

test('the beginning of a pack cannot be judged, wherever it was cut', async () => {
  const { pack, trust } = await packRun(refusal, keys);
  const second = ledger.readZip(pack).entries[0]!.bytes.length + 30 + ledger.readZip(pack).entries[0]!.name.length;
  for (const length of [4, 20, 1000, 4000, second, second + 10])
    await assert.rejects(verify(pack.slice(0, length), trust), /cut off/, `after ${length} bytes`);
});

test('an archive whose files cannot be followed is red, and what could not be read is not checked', async () => {
  const { pack, trust } = await packRun(refusal, keys);
  const broken = pack.slice();
  broken.set([0xff, 0xff, 0xff], 22);
  const report = await verify(broken, trust);
  assert.deepEqual(failing(report), ['archive']);
  assert.deepEqual([...new Set(report.claims.slice(1).map(({ verdict }) => verdict))], ['not_checked']);
  assert.equal(report.headline.verdict, 'fails');
  assert.equal(report.evidence_id, null);
});

test('a defect of the machine goes up instead of becoming a verdict', async () => {
  const { pack, trust } = await packRun(refusal, keys);
  const broken = { ...crypto, verifyP256: () => Promise.reject(new TypeError('no such curve')) };
  await assert.rejects(ledger.verifyPack(pack, { trust, now: NOW, crypto: broken }), TypeError);
});

test('an old pack verifies after both keys were rotated, and with a newer trust file', async () => {
  const newLog = makeLogSigner();
  const newAttester = makeAttester();
  const first = await trustVersionOf(keys);
  const second: ledger.TrustVersion = {
    ...first,
    version: 2,
    logs: [
      { ...first.logs[0]!, to_size: 11 },
      { origin: ORIGIN, vkey: await ledger.toVkey(ORIGIN, newLog.publicKey, crypto), from_size: 11, to_size: null },
    ],
    attesters: [
      { ...first.attesters[0]!, to_index: 10 },
      { kid: newAttester.kid, pem: newAttester.pem, origin: ORIGIN, from_index: 10, to_index: null },
    ],
  };
  const notes = [
    await ledger.signTrustVersion(first, keys.log, crypto),
    await ledger.signTrustVersion(second, keys.log, crypto),
  ];
  const { pack, trust } = await packRun(refusal, keys);
  assert.equal(
    (await verify(pack, ledger.encodeTrustFile(notes))).headline.verdict,
    'holds',
    'size 5 is the old key’s',
  );
  const late = await packRun(answer, keys);
  assert.deepEqual(
    failing(await verify(late.pack, ledger.encodeTrustFile(notes))),
    ['checkpoint'],
    'size 11 is the new key’s',
  );
  assert.equal((await verify(pack, trust, '2033-11-22T18:00:00.000Z')).headline.verdict, 'holds');
});

test('during an overlap both log keys must have signed, in the order of the trust file', async () => {
  const newLog = makeLogSigner();
  const first = await trustVersionOf(keys);
  const vkey = await ledger.toVkey(ORIGIN, newLog.publicKey, crypto);
  const trust = await makeTrust(keys, { logs: [...first.logs, { origin: ORIGIN, vkey, from_size: 0, to_size: null }] });
  const envelopes = answer.acts.map(({ envelope }) => envelope);
  const failed: ledger.ClaimId[][] = [];
  for (const signers of [[keys.log, newLog], [keys.log], [newLog], [newLog, keys.log]]) {
    const inclusion = { state: 'included', proofs: await logRun(answer.acts, signers) } as const;
    failed.push(failing(await verify(ledger.buildPack({ envelopes, inclusion, trust, files: answer.files }), trust)));
  }
  assert.deepEqual(failed, [[], ['checkpoint'], ['checkpoint'], ['checkpoint']]);
});
