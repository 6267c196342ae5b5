import { uniqueNames } from '../bind/names.ts';
import type { Column, Expr, OrderItem, Query, Select, Target } from '../ir/nodes.ts';
import { outputsOf } from '../ir/outputs.ts';
import { keyOf } from '../print/print.ts';

const WRAPPER = 'atlas_rows';

/** `SELECT … FROM (query) ORDER BY …` with the same rows in the same order, for a query that cannot take more keys itself. */
export function wrapped(query: Query): Select {
  const { inner: keyed, order } = query.kind === 'select' ? withKeys(query) : { inner: query, order: query.order };
  // WITH TIES bounds rows by the query's own keys; a plain bound belongs where the order is total.
  const inner: Query = query.withTies ? keyed : { ...keyed, limit: null, offset: null };
  const all = inner.outputs.map((output): Column => ({
    ...output,
    kind: 'column',
    alias: WRAPPER,
    name: output.printed,
  }));
  const targets = query.outputs.map((output, index): Target => ({
    name: output.name,
    printed: output.printed,
    expr: all[index] ?? { ...output, kind: 'column', alias: WRAPPER, name: output.printed },
  }));
  return {
    kind: 'select',
    ctes: [],
    distinct: 'no',
    targets,
    where: null,
    group: [],
    groupDistinct: false,
    having: null,
    windows: [],
    dependents: [],
    mergeKeys: [],
    from: [{ kind: 'subquery', query: inner, alias: WRAPPER, columns: [], lateral: false }],
    order: order.map((item) => ({
      ...item,
      by: typeof item.by === 'number' && item.by > targets.length ? (all[item.by - 1] ?? item.by) : item.by,
    })),
    limit: query.withTies ? null : query.limit,
    offset: query.withTies ? null : query.offset,
    withTies: false,
    outputs: outputsOf(targets),
  };
}

/** Order keys that are no output become outputs of the inner query, so that the outer one can order by them. */
function withKeys(select: Select): { readonly inner: Select; readonly order: readonly OrderItem[] } {
  const exprs: Expr[] = select.targets.map((target) => target.expr);
  const order = select.order.map((item): OrderItem => {
    const by = item.by;
    if (typeof by === 'number') return item;
    const known = exprs.findIndex((expr) => keyOf(expr) === keyOf(by));
    return { ...item, by: (known >= 0 ? known : exprs.push(by) - 1) + 1 };
  });
  const names = uniqueNames([
    ...select.targets.map((target) => target.printed),
    ...exprs.slice(select.targets.length).map(() => 'atlas_key'),
  ]);
  const targets = exprs.map((expr, index): Target => {
    const name = names[index] ?? 'atlas_key';
    return { expr, name: select.targets[index]?.name ?? name, printed: name };
  });
  return { inner: { ...select, targets, outputs: outputsOf(targets) }, order };
}
