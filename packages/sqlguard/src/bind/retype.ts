import type { Expr, Output, Query } from '../ir/nodes.ts';
import type { TypeName } from '../pg/types.ts';
import { typeLiteral } from './coerce.ts';
import { emptyScope, type Binder, type Env } from './env.ts';
import { isUntyped } from '../ir/literals.ts';

/** Gives the untyped literals among a query's outputs the types that were settled on outside. */
export function retype(binder: Binder, query: Query, types: readonly TypeName[]): Query {
  // VALUES and set operations have settled theirs among themselves, as the server does.
  if (query.kind !== 'select' || !query.outputs.some((output) => output.type === 'unknown')) return query;
  const env: Env = { binder, scope: emptyScope(null, new Map()), clause: 'select', inside: 'nothing', lateral: false };
  const fix = (expr: Expr, index: number): Expr =>
    isUntyped(expr) ? typeLiteral(env, expr, types[index] ?? 'text', null) : expr;
  return {
    ...query,
    targets: query.targets.map((target, index) => ({ ...target, expr: fix(target.expr, index) })),
    outputs: query.outputs.map((output, index): Output =>
      output.type === 'unknown' ? { ...output, type: types[index] ?? 'text' } : output,
    ),
  };
}
