import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  SALT,
  TRUST,
  answer,
  answerParts,
  edit,
  expectFails,
  keys,
  packOf,
  stagesOf,
  verify,
} from '../../test/forged-pack.ts';
import {
  EVIDENCE,
  RESULT,
  RUN,
  TEXTS,
  crypto,
  decisionBody,
  derivationBody,
  digestOf,
  manifestOf,
  packRun,
  sealParts,
} from '../../test/sample-run.ts';
import * as ledger from '../index.ts';

test('manifest: of another question, another person, another closing', async () => {
  const parts = await answerParts();
  const lies: readonly [Partial<ledger.Manifest>, RegExp][] = [
    [{ query_id: EVIDENCE }, /another question/],
    [{ user: { id: EVIDENCE, role: 'admin' } }, /another person/],
    [{ closing: 'refusal' }, /another closing/],
  ];
  for (const [lie, words] of lies) {
    const manifest = { ...parts.manifest, ...lie };
    await expectFails(await packOf(parts, stagesOf(parts, manifest), manifest), { manifest: words });
  }
  await expectFails(
    await packOf(parts, stagesOf(parts), { ...parts.manifest, timestamp: '2026-11-22T18:00:00.001Z' }),
    {
      manifest: /names another manifest/,
    },
  );
});

test('files: a manifest that lists too little, too much, or no end of its result', async () => {
  const parts = await answerParts();
  const { manifest } = parts;
  const lies: readonly [Partial<ledger.Manifest>, RegExp][] = [
    [{ parts: manifest.parts.filter(({ name }) => name !== 'final.sql') }, /does not list final\.sql/],
    [{ parts: [...manifest.parts, { name: 'operator.jwe', sha256: 'a'.repeat(64), size: 1 }] }, /lists operator\.jwe/],
    [{ result_until: null }, /result_until/],
  ];
  for (const [lie, words] of lies) {
    const lying = { ...manifest, ...lie };
    const report = await verify(await packOf(parts, stagesOf(parts, lying), lying));
    assert.match(report.claims.find(({ id }) => id === 'files')?.compared ?? '', words);
  }
});

test('files: names, order and shape', async () => {
  const { pack } = await packRun(answer, keys, { trust: TRUST });
  const { entries } = ledger.readZip(pack);
  const extra = { name: 'readme.md', bytes: new Uint8Array(0) };
  await expectFails(ledger.writeZip([...entries, extra]), { files: /is no file of a pack/ });
  const more = { name: 'policies/zz.cedar', bytes: new Uint8Array(0) };
  const at = entries.findIndex(({ name }) => name === 'entities.json');
  await expectFails(ledger.writeZip([...entries.slice(0, at), more, ...entries.slice(at)]), {
    files: /policies\/zz\.cedar does not belong/,
  });
  await expectFails(ledger.writeZip(entries.filter(({ name }) => name !== 'keys.json')), {
    files: /snapshot\.json does not belong/,
  });
  const guide = entries.length - 1;
  await expectFails(ledger.writeZip(entries.toSpliced(guide, 1)), { files: /VERIFY\.md is missing/ });
  await expectFails(ledger.writeZip([...entries, entries[guide]!]), { files: /VERIFY\.md is there twice/ });
  await expectFails(ledger.writeZip([entries[guide]!, ...entries.slice(0, -1)]), {
    files: /manifest\.json stands in the wrong place/,
  });
  const third = ledger.encodeContentKeys([{ kid: `${EVIDENCE}/operator.jwe`, key: SALT }]);
  await expectFails(
    edit(pack, 'keys.json', () => third),
    { files: /other keys/ },
  );
});

test('decision: policies and entities that were not the ones evaluated', async () => {
  const parts = await answerParts();
  const stages = stagesOf(parts);
  const decide = (evaluated: Record<string, string>) =>
    stages.with(2, { body: decisionBody('allow', evaluated, { 'final.sql': parts.commit['final.sql']! }) });
  await expectFails(await packOf(parts, decide({ ...parts.evaluated, 'entities.json': 'a'.repeat(64) })), {
    decision: /entities\.json is not what/,
  });
  const without = (name: string) =>
    Object.fromEntries(Object.entries(parts.evaluated).filter(([key]) => !key.startsWith(name)));
  for (const [name, words] of [
    ['request.json', /does not name request\.json/],
    ['mask-profile.json', /mask-profile/],
    ['policies/', /no policy/],
  ] as const) {
    const evaluated = without(name);
    const manifest = { ...parts.manifest, parts: parts.manifest.parts.filter((part) => !part.name.startsWith(name)) };
    const fewer = { ...parts, manifest, evaluated, files: parts.files.filter((file) => !file.name.startsWith(name)) };
    await expectFails(await packOf(fewer, stagesOf(fewer)), { decision: words });
  }
});

test('content: a sealed text that was not committed to, is missing, or is there twice', async () => {
  const changed = await answerParts({ texts: { question: 'What does the CEO earn?' } });
  await expectFails(await packOf(changed, stagesOf(changed)), { content: /question is not what was committed to/ });
  const more = await answerParts({ texts: { transcript: 'model says' } });
  await expectFails(await packOf(more, stagesOf(more)), { content: /transcript is sealed, but nothing committed/ });
  const twice = ledger.encodeSealed({
    salt: SALT,
    texts: [...Object.entries(TEXTS), ['question', TEXTS.question] as const].map(([name, text]) => ({ name, text })),
  });
  const parts = await answerParts();
  const sealed = await sealParts({ 'result.jwe': RESULT, 'sealed.jwe': twice });
  const files = [
    ...parts.files.filter(({ name }) => !['result.jwe', 'sealed.jwe', 'keys.json'].includes(name)),
    ...sealed.files,
    sealed.keys,
  ];
  const listed = files.filter(
    ({ name }) => name !== 'keys.json' && !ledger.CLEAR_PARTS.some((clear) => clear === name),
  );
  const manifest = manifestOf(listed, parts.commit, { closing: 'release', result_until: '2027-02-20T18:00:00.000Z' });
  const doubled = { ...parts, files, manifest };
  await expectFails(await packOf(doubled, stagesOf(doubled)), { content: /there twice/ });
});

test('content: SQL in the clear that is not the sealed one, or not the newest', async () => {
  const { pack } = await packRun(answer, keys, { trust: TRUST });
  await expectFails(
    edit(pack, 'final.sql', () => ledger.utf8Bytes('SELECT 1')),
    { content: /final\.sql in the clear/ },
  );
  const parts = await answerParts();
  const stages = stagesOf(parts);
  const repaired = [
    ...stages.slice(0, 2),
    { body: derivationBody({ 'candidate.sql': 'c'.repeat(64) }) },
    ...stages.slice(2),
  ];
  await expectFails(await packOf(parts, repaired), {
    content: /candidate\.sql is not what/,
    manifest: /candidate\.sql in the manifest is not the newest/,
  });
});

test('result: rows that were not committed to, and a part sealed for another pack', async () => {
  const other = await answerParts({ result: ledger.utf8Bytes('PAR1 forged PAR1') });
  await expectFails(await packOf(other, stagesOf(other)), { result: /not what the execution committed to/ });
  const parts = await answerParts();
  const key = crypto.random(32);
  const jwe = await ledger.encryptJwe({ kid: `${RUN}/result.jwe`, plaintext: RESULT }, key, crypto);
  const files = parts.files.map((file) => (file.name === 'result.jwe' ? { ...file, bytes: jwe } : file));
  const list = parts.manifest.parts.map((part) =>
    part.name === 'result.jwe' ? { name: part.name, sha256: digestOf(jwe), size: jwe.length } : part,
  );
  const moved = { ...parts, files, manifest: { ...parts.manifest, parts: list } };
  await expectFails(await packOf(moved, stagesOf(moved)), { result: /sealed for another pack/ });
});

test('parts and sigstore: a file that is not the listed one', async () => {
  const { pack } = await packRun(answer, keys, { trust: TRUST });
  await expectFails(
    edit(pack, 'validation.json', (bytes) => bytes.map((byte) => byte ^ 1)),
    { parts: /validation\.json has another digest/ },
  );
  await expectFails(
    edit(pack, 'validation.json', (bytes) => bytes.slice(1)),
    { parts: /validation\.json has another size/ },
  );
  await expectFails(
    edit(pack, 'execution.sigstore.json', (bytes) => bytes.slice(1)),
    { sigstore: /not the execution's envelope/ },
  );
});

test('statements: a line that is no statement, and a file without its last newline', async () => {
  const { pack } = await packRun(answer, keys, { trust: TRUST });
  const envelope = ledger.encodeEnvelope(await ledger.signEnvelope('text/plain', ledger.utf8Bytes('x'), keys.attester));
  const report = await verify(edit(pack, 'evidence.intoto.jsonl', () => ledger.utf8Bytes(`${envelope}\n`)));
  assert.match(report.claims.find(({ id }) => id === 'statements')?.compared ?? '', /line 1 holds no statement/);
  const cut = await verify(edit(pack, 'evidence.intoto.jsonl', (bytes) => bytes.slice(0, -1)));
  assert.equal(cut.claims.find(({ id }) => id === 'statements')?.verdict, 'fails');
  assert.equal(cut.claims.find(({ id }) => id === 'parts')?.verdict, 'not_checked');
});
