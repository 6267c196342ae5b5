import {
  appendLeaves,
  fromVkey,
  hashLeaf,
  parseCheckpoint,
  rangeRoot,
  signCheckpoint,
  toHex,
  verifyNote,
} from '@aureus/ledger';
import type { Checkpoint, CompactRange } from '@aureus/ledger';
import type { Db } from '#platform/db';
import { nodeCrypto, sha256 } from '#platform/keys';
import type { LogKey } from '#platform/keys';
import type { ObjectStore } from '#platform/objects';
import { appendCheckpoint, loadEntries, loadHead, loadNewestCheckpoint } from './log-store.ts';
import type { Head, SignedHead } from './log-store.ts';
import { loadRange } from './sequencer-actions.ts';
import { judgeHead, judgePublished } from './signer-rules.ts';
import type { SignerRefusal } from './signer-rules.ts';
import { readSignerState, writeSignerState } from './signer-state-store.ts';
import type { SignerState } from './signer-state-store.ts';

export type SignerDeps = {
  readonly db: Db;
  readonly objects: ObjectStore;
  readonly key: LogKey;
  /** Where "last signed" stands: on a disk, not in the database. */
  readonly statePath: string;
  readonly origin: string;
  readonly vkey: string;
};

export type SigningOutcome =
  | { readonly kind: 'signed'; readonly head: SignedHead }
  /** `published` stands in the object store, and the log extends it. */
  | { readonly kind: 'current'; readonly published: Uint8Array | null }
  | { readonly kind: 'refused'; readonly reason: SignerRefusal };

/** Leaves read at once while the tree is followed from the last signed size to the new one. */
const STEP = 1000;

/**
 * Signs the newest head, if it extends what was signed last and what has been published. The attacker can write to the
 * database, or restores an old copy of it: whatever is not provably the same history, grown, stays unsigned. No signature
 * without a look at the object store: while that is away, nobody could tell a fork. `known` is the checkpoint that this
 * process left there or has judged before, null at its start.
 */
export async function signNewestHead(deps: SignerDeps, known: Uint8Array | null): Promise<SigningOutcome> {
  const state = await readSignerState(deps.statePath);
  const head = await loadHead(deps.db);
  const against = judgeHead(deps.origin, state, head);
  if (against !== null || state === null || head === null) return { kind: 'refused', reason: against ?? 'no state' };
  const grown = await judgeGrowth(deps.db, state, head);
  if (grown !== null) return { kind: 'refused', reason: grown };
  const isSigned = head.size === state.size && (await loadNewestCheckpoint(deps.db))?.size === head.size;
  if (isSigned && known !== null) return { kind: 'current', published: known };
  const published = await deps.objects.get('log/checkpoint');
  const reason = await judgeAgainstPublished(deps, head, { known, published });
  if (reason !== null) return { kind: 'refused', reason };
  return isSigned ? { kind: 'current', published } : { kind: 'signed', head: await sign(deps, head) };
}

/** State first, then the signature: a crash between them leaves a head that may be signed again, never two heads. */
async function sign(deps: SignerDeps, head: Head): Promise<SignedHead> {
  await writeSignerState(deps.statePath, { origin: deps.origin, size: head.size, root: toHex(head.root) });
  const checkpoint = { origin: deps.origin, size: head.size, root: new Uint8Array(head.root) };
  const note = await signCheckpoint(checkpoint, [{ ...deps.key, name: deps.origin }], nodeCrypto);
  const signed = { ...head, note };
  await appendCheckpoint(deps.db, signed);
  return signed;
}

/**
 * Follows the tree from the last signed size to the head, leaf by leaf. Stronger than a consistency proof: it also
 * shows that the head is the hash of the very leaves in the table.
 */
async function judgeGrowth(db: Db, state: SignerState, head: Head): Promise<SignerRefusal | null> {
  if (head.size === state.size) return null;
  let range: CompactRange = await loadRange(db, state.size);
  if (toHex(rangeRoot(range, sha256)) !== state.root) return 'history changed';
  while (range.size < head.size) {
    const entries = await loadEntries(db, range.size, Math.min(range.size + STEP, head.size));
    if (entries.length === 0 || entries.some((entry, at) => entry.index !== range.size + at))
      return 'head does not follow from its leaves';
    range = appendLeaves(
      range,
      entries.map((entry) => hashLeaf(entry.leaf, sha256)),
      sha256,
    ).range;
  }
  return toHex(rangeRoot(range, sha256)) === toHex(head.root) ? null : 'head does not follow from its leaves';
}

type Store = { readonly known: Uint8Array | null; readonly published: Uint8Array | null };

/** The same bytes as last time need no second judgement; where there were some and are none, the store is not the same. */
async function judgeAgainstPublished(deps: SignerDeps, head: Head, store: Store): Promise<SignerRefusal | null> {
  if (store.published === null) return store.known === null ? null : 'published checkpoint is gone';
  if (store.known !== null && Buffer.compare(store.known, store.published) === 0) return null;
  const published = await readPublished(deps, store.published);
  const against = judgePublished(published, head);
  if (against !== null || published === null) return against;
  const root = rangeRoot(await loadRange(deps.db, published.size), sha256);
  return toHex(root) === toHex(published.root) ? null : 'does not extend the published checkpoint';
}

/** A checkpoint that our key did not sign says nothing: whoever can write to the store could have put it there. */
async function readPublished(deps: Pick<SignerDeps, 'vkey' | 'origin'>, bytes: Uint8Array): Promise<Checkpoint | null> {
  const key = await fromVkey(deps.vkey, nodeCrypto);
  try {
    if (!(await verifyNote(bytes, [key], nodeCrypto))) return null;
    const { checkpoint } = parseCheckpoint(bytes);
    return checkpoint.origin === deps.origin ? checkpoint : null;
  } catch {
    return null;
  }
}
