import type { Call, Expr, Measured } from './nodes.ts';

type Amount = readonly Measured[] | null;

/** Calls whose value is an amount of what they are given. `variance` squares it, `count` forgets it. */
const KEEPING: ReadonlySet<string> = new Set(
  (
    'sum avg min max any_value mode percentile_cont percentile_disc stddev stddev_pop stddev_samp lag ' +
    'lead first_value last_value nth_value abs round trunc ceil ceiling floor'
  ).split(' '),
);

const NUMBERS: ReadonlySet<string> = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8']);

/**
 * The catalogued columns that a value is an amount of: it has their unit, if they agree on one. Empty for a bare number,
 * which is an amount of whatever stands beside it; null for what is an amount of no column: counts, products, ratios.
 */
export function amountOf(expr: Expr): Amount {
  switch (expr.kind) {
    case 'column':
      return expr.amountOf;
    case 'literal':
      return [];
    case 'cast':
      return NUMBERS.has(expr.type) || expr.arg.kind === 'literal' ? amountOf(expr.arg) : null;
    case 'operation':
      return expr.op === '+' || expr.op === '-' ? together([...(expr.left ? [expr.left] : []), expr.right]) : null;
    case 'call':
      return callAmount(expr);
    case 'coalesce':
    case 'extreme':
      return together(expr.args);
    case 'null_if':
      return amountOf(expr.left);
    case 'case':
      return together([...expr.whens.map(({ result }) => result), ...(expr.otherwise ? [expr.otherwise] : [])]);
    case 'sublink':
      return expr.form === 'scalar' ? (expr.query.outputs[0]?.amountOf ?? null) : null;
    default:
      return null;
  }
}

/** Values that are added, compared or stand for each other are amounts of all that they are amounts of. */
function together(parts: readonly Expr[]): Amount {
  return merged(parts.map(amountOf));
}

export function merged(amounts: readonly Amount[]): Amount {
  const found = new Map<string, Measured>();
  for (const amount of amounts) {
    if (amount === null) return null;
    for (const one of amount) found.set(JSON.stringify([one.dataset, one.column]), one);
  }
  return [...found.values()];
}

/** `percentile_cont(0.5) WITHIN GROUP (ORDER BY x)` is an amount of x. */
function callAmount(call: Call): Amount {
  if (!KEEPING.has(call.name)) return null;
  const by = call.within ? call.order[0]?.by : call.args[0];
  return by === undefined || typeof by === 'number' ? null : amountOf(by);
}
