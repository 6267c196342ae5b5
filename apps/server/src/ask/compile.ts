import { compile as compileText } from '@aureus/sqlguard';
import type { AskDeps } from './ask-deps.ts';
import { decisionOf, derivationOf } from './statements.ts';
import { type Compiled, type Permitted, Refusal, mint } from './stages.ts';

/** Rewrites every relation to its masked one and prints the only text that may reach the bank's server. */
export async function compile(deps: AskDeps, permitted: Permitted): Promise<Compiled> {
  const { planned } = permitted.guarded;
  const { question, catalogue } = planned.grounded;
  const { digest, relations, maskedSchema } = permitted.profile;
  const compiled = compileText({
    sql: planned.candidate.sql,
    catalogue,
    instant: question.instant,
    parse: deps.parse,
    profile: { digest, relations },
    provision: 'views',
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
  });
}
