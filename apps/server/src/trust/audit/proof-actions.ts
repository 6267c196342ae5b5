import { AtlasError } from '@aureus/contract';
import { assembleProof, fromHex, planInclusion, planNodes } from '@aureus/ledger';
import type { TlogProof } from '@aureus/ledger';
import type { Handle } from '#platform/db';
import { sha256 } from '#platform/keys';
import { findEntries, loadNewestCheckpoint, loadNodes, nodeKey } from './log-store.ts';
import type { PlacedLeaf, SignedHead } from './log-store.ts';

/** Proofs of leaves to one checkpoint that covers them all, in the order of the leaves. */
export async function makeProofs(
  db: Handle,
  leaves: readonly PlacedLeaf[],
  checkpoint: Pick<SignedHead, 'size' | 'note'>,
): Promise<readonly TlogProof[]> {
  const plans = leaves.map((leaf) => planInclusion(leaf.index, checkpoint.size));
  const nodes = await loadNodes(db, plans.flatMap(planNodes));
  return leaves.map((leaf, at) => ({
    leaf: new Uint8Array(leaf.leaf),
    index: leaf.index,
    hashes: assembleProof(plans[at] ?? [], (node) => nodes.get(nodeKey(node)), sha256),
    checkpoint: checkpoint.note,
  }));
}

/** A leaf's proof to the newest checkpoint. RESOURCE_NOT_FOUND while it is not under one. */
export async function proveLeaf(db: Handle, leafHash: string): Promise<TlogProof> {
  const checkpoint = await loadNewestCheckpoint(db);
  const [leaf] = await findEntries(db, [fromHex(leafHash, 32)]);
  if (leaf === undefined || checkpoint === null || leaf.index >= checkpoint.size) {
    throw new AtlasError('RESOURCE_NOT_FOUND', 'No signed checkpoint covers a leaf of this hash.');
  }
  const [proof] = await makeProofs(db, [leaf], checkpoint);
  if (proof === undefined)
    throw new AtlasError('RESOURCE_NOT_FOUND', 'No signed checkpoint covers a leaf of this hash.');
  return proof;
}
