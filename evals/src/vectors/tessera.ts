import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  appendLeaves,
  decodeEntries,
  decodeTile,
  EMPTY_RANGE,
  entriesPath,
  fromVkey,
  hashLeaf,
  parseCheckpoint,
  rangeRoot,
  tilePath,
  verifyNote,
} from '@aureus/ledger';
import { readJson } from '../reading/jsonl.ts';
import { makeTally, type SuiteResult } from '../scoring/tally.ts';
import { areEqual, crypto, sha256 } from './ledger-crypto.ts';

/** A log in tiles (C2SP tlog-tiles): each checkpoint is signed, and its root is that of the entries below it. */
export async function runTessera(folder: string): Promise<SuiteResult> {
  const tally = makeTally('vectors/tessera');
  const vkey = findVkey(folder);
  for (const name of readdirSync(folder)
    .filter((file) => file.startsWith('checkpoint'))
    .toSorted()) {
    const why = await judgeCheckpoint(folder, name, vkey).catch((error: unknown) => String(error));
    if (why === null) tally.pass('checkpoint');
    else tally.fail('checkpoint', name, why);
  }
  return tally.result();
}

/** The verifier key stands with the signed notes. */
function findVkey(folder: string): string {
  type Notes = { readonly signed_notes: readonly { readonly vkey: string; readonly file?: string }[] };
  const { signed_notes: notes } = readJson<Notes>(join(folder, '..', 'signed-notes.json'));
  const note = notes.find(({ file }) => file?.startsWith('log/') === true);
  if (note === undefined) throw new Error('signed-notes.json names no key for the log');
  return note.vkey;
}

async function judgeCheckpoint(folder: string, name: string, vkey: string): Promise<string | null> {
  const bytes = new Uint8Array(readFileSync(join(folder, name)));
  if (!(await verifyNote(bytes, [await fromVkey(vkey, crypto)], crypto))) return 'the signature does not verify';
  const { size, root } = parseCheckpoint(bytes).checkpoint;
  const leaves = size === 0 ? [] : readLeaves(folder, size);
  const leafHashes = leaves.map((leaf) => hashLeaf(leaf, sha256));
  if (!areEqual(rangeRoot(appendLeaves(EMPTY_RANGE, leafHashes, sha256).range, sha256), root))
    return 'the entries give another root';
  const tile = join(folder, tilePath({ level: 0, index: 0, width: Math.max(size, 1) }));
  if (size === 0 || !existsSync(tile)) return null;
  const hashes = decodeTile(new Uint8Array(readFileSync(tile)), size);
  return hashes.every((hash, index) => areEqual(hash, leafHashes[index] ?? new Uint8Array()))
    ? null
    : 'the tile holds other hashes';
}

function readLeaves(folder: string, size: number): readonly Uint8Array[] {
  const path = join(folder, entriesPath({ index: 0, width: size }));
  return decodeEntries(new Uint8Array(readFileSync(path)), size);
}
