import { isSortable } from '../bind/coerce.ts';
import { typed } from '../bind/make.ts';
import { looksDiffer } from '../ir/looks.ts';
import { mapQuery } from '../ir/map.ts';
import type { Expr, OrderItem, Query, Select, Typed } from '../ir/nodes.ts';
import { bytewise, call } from '../mask/build.ts';
import { isSettled } from '../pg/collation.ts';
import { isLoose } from '../pg/types.ts';
import { keyOf } from '../print/print.ts';
import { wrapped } from './wrap.ts';

/**
 * Determined answers: a plan hangs on hidden data, so nothing a plan may choose must show. The outermost query, every
 * LIMIT or OFFSET, every DISTINCT ON and every ARRAY(…) end in a total order: their own keys, then their remaining
 * outputs. `picks` says that there is one of these at all.
 */
export function determine(query: Query, picks: boolean): Query {
  if (!picks) return totallyOrdered(query);
  const inner = mapQuery(query, {
    expr: (expr) =>
      expr.kind === 'sublink' && expr.form === 'array' && !choosesRows(expr.query)
        ? { ...expr, query: totallyOrdered(expr.query) }
        : expr,
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
    return query.outputs.every((output) => isSortable(output) && hasRule(output) && !looksDiffer(output))
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
  return select.distinct
    .filter(({ expr }) => !known.has(keyOf(expr)))
    .map(({ expr, position }) => ({ by: position ?? expr, ...ASIS }));
}

function keyOfItem(select: Select, item: OrderItem): string {
  const expr = typeof item.by === 'number' ? select.targets[item.by - 1]?.expr : item.by;
  return expr === undefined ? '' : keyOf(expr);
}

/** Outputs that order nothing yet: by position, and by their text where equal values may look different. */
function remaining(query: Query, order: readonly OrderItem[]): readonly OrderItem[] {
  const select = query.kind === 'select' ? query : null;
  const known = new Set(
    order.map((item) => (select ? keyOfItem(select, item) : String(typeof item.by === 'number' ? item.by : 0))),
  );
  return query.outputs.flatMap((output, index): readonly OrderItem[] => {
    const expr = select?.targets[index]?.expr;
    const isKnown = known.has(expr === undefined ? String(index + 1) : keyOf(expr));
    const hasOrder = isSortable(output) && hasRule(output);
    const byValue = isKnown || !hasOrder ? [] : [{ by: index + 1, ...ASIS }];
    const needsText = expr !== undefined && select?.distinct !== 'rows' && (!hasOrder || looksDiffer(output));
    return needsText ? [...byValue, ...asSeen(expr).map((by) => ({ by, ...ASIS }))] : byValue;
  });
}

/** Texts whose collations disagree are shown, and the server sorts them by none. */
const hasRule = ({ sortedBy }: Typed): boolean => sortedBy === undefined || isSettled(sortedBy);

/** The text of `character` loses its blanks, in which equal values differ; its bytes do not. */
function asSeen(expr: Expr): readonly Expr[] {
  const bytes = hasRule(expr) ? [] : [bytewise(asText(expr))];
  if (expr.type === 'bpchar') return [...bytes, call('octet_length', 'int4', expr)];
  // Texts that compare loosely have no total order but that of their bytes.
  return bytes.length > 0 ? bytes : [isLoose(expr.type) ? bytewise(asText(expr)) : asText(expr)];
}
const asText = (arg: Expr): Expr => ({
  kind: 'cast',
  arg,
  ...typed({ type: 'text', at: -1, size: arg.size, usual: arg.usual }, [arg]),
});
