import type { Claim, Verdict } from './claim.ts';

export type Headline = {
  /** The worst verdict of all claims: what the headline wears. */
  readonly verdict: Verdict;
  readonly sentence: string;
};

/** Worst first. What does not apply says nothing, so it is last. */
const SEVERITY: readonly Verdict[] = [
  'fails',
  'not_checked',
  'pending',
  'erased',
  'expired',
  'holds',
  'not_applicable',
];

const WORDS: Readonly<Record<Verdict, readonly [one: string, many: string]>> = {
  fails: ['1 claim fails', 'claims fail'],
  not_checked: ['1 not checked', 'not checked'],
  pending: ['1 pending', 'pending'],
  erased: ['1 erased', 'erased'],
  expired: ['1 expired', 'expired'],
  holds: ['1 claim holds', 'claims hold'],
  not_applicable: ['1 not applicable', 'not applicable'],
};

/** "11 claims hold, 1 pending", the worst verdict, and that nobody outside has witnessed the operator. */
export function makeHeadline(claims: readonly Claim[]): Headline {
  const counts = SEVERITY.map((verdict) => ({
    verdict,
    count: claims.filter((claim) => claim.verdict === verdict).length,
  }));
  const present = counts.filter(({ count, verdict }) => count > 0 && verdict !== 'not_applicable');
  const said = present.map(({ verdict, count }) => (count === 1 ? WORDS[verdict][0] : `${count} ${WORDS[verdict][1]}`));
  const worst = present[0]?.verdict ?? 'not_checked';
  return { verdict: worst, sentence: `${said.join(', ')}; operator not witnessed` };
}

/** What no claim of a pack shows, said with every report. */
export const NOT_SHOWN = [
  'Operator not witnessed: no outside witness or timestamp authority has countersigned this log, so only what already left the house binds its operator.',
  'Times are the word of the server that wrote them.',
  'That a statement is true, and that nothing ran outside the record, is the word of Atlas until it is compared with the log of the database server.',
] as const;
