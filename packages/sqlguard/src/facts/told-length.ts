import { isNullLiteral } from '../ir/literals.ts';
import type { Expr, Query } from '../ir/nodes.ts';
import { elementOf } from '../pg/types.ts';

/**
 * The length that the server tells of an output. Inside a query it goes by what was read, and tells what its planner has
 * left of it (`exprTypmod` of the plan's own list): a COALESCE without its NULLs.
 */
export function toldLength(query: Query, index: number): string | null {
  const expr = query.kind === 'select' ? query.targets[index]?.expr : undefined;
  return expr === undefined ? (query.outputs[index]?.mod ?? null) : planned(expr);
}

function planned(expr: Expr): string | null {
  switch (expr.kind) {
    case 'coalesce':
      return shared(
        expr,
        expr.args.filter((arg) => !isNullLiteral(arg)),
      );
    case 'extreme':
      return shared(expr, expr.args);
    case 'case':
      return expr.otherwise && shared(expr, [expr.otherwise, ...expr.whens.map(({ result }) => result)]);
    case 'array':
      return shared(expr, expr.items);
    case 'sublink':
      return expr.form === 'scalar' || expr.form === 'array' ? toldLength(expr.query, 0) : null;
    default:
      return expr.mod;
  }
}

function shared(whole: Expr, parts: readonly Expr[]): string | null {
  const [mod = null, ...others] = parts.map(planned);
  const isOf = ({ type, domain }: Expr): boolean =>
    domain === whole.domain && (type === whole.type || (whole.kind === 'array' && type === elementOf(whole.type)));
  return parts.every(isOf) && others.every((other) => other === mod) ? mod : null;
}
