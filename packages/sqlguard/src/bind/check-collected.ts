import { COLLECTING } from '../allow/aggregates.ts';
import { MAX_UNSPILLED } from '../input/limits.ts';
import { childrenOf } from '../ir/children.ts';
import type { Call, Expr } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import type { Env } from './env.ts';

/** What the executor gives a grouping before it begins no more groups, and what a list takes as soon as it is begun. */
const HASH_MEMORY = 32 * 1024 * 1024;
const BEGUN = 1024;

/**
 * B8: a server that groups by hash makes the lists of all groups at once. It begins no more groups when its memory is
 * full, but those that it has begun go on growing.
 */
export function checkCollected({ binder, scope }: Env, exprs: readonly Expr[]): void {
  // Every function of the query so far: most questions call none that collects.
  if (scope.listed === undefined || COLLECTING.isDisjointFrom(binder.functions)) return;
  const { usual, all } = scope.listed();
  for (const call of exprs.flatMap(listsIn)) {
    const each = call.args.reduce((sum, arg) => sum + arg.usual, 0);
    const grown = HASH_MEMORY * Math.max(1, (each * usual) / BEGUN);
    if (Math.min(each * all, grown) > MAX_UNSPILLED) refuse('size.rows', { at: call.at });
  }
}

const listsIn = (expr: Expr): readonly Call[] => [
  ...(expr.kind === 'call' && COLLECTING.has(expr.name) ? [expr] : []),
  ...childrenOf(expr).flatMap(listsIn),
];
