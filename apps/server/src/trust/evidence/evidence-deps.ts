import type { Clock } from '#platform/clock';
import type { Keys } from '#platform/keys';
import type { ObjectStore } from '#platform/objects';
import type { Audit, TrustInForce } from '#trust/audit';
import type { OpenedResults } from './opened-results.ts';

export type EvidenceDeps = {
  readonly audit: Pick<Audit, 'build' | 'record' | 'receipt' | 'stage'>;
  readonly objects: ObjectStore;
  readonly keys: Keys;
  readonly clock: Clock;
  /** The newest trust file: every pack carries it. */
  readonly trust: TrustInForce;
};

/** Digests of parts that are known to be committed: policies are the same for every question. */
export type KnownParts = Set<string>;

/** The room's own state beside what it was given. */
export type EvidenceRoom = EvidenceDeps & { readonly known: KnownParts; readonly opened: OpenedResults };
