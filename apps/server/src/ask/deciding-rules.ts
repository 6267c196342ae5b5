import type { RecordedDecision } from '#trust/access';

/** Ids as a reader is told them; null where no policy decided: what nobody permits needs no policy that forbids it. */
const told = (decisions: readonly RecordedDecision[]): string | null => {
  const ids = new Set(decisions.flatMap((one) => one.policies));
  return ids.size === 0 ? null : [...ids].toSorted().join(', ');
};

/**
 * The policies behind the mask that a column is shown with: those that permitted this very rung, else those that forbade
 * a wider one. A rung narrower than the person's own, in another profile, was decided by none.
 */
export function policyOfMask(decisions: readonly RecordedDecision[], mask: string): string | null {
  const permitted = decisions.filter((one) => one.allowed && one.context['mask'] === mask);
  return told(permitted.length > 0 ? permitted : decisions.filter((one) => !one.allowed));
}

/** The policies behind a row filter: those that permitted some rows and those that forbade others. */
export const policyOfRows = (decisions: readonly RecordedDecision[]): string | null => told(decisions);
