import { factsText, toFacts } from './facts/to-facts.ts';
import { readCandidate } from './read-candidate.ts';
import type { Guarded, GuardInput, Refused } from './types.ts';
import { GuardRefusal, toVerdict } from './verdict.ts';

/**
 * Decides whether a text is exactly one safe SELECT over the catalogue, and says what it does. Never throws: bad
 * input, also of kinds nobody thought of, is a verdict.
 */
export function guard(input: GuardInput): Guarded | Refused {
  return verdictInstead(input.sql, () => {
    const facts = toFacts(readCandidate(input));
    return { ok: true, facts, factsDigestInput: factsText(facts) };
  });
}

/** Runs one step of the guard; whatever it throws becomes a refusal. */
export function verdictInstead<Result>(sql: string, step: () => Result): Result | Refused {
  try {
    return step();
  } catch (error) {
    const refusal = error instanceof GuardRefusal ? error : new GuardRefusal('parse.failed');
    return { ok: false, verdict: toVerdict(refusal, sql) };
  }
}
