import type { HashSync } from '../crypto.ts';
import { LedgerError } from '../ledger-error.ts';
import { type NodeId, compactRangeNodes } from './compact-range.ts';
import { hashChildren } from './tree-hash.ts';

/**
 * What a proof is made of: per step the stored perfect nodes whose hashes, joined from right to left, are that step's
 * hash. Only the ragged right edge of a tree needs more than one node, because nodes that may still change are not stored.
 */
export type ProofPlan = readonly (readonly NodeId[])[];

/** Half-open range of leaves. */
type Span = { readonly from: number; readonly to: number };

/** Which nodes prove that leaf `index` is in the tree of `size` leaves (RFC 6962, 2.1.1), from the leaf's sibling up. */
export function planInclusion(index: number, size: number): ProofPlan {
  checkRange(index >= 0 && index < size, index, size);
  return planPath({ from: 0, to: size }, index);
}

/** Which nodes prove that the tree of `to` leaves extends the tree of `from` leaves (RFC 6962, 2.1.2); none from 0. */
export function planConsistency(from: number, to: number): ProofPlan {
  checkRange(from >= 0 && from <= to, from, to);
  if (from === 0 || from === to) return [];
  return planSubproof(from, { from: 0, to }, true);
}

/** Every node of a plan, for one read of the store. */
export function planNodes(plan: ProofPlan): readonly NodeId[] {
  return plan.flat();
}

/** The proof's hashes, from the nodes that `read` finds. Throws `usage` if one is missing. */
export function assembleProof(
  plan: ProofPlan,
  read: (node: NodeId) => Uint8Array | undefined,
  sha256: HashSync,
): readonly Uint8Array[] {
  return plan.map((nodes) =>
    nodes.map((node) => readNode(node, read)).reduceRight((right, left) => hashChildren(left, right, sha256)),
  );
}

function planPath(span: Span, index: number): ProofPlan {
  if (span.to - span.from === 1) return [];
  const middle = splitOf(span);
  const left = { from: span.from, to: middle };
  const right = { from: middle, to: span.to };
  return index < middle ? [...planPath(left, index), nodesOf(right)] : [...planPath(right, index), nodesOf(left)];
}

/** SUBPROOF of RFC 6962: `whole` says that the old tree is this very subtree, whose root the verifier then has. */
function planSubproof(size: number, span: Span, whole: boolean): ProofPlan {
  if (size === span.to) return whole ? [] : [nodesOf(span)];
  const middle = splitOf(span);
  const left = { from: span.from, to: middle };
  const right = { from: middle, to: span.to };
  if (size <= middle) return [...planSubproof(size, left, whole), nodesOf(right)];
  return [...planSubproof(size, right, false), nodesOf(left)];
}

/** Leaves on the left: the largest power of two smaller than the span. */
function splitOf(span: Span): number {
  return span.from + 2 ** Math.ceil(Math.log2(span.to - span.from) - 1);
}

function nodesOf(span: Span): readonly NodeId[] {
  return compactRangeNodes(span.to - span.from).map(({ level, index }) => ({
    level,
    index: span.from / 2 ** level + index,
  }));
}

function readNode(node: NodeId, read: (node: NodeId) => Uint8Array | undefined): Uint8Array {
  const hash = read(node);
  if (hash === undefined) throw new LedgerError('usage', `tree node ${node.level}/${node.index} is missing`);
  return hash;
}

function checkRange(holds: boolean, first: number, second: number): void {
  if (!holds || !Number.isSafeInteger(first) || !Number.isSafeInteger(second)) {
    throw new LedgerError('usage', `no proof for ${first} in ${second}`);
  }
}
