import { fromBase64, toBase64 } from './bytes/base64.ts';
import type { Crypto } from './crypto.ts';
import { checkFormat } from './ledger-error.ts';
import { type Note, type NoteSigner, parseNote, signNote } from './note.ts';

/** The head of a log (C2SP tlog-checkpoint) without extension lines. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array };

/** Origin, size and base64 root, one a line: what is signed. */
export function checkpointText(checkpoint: Checkpoint): string {
  checkFormat(/^[^\s+]+$/u.test(checkpoint.origin), 'an origin has a space or a plus');
  checkFormat(Number.isSafeInteger(checkpoint.size) && checkpoint.size >= 0, 'a checkpoint has no size');
  checkFormat(checkpoint.root.length === 32, 'a checkpoint has no root');
  return `${checkpoint.origin}\n${checkpoint.size}\n${toBase64(checkpoint.root)}\n`;
}

/** A signed checkpoint. Each signer's name is the log's origin. */
export function signCheckpoint(
  checkpoint: Checkpoint,
  signers: readonly NoteSigner[],
  crypto: Pick<Crypto, 'sha256'>,
): Promise<string> {
  return signNote(checkpointText(checkpoint), signers, crypto);
}

/** Reads the text of a note as a checkpoint; extension lines and any other form are a `format` error. */
export function parseCheckpointText(text: string): Checkpoint {
  const [origin = '', size = '', root = '', end, ...more] = text.split('\n');
  checkFormat(end === '' && more.length === 0 && /^(0|[1-9]\d{0,15})$/.test(size), 'not a checkpoint');
  const checkpoint = { origin, size: Number(size), root: fromBase64(root) };
  checkFormat(checkpointText(checkpoint) === text, 'not a checkpoint');
  return checkpoint;
}

/** A checkpoint and the note around it. Signatures are not verified here. */
export function parseCheckpoint(bytes: Uint8Array): { readonly checkpoint: Checkpoint; readonly note: Note } {
  const note = parseNote(bytes);
  return { checkpoint: parseCheckpointText(note.text), note };
}
