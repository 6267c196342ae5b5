/**
 * Classes of personal data and the ladders of their masks. Each class has one ladder from narrow to wide,
 * so any two masks of a class can be compared; a grant lifts to a rung, never sideways.
 */
export const LADDERS = {
  none: ['full'],
  government_id: ['redact', 'last2', 'last4', 'full'],
  card_number: ['redact', 'last2', 'last4', 'full'],
  account_number: ['redact', 'last2', 'last4', 'full'],
  person_name: ['redact', 'initials', 'full'],
  email: ['redact', 'domain', 'full'],
  phone: ['redact', 'last2', 'last4', 'full'],
  address: ['redact', 'full'],
  birth_date: ['redact', 'year', 'year_month', 'full'],
  free_text: ['redact', 'full'],
  /** Exists for no question, not even the admin's, until someone classifies it. */
  unclassified: ['redact'],
} as const;

export type DataClass = keyof typeof LADDERS;
export const DATA_CLASSES = Object.keys(LADDERS) as readonly DataClass[];

export const MASK_KINDS = ['redact', 'last2', 'last4', 'domain', 'initials', 'year', 'year_month', 'full'] as const;
export type MaskKind = (typeof MASK_KINDS)[number];

/** True if `mask` shows at least what `floor` shows, on the ladder of `dataClass`. Unknown rungs are never wider. */
export function isAtLeast(dataClass: DataClass, mask: MaskKind, floor: MaskKind): boolean {
  const ladder: readonly MaskKind[] = LADDERS[dataClass];
  const at = ladder.indexOf(mask);
  const need = ladder.indexOf(floor);
  return at >= 0 && need >= 0 && at >= need;
}
