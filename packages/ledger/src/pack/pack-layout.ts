/** Files of a pack in their order; a name that ends in `/` or is a pattern holds several, sorted by name. */
const ORDER: readonly (string | RegExp)[] = [
  'manifest.json',
  'snapshot.json',
  'validation.json',
  'evidence.intoto.jsonl',
  'execution.sigstore.json',
  'receipt.json',
  /^\d{2,}-[a-z]+\.tlog-proof$/,
  'trust.json',
  'candidate.sql',
  'final.sql',
  /^policies\/[a-z0-9][a-z0-9._-]*$/,
  'entities.json',
  'request.json',
  'mask-profile.json',
  'result.jwe',
  'sealed.jwe',
  'operator.jwe',
  'keys.json',
  'VERIFY.md',
];

/** Parts in the clear in an open pack only; the manifest names them by salted commitment, because it outlives an erasure. */
export const CLEAR_PARTS = ['snapshot.json', 'candidate.sql', 'final.sql'] as const;

/** Where a file stands in a pack; null for a name that no pack has. */
export function rankOf(name: string): number | null {
  const rank = ORDER.findIndex((place) => (typeof place === 'string' ? place === name : place.test(name)));
  return rank === -1 ? null : rank;
}

/** Pack order: by place in the table, then by name (proofs by their number). */
export function comparePackNames(a: string, b: string): number {
  const byRank = (rankOf(a) ?? ORDER.length) - (rankOf(b) ?? ORDER.length);
  if (byRank !== 0) return byRank;
  const byLength = /^\d/.test(a) ? a.indexOf('-') - b.indexOf('-') : 0;
  return byLength !== 0 ? byLength : a < b ? -1 : a > b ? 1 : 0;
}

/** `NN-stage.tlog-proof`, NN the statement's `seq` with at least two digits. */
export function proofName(seq: number, stage: string): string {
  return `${String(seq).padStart(2, '0')}-${stage}.tlog-proof`;
}

/** True for the encrypted parts whose keys a reader may be given; the operator's key is never disclosed. */
export function isDisclosable(name: string): boolean {
  return name === 'result.jwe' || name === 'sealed.jwe';
}
