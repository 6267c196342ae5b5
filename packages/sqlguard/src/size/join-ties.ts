import { aliasesOf, conjuncts } from '../ir/children.ts';
import type { Column, Expr } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';

/** What brings entries of FROM together. */
export type Tie = { readonly aliases: ReadonlySet<string> } & (
  | /** An equality, and the columns that stand bare on either side of it. */ {
      readonly kind: 'equal';
      readonly columns: readonly Pick<Column, 'alias' | 'name'>[];
    }
  /** A value between two columns: of spans that somebody wrote down a value meets few. */
  | { readonly kind: 'span' }
  /** One of some conditions: as many as each of them leaves. */
  | { readonly kind: 'or'; readonly arms: readonly (readonly Tie[])[] }
  /** It makes them no product, and says nothing of how many meet. */
  | { readonly kind: 'loose' }
);

export function tiesIn(condition: Expr): readonly Tie[] {
  const parts = conjuncts(condition);
  return [...parts.flatMap(tiesOfOne), ...spansIn(parts)];
}

function tiesOfOne(expr: Expr): readonly Tie[] {
  const aliases = aliasesOf(expr);
  if (expr.kind === 'between')
    return expr.negated ? [] : [{ aliases, kind: areBounds(expr.low, expr.high) ? 'span' : 'loose' }];
  if (expr.kind === 'logic') return [{ aliases, kind: 'or', arms: expr.args.map(tiesIn) }];
  if (expr.kind !== 'operation' || expr.op !== '=' || expr.left === null) return [];
  const { left, right } = expr;
  const pairs =
    left.kind === 'row' && right.kind === 'row'
      ? left.items.map((item, at) => [item, right.items[at]])
      : [[left, right]];
  const columns = pairs.flatMap(([one, other]) => [...tied(one, other), ...tied(other, one)]);
  return [{ aliases, kind: 'equal', columns }];
}

/** BETWEEN written as two comparisons. */
function spansIn(parts: readonly Expr[]): readonly Tie[] {
  const sides = parts.flatMap((part) => {
    if (part.kind !== 'operation' || part.left === null || !ORDERED.has(part.op)) return [];
    const isBelow = part.op.startsWith('<');
    const aliases = aliasesOf(part);
    return [
      { value: keyOf(part.left), bound: part.right, isBelow, aliases },
      { value: keyOf(part.right), bound: part.left, isBelow: !isBelow, aliases },
    ];
  });
  return sides.flatMap((low) =>
    sides.flatMap((high): readonly Tie[] => {
      if (low.isBelow || !high.isBelow || low.value !== high.value) return [];
      const aliases = low.aliases.union(high.aliases);
      return areBounds(low.bound, high.bound) ? [{ aliases, kind: 'span' }] : [{ aliases, kind: 'loose' }];
    }),
  );
}

const ORDERED: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

/** Columns of one relation, as a bank keeps from when until when; a column more or less is a span that the question makes. */
function areBounds(low: Expr, high: Expr): boolean {
  const [one, other] = [stored(low), stored(high)];
  return one !== null && other !== null && one.alias === other.alias;
}

/** `coalesce(until, '9999-12-31')` stands for what is open. */
const stored = (expr: Expr): Column | null =>
  expr.kind === 'column' ? expr : expr.kind === 'coalesce' && expr.args[0]?.kind === 'column' ? expr.args[0] : null;

/** A column that equals something of another relation. */
function tied(one: Expr | undefined, other: Expr | undefined): readonly Pick<Column, 'alias' | 'name'>[] {
  return one?.kind === 'column' && other !== undefined && !aliasesOf(other).has(one.alias) ? [one] : [];
}
