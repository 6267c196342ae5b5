import { conjuncts, leavesOf } from './children.ts';
import type { Column, Expr, From, JoinType, Select } from './nodes.ts';

/** What a FROM or its WHERE demands to be equal; `of`: the entries of FROM that it holds for wherever they have a row. */
export type Equality = { readonly left: Expr; readonly right: Expr; readonly of: ReadonlySet<string> };

export function equalitiesOf({ from, where }: Pick<Select, 'from' | 'where'>): readonly Equality[] {
  const all = aliasesIn(from);
  return [...equalitiesIn(where, all), ...from.flatMap((item) => equalitiesOfJoin(item, all))];
}

/** The sides of a join whose rows all remain. */
const KEPT: Readonly<Record<JoinType, readonly ('left' | 'right')[]>> = {
  INNER: ['left', 'right'],
  CROSS: ['left', 'right'],
  LEFT: ['left'],
  RIGHT: ['right'],
  FULL: [],
};

/** `around`: the entries that have no row without one of this join. */
function equalitiesOfJoin(join: From, around: ReadonlySet<string>): readonly Equality[] {
  if (join.kind !== 'join') return [];
  const isKept = (side: 'left' | 'right'): boolean => KEPT[join.type].includes(side);
  const sides = (['left', 'right'] as const).map((side) => ({
    side,
    of: isKept(side) ? around : aliasesIn([join[side]]),
  }));
  return [
    ...equalitiesIn(join.on, heldBy(join, around)),
    ...sides.flatMap(({ side, of }) => equalitiesOfJoin(join[side], of)),
  ];
}

/** Where an outer join finds nothing its condition does not hold for the side that remains. */
function heldBy({ type, left, right }: Extract<From, { kind: 'join' }>, around: ReadonlySet<string>): Equality['of'] {
  if (type === 'FULL') return new Set();
  return type === 'LEFT' ? aliasesIn([right]) : type === 'RIGHT' ? aliasesIn([left]) : around;
}

const aliasesIn = (from: readonly From[]): ReadonlySet<string> =>
  new Set(from.flatMap(leavesOf).map(({ alias }) => alias));

const equalitiesIn = (condition: Expr | null, of: Equality['of']): readonly Equality[] =>
  (condition === null ? [] : conjuncts(condition)).flatMap((part) => {
    if (part.kind === 'operation' && part.op === '=' && part.left !== null) return sidesOf(part.left, part.right, of);
    const [only, ...others] = part.kind === 'in_list' && !part.negated ? part.items : [];
    return part.kind === 'in_list' && only !== undefined && others.length === 0 ? sidesOf(part.left, only, of) : [];
  });

/** Rows are equal where all that stands in them is. */
const sidesOf = (left: Expr, right: Expr, of: Equality['of']): readonly Equality[] =>
  left.kind === 'row' && right.kind === 'row'
    ? left.items.flatMap((item, at) => sidesOf(item, right.items[at] ?? item, of))
    : [{ left, right, of }];

/** The columns that an equality brings together, either way round. */
export const columnPairs = ({ left, right }: Equality): readonly { readonly one: Column; readonly other: Column }[] =>
  left.kind === 'column' && right.kind === 'column'
    ? [
        { one: left, other: right },
        { one: right, other: left },
      ]
    : [];
