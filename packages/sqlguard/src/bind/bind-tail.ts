import { recordUses } from '../facts/record-uses.ts';
import type { Cte, Output, Tail } from '../ir/nodes.ts';
import type { Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { bindLimit } from './bind-limit.ts';
import { bindOrder } from './bind-order.ts';
import { emptyScope, type Env, type Frame } from './env.ts';

/** ORDER BY, LIMIT and OFFSET of a set operation or VALUES: only output columns may order it. */
export function bindTail(
  frame: Frame,
  node: Raw,
  { ctes, outputs }: { ctes: readonly Cte[]; outputs: readonly Output[] },
): Tail {
  const env: Env = {
    binder: frame.binder,
    scope: emptyScope(frame.parent, frame.ctes),
    clause: 'order',
    inside: 'nothing',
    lateral: false,
  };
  const order = bindOrder(
    env,
    node['sortClause'],
    outputs.map((output, index) => ({
      name: output.name,
      expr: { ...output, kind: 'column', alias: '', name: output.printed },
      key: String(index),
    })),
  );
  for (const item of order) {
    if (typeof item.by !== 'number') refuse('order.not_allowed', { at: item.by.at });
    const output = outputs[item.by - 1];
    if (output) recordUses(frame.binder, { ...output, kind: 'column', alias: '', name: '' }, 'order');
  }
  return { ctes, order, ...bindLimit(frame.binder, node) };
}
