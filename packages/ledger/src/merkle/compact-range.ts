import type { HashSync } from '../crypto.ts';
import { LedgerError } from '../ledger-error.ts';
import { hashChildren } from './tree-hash.ts';

/** A perfect subtree: the node at `index` of `level` covers leaves index·2^level to (index+1)·2^level − 1. */
export type NodeId = { readonly level: number; readonly index: number };
export type TreeNode = NodeId & { readonly hash: Uint8Array };

/**
 * All that must be known of a tree to append to it: its size and the hashes of the perfect subtrees that it falls into,
 * widest first (as many as `size` has one bits).
 */
export type CompactRange = { readonly size: number; readonly hashes: readonly Uint8Array[] };

export const EMPTY_RANGE: CompactRange = { size: 0, hashes: [] };

/** The perfect subtrees of a tree of `size` leaves, widest first: read these nodes to build a `CompactRange`. */
export function compactRangeNodes(size: number): readonly NodeId[] {
  const nodes: NodeId[] = [];
  let covered = 0;
  while (covered < size) {
    const level = Math.floor(Math.log2(size - covered));
    nodes.push({ level, index: covered / 2 ** level });
    covered += 2 ** level;
  }
  return nodes;
}

/**
 * Appends leaf hashes. `nodes` are all perfect nodes that came into being, leaves (level 0) among them, in the order to
 * store them; they never change afterwards.
 */
export function appendLeaves(
  range: CompactRange,
  leafHashes: readonly Uint8Array[],
  sha256: HashSync,
): { readonly range: CompactRange; readonly nodes: readonly TreeNode[] } {
  const hashes = [...range.hashes];
  const nodes: TreeNode[] = [];
  let size = range.size;
  for (const leafHash of leafHashes) {
    let node: TreeNode = { level: 0, index: size, hash: leafHash };
    nodes.push(node);
    while (node.index % 2 === 1) {
      const left = hashes.pop();
      if (left === undefined) throw new LedgerError('usage', 'a compact range has fewer hashes than its size says');
      node = { level: node.level + 1, index: (node.index - 1) / 2, hash: hashChildren(left, node.hash, sha256) };
      nodes.push(node);
    }
    hashes.push(node.hash);
    size += 1;
  }
  return { range: { size, hashes }, nodes };
}

/** The root of the tree; for an empty tree SHA-256 of nothing (RFC 6962, 2.1). */
export function rangeRoot(range: CompactRange, sha256: HashSync): Uint8Array {
  const root = range.hashes.reduceRight<Uint8Array | null>(
    (right, left) => (right === null ? left : hashChildren(left, right, sha256)),
    null,
  );
  return root ?? sha256(new Uint8Array(0));
}
