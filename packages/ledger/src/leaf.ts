import { isDigest, toHex } from './bytes/hex.ts';
import { type Json, asObject, checkRebuilt, compactJson, parseObject } from './bytes/json.ts';
import type { Hash } from './crypto.ts';
import { checkFormat } from './ledger-error.ts';
import { hashLeaf } from './merkle/tree-hash.ts';

/** A leaf is kept for ever and never longer than this: its longest fields stay below it, and stores may check it again. */
export const LEAF_MAX_BYTES = 1024;

/**
 * One act. `seq` and `prev` chain the stages of a run (1, 2, …; `prev` is the leaf hash of `seq` − 1, null at 1); acts
 * outside that chain have both null. `envelope` is the SHA-256 of the act's DSSE line without newline, `kid` the
 * attester's key id; both, like `prev`, in lower-case hex. `actor` is null where nobody is signed in.
 */
export type Leaf = {
  readonly type: string;
  readonly run: string | null;
  readonly seq: number | null;
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ`: the server's word. */
  readonly time: string;
  readonly actor: string | null;
  readonly envelope: string;
  readonly prev: string | null;
  readonly kid: string;
};

const KEYS = ['v', 'type', 'run', 'seq', 'time', 'actor', 'envelope', 'prev', 'kid'];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The leaf's bytes: `{"v":1,"type",…}` in fixed order, no spaces. A `format` error for a value that no leaf may hold. */
export function encodeLeaf(leaf: Leaf): Uint8Array {
  const { type, run, seq, time, actor, envelope, prev, kid } = leaf;
  checkFormat(/^[a-z][a-z0-9_.]{0,63}$/.test(type), 'a leaf has no type');
  checkFormat((run === null || isUuid(run)) && (actor === null || isUuid(actor)), 'a leaf names no UUID');
  checkFormat(isInstant(time), 'a leaf has no time');
  checkFormat(isDigest(envelope) && isDigest(kid) && (prev === null || isDigest(prev)), 'a leaf has no digest');
  checkFormat(isPlaced(leaf), 'a leaf is not placed in its run');
  return compactJson({ v: 1, type, run, seq, time, actor, envelope, prev, kid });
}

/** Reads a leaf in exactly the form `encodeLeaf` writes; else a `format` error. */
export function parseLeaf(bytes: Uint8Array): Leaf {
  const read = asObject(parseObject(bytes, 'a leaf'), 'a leaf', KEYS);
  checkFormat(read['v'] === 1, 'a leaf of an unknown version');
  const leaf: Leaf = {
    type: text(read['type']),
    run: nullable(read['run']),
    seq: typeof read['seq'] === 'number' ? read['seq'] : null,
    time: text(read['time']),
    actor: nullable(read['actor']),
    envelope: text(read['envelope']),
    prev: nullable(read['prev']),
    kid: text(read['kid']),
  };
  checkRebuilt(bytes, encodeLeaf(leaf), 'a leaf');
  return leaf;
}

/** The leaf hash (RFC 6962) in lower-case hex: what `prev` and receipts name. */
export async function leafHashHex(leaf: Uint8Array, sha256: Hash): Promise<string> {
  return toHex(await hashLeaf(leaf, sha256));
}

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** True for a UTC instant with milliseconds, as `Date.toISOString` writes it. */
export function isInstant(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}

function isPlaced(leaf: Leaf): boolean {
  if (leaf.seq === null) return leaf.prev === null;
  return (
    leaf.run !== null && Number.isSafeInteger(leaf.seq) && leaf.seq >= 1 && (leaf.seq === 1) === (leaf.prev === null)
  );
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function nullable(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
