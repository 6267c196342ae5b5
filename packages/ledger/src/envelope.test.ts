import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundleFromJSON } from '@sigstore/bundle';
import { Verifier, toSignedEntity, toTrustMaterial } from '@sigstore/verify';
import {
  NOW,
  ORIGIN,
  RUN,
  USER,
  crypto,
  makeAttester,
  receiptOf,
  makeKeys,
  requestBody,
  sha256,
  signChain,
} from '../test/sample-run.ts';
import { EVENT_PAYLOAD_TYPE, runSubject, signEvent } from './act.ts';
import { compactJson } from './bytes/json.ts';
import { utf8Bytes, utf8Text } from './bytes/text.ts';
import { encodeEnvelope, keyIdOfSpki, parseEnvelope, preAuthEncoding, signEnvelope, verifyEnvelope } from './dsse.ts';
import { spkiFromPem } from './ecdsa-der.ts';
import { parseLeaf } from './leaf.ts';
import { LedgerError } from './ledger-error.ts';
import { parseReceipt } from './receipt.ts';
import { encodeSigstoreBundle } from './sigstore-bundle.ts';
import { encodeStatement, parseStatement } from './statement.ts';

const isFormat = (error: unknown): boolean => error instanceof LedgerError && error.code === 'format';
const attester = makeAttester();
const spki = spkiFromPem(attester.pem);

test('the pre-authentication encoding is the one of the DSSE document', () => {
  const encoded = preAuthEncoding('http://example.com/HelloWorld', utf8Bytes('hello world'));
  assert.equal(utf8Text(encoded), 'DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  assert.equal(utf8Text(preAuthEncoding('é', utf8Bytes('é'))), 'DSSEv1 2 é 2 é', 'lengths are bytes');
});

test('an envelope verifies with its key alone, and with nothing in it changed', async () => {
  const envelope = await signEnvelope('text/plain', utf8Bytes('content'), attester);
  assert.equal(await verifyEnvelope(envelope, spki, crypto), true);
  assert.equal(await verifyEnvelope(envelope, spkiFromPem(makeAttester().pem), crypto), false);
  assert.equal(await verifyEnvelope({ ...envelope, payload: utf8Bytes('Content') }, spki, crypto), false);
  assert.equal(await verifyEnvelope({ ...envelope, payloadType: 'text/plain2' }, spki, crypto), false);
  assert.equal(await verifyEnvelope(envelope, Uint8Array.of(1, 2, 3), crypto), false, 'a key that is none');
  assert.equal(envelope.keyid, await keyIdOfSpki(spki, crypto));
});

test('an envelope has one form: one signature, canonical base64, strict DER', async () => {
  const envelope = await signEnvelope('text/plain', utf8Bytes('content!'), attester);
  const line = encodeEnvelope(envelope);
  assert.deepEqual(parseEnvelope(line), envelope);
  const two = JSON.parse(line) as { signatures: unknown[] };
  two.signatures.push(two.signatures[0]);
  const loose = Buffer.from(envelope.signature).toString('base64').replace(/=*$/, '');
  const wrong = [
    JSON.stringify(two),
    line.replace('"signatures":[{', '"signatures":[],"more":[{'),
    line.replace('{"payload"', '{ "payload"'),
    line.replace('"keyid"', '"kid"'),
    line.replace('"payloadType":"text/plain"', '"payloadType":7'),
    JSON.stringify({ payloadType: 'text/plain', ...(JSON.parse(line) as object) }),
    line.replace(/"sig":"[^"]*"/, `"sig":"${loose}AAAA"`),
    line.replace(/"sig":"[^"]*"/, '"sig":""'),
  ];
  for (const each of wrong) assert.throws(() => parseEnvelope(each), isFormat, each.slice(0, 80));
});

test('openssl verifies an envelope from its bytes alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  try {
    const envelope = await signEnvelope('text/plain', utf8Bytes('content'), attester);
    writeFileSync(join(folder, 'key.pem'), attester.pem);
    writeFileSync(join(folder, 'signature'), envelope.signature);
    writeFileSync(join(folder, 'signed'), preAuthEncoding('text/plain', utf8Bytes('content')));
    const args = ['dgst', '-sha256', '-verify', 'key.pem', '-signature', 'signature', 'signed'];
    assert.match(execFileSync('openssl', args, { cwd: folder, encoding: 'utf8' }), /Verified OK/);
    writeFileSync(join(folder, 'signed'), 'other');
    assert.notEqual(spawnSync('openssl', args, { cwd: folder }).status, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the Sigstore copy verifies with the client of Sigstore', async () => {
  const [act] = await signChain([{ body: requestBody({}) }], attester);
  const bundle = bundleFromJSON(JSON.parse(utf8Text(encodeSigstoreBundle(parseEnvelope(act!.envelope)))));
  const root = { certificateAuthorities: [], ctlogs: [], timestampAuthorities: [], tlogs: [], mediaType: '' };
  const finder = (hint: string) => {
    assert.equal(hint, attester.kid);
    return { publicKey: createPublicKey(attester.pem), validFor: () => true };
  };
  const options = { ctlogThreshold: 0, tlogThreshold: 0, tsaThreshold: 0, timestampThreshold: 0 };
  const verifier = new Verifier(toTrustMaterial(root, finder), options);
  assert.doesNotThrow(() => verifier.verify(toSignedEntity(bundle)));
  const forged = act!.envelope.replace(
    /"payload":"(.)/,
    (_, first: string) => `"payload":"${first === 'e' ? 'f' : 'e'}`,
  );
  const bad = bundleFromJSON(JSON.parse(utf8Text(encodeSigstoreBundle(parseEnvelope(forged)))));
  assert.throws(() => verifier.verify(toSignedEntity(bad)));
});

test('a stage is an in-toto statement whose leaf says the same', async () => {
  const acts = await signChain(
    [{ body: requestBody({ question: 'd'.repeat(64) }) }, { body: requestBody({}) }],
    attester,
  );
  const [first, second] = acts;
  const envelope = parseEnvelope(first!.envelope);
  const { stage, subjects, head, commitments, predicate } = parseStatement(envelope.payload);
  assert.equal(stage, 'request');
  assert.deepEqual(subjects, [await runSubject(RUN, crypto)]);
  assert.equal(subjects[0]?.sha256, Buffer.from(sha256(Buffer.from(RUN))).toString('hex'));
  assert.deepEqual(commitments, { question: 'd'.repeat(64) });
  assert.equal(predicate['role'], 'analyst');
  assert.match(
    utf8Text(envelope.payload),
    /^\{"_type":"https:\/\/in-toto\.io\/Statement\/v1","subject":\[\{"name":"run\//,
  );
  const leaf = parseLeaf(first!.leafBytes);
  assert.deepEqual(
    { run: leaf.run, seq: leaf.seq, actor: leaf.actor, prev: leaf.prev },
    { run: head.run, seq: 1, actor: USER, prev: null },
  );
  assert.equal(leaf.envelope, Buffer.from(sha256(utf8Bytes(first!.envelope))).toString('hex'));
  assert.equal(parseLeaf(second!.leafBytes).prev, first!.leafHash);
  assert.notEqual(head.blind, parseStatement(parseEnvelope(second!.envelope).payload).head.blind);
});

test('refuses a statement that lacks what every statement has', async () => {
  const [act] = await signChain([{ body: requestBody({}) }], attester);
  const text = utf8Text(parseEnvelope(act!.envelope).payload);
  const wrong = [
    text.replace('/request/v1', '/request/v2'),
    text.replace('/Statement/v1', '/Statement/v2'),
    text.replace(/"subject":\[.*?\}\}\]/, '"subject":[]'),
    text.replace('"sha256"', '"sha512"'),
    text.replace(/"sha256":"./, '"sha256":"Z'),
    text.replace(/"blind":"./, '"blind":"Z'),
    text.replace('"seq":1', '"seq":"1"'),
    text.replace('"commitments":{}', '"commitments":{"question":"SELECT"}'),
    text.replace('"commitments":{}', '"commitments":[]'),
    text.replace('"version":"0.1.0",', ''),
  ];
  for (const each of wrong) assert.throws(() => parseStatement(utf8Bytes(each)), isFormat, each.slice(0, 120));
  const head = {
    run: RUN,
    seq: 1,
    time: NOW,
    actor: null,
    prev: null,
    blind: 'short',
    atlas: { version: '1', build: '1' },
  };
  assert.throws(() => encodeStatement(head, requestBody({}), [{ name: 'run', sha256: 'a'.repeat(64) }]), isFormat);
});

test('an event is signed over its row, blinded, and stands outside the chain', async () => {
  const row = { type: 'sign_in', resource: 'session' };
  const act = await signEvent({ type: 'sign_in', run: null, time: NOW, actor: null, row }, attester, crypto);
  const envelope = parseEnvelope(act.envelope);
  assert.equal(envelope.payloadType, EVENT_PAYLOAD_TYPE);
  const payload = JSON.parse(utf8Text(envelope.payload)) as { row: unknown; blind: string };
  assert.deepEqual(payload.row, row);
  assert.match(payload.blind, /^[0-9a-f]{64}$/);
  assert.deepEqual([act.leaf.seq, act.leaf.prev, act.leaf.type], [null, null, 'sign_in']);
});

test('a receipt names origin, leaf and time, and nothing else is one', async () => {
  const keys = makeKeys();
  const acts = await signChain([{ body: requestBody({}) }], keys.attester);
  const envelope = parseEnvelope(await receiptOf(acts, keys));
  assert.deepEqual(parseReceipt(envelope), { origin: ORIGIN, leaf: acts[0]!.leafBytes, time: NOW });
  const sign = (payload: Uint8Array) => signEnvelope(envelope.payloadType, payload, attester);
  const read = JSON.parse(utf8Text(envelope.payload)) as Record<string, string>;
  for (const change of [{ v: 2 }, { time: 'now' }, { origin: 7 }, { leaf: 'not base64' }, { more: 1 }]) {
    const other = await sign(compactJson({ ...read, ...change }));
    assert.throws(() => parseReceipt(other), isFormat, JSON.stringify(change));
  }
  assert.throws(() => parseReceipt({ ...envelope, payloadType: 'text/plain' }), isFormat);
});
