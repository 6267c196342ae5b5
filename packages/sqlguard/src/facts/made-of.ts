import { childrenOf } from '../ir/children.ts';
import type { Call, Expr, Select } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';

/** What rows have in common that an order does not tell apart. */
export type Alike = {
  /** Values that look the same wherever they are equal, by `keyOf`; by what they are first, since printing takes long. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string>>;
  /** Entries of FROM of which all of these rows have the same row. */
  readonly known: ReadonlySet<string>;
  /** Entries of FROM there are; whatever is read of others is the same for all rows. */
  readonly own: ReadonlyMap<string, unknown>;
  /** What must be alike in these rows for a window function to go by their place in this one order; null if it does not. */
  readonly placed: (call: Call) => readonly Expr[] | null;
};

/** A call that its rows tie for; `alike`: what those have in common, if that is known. */
export type TiedCall = { readonly call: Call; readonly alike: Alike | null };

/** A level with such calls; `shown`: what else of its rows shows. */
export type Ties = Pick<Select, 'from' | 'targets'> & {
  readonly shown: readonly Expr[];
  readonly calls: readonly TiedCall[];
};

export const keysByMark = (exprs: readonly Expr[]): Alike['keys'] =>
  new Map([...Map.groupBy(exprs, markOf)].map(([mark, alike]) => [mark, new Set(alike.map(keyOf))]));

const markOf = (expr: Expr): string =>
  expr.kind === 'call' ? `call ${expr.name}` : expr.kind === 'operation' ? `operation ${expr.op}` : expr.kind;

const printed = new WeakMap<Expr, string>();

/** Kept: each order asks again of what all of them may show. */
function printedOf(expr: Expr): string {
  const known = printed.get(expr) ?? keyOf(expr);
  printed.set(expr, known);
  return known;
}

/** Is a value the same in all rows that have this in common, so that nobody sees which of them came first? */
export function isMadeOf(expr: Expr, alike: Alike): boolean {
  if (alike.keys.get(markOf(expr))?.has(printedOf(expr)) === true) return true;
  switch (expr.kind) {
    case 'column':
      return alike.known.has(expr.alias) || !alike.own.has(expr.alias);
    case 'sublink':
    case 'grouping':
      return false;
    case 'call': {
      const parts = expr.role === 'function' ? childrenOf(expr) : expr.role === 'window' ? alike.placed(expr) : null;
      return parts?.every((part) => isMadeOf(part, alike)) ?? false;
    }
    default:
      return childrenOf(expr).every((child) => isMadeOf(child, alike));
  }
}
