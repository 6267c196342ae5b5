import { sameScale, scaleOf } from '../ir/looks.ts';
import type { Cte, Expr, Output, Values } from '../ir/nodes.ts';
import { asList, open, placeOf, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { bindTail } from './bind-tail.ts';
import { unify } from './coerce.ts';
import { asShown } from './collations.ts';
import { bindAll, emptyScope, type Env, type Frame } from './env.ts';
import { typed } from './make.ts';
import { sizes } from '../size/widths.ts';

/** `VALUES (…), (…)`: every column gets the common type of its rows. */
export function bindValues(frame: Frame, node: Raw, ctes: readonly Cte[]): Values {
  const env: Env = {
    binder: frame.binder,
    scope: emptyScope(frame.parent, frame.ctes),
    clause: 'values',
    inside: 'nothing',
    lateral: false,
  };
  const rows = asList(node['valuesLists']).map((list) => bindAll(env, open(list).node['items']));
  const width = rows[0]?.length ?? 0;
  const odd = rows.find((row) => row.length !== width);
  if (width === 0 || odd !== undefined) refuse('subquery.columns', { at: odd?.[0]?.at ?? placeOf(node) });
  const columns = Array.from({ length: width }, (_, index) =>
    bindColumn(
      env,
      rows.map((row) => row[index] as Expr),
      index,
    ),
  );
  const outputs = columns.map((column) => column.output);
  const settled = rows.map((_, at) => columns.map((column) => column.exprs[at] as Expr));
  return { kind: 'values', rows: settled, outputs, ...bindTail(frame, node, { ctes, outputs }) };
}

function bindColumn(
  env: Env,
  exprs: readonly Expr[],
  index: number,
): { readonly exprs: readonly Expr[]; readonly output: Output } {
  const name = `column${index + 1}`;
  const at = exprs[0]?.at ?? -1;
  const widths = sizes((of) => Math.max(...exprs.map(of)));
  const settled = unify(env, exprs, at);
  const base = typed({ ...settled, at, ...widths }, settled.exprs);
  return {
    exprs: settled.exprs,
    output: {
      name,
      printed: name,
      scale: sameScale(settled.exprs.map(scaleOf)),
      amountOf: null,
      ...asShown(base),
    },
  };
}
