import type { ErrorCode } from '@aureus/contract';

/** What scripts read. 0 answered; the rest says why not. */
export const EXIT = { answered: 0, usage: 2, refused: 3, notUnderstood: 4, failed: 5, awaitingApproval: 6 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Refused by a rule: asking again, or later, changes nothing. */
const REFUSED: ReadonlySet<string> = new Set<ErrorCode>([
  'AUTHORIZATION_FAILED',
  'APPROVAL_REQUIRED',
  'SQL_VALIDATION_FAILED',
  'PROMPT_INJECTION_DETECTED',
  'BUDGET_EXCEEDED',
]);

export function exitCodeOf(errorCode: string | null): ExitCode {
  if (errorCode === 'NOT_UNDERSTOOD') return EXIT.notUnderstood;
  return errorCode !== null && REFUSED.has(errorCode) ? EXIT.refused : EXIT.failed;
}
