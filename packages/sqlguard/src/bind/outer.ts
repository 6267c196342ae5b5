import type { Expr } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import type { Env } from './env.ts';

/**
 * A reference to an outer level. Inside an aggregate it may hand the whole aggregate to that outer level, which no
 * analyst writes on purpose: refused, so that an aggregate always belongs to where it stands.
 */
export function outerReference(env: Env, expr: Expr): Expr {
  if (env.inside === 'aggregate')
    refuse('function.misplaced', { at: expr.at, name: 'an aggregate over an outer column' });
  return expr;
}
