import { aliasesOf } from '../ir/children.ts';
import type { Column, Expr } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';

/** The relations that an equality brings together, and the columns that stand bare on either side of it. */
export type Tie = {
  readonly aliases: ReadonlySet<string>;
  readonly columns: readonly Pick<Column, 'alias' | 'name'>[];
  /** An equality: what is computed on one side of it may have one value. */
  readonly isEqual?: true;
};

/** Also inside OR: whatever brings two together there makes them no product, but singles out only what all arms do. */
export function tiesIn(expr: Expr): readonly Tie[] {
  // Of spans that somebody wrote down a value meets few.
  if (expr.kind === 'between') return expr.negated ? [] : [{ aliases: aliasesOf(expr), columns: [] }];
  if (expr.kind === 'logic') {
    const arms = expr.args.map(tiesIn);
    return expr.op === 'and'
      ? [...arms.flat(), ...spans(expr.args)]
      : arms.flat().map(({ aliases, columns }) => ({ aliases, columns: inEach(arms, columns) }));
  }
  if (expr.kind !== 'operation' || expr.op !== '=' || expr.left === null) return [];
  const { left, right } = expr;
  const pairs =
    left.kind === 'row' && right.kind === 'row'
      ? left.items.map((item, at) => [item, right.items[at]])
      : [[left, right]];
  const columns = pairs.flatMap(([one, other]) => [...tied(one, other), ...tied(other, one)]);
  return [{ aliases: aliasesOf(expr), columns, isEqual: true }];
}

/** BETWEEN written as two comparisons: above one column and below another of the same relation. */
function spans(args: readonly Expr[]): readonly Tie[] {
  const sides = args.flatMap((arg) => {
    if (arg.kind !== 'operation' || arg.left === null || !ORDERED.has(arg.op)) return [];
    const aliases = aliasesOf(arg);
    const isBelow = arg.op.startsWith('<');
    return [arg.left, arg.right].map((value, at) => ({
      value: keyOf(value),
      isBelow: isBelow === (at === 0),
      aliases,
    }));
  });
  return sides
    .filter(({ value, isBelow, aliases }) =>
      sides.some((other) => other.value === value && other.isBelow !== isBelow && other.aliases.isSupersetOf(aliases)),
    )
    .map(({ aliases }) => ({ aliases, columns: [] }));
}

const ORDERED: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

/** A column that equals something of another relation. */
function tied(one: Expr | undefined, other: Expr | undefined): Tie['columns'] {
  return one?.kind === 'column' && other !== undefined && !aliasesOf(other).has(one.alias) ? [one] : [];
}

const inEach = (arms: readonly (readonly Tie[])[], columns: Tie['columns']): Tie['columns'] =>
  columns.filter(({ alias, name }) =>
    arms.every((ties) => ties.some((tie) => tie.columns.some((one) => one.alias === alias && one.name === name))),
  );
