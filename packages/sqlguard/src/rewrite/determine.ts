import { isSortable } from '../bind/coerce.ts';
import { typed } from '../bind/make.ts';
import { mapQuery } from '../ir/map.ts';
import type { Expr, OrderItem, Query, Select } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';
import { wrapped } from './wrap.ts';

/**
 * Determined answers: a plan hangs on hidden data, so nothing a plan may choose must show. The outermost query, every
 * LIMIT or OFFSET and every DISTINCT ON end in a total order: their own keys, then their remaining outputs.
 */
export function determine(query: Query): Query {
  const inner = mapQuery(query, {
    expr: (expr) => expr,
    query: (part) => (choosesRows(part) ? totallyOrdered(part) : part),
  });
  return choosesRows(inner) ? inner : totallyOrdered(inner);
}

/** WITH TIES returns a set that its own keys determine; more keys would change it. */
function choosesRows(query: Query): boolean {
  return query.limit !== null
    ? !query.withTies
    : query.offset !== null || (query.kind === 'select' && typeof query.distinct !== 'string');
}

const ASIS = { direction: 'default', nulls: 'default' } as const;

function totallyOrdered(query: Query): Query {
  if (query.withTies) return totallyOrdered(wrapped(query));
  if (query.kind !== 'select') {
    return query.outputs.every(isSortable)
      ? { ...query, order: [...query.order, ...remaining(query, query.order)] }
      : totallyOrdered(wrapped(query));
  }
  const order = [...query.order, ...missingDistinct(query)];
  return { ...query, order: [...order, ...remaining(query, order)] };
}

/** DISTINCT ON wants its own expressions first. */
function missingDistinct(select: Select): readonly OrderItem[] {
  if (typeof select.distinct === 'string') return [];
  const known = new Set(select.order.map((item) => keyOfItem(select, item)));
  return select.distinct.filter((expr) => !known.has(keyOf(expr))).map((by) => ({ by, ...ASIS }));
}

function keyOfItem(select: Select, item: OrderItem): string {
  const expr = typeof item.by === 'number' ? select.targets[item.by - 1]?.expr : item.by;
  return expr === undefined ? '' : keyOf(expr);
}

/** Outputs that order nothing yet: by position, or by their text where the type has no order. */
function remaining(query: Query, order: readonly OrderItem[]): readonly OrderItem[] {
  const known = new Set(
    order.map((item) =>
      query.kind === 'select' ? keyOfItem(query, item) : String(typeof item.by === 'number' ? item.by : 0),
    ),
  );
  return query.outputs.flatMap((output, index): readonly OrderItem[] => {
    const expr = query.kind === 'select' ? query.targets[index]?.expr : undefined;
    if (known.has(expr === undefined ? String(index + 1) : keyOf(expr))) return [];
    if (isSortable(output)) return [{ by: index + 1, ...ASIS }];
    return expr === undefined ? [] : [{ by: asText(expr), ...ASIS }];
  });
}

const asText = (arg: Expr): Expr => ({ kind: 'cast', arg, ...typed({ type: 'text', at: -1, size: arg.size }, [arg]) });
