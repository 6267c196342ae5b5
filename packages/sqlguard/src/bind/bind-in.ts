import { aliasesOf } from '../ir/children.ts';
import { isUntyped } from '../ir/literals.ts';
import type { Expr } from '../ir/nodes.ts';
import { locationOf, open, strings, type Raw } from '../syntax/raw.ts';
import { GuardRefusal } from '../verdict.ts';
import { unify } from './coerce.ts';
import { bindAll, bindExpr, type Env } from './env.ts';
import { logic, typed } from './make.ts';
import { makeComparison } from './make-operation.ts';

type Sides = { readonly left: Expr; readonly items: readonly Expr[]; readonly negated: boolean; readonly at: number };

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
    const one = together === null ? [] : [inList(env, { left: together.left, items: together.items, negated, at })];
    const others = apart.map((right) => makeComparison(env, { op: negated ? '<>' : '=', left, right, at }));
    return logic(negated ? 'and' : 'or', [...one, ...others], at);
  }
  const settled = new Map(together?.bare.map((item, index) => [item, together.items[index] ?? item]));
  return inList(env, { left, items: bare.map((item) => settled.get(item) ?? item), negated, at });
}

function inList(env: Env, { left, items: bare, negated, at }: Sides): Expr {
  const pairs = bare.map((right) => makeComparison(env, { op: negated ? '<>' : '=', left, right, at }));
  const items = pairs.map((pair) => pair.right);
  return {
    kind: 'in_list',
    left: pairs[0]?.left ?? left,
    items,
    negated,
    ...typed({ type: 'bool', at }, [left, ...items]),
  };
}

type Together = { readonly left: Expr; readonly bare: readonly Expr[]; readonly items: readonly Expr[] };

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
