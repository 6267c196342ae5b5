import assert from 'node:assert/strict';
import {
  NOW,
  RESULT,
  type Run,
  type Stage,
  TEXTS,
  clearFiles,
  crypto,
  decisionBody,
  derivationBody,
  digestOf,
  executionBody,
  isEvaluated,
  makeAnswer,
  makeKeys,
  makeTrust,
  manifestOf,
  packRun,
  requestBody,
  sealParts,
  signChain,
  subjectOf,
} from './sample-run.ts';
import * as ledger from '../src/index.ts';
import type { PackReport, ZipEntry } from '../src/index.ts';

/** Here the attacker holds the keys of the house, or builds archives that are whole: each claim must see its own lie. */
export const keys = makeKeys();
export const answer = await makeAnswer(keys);
export const TRUST = await makeTrust(keys);
export const SALT = new Uint8Array(32).fill(7);

export const verify = (pack: Uint8Array, trust = TRUST): Promise<PackReport> =>
  ledger.verifyPack(pack, { trust, now: NOW, crypto });

export async function expectFails(
  pack: Uint8Array,
  expected: Partial<Record<ledger.ClaimId, RegExp>>,
  trust = TRUST,
): Promise<void> {
  const report = await verify(pack, trust);
  const failed = report.claims.filter(({ verdict }) => verdict === 'fails');
  for (const [id, words] of Object.entries(expected)) {
    assert.match(failed.find((claim) => claim.id === id)?.compared ?? `${id} does not fail`, words);
  }
  assert.deepEqual(
    failed.map(({ id }) => id).filter((id) => !(id in expected)),
    [],
    JSON.stringify(failed),
  );
}

/** Stages of an answer, to be altered, with the files that fit them. */
export async function answerParts(
  more: { texts?: Record<string, string>; result?: Uint8Array; salt?: Uint8Array } = {},
) {
  const texts = { ...TEXTS, ...more.texts };
  const commit = await ledger.commitToTexts(TEXTS, SALT, crypto);
  const result = await ledger.commitTo({ name: 'result', bytes: RESULT }, SALT, crypto);
  const content = { salt: more.salt ?? SALT, texts: Object.entries(texts).map(([name, text]) => ({ name, text })) };
  const sealed = await sealParts({ 'result.jwe': more.result ?? RESULT, 'sealed.jwe': ledger.encodeSealed(content) });
  const files = [...clearFiles(), { name: 'VERIFY.md', bytes: ledger.encodeVerifyGuide() }, ...sealed.files];
  const manifest = manifestOf(files, commit, { closing: 'release', result_until: '2027-02-20T18:00:00.000Z' });
  const evaluated = Object.fromEntries(files.filter(isEvaluated).map(({ name, bytes }) => [name, digestOf(bytes)]));
  const open = ledger.CLEAR_PARTS.map((name) => ({ name, bytes: ledger.utf8Bytes(TEXTS[name]) }));
  return { commit, result, files: [...files, ...open, sealed.keys], manifest, evaluated };
}

type Parts = Awaited<ReturnType<typeof answerParts>>;

export function stagesOf(parts: Parts, manifest = parts.manifest): Stage[] {
  const { commit, result, files, evaluated } = parts;
  const only = (...names: string[]) => Object.fromEntries(names.map((name) => [name, commit[name] ?? '']));
  const closing = { name: 'manifest.json', sha256: digestOf(ledger.encodeManifest(manifest)) };
  return [
    { body: requestBody(only('question', 'email')) },
    { body: derivationBody(only('candidate.sql')) },
    { body: decisionBody('allow', evaluated, only('final.sql')) },
    { body: executionBody('done', { ...only('final.sql'), result }), subjects: [subjectOf(files, 'result.jwe')] },
    { body: { stage: 'release', commitments: {} }, subjects: [closing] },
  ];
}

export async function packOf(parts: Parts, stages: readonly Stage[], manifest = parts.manifest): Promise<Uint8Array> {
  const acts = await signChain(stages, keys.attester);
  const run: Run = {
    acts,
    manifest,
    files: [{ name: 'manifest.json', bytes: ledger.encodeManifest(manifest) }, ...parts.files],
  };
  return (await packRun(run, keys, { trust: TRUST })).pack;
}

export const edit = (pack: Uint8Array, name: string, to: (bytes: Uint8Array) => Uint8Array): Uint8Array =>
  ledger.writeZip(
    ledger
      .readZip(pack)
      .entries.map((entry): ZipEntry => (entry.name === name ? { name, bytes: to(entry.bytes) } : entry)),
  );
