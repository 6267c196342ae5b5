import { COLLECTING } from '../allow/aggregates.ts';
import { MAX_HELD_BYTES, MAX_VALUE_BYTES } from '../input/limits.ts';
import { childrenOf } from '../ir/children.ts';
import type { Call, Expr } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import { ctesOf } from './bounded-rows.ts';
import type { Env } from './env.ts';
import { rowsOfJoin, spread, USUAL_MATCHES, type Joined } from './estimate-rows.ts';

/**
 * B8: a list of values from relations that meet on no equality holds their product, in the memory of one backend. Calls
 * were sized by the rows of the largest relation, so what is left is the factor.
 */
export function checkCollected({ binder, scope }: Env, { from, where }: Joined, exprs: readonly Expr[]): void {
  // Every function of the query so far: most questions call none that collects.
  if (from.length === 0 || COLLECTING.isDisjointFrom(binder.functions)) return;
  const known = { binder, ctes: ctesOf(scope) };
  const factor = spread(known, { from, where });
  if (factor <= 1) return;
  // A server that groups by hash makes the lists of all groups at once, and spills none that it has begun.
  const rows = rowsOfJoin(known, { from, where }, USUAL_MATCHES);
  for (const call of exprs.flatMap(listsIn)) {
    if (call.size * factor > MAX_VALUE_BYTES) refuse('size.value', { at: call.at });
    if (rows * call.args.reduce((sum, { usual }) => sum + usual, 0) > MAX_HELD_BYTES)
      refuse('size.rows', { at: call.at });
  }
}

const listsIn = (expr: Expr): readonly Call[] => [
  ...(expr.kind === 'call' && COLLECTING.has(expr.name) ? [expr] : []),
  ...childrenOf(expr).flatMap(listsIn),
];
