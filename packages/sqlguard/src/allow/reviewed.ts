import type { Sized, SizeRule } from './sizes.ts';
import type { WorkRule } from './work.ts';

/**
 * One reviewed function name. The overloads come from `pg_proc`; of these only the ones whose every type is on the
 * type list, that are not volatile and that this entry does not rule out, may be called.
 */
export type Reviewed = {
  /** Why analysts need it and why it can do no harm. */
  readonly why: string;
  readonly size: SizeRule;
  /** Where it takes longer than reading its arguments. */
  readonly work?: WorkRule;
  /** Bytes that it holds until it is done, where that is more than it is given and makes. */
  readonly held?: (args: readonly Sized[]) => number;
  /** Arguments that must be literals, because the size or the meaning hangs on them. */
  readonly literals?: readonly number[];
  /** Numbers that the size hangs on: literals, or what is never larger than its own text says. */
  readonly bounded?: readonly number[];
  /** Result depends on row order, unless the call orders its input. */
  readonly orderSensitive?: boolean;
  /** Adds numbers up: of floating-point ones the last digits hang on the order of the rows. */
  readonly addsUp?: boolean;
};

export type ReviewedList = Readonly<Record<string, Reviewed>>;

/** Several names with one review. */
export function reviewed(names: string, review: Reviewed): ReviewedList {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, review]));
}
