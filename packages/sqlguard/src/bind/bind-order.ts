import type { Expr, OrderItem } from '../ir/nodes.ts';
import { asList, asNumber, asRaw, asText, locationOf, open, placeOf, strings } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { checkSortable, settle } from './coerce.ts';
import { bindExpr, type Env } from './env.ts';

/** Output columns that ORDER BY and GROUP BY may mean by position or name; null where only expressions count. */
export type Outputs = readonly { readonly name: string; readonly expr: Expr; readonly key: string }[];

export function bindOrder(env: Env, list: unknown, outputs: Outputs | null): readonly OrderItem[] {
  return asList(list).map((wrapped) => {
    const { name, node } = open(wrapped);
    if (name !== 'SortBy') refuse('syntax.not_allowed', { at: placeOf(node), name });
    const by = orderTarget(env, node['node'], outputs);
    return {
      by,
      direction: ({ SORTBY_ASC: 'asc', SORTBY_DESC: 'desc' } as const)[asText(node['sortby_dir'])] ?? 'default',
      nulls:
        ({ SORTBY_NULLS_FIRST: 'first', SORTBY_NULLS_LAST: 'last' } as const)[asText(node['sortby_nulls'])] ??
        'default',
    };
  });
}

/** `findTargetlistEntrySQL92` for ORDER BY: output name first, then position, then an expression. */
function orderTarget(env: Env, wrapped: unknown, outputs: Outputs | null): number | Expr {
  const { name, node } = open(wrapped);
  const at = locationOf(node);
  if (outputs !== null) {
    const position =
      name === 'ColumnRef' ? namedOutput(strings(node['fields']), outputs, at) : positionOf(name, node, outputs, at);
    if (position !== null) {
      checkSortable(outputs[position - 1]?.expr ?? refuse('order.not_allowed', { at }), at);
      return position;
    }
  }
  const expr = settle(env, bindExpr(env, wrapped), 'text');
  checkSortable(expr, at);
  return expr;
}

function namedOutput(names: readonly string[], outputs: Outputs, at: number): number | null {
  if (names.length !== 1) return null;
  const matches = outputs.flatMap((output, index) =>
    output.name === names[0] ? [{ ...output, position: index + 1 }] : [],
  );
  if (new Set(matches.map((match) => match.key)).size > 1) refuse('column.ambiguous', { at, name: names[0] ?? '' });
  return matches[0]?.position ?? null;
}

/** A bare integer is a position; any other bare constant is an error on the server. */
export function positionOf(
  name: string,
  node: Readonly<Record<string, unknown>>,
  outputs: Outputs,
  at: number,
): number | null {
  if (name !== 'A_Const') return null;
  const position = node['ival'] === undefined ? 0 : asNumber(asRaw(node['ival'])['ival']);
  if (position < 1 || position > outputs.length) refuse('order.not_allowed', { at });
  return position;
}
