/**
 * Locks of one transaction of ours. All sessions of a server share a table of them (64 by default for each session that it
 * allows, ⚗ with 100 sessions some 8,000 to 14,000), and where we fill it the bank's own statements fail too.
 */
const LOCKS_AT_ONCE = 1500;

/** ⚗ Held until the transaction ends: of a view that is made itself and its rule, of one that is dropped its two types as well. */
const locksOf = (statement: string): number => {
  if (statement.startsWith('DROP VIEW')) return 4;
  return statement.startsWith('CREATE VIEW') ? 2 : 0;
};

/** The same statements in transactions that a server has locks for; what a view is given stays beside it. */
export function toSteps(statements: readonly string[]): readonly string[][] {
  let step: string[] = [];
  let held = 0;
  const steps = [step];
  for (const statement of statements) {
    const more = locksOf(statement);
    if (more > 0 && held + more > LOCKS_AT_ONCE) {
      step = [];
      held = 0;
      steps.push(step);
    }
    held += more;
    step.push(statement);
  }
  return steps;
}
