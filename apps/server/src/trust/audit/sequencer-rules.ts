import { LedgerError, hashLeaf, parseLeaf, toHex } from '@aureus/ledger';
import type { HashSync } from '@aureus/ledger';
import type { StagedLeaf } from './staging-store.ts';

export type HashedLeaf = StagedLeaf & { readonly leafHash: Uint8Array };

export type Batch = {
  /** In the order they get their indices. */
  readonly accepted: readonly HashedLeaf[];
  readonly rejected: readonly { readonly leaf: StagedLeaf; readonly reason: string }[];
  /** Leaves seen twice in this batch: a retried commit. */
  readonly repeated: number;
};

/** Sorts staged leaves into those the log takes and those it cannot. */
export function judgeBatch(staged: readonly StagedLeaf[], sha256: HashSync): Batch {
  const accepted = new Map<string, HashedLeaf>();
  const rejected: { leaf: StagedLeaf; reason: string }[] = [];
  let repeated = 0;
  for (const leaf of staged) {
    const reason = reasonAgainst(leaf.leaf);
    const leafHash = hashLeaf(leaf.leaf, sha256);
    const name = toHex(leafHash);
    if (reason !== null) rejected.push({ leaf, reason });
    else if (accepted.has(name)) repeated += 1;
    else accepted.set(name, { ...leaf, leafHash });
  }
  return { accepted: [...accepted.values()], rejected, repeated };
}

function reasonAgainst(leaf: Uint8Array): string | null {
  try {
    parseLeaf(leaf);
    return null;
  } catch (error) {
    return error instanceof LedgerError ? error.message : 'unreadable';
  }
}
