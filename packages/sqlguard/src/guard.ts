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
    const candidate = readCandidate(input);
    const facts = toFacts(candidate);
    return { ok: true, facts, factsDigestInput: factsText(candidate, facts) };
  });
}

/** Runs one step of the guard; whatever it throws becomes a refusal. */
export function verdictInstead<Result>(sql: string, step: () => Result): Result | Refused {
  try {
    return step();
  } catch (error) {
    // Not one of ours: a fault of the guard itself. It stops the question like any other rule, and is told apart.
    const refusal = error instanceof GuardRefusal ? error : new GuardRefusal('guard.failed', {}, error);
    // The type says text; what a caller hands over may still be none.
    return refused(refusal, typeof sql === 'string' ? sql : '');
  }
}

/** The refusal of a text for what its host saw of it: it ran past a deadline, or took the parser down. */
export function refusedFor(rule: HostRule, sql: string, detail: string): Refused {
  return refused(new GuardRefusal(rule, {}, detail), sql);
}

type HostRule = 'input.too_slow' | 'guard.crashed' | 'guard.inconsistent';

function refused(refusal: GuardRefusal, sql: string): Refused {
  const { cause } = refusal;
  const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return { ok: false, verdict: toVerdict(refusal, sql), ...(cause === undefined ? {} : { detail }) };
}
