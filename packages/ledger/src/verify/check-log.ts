import { toHex } from '../bytes/hex.ts';
import { utf8Bytes, utf8Text } from '../bytes/text.ts';
import { type Checkpoint, parseCheckpoint } from '../checkpoint.ts';
import type { Crypto } from '../crypto.ts';
import { parseEnvelope, verifyEnvelope } from '../dsse.ts';
import { type Leaf, encodeLeaf, leafHashHex, parseLeaf } from '../leaf.ts';
import { LedgerError, checkFormat } from '../ledger-error.ts';
import { hashLeaf } from '../merkle/tree-hash.ts';
import { verifyInclusion } from '../merkle/verify-proof.ts';
import { type Note, fromVkey, isSignedBy, verifyNoteSignature } from '../note.ts';
import { proofName } from '../pack/pack-layout.ts';
import { findEntry, getEntry } from '../pack/zip-read.ts';
import type { ZipEntry } from '../pack/zip-write.ts';
import { parseReceipt } from '../receipt.ts';
import { type TlogProof, parseTlogProof } from '../tlog-proof.ts';
import { type TrustVersion, findAttester, isWithin } from '../trust.ts';
import type { Found } from './claim.ts';
import { type ReadStatement, nameOf } from './read-statements.ts';

/** One leaf of the run as the pack gives it; `index` is null before inclusion. */
export type ReadLeaf = {
  readonly leaf: Leaf;
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly index: number | null;
};

export type LogView = {
  readonly origin: string;
  readonly checkpoint: Checkpoint | null;
  readonly proofs: readonly TlogProof[];
  /** The closing leaf that a receipt promises; null once included. */
  readonly promised: Uint8Array | null;
};

/** Reads the proofs and believes their checkpoint, or a receipt; the attacker shows a tree of their own. */
export async function checkCheckpoint(
  pack: { readonly entries: readonly ZipEntry[]; readonly statements: readonly ReadStatement[] },
  trust: TrustVersion,
  crypto: Crypto,
): Promise<Found<LogView>> {
  const receipt = findEntry(pack.entries, 'receipt.json');
  if (receipt !== undefined) return checkReceipt(receipt, trust, crypto);
  const proofs = pack.statements.map(({ statement }, at) =>
    parseTlogProof(getEntry(pack.entries, proofName(at + 1, statement.stage))),
  );
  const text = proofs[0]?.checkpoint ?? '';
  checkFormat(
    proofs.every((proof) => proof.checkpoint === text),
    'the proofs lead to different checkpoints',
  );
  const { checkpoint, note } = parseCheckpoint(utf8Bytes(text));
  await checkLogSignatures(checkpoint, note, { trust, crypto });
  const root = toHex(checkpoint.root);
  return {
    value: { origin: checkpoint.origin, checkpoint, proofs, promised: null },
    compared: `${checkpoint.origin}, size ${checkpoint.size}, trust version ${trust.version}`,
    digest: root,
  };
}

/**
 * Stricter than C2SP: a line by a key that trust does not name is red, else a flipped key id would pass; and every key
 * that is valid at this size must have signed, else dropping one of two signatures would.
 */
async function checkLogSignatures(
  checkpoint: Checkpoint,
  note: Note,
  by: { readonly trust: TrustVersion; readonly crypto: Crypto },
): Promise<void> {
  const logs = by.trust.logs.filter(({ origin }) => origin === checkpoint.origin);
  const keys = await Promise.all(logs.map(async (log) => ({ log, key: await fromVkey(log.vkey, by.crypto) })));
  const signed: string[] = [];
  for (const signature of note.signatures) {
    const named = keys.find(({ key }) => isSignedBy(signature, key));
    if (named === undefined)
      throw new LedgerError('signature', 'the checkpoint is signed by a key that your trust file does not name');
    const holds = await verifyNoteSignature(note, signature, named.key, by.crypto);
    if (!holds) throw new LedgerError('signature', 'a signature of the checkpoint does not verify');
    checkFormat(!signed.includes(named.log.vkey), 'the checkpoint has a signature twice');
    signed.push(named.log.vkey);
  }
  const valid = logs.filter((log) => isWithin(checkpoint.size, log.from_size, log.to_size));
  if (valid.length === 0)
    throw new LedgerError('signature', 'your trust file names no log key for a checkpoint of this size');
  if (!valid.every((log) => signed.includes(log.vkey)))
    throw new LedgerError('signature', 'a log key that is valid here has not signed the checkpoint');
  const inOrder = logs.filter((log) => signed.includes(log.vkey)).every((log, at) => signed[at] === log.vkey);
  checkFormat(inOrder, 'the signatures of the checkpoint stand in another order than the keys of your trust file');
}

async function checkReceipt(file: Uint8Array, trust: TrustVersion, crypto: Crypto): Promise<Found<LogView>> {
  const text = utf8Text(file);
  checkFormat(text.endsWith('\n'), 'receipt.json does not end with a newline');
  const envelope = parseEnvelope(text.slice(0, -1));
  const receipt = parseReceipt(envelope);
  const spki = findAttester(trust, envelope.keyid, { origin: receipt.origin, index: null });
  if (spki === null)
    throw new LedgerError('signature', 'the receipt is signed by a key that your trust file does not name');
  if (!(await verifyEnvelope(envelope, spki, crypto)))
    throw new LedgerError('signature', 'the signature of the receipt does not verify');
  return {
    value: { origin: receipt.origin, checkpoint: null, proofs: [], promised: receipt.leaf },
    verdict: 'pending',
    compared: `A signed receipt of ${receipt.time} stands in until the log has been signed: ${receipt.origin}.`,
  };
}

/** Every leaf under the checkpoint; before inclusion the leaves rebuilt from the statements, the last one as promised. */
export async function checkInclusion(
  log: LogView,
  statements: readonly ReadStatement[],
  crypto: Crypto,
): Promise<Found<readonly ReadLeaf[]>> {
  if (log.checkpoint === null) return checkPromise(log.promised, statements, crypto);
  const leaves: ReadLeaf[] = [];
  for (const [at, proof] of log.proofs.entries()) {
    const leafHash = await hashLeaf(proof.leaf, crypto.sha256);
    const { size, root } = log.checkpoint;
    const included = await verifyInclusion(
      { index: proof.index, size, leafHash, proof: proof.hashes, root },
      crypto.sha256,
    );
    if (!included)
      throw new LedgerError('proof', `the proof of ${nameOf(statements, at)} does not lead to the checkpoint`);
    leaves.push({ leaf: parseLeaf(proof.leaf), bytes: proof.leaf, hash: toHex(leafHash), index: proof.index });
  }
  return { value: leaves, compared: `${leaves.length} leaves, index ${leaves.map(({ index }) => index).join(', ')}` };
}

async function checkPromise(
  promised: Uint8Array | null,
  statements: readonly ReadStatement[],
  crypto: Crypto,
): Promise<Found<readonly ReadLeaf[]>> {
  const leaves: ReadLeaf[] = [];
  for (const read of statements) {
    const bytes = encodeLeaf(leafOf(read));
    leaves.push({ leaf: parseLeaf(bytes), bytes, hash: await leafHashHex(bytes, crypto.sha256), index: null });
  }
  const closing = leaves.at(-1);
  const kept = closing !== undefined && promised !== null && utf8Text(promised) === utf8Text(closing.bytes);
  checkFormat(kept, 'the receipt promises another leaf than the closing one');
  return {
    value: leaves,
    verdict: 'pending',
    compared: 'Not yet under a signed checkpoint; the receipt promises the closing leaf.',
  };
}

/** The leaf that belongs to a statement and its envelope. */
export function leafOf(read: ReadStatement): Leaf {
  const { run, seq, time, actor, prev } = read.statement.head;
  return { type: read.statement.stage, run, seq, time, actor, envelope: read.digest, prev, kid: read.envelope.keyid };
}

/** A signature counts if its leaf's index is in the key's range: the attacker holds a key that was ended. */
export async function checkSignatures(
  statements: readonly ReadStatement[],
  at: { readonly origin: string; readonly leaves: readonly ReadLeaf[] },
  by: { readonly trust: TrustVersion; readonly crypto: Crypto },
): Promise<Found<true>> {
  for (const [place, { envelope }] of statements.entries()) {
    const spki = findAttester(by.trust, envelope.keyid, { origin: at.origin, index: at.leaves[place]?.index ?? null });
    const where = nameOf(statements, place);
    if (spki === null)
      throw new LedgerError(
        'signature',
        `${where} is signed by a key that your trust file does not name for its place`,
      );
    if (!(await verifyEnvelope(envelope, spki, by.crypto)))
      throw new LedgerError('signature', `the signature of ${where} does not verify`);
  }
  const kids = [...new Set(statements.map(({ envelope }) => envelope.keyid))];
  return {
    value: true,
    compared: `${statements.length} signatures by ${kids.length === 1 ? 'one key' : `${kids.length} keys`}`,
    ...oneDigest(kids),
  };
}

function oneDigest(digests: readonly string[]): { readonly digest?: string } {
  const [first, ...more] = digests;
  return first !== undefined && more.length === 0 ? { digest: first } : {};
}
