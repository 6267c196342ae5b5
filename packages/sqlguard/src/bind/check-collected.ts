import { COLLECTING } from '../allow/aggregates.ts';
import { MAX_VALUE_BYTES } from '../input/limits.ts';
import { someExpr } from '../ir/children.ts';
import type { Expr } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import { ctesOf } from './bounded-rows.ts';
import type { Env } from './env.ts';
import { spread, type Joined } from './estimate-rows.ts';

/**
 * B8: a list of values from relations that meet on no equality holds their product, in the memory of one backend. Calls
 * were sized by the rows of the largest relation, so what is left is the factor.
 */
export function checkCollected({ binder, scope }: Env, { from, where }: Joined, exprs: readonly Expr[]): void {
  // Every function of the query so far: most questions call none that collects.
  if (from.length === 0 || COLLECTING.isDisjointFrom(binder.functions)) return;
  const factor = spread({ binder, ctes: ctesOf(scope) }, { from, where });
  if (factor <= 1) return;
  const isTooLong = (expr: Expr): boolean =>
    expr.kind === 'call' && COLLECTING.has(expr.name) && expr.size * factor > MAX_VALUE_BYTES;
  for (const expr of exprs) if (someExpr(expr, isTooLong, false)) refuse('size.value', { at: expr.at });
}
