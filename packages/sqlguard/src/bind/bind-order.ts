import type { Expr, OrderItem } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';
import { asList, asNumber, asRaw, asText, locationOf, open, placeOf, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { checkSortable, settle } from './coerce.ts';
import { bindExpr, type Env } from './env.ts';

/** Output columns that ORDER BY and GROUP BY may mean by position or name; `key` where the expression does not tell them apart. */
export type Outputs = readonly { readonly name: string; readonly expr: Expr; readonly key?: string }[];

/** What tells an output from another one: printed only where somebody asks, which is seldom. */
export const keyOfOutput = ({ expr, key }: Outputs[number]): string => key ?? keyOf(expr);

export function bindOrder(env: Env, list: unknown, outputs: Outputs | null): readonly OrderItem[] {
  return asList(list).map((wrapped) => {
    const { name, node } = open(wrapped);
    if (name !== 'SortBy') refuse('syntax.not_allowed', { at: placeOf(node), name });
    const by = orderTarget(env, node['node'], outputs);
    return {
      by,
      direction: directionOf(node),
      nulls:
        ({ SORTBY_NULLS_FIRST: 'first', SORTBY_NULLS_LAST: 'last' } as const)[asText(node['sortby_nulls'])] ??
        'default',
    };
  });
}

/** `USING <` and `USING >` are ASC and DESC of every type that can be sorted here. */
function directionOf(node: Raw): OrderItem['direction'] {
  const direction = asText(node['sortby_dir']);
  if (direction !== 'SORTBY_USING')
    return ({ SORTBY_ASC: 'asc', SORTBY_DESC: 'desc' } as const)[direction] ?? 'default';
  const names = strings(node['useOp']);
  const isBuiltIn = names.length === 1 || (names.length === 2 && names[0] === 'pg_catalog');
  const op = isBuiltIn ? names.at(-1) : undefined;
  if (op !== '<' && op !== '>') refuse('operator.not_allowed', { at: placeOf(node), name: names.join('.') });
  return op === '<' ? 'asc' : 'desc';
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
  const [name] = names;
  return names.length === 1 && name !== undefined ? outputNamed(name, outputs, at) : null;
}

/** The position of the output of that name; several are one where they are the same expression. */
export function outputNamed(name: string, outputs: Outputs, at: number): number | null {
  const first = outputs.findIndex((output) => output.name === name);
  const found = outputs[first];
  if (found === undefined) return null;
  const others = outputs.filter((output, index) => index > first && output.name === name);
  if (others.some((other) => keyOfOutput(other) !== keyOfOutput(found))) refuse('column.ambiguous', { at, name });
  return first + 1;
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
