import type { Frame } from '../bind/env.ts';
import { aliasesOf, orderKeys } from '../ir/children.ts';
import { oftenLooksDiffer, withScale } from '../ir/looks.ts';
import type { Query, Select } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';
import { ctesOf, ctesWithin, givesRows, mostRows } from '../size/bounded-rows.ts';
import { isOneOfLevel } from './row-identity.ts';

export const PICKED_ROWS = 'LIMIT without a full order';

/**
 * Notes a query whose LIMIT or OFFSET takes the first of rows that its order leaves open: a plan decides which. Under a mask
 * every such order is completed, so it is told only where none is in force.
 */
export function recordPicked({ binder, ctes }: Frame, query: Query): void {
  const picks = query.limit === null ? query.offset !== null : !query.withTies;
  if (!picks || binder.seen.leavesOpen) return;
  const open = { ...query, limit: null, offset: null, withTies: false };
  const names = { datasets: binder.datasets, ctes: ctesWithin(query, ctesOf({ ctes })) };
  if (mostRows(open, ctesOf({ ctes })) <= 1) return;
  binder.seen.leavesOpen = open.kind === 'select' ? !isTold(open, names) : open.order.length < open.outputs.length;
}

/** Rows are told apart by their order, or look alike in all that is shown of them. */
function isTold(select: Select, names: Parameters<typeof isOneOfLevel>[2]): boolean {
  const keys = new Set(orderKeys(select).map(keyOf));
  const isAlike = select.targets.every(({ expr }) =>
    aliasesOf(expr).size === 0 ? !givesRows(select) : keys.has(keyOf(expr)) && !oftenLooksDiffer(withScale(expr)),
  );
  return isAlike || (select.distinct === 'no' && !givesRows(select) && isOneOfLevel(select, keys, names));
}
