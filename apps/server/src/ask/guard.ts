import { guard as judge } from '@aureus/sqlguard';
import type { AskDeps } from './ask-deps.ts';
import { derivationOf } from './statements.ts';
import { type Guarded, type Planned, Refusal, mint } from './stages.ts';

/** Exactly one safe SELECT over the datasets this person may know of, or a verdict with its rule. */
export async function guard(deps: AskDeps, planned: Planned): Promise<Guarded> {
  const { catalogue, question } = planned.grounded;
  const verdict = judge({ sql: planned.candidate.sql, catalogue, instant: question.instant, parse: deps.parse });
  if (verdict.ok) return mint<Guarded>({ planned, facts: verdict.facts });
  const { rule, sentence, hint, repairable } = verdict.verdict;
  throw new Refusal('SQL_VALIDATION_FAILED', sentence, {
    rules: [rule],
    hint: repairable ? (hint ?? sentence) : null,
    owed: { derivation: derivationOf(planned, { outcome: 'refused', rules: [rule] }) },
  });
}
