import type { Expr, Key, OrderItem, Select } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';
import { asList, open, placeOf, strings } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { keyOfOutput, positionOf, type Outputs } from './bind-order.ts';
import { checkSortable, settle } from './coerce.ts';
import { bindExpr, type Env } from './env.ts';

/** DISTINCT and DISTINCT ON, with the rule that ORDER BY must agree with them. */
export function bindDistinct(
  env: Env,
  list: unknown,
  { outputs, order }: { outputs: Outputs; order: readonly OrderItem[] },
): Select['distinct'] {
  if (list === undefined) return 'no';
  const items = asList(list);
  const keys = order.map((item) => (typeof item.by === 'number' ? keyAt(outputs, item.by) : keyOf(item.by)));
  if (items.length === 1 && Object.keys(items[0] ?? {}).length === 0) {
    for (const output of outputs) checkSortable(settle(env, output.expr, 'text'), output.expr.at);
    const shown = new Set(outputs.map(keyOfOutput));
    const hidden = keys.findIndex((key) => !shown.has(key));
    if (hidden >= 0) refuse('distinct.order', { at: placeOfKey(order, hidden) });
    env.binder.seen.distinct = true;
    return 'rows';
  }
  const chosen = items.map((item) => distinctKey(env, item, outputs));
  checkLeading(
    keys,
    chosen.map((key) => key.expr),
    order,
  );
  env.binder.seen.distinct = true;
  env.binder.seen.picks = true;
  return chosen;
}

function keyAt(outputs: Outputs, position: number): string {
  const output = outputs[position - 1];
  return output === undefined ? '' : keyOfOutput(output);
}

function distinctKey(env: Env, wrapped: unknown, outputs: Outputs): Key {
  const { name, node } = open(wrapped);
  const names = name === 'ColumnRef' ? strings(node['fields']) : [];
  const named = names.length === 1 ? outputs.findIndex((output) => output.name === names[0]) + 1 : 0;
  const position = named > 0 ? named : positionOf(name, node, outputs, placeOf(wrapped));
  const expr = position === null ? settle(env, bindExpr(env, wrapped), 'text') : outputs[position - 1]?.expr;
  if (expr === undefined) refuse('order.not_allowed', { at: placeOf(wrapped) });
  checkSortable(expr, expr.at);
  return { expr, position: expr.kind === 'column' ? null : position };
}

/** `transformDistinctOnClause`: the DISTINCT ON expressions must be the first ORDER BY ones, in any sequence. */
function checkLeading(orderKeys: readonly string[], exprs: readonly Expr[], order: readonly OrderItem[]): void {
  const wanted = new Set(exprs.map(keyOf));
  const first = orderKeys.findIndex((key) => !wanted.has(key));
  const leading = first < 0 ? orderKeys : orderKeys.slice(0, first);
  const rest = first < 0 ? [] : orderKeys.slice(first);
  const isComplete = [...wanted].every((key) => leading.includes(key));
  if (rest.some((key) => wanted.has(key)) || (rest.length > 0 && !isComplete))
    refuse('distinct.order', { at: placeOfKey(order, first) });
}

function placeOfKey(order: readonly OrderItem[], index: number): number {
  const by = order[index]?.by;
  return typeof by === 'object' ? by.at : -1;
}
