import { isSortable } from '../bind/coerce.ts';
import { PLAIN_CALL } from '../bind/make.ts';
import { mapExpr, mapQuery } from '../ir/map.ts';
import type { Column, Expr, Query, Select, Subscript } from '../ir/nodes.ts';
import { elementOf, isForeign } from '../pg/types.ts';
import { keyOf } from '../print/print.ts';
import { refuse } from '../verdict.ts';

/**
 * A view has no primary key: columns that hung on a grouped one join GROUP BY. Those whose type cannot be grouped are
 * read with `(array_agg(x))[1]`: within one key there is one value. Under a mask of the key there are several, and which of
 * them is first would hang on what is hidden. `isKeyed`: is the primary key of a dataset shown whole?
 */
export function completeGroups(query: Query, isKeyed: (dataset: string) => boolean): Query {
  const complete = (part: Select): Select => {
    const torn = part.dependents.find((one) => !isSortable(one) && !one.deps.every(({ dataset }) => isKeyed(dataset)));
    if (torn !== undefined) refuse('group.column_missing', { at: torn.at, name: torn.name });
    return completed(part);
  };
  return mapQuery(query, {
    expr: (expr) => expr,
    query: (part) => (part.kind === 'select' && part.dependents.length > 0 ? complete(part) : part),
  });
}

function completed(select: Select): Select {
  const grouped = select.dependents.filter(isSortable);
  const others = new Set(select.dependents.filter((column) => !isSortable(column)).map(keyOf));
  const group = [...select.group, ...grouped.map((expr) => ({ kind: 'expr', expr, position: null }) as const)];
  if (others.size === 0) return { ...select, group, dependents: [] };
  const fix = (expr: Expr): Expr =>
    mapExpr(expr, {
      expr: (part) => (part.kind === 'column' && others.has(keyOf(part)) ? oneOf(part) : part),
      query: (part) => part,
      stop: (part) => part.kind === 'call' && part.role === 'aggregate',
    });
  return {
    ...select,
    group,
    dependents: [],
    targets: select.targets.map((target) => ({ ...target, expr: fix(target.expr) })),
    having: select.having && fix(select.having),
    order: select.order.map((item) => (typeof item.by === 'number' ? item : { ...item, by: fix(item.by) })),
  };
}

/** Lists collected are one list of more dimensions, so a list is collected as its text, which is exact of JSON and of points. */
function oneOf(column: Column): Expr {
  const { type, mod, at } = column;
  if (!type.endsWith('[]') && elementOf(type) === undefined) return firstOf(column);
  if (isForeign(type)) refuse('type.foreign', { at, name: type.slice(1) });
  return {
    ...column,
    kind: 'cast',
    arg: firstOf({ ...column, kind: 'cast', arg: column, type: 'text', mod: null }),
    type,
    mod,
  };
}

function firstOf(value: Expr): Subscript {
  const { type, mod, size, usual, deps, at } = value;
  const collected: Expr = {
    kind: 'call',
    name: 'array_agg',
    args: [value],
    ...PLAIN_CALL,
    role: 'aggregate',
    type: `_${type}`,
    mod: null,
    size,
    usual,
    deps,
    at,
  };
  const one: Expr = {
    kind: 'literal',
    form: 'number',
    value: '1',
    type: 'int4',
    mod: null,
    size: 8,
    usual: 8,
    deps: [],
    at: -1,
  };
  return {
    kind: 'subscript',
    arg: collected,
    indexes: [{ slice: false, lower: null, upper: one }],
    type,
    mod,
    size,
    usual,
    deps,
    at,
  };
}
