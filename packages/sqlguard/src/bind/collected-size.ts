import type { Env, Scope } from './env.ts';
import type { Sizes } from './widths.ts';

/** Rows of one group are fewer than rows of the table; above this the executor's cost check decides. */
const MOST_ROWS = 400_000;
/** A group is taken to hold a hundredth of the rows. */
const USUAL_GROUPS = 100;
const FEWEST_ROWS = 1000;
/** Groups of a question that shows as many as it may: their lists are the table's rows, once. */
const MANY_GROUPS = 10_000;

/** What an aggregate that keeps every value may grow to: what one row usually adds × rows. */
export function collectedSizes({ binder, scope }: Env, usual: number): Sizes {
  const largest = Math.max(FEWEST_ROWS, ...[...binder.read].map((dataset) => dataset.rowEstimate || 0));
  const rows = Math.min(largest, MOST_ROWS);
  const each = Math.max(usual, 1);
  const inGroup = each * Math.max(1, rows / MANY_GROUPS);
  if (scope.grouped) return { size: each * Math.max(FEWEST_ROWS, rows / USUAL_GROUPS), usual: inGroup };
  return { size: each * rows, usual: isForEachRow(scope) ? inGroup : each * rows };
}

/** In a subquery that sees rows around it, a list is usually made of those that belong to one of them. */
const isForEachRow = ({ parent }: Scope): boolean =>
  parent !== null && (parent.items.length > 0 || isForEachRow(parent));
