import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../test/sample-run.ts';
import { toHex } from '../bytes/hex.ts';
import { LedgerError } from '../ledger-error.ts';
import {
  type CompactRange,
  EMPTY_RANGE,
  type NodeId,
  appendLeaves,
  compactRangeNodes,
  rangeRoot,
} from './compact-range.ts';
import { assembleProof, planConsistency, planInclusion, planNodes } from './proof-plan.ts';
import { hashLeaf } from './tree-hash.ts';
import { verifyConsistency, verifyInclusion } from './verify-proof.ts';

/** MTH, PATH and PROOF as RFC 6962, 2.1 writes them down: slow, recursive, nothing shared with what is tested. */
type Hashes = readonly Uint8Array[];
const split = (size: number): number => {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
};
const join = (a: Uint8Array, b: Uint8Array): Uint8Array => sha256(Buffer.concat([Buffer.of(1), a, b]));
function mth(leaves: Hashes): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array(0));
  if (leaves.length === 1) return leaves[0]!;
  const k = split(leaves.length);
  return join(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}
function path(m: number, leaves: Hashes): Hashes {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))]
    : [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}
function subproof(m: number, leaves: Hashes, whole: boolean): Hashes {
  if (m === leaves.length) return whole ? [] : [mth(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), mth(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))];
}

const MOST = 70;
const LEAVES = Array.from({ length: MOST }, (_, at) => hashLeaf(Uint8Array.of(at), sha256));
const { nodes: NODES } = appendLeaves(EMPTY_RANGE, LEAVES, sha256);
const STORE = new Map(NODES.map((node) => [`${node.level}/${node.index}`, node.hash]));
const read = ({ level, index }: NodeId): Uint8Array | undefined => STORE.get(`${level}/${index}`);
const rootOf = (size: number): Uint8Array => rangeRoot(readRange(size), sha256);
const readRange = (size: number): CompactRange => ({
  size,
  hashes: compactRangeNodes(size).map((node) => read(node)!),
});

test('the empty tree and the empty leaf have the hashes everyone knows', () => {
  assert.equal(
    toHex(rangeRoot(EMPTY_RANGE, sha256)),
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
  assert.equal(
    toHex(hashLeaf(new Uint8Array(0), sha256)),
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  );
});

test('roots of every size agree with RFC 6962, appended at once, one by one, and from a range read back', () => {
  let range = EMPTY_RANGE;
  for (let size = 0; size <= MOST; size++) {
    assert.deepEqual(rootOf(size), mth(LEAVES.slice(0, size)));
    assert.deepEqual(rangeRoot(range, sha256), rootOf(size));
    assert.deepEqual(readRange(size).hashes, range.hashes);
    if (size < MOST) range = appendLeaves(range, [LEAVES[size]!], sha256).range;
  }
});

test('appending tells every node once, whatever the batches', () => {
  const seen: string[] = [];
  let range = EMPTY_RANGE;
  for (const batch of [1, 5, 0, 20, 7, 37]) {
    const appended = appendLeaves(range, LEAVES.slice(range.size, range.size + batch), sha256);
    seen.push(...appended.nodes.map((node) => `${node.level}/${node.index} ${toHex(node.hash)}`));
    range = appended.range;
  }
  assert.deepEqual(
    seen,
    NODES.map((node) => `${node.level}/${node.index} ${toHex(node.hash)}`),
  );
});

test('inclusion proofs of every leaf in every tree are the ones of RFC 6962, and verify', async () => {
  for (let size = 1; size <= MOST; size++) {
    for (let index = 0; index < size; index++) {
      const proof = assembleProof(planInclusion(index, size), read, sha256);
      assert.deepEqual(proof, path(index, LEAVES.slice(0, size)));
      const claim = { index, size, leafHash: LEAVES[index]!, proof, root: rootOf(size) };
      assert.equal(await verifyInclusion(claim, sha256), true);
    }
  }
});

test('consistency proofs of every two trees are the ones of RFC 6962, and verify', async () => {
  for (let to = 1; to <= MOST; to++) {
    for (let from = 1; from <= to; from++) {
      const proof = assembleProof(planConsistency(from, to), read, sha256);
      assert.deepEqual(proof, subproof(from, LEAVES.slice(0, to), true));
      const claim = { from, to, fromRoot: rootOf(from), toRoot: rootOf(to), proof };
      assert.equal(await verifyConsistency(claim, sha256), true);
    }
  }
});

test('a proof with anything changed does not verify', async () => {
  const flip = (hash: Uint8Array): Uint8Array => hash.map((byte, at) => (at === 5 ? byte ^ 4 : byte));
  for (const size of [2, 3, 7, 8, 21, 64]) {
    for (let index = 0; index < size; index++) {
      const proof = assembleProof(planInclusion(index, size), read, sha256);
      const claim = { index, size, leafHash: LEAVES[index]!, proof, root: rootOf(size) };
      const wrong = [
        { ...claim, leafHash: flip(claim.leafHash) },
        { ...claim, root: flip(claim.root) },
        { ...claim, proof: proof.slice(1) },
        { ...claim, proof: proof.slice(0, -1) },
        { ...claim, proof: [...proof, proof[0]!] },
        { ...claim, proof: proof.map((hash, at) => (at === proof.length - 1 ? flip(hash) : hash)) },
        { ...claim, index: index ^ 1 },
        { ...claim, proof: [...proof.slice(0, -1), proof.at(-1)!.slice(1)] },
      ];
      for (const each of wrong) assert.equal(await verifyInclusion(each, sha256), false);
    }
  }
});

test('a consistency proof with anything changed does not verify', async () => {
  const flip = (hash: Uint8Array): Uint8Array => hash.map((byte, at) => (at === 0 ? byte ^ 128 : byte));
  for (const [from, to] of [
    [1, 2],
    [3, 7],
    [4, 8],
    [6, 8],
    [7, 21],
    [32, 64],
    [63, 64],
  ] as const) {
    const proof = assembleProof(planConsistency(from, to), read, sha256);
    const claim = { from, to, fromRoot: rootOf(from), toRoot: rootOf(to), proof };
    const wrong = [
      { ...claim, fromRoot: flip(claim.fromRoot) },
      { ...claim, toRoot: flip(claim.toRoot) },
      { ...claim, proof: proof.slice(0, -1) },
      { ...claim, proof: [...proof, proof[0]!] },
      { ...claim, proof: [flip(proof[0]!), ...proof.slice(1)] },
      { ...claim, from: to, to: from },
      { ...claim, proof: [] },
    ];
    for (const each of wrong) assert.equal(await verifyConsistency(each, sha256), false);
  }
});

test('sizes and indices that cannot be are false, never an exception', async () => {
  const root = rootOf(1);
  const claim = { index: 0, size: 1, leafHash: LEAVES[0]!, proof: [], root };
  assert.equal(await verifyInclusion(claim, sha256), true);
  for (const change of [
    { index: -1 },
    { index: 1 },
    { index: 0.5 },
    { size: 0 },
    { size: 2 ** 54 },
    { index: Number.NaN },
  ]) {
    assert.equal(await verifyInclusion({ ...claim, ...change }, sha256), false);
  }
  const empty = sha256(new Uint8Array(0));
  const both = { from: 1, to: 1, fromRoot: root, toRoot: root, proof: [] };
  assert.equal(await verifyConsistency(both, sha256), true);
  assert.equal(await verifyConsistency({ ...both, proof: [root] }, sha256), false);
  assert.equal(await verifyConsistency({ ...both, from: 0, to: 0, fromRoot: empty, toRoot: empty }, sha256), true);
  assert.equal(await verifyConsistency({ ...both, from: 0, to: 0 }, sha256), false);
  assert.equal(await verifyConsistency({ ...both, from: 0, fromRoot: empty }, sha256), false);
  assert.equal(await verifyConsistency({ ...both, from: -1 }, sha256), false);
});

test('a plan names the stored nodes it needs, and refuses what has no proof', () => {
  assert.deepEqual(planNodes(planInclusion(5, 7)), [
    { level: 0, index: 4 },
    { level: 0, index: 6 },
    { level: 2, index: 0 },
  ]);
  assert.deepEqual(planConsistency(0, 7), []);
  assert.deepEqual(planConsistency(7, 7), []);
  const isUsage = (error: unknown): boolean => error instanceof LedgerError && error.code === 'usage';
  for (const [index, size] of [
    [7, 7],
    [-1, 7],
    [0, 0],
    [0.5, 7],
  ] as const)
    assert.throws(() => planInclusion(index, size), isUsage);
  for (const [from, to] of [
    [8, 7],
    [-1, 7],
  ] as const)
    assert.throws(() => planConsistency(from, to), isUsage);
  assert.throws(() => assembleProof(planInclusion(0, 2), () => undefined, sha256), isUsage);
  assert.throws(() => appendLeaves({ size: 1, hashes: [] }, [LEAVES[1]!], sha256), isUsage);
});

test('plans stay exact beyond 32 bits', () => {
  const size = 2 ** 40 + 3;
  assert.equal(planInclusion(2 ** 40 + 2, size).length, 2);
  assert.deepEqual(compactRangeNodes(size), [
    { level: 40, index: 0 },
    { level: 1, index: 2 ** 39 },
    { level: 0, index: 2 ** 40 + 2 },
  ]);
});
