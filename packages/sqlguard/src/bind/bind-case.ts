import { isNullLiteral } from '../ir/literals.ts';
import type { Expr } from '../ir/nodes.ts';
import { asList, locationOf, open, type Raw } from '../syntax/raw.ts';
import { makeComparison } from './make-operation.ts';
import { checkHasOrder, condition, settle, unify } from './coerce.ts';
import { asShown, checkCollation, standingFor } from './collations.ts';
import { bindAll, bindExpr, type Env } from './env.ts';
import { typed } from './make.ts';
import { sizes } from '../size/widths.ts';

export function bindCase(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const bare = node['arg'] === undefined ? null : bindExpr(env, node['arg']);
  const arg = bare && settle(env, bare, 'text');
  // What is compared is a copy that does not know where its collation is from (`CaseTestExpr`).
  const tested = arg && asShown(arg);
  const branches = asList(node['args']).map((wrapped) => {
    const when = open(wrapped).node;
    return { when: bindWhen(env, tested, when['expr']), result: bindExpr(env, when['result']) };
  });
  const otherwise = node['defresult'] === undefined ? null : bindExpr(env, node['defresult']);
  // PostgreSQL considers the default first when it settles the type.
  const results =
    otherwise === null
      ? branches.map((branch) => branch.result)
      : [otherwise, ...branches.map((branch) => branch.result)];
  const settled = unify(env, results, at);
  const shift = otherwise === null ? 0 : 1;
  const whens = branches.map((branch, index) => ({
    when: branch.when,
    result: settled.exprs[index + shift] ?? branch.result,
  }));
  const parts = [arg, ...whens.flatMap((branch) => [branch.when, branch.result]), otherwise];
  const values = settled.exprs;
  // Constant conditions are decided before anything is sorted.
  const isDecided = whens.some(({ when }) => when.deps.length === 0) && (arg === null || arg.deps.length === 0);
  const widths = sizes((of) => Math.max(...results.map(of)));
  // The NULL of a missing ELSE has no length, and is of no domain.
  const shared = otherwise === null ? { mod: null } : { mod: settled.mod, domain: settled.domain };
  return {
    kind: 'case',
    arg,
    whens,
    otherwise: otherwise === null ? null : (settled.exprs[0] ?? otherwise),
    ...standingFor(typed({ type: settled.type, ...shared, at, ...widths }, parts, values), isDecided ? values : []),
  };
}

/** `CASE x WHEN v`: v is compared with x, so it takes the type that `x = v` gives it. */
function bindWhen(env: Env, arg: Expr | null, wrapped: unknown): Expr {
  const when = bindExpr(env, wrapped);
  if (arg === null) return condition(env, when);
  const comparison = makeComparison(env, { op: '=', left: arg, right: when, at: when.at });
  return comparison.right;
}

export function bindCoalesce(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const settled = unify(env, bindAll(env, node['args']), at);
  const widths = sizes((of) => Math.max(...settled.exprs.map(of)));
  const others = settled.exprs.filter((expr) => !isNullLiteral(expr));
  return {
    kind: 'coalesce',
    args: settled.exprs,
    ...standingFor(typed({ ...settled, at, ...widths }, settled.exprs), others.length === 1 ? others : []),
  };
}

export function bindExtreme(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const settled = unify(env, bindAll(env, node['args']), at);
  for (const expr of settled.exprs) checkHasOrder(expr, at);
  checkCollation(settled.exprs, at);
  const widths = sizes((of) => Math.max(...settled.exprs.map(of)));
  const op = node['op'] === 'IS_GREATEST' ? 'greatest' : 'least';
  return {
    kind: 'extreme',
    op,
    args: settled.exprs,
    ...typed({ ...settled, at, ...widths }, settled.exprs),
  };
}
