import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crypto, makeLogSigner, sha256 } from '../test/sample-run.ts';
import { toBase64 } from './bytes/base64.ts';
import { toHex } from './bytes/hex.ts';
import { utf8Bytes } from './bytes/text.ts';
import { checkpointText, parseCheckpoint, parseCheckpointText, signCheckpoint } from './checkpoint.ts';
import { LedgerError } from './ledger-error.ts';
import { fromVkey, parseNote, signNote, toVkey, verifyNote } from './note.ts';
import { encodeTlogProof, parseTlogProof } from './tlog-proof.ts';

const isFormat = (error: unknown): boolean => error instanceof LedgerError && error.code === 'format';
const one = makeLogSigner('log.example/one');
const two = makeLogSigner('log.example/two');
const ROOT = sha256(Uint8Array.of(1));

async function keyOf(signer: typeof one): ReturnType<typeof fromVkey> {
  return fromVkey(await toVkey(signer.name, signer.publicKey, crypto), crypto);
}

test('a vkey carries the key id that name, type and key give', async () => {
  const vkey = await toVkey(one.name, one.publicKey, crypto);
  const typed = Buffer.concat([Buffer.of(1), one.publicKey]);
  const id = toHex(sha256(Buffer.concat([Buffer.from(`${one.name}\n`), typed])).slice(0, 4));
  assert.equal(vkey, `${one.name}+${id}+${typed.toString('base64')}`);
  assert.deepEqual((await fromVkey(vkey, crypto)).publicKey, one.publicKey);
  const other = `${one.name}+${id === '00000000' ? '00000001' : '00000000'}+${typed.toString('base64')}`;
  for (const wrong of [
    other,
    vkey.replace('one', 'two'),
    vkey.slice(0, -4),
    'x',
    '',
    vkey.replace(/\+[0-9a-f]{8}\+/, '+'),
  ]) {
    await assert.rejects(fromVkey(wrong, crypto), isFormat, wrong);
  }
  await assert.rejects(toVkey('a b', one.publicKey, crypto), isFormat);
  await assert.rejects(toVkey('a', one.publicKey.slice(1), crypto), isFormat);
});

test('a key whose bytes hold a plus sign in base64 is read', async () => {
  for (let at = 0; at < 40; at++) {
    const signer = makeLogSigner();
    if (!toBase64(signer.publicKey).includes('+')) continue;
    assert.deepEqual((await keyOf(signer)).publicKey, signer.publicKey);
    return;
  }
  assert.fail('no such key in forty');
});

test('a note verifies under its keys and under no other', async () => {
  const note = utf8Bytes(await signNote('line\n\nline after a blank one\n', [one, two], crypto));
  assert.equal(parseNote(note).text, 'line\n\nline after a blank one\n');
  assert.equal(await verifyNote(note, [await keyOf(one)], crypto), true);
  assert.equal(await verifyNote(note, [await keyOf(one), await keyOf(two)], crypto), true);
  assert.equal(await verifyNote(note, [await keyOf(makeLogSigner())], crypto), false);
  assert.equal(await verifyNote(note, [], crypto), false);
});

test('one wrong signature of a known key spoils the note', async () => {
  const note = await signNote('text\n', [one, two], crypto);
  const forged = note.replace(/^text/, 'Text');
  assert.equal(await verifyNote(utf8Bytes(forged), [await keyOf(one)], crypto), false);
  const lines = note.split('\n');
  const cut = toBase64(Buffer.from(lines[2]!.split(' ')[2]!, 'base64').subarray(0, 40));
  const short = `text\n\n— ${one.name} ${cut}\n`;
  assert.equal(await verifyNote(utf8Bytes(short), [await keyOf(one)], crypto), false);
});

test('refuses everything that is not exactly a note', async () => {
  const note = await signNote('text\n', [one], crypto);
  const wrong = [
    'text\n',
    'text\n\n',
    note.trimEnd(),
    note.replace('—', '-'),
    note.replace('text', 'te\txt'),
    note.replace('text', 'te\rxt'),
    note.replace('log.example/one', 'log example'),
    note.replace('— ', '—  '),
    note.replace(/=+\n$/, '\n'),
    `${note}\n`,
    `text\n\n— a QUJD\n`,
    `text\n\n${note.split('\n')[2]}\n`.repeat(1) + `${note.split('\n')[2]}\n`.repeat(64),
  ];
  for (const each of wrong)
    assert.throws(() => parseNote(utf8Bytes(each)), isFormat, JSON.stringify(each.slice(0, 60)));
  await assert.rejects(signNote('no newline', [one], crypto), isFormat);
  await assert.rejects(signNote('text\n', [], crypto), isFormat);
});

test('a checkpoint is three lines and nothing else', async () => {
  const checkpoint = { origin: one.name, size: 20_852_163, root: ROOT };
  const { checkpoint: read } = parseCheckpoint(utf8Bytes(await signCheckpoint(checkpoint, [one], crypto)));
  assert.deepEqual(read, checkpoint);
  assert.equal(parseCheckpointText(checkpointText({ ...checkpoint, size: 0 })).size, 0);
  const text = checkpointText(checkpoint);
  const wrong = [
    `${text}extension\n`,
    text.replace('20852163', '020852163'),
    text.replace('20852163', '-1'),
    text.trimEnd(),
    text.replace('=', ''),
  ];
  for (const each of wrong) assert.throws(() => parseCheckpointText(each), isFormat);
  assert.throws(() => parseCheckpointText(text.replace('20852163', '9999999999999999')), isFormat);
  assert.throws(() => checkpointText({ ...checkpoint, origin: 'a b' }), isFormat);
  assert.throws(() => checkpointText({ ...checkpoint, root: ROOT.slice(1) }), isFormat);
  assert.throws(() => checkpointText({ ...checkpoint, size: -1 }), isFormat);
});

test('a tlog-proof has one form and keeps its checkpoint verbatim', async () => {
  const checkpoint = await signCheckpoint({ origin: one.name, size: 3, root: ROOT }, [one], crypto);
  for (const hashes of [[], [ROOT, ROOT]]) {
    const proof = { leaf: Uint8Array.of(1, 2), index: 2, hashes, checkpoint };
    const bytes = encodeTlogProof(proof);
    assert.deepEqual(parseTlogProof(bytes), proof);
    const text = new TextDecoder().decode(bytes);
    const wrong = [
      text.replace('@v1', '@v2'),
      text.replace('index 2', 'index 02'),
      text.replace('extra ', 'more '),
      text.replace('\n\n', '\n'),
      '',
    ];
    for (const each of wrong) assert.throws(() => parseTlogProof(utf8Bytes(each)), isFormat);
  }
});
