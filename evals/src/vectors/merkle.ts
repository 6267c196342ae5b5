import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { appendLeaves, EMPTY_RANGE, hashLeaf, rangeRoot, verifyConsistency, verifyInclusion } from '@aureus/ledger';
import { hasJsonl, readJson, readJsonl } from '../reading/jsonl.ts';
import { makeTally, type SuiteResult, type Tally } from '../scoring/tally.ts';
import { areEqual, fromBase64Loose, sha256 } from './ledger-crypto.ts';

type Vector = {
  readonly id: string;
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly leafHash: string;
  readonly root: string;
  readonly size: number;
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
  readonly start: number;
  readonly end: number;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
};

const hashes = (proof: Vector['proof']) => (proof ?? []).map(fromBase64Loose);

/** How each kind of vector is put to the ledger. A subtree of a valid range is a tree of its own. */
const CHECKS: Record<string, (vector: Vector) => Promise<boolean>> = {
  inclusion: (v) => included(v, v.leafIdx, v.treeSize),
  consistency: (v) =>
    verifyConsistency(
      {
        from: v.size1,
        to: v.size2,
        fromRoot: fromBase64Loose(v.root1),
        toRoot: fromBase64Loose(v.root2),
        proof: hashes(v.proof),
      },
      sha256,
    ),
  subtreeinclusion: async (v) => isSubtree(v.start, v.end) && included(v, v.leafIdx - v.start, v.end - v.start),
  subtreeconsistency: async (v) => {
    // Atlas proves prefixes of a log only; a subtree that does not start it has no proof here.
    if (!isSubtree(v.start, v.end) || v.start !== 0) return false;
    const claim = { from: v.end, to: v.size, fromRoot: fromBase64Loose(v.root1), toRoot: fromBase64Loose(v.root2) };
    return verifyConsistency({ ...claim, proof: hashes(v.proof) }, sha256);
  },
};

function included(v: Vector, index: number, size: number): Promise<boolean> {
  const [leafHash, root] = [fromBase64Loose(v.leafHash), fromBase64Loose(v.root)];
  return verifyInclusion({ index, size, leafHash, root, proof: hashes(v.proof) }, sha256);
}

/** [start, end) is aligned to the power of two that covers its length. */
function isSubtree(start: number, end: number): boolean {
  if (start < 0 || end <= start) return false;
  return start % 2 ** Math.ceil(Math.log2(end - start)) === 0;
}

export async function runMerkle(folder: string): Promise<SuiteResult> {
  const tally = makeTally('vectors/merkle');
  for (const [kind, check] of Object.entries(CHECKS)) {
    const path = join(folder, `${kind}.jsonl`);
    if (!hasJsonl(path)) continue;
    for (const vector of readJsonl<Vector>(path)) {
      const verified = await check(vector).catch(() => false);
      if (verified !== vector.wantErr) tally.pass(kind);
      else tally.fail(kind, vector.id, vector.wantErr ? 'verified' : 'not verified');
    }
  }
  const reference = join(folder, 'rfc6962-reference.json');
  if (existsSync(reference)) checkReference(readJson(reference), tally);
  return tally.result();
}

type Reference = { readonly leaf_inputs_hex: readonly string[]; readonly root_hash_by_size_hex: readonly string[] };

function checkReference({ leaf_inputs_hex: leaves, root_hash_by_size_hex: roots }: Reference, tally: Tally): void {
  const leafHashes = leaves.map((hex) => hashLeaf(new Uint8Array(Buffer.from(hex, 'hex')), sha256));
  for (const [size, root] of roots.entries()) {
    const { range } = appendLeaves(EMPTY_RANGE, leafHashes.slice(0, size), sha256);
    if (areEqual(rangeRoot(range, sha256), Buffer.from(root, 'hex'))) tally.pass('root');
    else tally.fail('root', `size ${size}`, 'another root');
  }
}
