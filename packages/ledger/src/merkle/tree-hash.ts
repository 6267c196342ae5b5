import { concatBytes } from '../bytes/bytes.ts';
import type { Hash, HashSync } from '../crypto.ts';

/** RFC 6962, 2.1: the first byte keeps a leaf from posing as a node. */
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Hash of a leaf: SHA-256(0x00 ‖ leaf). */
export function hashLeaf(leaf: Uint8Array, sha256: HashSync): Uint8Array;
export function hashLeaf(leaf: Uint8Array, sha256: Hash): Uint8Array | Promise<Uint8Array>;
export function hashLeaf(leaf: Uint8Array, sha256: Hash): Uint8Array | Promise<Uint8Array> {
  return sha256(concatBytes(LEAF, leaf));
}

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
export function hashChildren(left: Uint8Array, right: Uint8Array, sha256: HashSync): Uint8Array;
export function hashChildren(left: Uint8Array, right: Uint8Array, sha256: Hash): Uint8Array | Promise<Uint8Array>;
export function hashChildren(left: Uint8Array, right: Uint8Array, sha256: Hash): Uint8Array | Promise<Uint8Array> {
  return sha256(concatBytes(NODE, left, right));
}
