import type { Call, NamedWindow } from '../ir/nodes.ts';

/** Positions that rows alike in the order share. */
const SHARED: ReadonlySet<string> = new Set(['rank', 'dense_rank', 'percent_rank', 'cume_dist']);
const PLACED: ReadonlySet<string> = new Set([
  'row_number',
  'ntile',
  'lag',
  'lead',
  'first_value',
  'last_value',
  'nth_value',
]);

/**
 * Does a window function tell rows apart that its ORDER BY does not? Then a plan decides between them. A frame by RANGE,
 * which is also the one that is not written, and by GROUPS takes rows alike in the order together; one by ROWS does not,
 * unless it is the whole partition.
 */
export function hangsOnTies(call: Call, windows: ReadonlyMap<string, NamedWindow>): boolean {
  if (SHARED.has(call.name)) return false;
  if (PLACED.has(call.name)) return true;
  const { name = null, frame: own = null } = call.over ?? {};
  const frame = name === null ? own : (windows.get(name)?.spec.frame ?? null);
  if (frame?.mode !== 'ROWS') return false;
  return frame.start.kind !== 'unbounded_preceding' || frame.end?.kind !== 'unbounded_following';
}
