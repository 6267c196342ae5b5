import { aliasesOf } from '../ir/children.ts';
import { isUntyped } from '../ir/literals.ts';
import type { Expr } from '../ir/nodes.ts';
import { locationOf, open, strings, type Raw } from '../syntax/raw.ts';
import { GuardRefusal } from '../verdict.ts';
import { unify } from './coerce.ts';
import { beside } from './collations.ts';
import { bindAll, bindExpr, type Env } from './env.ts';
import { logic, typed } from './make.ts';
import { makeComparison } from './make-operation.ts';

/** `joint`: the items that are one array to the server, with one collation. */
type Sides = {
  readonly left: Expr;
  readonly items: readonly Expr[];
  readonly joint: readonly Expr[];
  readonly negated: boolean;
  readonly at: number;
};

/**
 * `x IN (…)` (`transformAExprIn`): items without a column of this level are compared with as one array where they and x
 * agree on a type, the others one by one; an untyped literal takes the type it has there.
 */
export function bindIn(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const left = bindExpr(env, node['lexpr']);
  const bare = bindAll(env, open(node['rexpr']).node['items']);
  const negated = strings(node['name'])[0] === '<>';
  const { together, apart } = parted(env, left, bare, at);
  if (isUntyped(left)) {
    const one = together === null ? [] : [inList(env, { ...together, joint: together.items, negated, at })];
    const others = apart.map((right) => makeComparison(env, { op: negated ? '<>' : '=', left, right, at }));
    return logic(negated ? 'and' : 'or', [...one, ...others], at);
  }
  const settled = new Map(together?.bare.map((item, index) => [item, together.items[index] ?? item]));
  const items = bare.map((item) => settled.get(item) ?? item);
  return inList(env, { left, items, joint: together?.items ?? [], negated, at });
}

function inList(env: Env, { left, items: bare, joint, negated, at }: Sides): Expr {
  const op = negated ? '<>' : '=';
  const among = beside(left, joint, at);
  const against = (item: Expr): Expr => (among !== left && joint.includes(item) ? among : left);
  const pairs = bare.map((right) => makeComparison(env, { op, left: against(right), right, at }));
  const items = pairs.map((pair) => pair.right);
  return {
    kind: 'in_list',
    left: pairs[0]?.left ?? left,
    items,
    negated,
    ...typed({ type: 'bool', at }, [left, ...items], []),
  };
}

type Together = Pick<Sides, 'left' | 'items'> & { readonly bare: readonly Expr[] };

function parted(
  env: Env,
  left: Expr,
  items: readonly Expr[],
  at: number,
): { readonly together: Together | null; readonly apart: readonly Expr[] } {
  const isFixed = (item: Expr): boolean => ![...aliasesOf(item)].some((alias) => env.scope.own.has(alias));
  const bare = items.filter(isFixed);
  const [unified, ...settled] = (bare.length < 2 ? undefined : tryUnify(env, [left, ...bare], at)) ?? [];
  if (unified === undefined) return { together: null, apart: items };
  return { together: { left: unified, bare, items: settled }, apart: items.filter((item) => !bare.includes(item)) };
}

function tryUnify(env: Env, exprs: readonly Expr[], at: number): readonly Expr[] | undefined {
  try {
    return unify(env, exprs, at).exprs;
  } catch (error) {
    if (error instanceof GuardRefusal) return undefined;
    throw error;
  }
}
