import { toHex } from '@aureus/ledger';
import type { Checkpoint } from '@aureus/ledger';
import type { Head } from './log-store.ts';
import type { SignerState } from './signer-state-store.ts';

/** Why the signer will not sign. Each of them is an alarm: somebody rolled something back, or rewrote it. */
export type SignerRefusal =
  | 'no state'
  | 'state of another log'
  | 'log not set up'
  | 'smaller tree'
  | 'root changed at the same size'
  | 'history changed'
  | 'head does not follow from its leaves'
  | 'published checkpoint is gone'
  | 'behind the published checkpoint'
  | 'does not extend the published checkpoint';

/** What can be said of a head before its tree is read; null: nothing against it so far. */
export function judgeHead(origin: string, state: SignerState | null, head: Head | null): SignerRefusal | null {
  if (state === null) return 'no state';
  if (state.origin !== origin) return 'state of another log';
  if (head === null) return 'log not set up';
  if (head.size < state.size) return 'smaller tree';
  if (head.size === state.size && toHex(head.root) !== state.root) return 'root changed at the same size';
  return null;
}

export function judgePublished(published: Checkpoint | null, head: Head): SignerRefusal | null {
  return published !== null && published.size > head.size ? 'behind the published checkpoint' : null;
}
