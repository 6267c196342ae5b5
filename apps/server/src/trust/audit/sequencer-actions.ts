import { AtlasError } from '@aureus/contract';
import { EMPTY_RANGE, appendLeaves, compactRangeNodes, rangeRoot, toHex } from '@aureus/ledger';
import type { CompactRange } from '@aureus/ledger';
import { transaction } from '#platform/db';
import type { Db, Handle, Tx } from '#platform/db';
import { sha256 } from '#platform/keys';
import { appendEntries, appendHead, appendNodes, findEntries, loadHead, loadNodes, nodeKey } from './log-store.ts';
import { judgeBatch } from './sequencer-rules.ts';
import type { HashedLeaf } from './sequencer-rules.ts';
import { appendRejected, isAnythingStaged, takeLead, takeStaged } from './staging-store.ts';

/** Leaves of one transaction: a batch of this size takes some 30 ms. */
const BATCH = 1000;

export type BatchOutcome = {
  readonly leads: boolean;
  readonly appended: number;
  /** Already in the log: a retried commit. */
  readonly duplicates: number;
  readonly rejected: number;
};

const IDLE: BatchOutcome = { leads: true, appended: 0, duplicates: 0, rejected: 0 };

/**
 * Moves the oldest staged leaves into the log: contiguous indices, tree nodes and the new head become durable together,
 * or nothing does.
 */
export async function sequenceBatch(db: Db): Promise<BatchOutcome> {
  if (!(await isAnythingStaged(db))) return IDLE;
  return transaction(db, async (tx) => {
    if (!(await takeLead(tx))) return { ...IDLE, leads: false };
    const staged = await takeStaged(tx, BATCH);
    if (staged.length === 0) return IDLE;
    const batch = judgeBatch(staged, sha256);
    for (const { leaf, reason } of batch.rejected) await appendRejected(tx, leaf, reason);
    const known = await findEntries(
      tx,
      batch.accepted.map((leaf) => leaf.leafHash),
    );
    const names = new Set(known.map((entry) => toHex(entry.leaf_hash)));
    const fresh = batch.accepted.filter((leaf) => !names.has(toHex(leaf.leafHash)));
    if (fresh.length > 0) await appendToTree(tx, fresh);
    const duplicates = batch.repeated + batch.accepted.length - fresh.length;
    return { leads: true, appended: fresh.length, duplicates, rejected: batch.rejected.length };
  });
}

async function appendToTree(tx: Tx, leaves: readonly HashedLeaf[]): Promise<void> {
  const head = await loadHead(tx);
  if (head === null) throw new AtlasError('SERVICE_UNAVAILABLE', 'The log has not been set up.', { detail: 'no head' });
  const before = await loadRange(tx, head.size);
  const { range, nodes } = appendLeaves(
    before,
    leaves.map((leaf) => leaf.leafHash),
    sha256,
  );
  await appendEntries(
    tx,
    leaves.map((leaf, at) => ({ index: head.size + at, leafHash: leaf.leafHash, leaf: leaf.leaf })),
  );
  await appendNodes(
    tx,
    nodes.filter((node) => node.level > 0),
  );
  await appendHead(tx, range.size, rangeRoot(range, sha256));
}

/** What must be known of the tree of `size` leaves to append to it; SERVICE_UNAVAILABLE if a node is missing. */
export async function loadRange(db: Handle, size: number): Promise<CompactRange> {
  if (size === 0) return EMPTY_RANGE;
  const wanted = compactRangeNodes(size);
  const found = await loadNodes(db, wanted);
  const hashes = wanted.map((node) => found.get(nodeKey(node)));
  if (hashes.some((hash) => hash === undefined)) {
    throw new AtlasError('SERVICE_UNAVAILABLE', 'The log is damaged.', {
      detail: `a node of the tree of ${size} is missing`,
    });
  }
  return { size, hashes: hashes.filter((hash) => hash !== undefined) };
}
