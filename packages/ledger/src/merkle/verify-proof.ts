import { isSameBytes } from '../bytes/bytes.ts';
import type { Hash } from '../crypto.ts';
import { hashChildren } from './tree-hash.ts';

export type InclusionClaim = {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
};

export type ConsistencyClaim = {
  readonly from: number;
  readonly to: number;
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/** True if the proof leads from the leaf to the root (RFC 9162, 2.1.3.2). Never throws on hostile input. */
export async function verifyInclusion(claim: InclusionClaim, sha256: Hash): Promise<boolean> {
  const { index, size } = claim;
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes([claim.leafHash, claim.root, ...claim.proof]))
    return false;
  let at = index;
  let last = size - 1;
  let hash = claim.leafHash;
  for (const step of claim.proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = await hashChildren(step, hash, sha256);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, half(last)];
    } else {
      hash = await hashChildren(hash, step, sha256);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSameBytes(hash, claim.root);
}

/**
 * True if the proof shows that the tree `to` extends the tree `from` (RFC 9162, 2.1.4.2). Every tree extends the empty
 * one, so nothing can prove it: `from` 0 is false unless `to` is 0 too. Who asks has that case before.
 */
export async function verifyConsistency(claim: ConsistencyClaim, sha256: Hash): Promise<boolean> {
  const { from, to, fromRoot, toRoot, proof } = claim;
  if (!isSize(from) || !isSize(to) || from > to) return false;
  if (from === 0 && !isSameBytes(fromRoot, await sha256(new Uint8Array(0)))) return false;
  if (from === to) return proof.length === 0 && isSameBytes(fromRoot, toRoot);
  if (from === 0 || !areHashes([fromRoot, toRoot, ...proof])) return false;
  const path = isPowerOfTwo(from) ? [fromRoot, ...proof] : proof;
  return walkConsistency(claim, path, sha256);
}

async function walkConsistency(claim: ConsistencyClaim, path: readonly Uint8Array[], sha256: Hash): Promise<boolean> {
  const [first, ...steps] = path;
  if (first === undefined || claim.proof.length === 0) return false;
  let at = claim.from - 1;
  let last = claim.to - 1;
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let old = first;
  let whole = first;
  for (const step of steps) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = await hashChildren(step, old, sha256);
      whole = await hashChildren(step, whole, sha256);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, half(last)];
    } else {
      whole = await hashChildren(whole, step, sha256);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSameBytes(old, claim.fromRoot) && isSameBytes(whole, claim.toRoot);
}

function half(count: number): number {
  return Math.floor(count / 2);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isPowerOfTwo(size: number): boolean {
  return size === 2 ** Math.round(Math.log2(size));
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === 32);
}
