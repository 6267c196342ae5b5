import type { AskDeps } from './ask-deps.ts';
import { decisionOf, derivationOf } from './statements.ts';
import { type Compiled, type Permitted, Refusal, mint } from './stages.ts';

/** Rewrites every relation to its masked one and prints the only text that may reach the bank's server. */
export async function compile(deps: AskDeps, permitted: Permitted): Promise<Compiled> {
  const { planned, sql, factsDigest } = permitted.guarded;
  const { question, catalogue } = planned.grounded;
  const { digest, relations, provision, maskedSchema } = permitted.profile;
  const compiled = await deps.guard.compile({
    sql,
    factsDigest,
    catalogue,
    instant: question.instant,
    profile: { digest, relations },
    provision,
    maskedSchema,
    // One row more than is shown tells that there are more.
    rowCap: deps.limits.rows + 1,
  });
  if (compiled.ok) return mint<Compiled>({ permitted, compiled });
  const { rule, sentence } = compiled.verdict;
  throw new Refusal('SQL_VALIDATION_FAILED', sentence, {
    rules: [rule],
    owed: {
      derivation: derivationOf(planned, { outcome: 'refused', rules: [rule] }),
      decision: decisionOf(permitted.guarded, {
        outcome: 'allow',
        decisions: permitted.decisions,
        profile: permitted.profile,
      }),
    },
    ...(compiled.detail === undefined ? {} : { detail: compiled.detail }),
  });
}
