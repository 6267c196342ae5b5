import type { AskDeps } from './ask-deps.ts';
import { derivationOf } from './statements.ts';
import { type Guarded, type Planned, Refusal, mint } from './stages.ts';

/** Exactly one safe SELECT over the datasets this person may know of, or a verdict with its rule. */
export async function guard(deps: AskDeps, planned: Planned): Promise<Guarded> {
  const { catalogue, question } = planned.grounded;
  const { sql } = planned.candidate;
  const guarded = await deps.guard.guard({ sql, catalogue, instant: question.instant });
  if (guarded.ok) return mint<Guarded>({ planned, sql, facts: guarded.facts, factsDigest: guarded.factsDigest });
  const { rule, sentence, hint, repairable } = guarded.verdict;
  throw new Refusal('SQL_VALIDATION_FAILED', sentence, {
    rules: [rule],
    hint: repairable ? (hint ?? sentence) : null,
    owed: { derivation: derivationOf(planned, { outcome: 'refused', rules: [rule] }) },
    ...(guarded.detail === undefined ? {} : { detail: guarded.detail }),
  });
}
