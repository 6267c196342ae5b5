import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
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
  RUN,
  type Stage,
  crypto,
  decisionBody,
  executionBody,
  logRun,
  makeAttester,
  makeKeys,
  makeLogSigner,
  makeTrust,
  packRun,
  receiptOf,
  signChain,
  trustVersionOf,
} from '../../test/sample-run.ts';
import * as ledger from '../index.ts';

test('the parts used here make a pack that holds', async () => {
  const parts = await answerParts();
  assert.equal((await verify(await packOf(parts, stagesOf(parts)))).headline.verdict, 'holds');
});

test('stages: every order that cannot have happened is named', async () => {
  const parts = await answerParts();
  const [request, derivation, decision, execution, release] = stagesOf(parts) as [Stage, Stage, Stage, Stage, Stage];
  const waiting: Stage = { body: { stage: 'waiting', approval: RUN, commitments: {} } };
  const notRun: Stage = { body: executionBody('not_run', { 'final.sql': parts.commit['final.sql'] ?? '' }) };
  const asked: Stage = { body: decisionBody('wait', parts.evaluated, {}) };
  const waitingFor: Stage = {
    body: decisionBody('wait', parts.evaluated, { 'final.sql': parts.commit['final.sql'] ?? '' }),
  };
  const reason = { stage: 'refusal', code: 'TIMEOUT', rules: [], reached: 'execute', commitments: {} } as const;
  const refusal: Stage = { ...release, body: reason };
  const good = [
    [request, derivation, decision, notRun, derivation, decision, execution, release],
    [request, derivation, asked, waiting, derivation, decision, execution, release],
  ];
  for (const stages of good) assert.equal((await verify(await packOf(parts, stages))).headline.verdict, 'holds');
  const bad: Record<string, readonly Stage[]> = {
    'no request': [derivation, decision, execution, release],
    'two requests': [request, request, derivation, decision, execution, release],
    'execution without decision': [request, derivation, execution, release],
    'execution after a decision that waits': [request, derivation, asked, execution, release],
    'execution of SQL that a waiting decision named': [request, derivation, waitingFor, execution, release],
    'refusal right behind the intention': [request, derivation, decision, refusal],
    'another attempt right behind the intention': [
      request,
      derivation,
      decision,
      derivation,
      decision,
      execution,
      release,
    ],
    'decision without derivation': [request, decision, execution, release],
    'release of what did not run': [request, derivation, decision, notRun, release],
    'release without execution': [request, derivation, decision, release],
    'something behind the closing': [request, derivation, decision, execution, release, waiting],
    'two closings': [request, derivation, decision, execution, release, release],
    'nothing closed': [request, derivation, decision, execution],
  };
  for (const [what, stages] of Object.entries(bad)) {
    const report = await verify(await packOf(parts, stages));
    assert.equal(report.claims.find(({ id }) => id === 'stages')?.verdict, 'fails', what);
  }
});

test('stages: another SQL than allowed, another question, other subjects', async () => {
  const parts = await answerParts();
  const stages = stagesOf(parts);
  const execution = stages[3]!;
  const otherSql = { ...execution, body: executionBody('done', { 'final.sql': 'e'.repeat(64), result: parts.result }) };
  await expectFails(await packOf(parts, stages.with(3, otherSql)), {
    stages: /ran another SQL/,
    content: /final\.sql is not what/,
    manifest: /final\.sql in the manifest/,
  });
  const noResult = { body: execution.body };
  await expectFails(await packOf(parts, stages.with(3, noResult)), { result: /names another result/ });
  const extra = { ...stages[1]!, subjects: [{ name: 'result.jwe', sha256: 'a'.repeat(64) }] };
  await expectFails(await packOf(parts, stages.with(1, extra)), { stages: /other subjects/ });
});

test('stages: a statement that is not about its run', async () => {
  const { acts, files, manifest } = answer;
  const envelope = ledger.parseEnvelope(acts[0]!.envelope);
  const payload = ledger.utf8Bytes(ledger.utf8Text(envelope.payload).replace(`run/${RUN}`, `run/${EVIDENCE}`));
  const forged = ledger.encodeEnvelope(await ledger.signEnvelope(envelope.payloadType, payload, keys.attester));
  const { pack } = await packRun({ acts: acts.with(0, { ...acts[0]!, envelope: forged }), files, manifest }, keys, {
    trust: TRUST,
  });
  await expectFails(pack, { stages: /not about this question/, leaves: /differ in envelope/ });
});

test('chain: a gap, another run, a wrong prev, another order in the log', async () => {
  const acts = answer.acts;
  const resign = async (at: number, more: Record<string, unknown>) => {
    const { head } = ledger.parseStatement(ledger.parseEnvelope(acts[at]!.envelope).payload);
    const { run, seq, time, actor, prev, atlas } = head;
    const stage = stagesOf(await answerParts())[at]!;
    return ledger.signStage({ head: { run, seq, time, actor, prev, atlas, ...more }, ...stage }, keys.attester, crypto);
  };
  const lies: readonly [number, Record<string, unknown>, RegExp][] = [
    [1, { seq: 3 }, /another seq/],
    [1, { prev: 'a'.repeat(64) }, /does not name the one before/],
    [1, { run: EVIDENCE }, /another question/],
  ];
  for (const [at, more, words] of lies) {
    const forged = acts.with(at, await resign(at, more));
    const { pack } = await packRun({ ...answer, acts: forged }, keys, { trust: TRUST });
    const claim = (await verify(pack)).claims.find(({ id }) => id === 'chain');
    assert.equal(claim?.verdict, 'fails');
    assert.match(claim.compared, words);
  }
  const proofs = await logRun([...acts.slice(0, 2).toReversed(), ...acts.slice(2)], [keys.log]);
  const inclusion = { state: 'included', proofs: [proofs[1]!, proofs[0]!, ...proofs.slice(2)] } as const;
  const pack = ledger.buildPack({
    envelopes: acts.map(({ envelope }) => envelope),
    inclusion,
    trust: TRUST,
    files: answer.files,
  });
  await expectFails(pack, { chain: /stands in the log before/ });
});

test('leaves: a leaf that says something else than its statement', async () => {
  for (const more of [{ type: 'refusal' }, { actor: null }, { time: '2026-11-22T17:00:00.000Z' }]) {
    const leafBytes = ledger.encodeLeaf({ ...answer.acts[4]!.leaf, ...more });
    const acts = answer.acts.with(4, { ...answer.acts[4]!, leafBytes });
    const { pack } = await packRun({ ...answer, acts }, keys, { trust: TRUST });
    await expectFails(pack, { leaves: new RegExp(`differ in ${Object.keys(more)[0]}`) });
  }
});

test('signatures: a key outside its range, a stranger, a signature by another key', async () => {
  const first = await trustVersionOf(keys);
  const ended = await makeTrust(keys, { attesters: [{ ...first.attesters[0]!, to_index: 5 }] });
  const { pack } = await packRun(answer, keys, { trust: ended });
  await expectFails(
    pack,
    { signatures: /statement 3 \(decision\) is signed by a key that your trust file does not name/ },
    ended,
  );
  const stranger = makeAttester();
  const parts = await answerParts();
  const acts = await signChain(stagesOf(parts), stranger);
  const strange = await packRun({ ...answer, acts, manifest: parts.manifest }, keys, { trust: TRUST });
  assert.equal((await verify(strange.pack)).claims.find(({ id }) => id === 'signatures')?.verdict, 'fails');
  const impostor = { ...stranger, kid: keys.attester.kid };
  const forged = await packRun({ ...answer, acts: await signChain(stagesOf(parts), impostor) }, keys, { trust: TRUST });
  const claim = (await verify(forged.pack)).claims.find(({ id }) => id === 'signatures');
  assert.match(claim?.compared ?? '', /signature of statement 1 \(request\) does not verify/);
});

test('checkpoint: unknown and doubled signatures, another tree, another checkpoint for one proof', async () => {
  const stranger = makeLogSigner();
  const envelopes = answer.acts.map(({ envelope }) => envelope);
  const build = (proofs: readonly ledger.TlogProof[]) =>
    ledger.buildPack({ envelopes, inclusion: { state: 'included', proofs }, trust: TRUST, files: answer.files });
  const proofs = await logRun(answer.acts, [keys.log]);
  await expectFails(build(await logRun(answer.acts, [stranger])), {
    checkpoint: /key that your trust file does not name/,
  });
  await expectFails(build(await logRun(answer.acts, [keys.log, stranger])), { checkpoint: /does not name/ });
  await expectFails(build(await logRun(answer.acts, [keys.log, keys.log])), { checkpoint: /a signature twice/ });
  const impostor = { ...stranger, publicKey: keys.log.publicKey };
  await expectFails(build(await logRun(answer.acts, [impostor])), { checkpoint: /does not verify/ });
  await expectFails(build(await logRun(answer.acts, [makeLogSigner('elsewhere')], 'elsewhere')), {
    checkpoint: /does not name/,
  });
  const { logs } = await trustVersionOf(keys);
  const past = await makeTrust(keys, {
    logs: [
      { ...logs[0]!, to_size: 5 },
      { ...logs[0]!, from_size: 12 },
    ],
  });
  const unnamed = await packRun(answer, keys, { trust: past });
  await expectFails(unnamed.pack, { checkpoint: /no log key for a checkpoint of this size/ }, past);
  const other = await logRun(answer.acts.slice(0, 2), [keys.log]);
  await expectFails(build(proofs.with(1, other[1]!)), { checkpoint: /different checkpoints/ });
  const swapped = proofs.with(2, { ...proofs[2]!, hashes: proofs[3]!.hashes });
  await expectFails(build(swapped), { inclusion: /the proof of statement 3 \(decision\)/ });
});

test('checkpoint: a receipt by a stranger, for another leaf, of a key that was ended', async () => {
  const { pack } = await packRun(answer, keys, { pending: true, trust: TRUST });
  const replace = (line: string) => edit(pack, 'receipt.json', () => ledger.utf8Bytes(`${line}\n`));
  await expectFails(replace(await receiptOf(answer.acts, makeKeys())), {
    checkpoint: /key that your trust file does not name/,
  });
  await expectFails(replace(await receiptOf(answer.acts.slice(0, 4), keys)), { inclusion: /promises another leaf/ });
  const impostor = { ...keys, attester: { ...makeAttester(), kid: keys.attester.kid } };
  await expectFails(replace(await receiptOf(answer.acts, impostor)), { checkpoint: /signature of the receipt/ });
  await expectFails(
    edit(pack, 'receipt.json', (bytes) => bytes.slice(0, -1)),
    { checkpoint: /newline/ },
  );
  const first = await trustVersionOf(keys);
  const ended = await makeTrust(keys, { attesters: [{ ...first.attesters[0]!, to_index: 1000 }] });
  await expectFails(
    (await packRun(answer, keys, { pending: true, trust: ended })).pack,
    { checkpoint: /does not name/ },
    ended,
  );
});
