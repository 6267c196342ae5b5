/**
 * The rule that a text is sorted by, and where it has it from (`CollateStrength` of parse_collate.c). Absent where it is
 * the database's own, which loses to every other one. `lost`: a column whose subquery did not settle on one.
 */
export type Collation = {
  readonly strength: 'lost' | 'implicit' | 'conflict' | 'explicit';
  /** As `regcollation` prints it; of a conflict, both. */
  readonly name: string;
};

const RANK = { lost: 0, implicit: 1, conflict: 2, explicit: 3 } as const;

/**
 * `assign_collations_walker`: the stronger one rules, and of columns any other one beats the database's own; two alike
 * that differ are in conflict. Null where COLLATE says both.
 */
export function meeting(one: Collation, other: Collation): Collation | null {
  if (one.strength !== other.strength) return RANK[one.strength] > RANK[other.strength] ? one : other;
  if (one.name === other.name || one.strength === 'lost' || one.strength === 'conflict') return one;
  if (one.strength === 'implicit' && other.name === DATABASE_COLLATION) return one;
  if (one.strength === 'implicit' && one.name === DATABASE_COLLATION) return other;
  return one.strength === 'explicit' ? null : { strength: 'conflict', name: bothOf(one, other) };
}

export const bothOf = (one: Collation, other: Collation): string => `${one.name} and ${other.name}`;

export const isSettled = ({ strength }: Collation): boolean => strength === 'implicit' || strength === 'explicit';

/** A column of a query (`Var`): who reads it does not see that COLLATE said it, nor what was in conflict. */
export function asColumn(collation: Collation): Collation {
  if (collation.strength === 'explicit') return { ...collation, strength: 'implicit' };
  return collation.strength === 'conflict' ? { ...collation, strength: 'lost' } : collation;
}

/** A query that is a value (`SubLink`): without a rule of its own it has none that anything beside it could give. */
export function asValue(collation: Collation): Collation {
  return { ...collation, strength: isSettled(collation) ? 'implicit' : 'conflict' };
}

export const DATABASE_COLLATION = '"default"';
/** `name` has a rule of its own in every database. */
export const NAME_COLLATION: Collation = { strength: 'implicit', name: '"C"' };
