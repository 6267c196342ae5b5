import { aliasesOf, conjuncts } from '../ir/children.ts';
import type { Column, Expr } from '../ir/nodes.ts';

/** What brings entries of FROM together. */
export type Tie = { readonly aliases: ReadonlySet<string> } & (
  | /** An equality, and the columns that stand bare on either side of it. */ {
      readonly kind: 'equal';
      readonly columns: readonly Pick<Column, 'alias' | 'name'>[];
    }
  /** One of some conditions: as many as each of them leaves. */
  | { readonly kind: 'or'; readonly arms: readonly (readonly Tie[])[] }
);

export const tiesIn = (condition: Expr): readonly Tie[] => conjuncts(condition).flatMap(tiesOfOne);

function tiesOfOne(expr: Expr): readonly Tie[] {
  const aliases = aliasesOf(expr);
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

/** A column that equals something of another relation. */
function tied(one: Expr | undefined, other: Expr | undefined): readonly Pick<Column, 'alias' | 'name'>[] {
  return one?.kind === 'column' && other !== undefined && !aliasesOf(other).has(one.alias) ? [one] : [];
}
