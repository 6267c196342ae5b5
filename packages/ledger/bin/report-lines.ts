import type { Claim, PackReport, Verdict } from '../src/index.ts';

const MARKS: Readonly<Record<Verdict, string>> = {
  holds: '✓ holds',
  fails: '✗ FAILS',
  not_checked: '? not checked',
  pending: '… pending',
  erased: '∅ erased',
  expired: '∅ expired',
  not_applicable: '– not applicable',
};

/** What a person reads: the headline, one line a claim with what was compared, and what none of it shows. */
export function toLines(report: PackReport): readonly string[] {
  return [
    `${MARKS[report.headline.verdict]}: ${report.headline.sentence}.`,
    '',
    ...about(report),
    '',
    ...report.claims.flatMap(claimLines),
    '',
    'Not shown by any claim:',
    ...report.not_shown.map((sentence) => `  ${sentence}`),
  ];
}

/** 0 all hold · 1 some claim fails or could not be checked · 3 nothing fails, inclusion is pending. */
export function exitCodeOf(report: PackReport): 0 | 1 | 3 {
  const verdicts = report.claims.map(({ verdict }) => verdict);
  if (verdicts.some((verdict) => verdict === 'fails' || verdict === 'not_checked')) return 1;
  return verdicts.includes('pending') ? 3 : 0;
}

function about(report: PackReport): readonly string[] {
  const { checkpoint, trust } = report;
  return [
    `Evidence    ${report.evidence_id ?? 'unknown'}`,
    `Question    ${report.query_id ?? 'unknown'}`,
    `Checkpoint  ${checkpoint === null ? 'none' : `${checkpoint.origin}, size ${checkpoint.size}`}`,
    `Trust       version ${trust.version}, your file's fingerprint ${trust.fingerprint}`,
  ];
}

function claimLines(claim: Claim): readonly string[] {
  const lines = [`${MARKS[claim.verdict].padEnd(16)}  ${claim.sentence}`, `${' '.repeat(18)}${claim.compared}`];
  return claim.digest === null ? lines : [...lines, `${' '.repeat(18)}${claim.digest}`];
}
