import type { PackReport } from '@aureus/ledger';
import type { Failure } from '../../api/failure.ts';
import type { ProofRefusal } from './proof-words.ts';
import type { TrustPin } from './trust-pin.ts';

export type EvidenceFacts = {
  readonly failure: Failure | null;
  readonly pin: TrustPin | null;
  readonly outcome: PackReport | ProofRefusal | null;
};

/** Exactly one of these is drawn. Without a pin nothing is judged: keys from inside the pack prove nothing. */
export type EvidenceState =
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'no_pin' }
  | { readonly kind: 'verifying' }
  | { readonly kind: 'refused'; readonly refusal: ProofRefusal; readonly pin: TrustPin }
  | { readonly kind: 'report'; readonly report: PackReport; readonly pin: TrustPin };

export function toEvidenceState({ failure, pin, outcome }: EvidenceFacts): EvidenceState {
  if (failure !== null) return { kind: 'failed', failure };
  if (pin === null) return { kind: 'no_pin' };
  if (outcome === null) return { kind: 'verifying' };
  return 'kind' in outcome ? { kind: 'refused', refusal: outcome, pin } : { kind: 'report', report: outcome, pin };
}
