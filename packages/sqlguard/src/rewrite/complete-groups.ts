import { isSortable } from '../bind/coerce.ts';
import { mapExpr, mapQuery } from '../ir/map.ts';
import type { Column, Expr, Query, Select, Subscript } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';
import { refuse } from '../verdict.ts';

/**
 * A view has no primary key: columns that hung on a grouped one join GROUP BY. Those whose type cannot be grouped are
 * read with `(array_agg(x))[1]`: within one key there is one value. Under a mask of the key there are several, and which of
 * them is first would hang on what is hidden: `keyed` says of which datasets the key is whole.
 */
export function completeGroups(query: Query, keyed: (dataset: string) => boolean): Query {
  return mapQuery(query, {
    expr: (expr) => expr,
    query: (part) => (part.kind === 'select' && part.dependents.length > 0 ? completed(part, keyed) : part),
  });
}

function completed(select: Select, keyed: (dataset: string) => boolean): Select {
  const grouped = select.dependents.filter(isSortable);
  const torn = select.dependents.find((one) => !isSortable(one) && !one.deps.every(({ dataset }) => keyed(dataset)));
  if (torn !== undefined) refuse('group.column_missing', { at: torn.at, name: torn.name });
  const others = new Set(select.dependents.filter((column) => !isSortable(column)).map(keyOf));
  const group = [...select.group, ...grouped.map((expr) => ({ kind: 'expr', expr, position: null }) as const)];
  if (others.size === 0) return { ...select, group, dependents: [] };
  const fix = (expr: Expr): Expr =>
    mapExpr(expr, {
      expr: (part) => (part.kind === 'column' && others.has(keyOf(part)) ? firstOf(part) : part),
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

function firstOf(column: Column): Subscript {
  const { type, mod, size, usual, deps, at } = column;
  const plain = {
    named: [],
    variadic: false,
    star: false,
    distinct: false,
    order: [],
    within: false,
    filter: null,
    over: null,
  } as const;
  const collected: Expr = {
    kind: 'call',
    name: 'array_agg',
    args: [column],
    role: 'aggregate',
    ...plain,
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
