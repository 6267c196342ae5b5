import { DEFAULT_WIDTH } from '../input/limits.ts';
import type { Typed } from '../ir/nodes.ts';
import type { Env } from './env.ts';

/** Bytes of an average text of a bank: names, codes, short notes. Upper widths would refuse every honest list. */
const AVERAGE_WIDTH = 32;
/** Of a width that the catalogue knows, the average is taken to be an eighth. */
const AVERAGE_SHARE = 8;
/** Rows of one group are fewer than rows of the table; above this the executor's cost check decides. */
const MOST_ROWS = 400_000;
/** A group is taken to hold a hundredth of the rows. */
const USUAL_GROUPS = 100;
const FEWEST_ROWS = 1000;

/**
 * What an aggregate that keeps every value may grow to: average width × rows × growth. A value that hangs on no column
 * is as wide as it says in every row.
 */
export function collectedSize({ binder, scope }: Env, parts: readonly Typed[], size: number): number {
  const largest = Math.max(FEWEST_ROWS, ...[...binder.read].map((dataset) => dataset.rowEstimate || 0));
  const rows = Math.max(FEWEST_ROWS, Math.min(largest, MOST_ROWS) / (scope.grouped ? USUAL_GROUPS : 1));
  return perRow(parts, size) * rows;
}

/** What one row adds. Beside a column, what hangs on none (a separator) is as wide as it says all the same. */
export function perRow(parts: readonly Typed[], size: number): number {
  if (parts.every((part) => part.deps.length === 0)) return Math.max(size, 1);
  return averageOf(size);
}

function averageOf(size: number): number {
  if (size >= DEFAULT_WIDTH) return AVERAGE_WIDTH * (size / DEFAULT_WIDTH);
  return Math.min(size, Math.max(AVERAGE_WIDTH, size / AVERAGE_SHARE));
}
