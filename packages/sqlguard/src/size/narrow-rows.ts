import { aliasesOf, conjuncts } from '../ir/children.ts';
import { columnPairs, equalitiesOf, type Equality } from '../ir/equalities.ts';
import { literalText } from '../ir/literals.ts';
import type { Column, Expr, From } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';

/** The most rows of a column's entry of FROM that have one value of it; NULL is one where rows may keep it. */
export type PerValue = (column: Column, nulls: boolean) => number;

type Level = { readonly from: readonly From[]; readonly where: Expr | null };
/** Columns that equal each other; `of`: as of an equality. */
type Pair = ReturnType<typeof columnPairs>[number] & Pick<Equality, 'of'>;
/** A column that has one of so many values. */
type Held = { readonly column: Column; readonly values: number; readonly nulls: boolean };

/**
 * What is held to a few rows holds to as many each what is met on a column of its own. `rows`: of each entry of FROM, by
 * alias; `given`: columns of which one value is meant, as of each group. Conditions on several columns leave as many as
 * the narrowest: they may say the same.
 */
export function narrowRows(
  rows: Map<string, number>,
  level: Level,
  given: readonly Column[],
  perValue: PerValue,
): void {
  const equalities = equalitiesOf(level);
  const pairs = equalities.flatMap((one) => columnPairs(one).map((pair) => ({ ...pair, of: one.of })));
  const open: string[] = [];
  const hold = (alias: string, left: number): void => {
    if (left >= (rows.get(alias) ?? 0)) return;
    rows.set(alias, Math.max(1, left));
    open.push(alias);
  };
  const grouped = given.map((column) => ({ column, values: 1, nulls: !isKept(level, equalities, column) }));
  for (const { column, values, nulls } of alike([...heldIn(level, equalities, rows), ...grouped], pairs))
    hold(column.alias, values * perValue(column, nulls));
  // No factor is below one, so that a way around comes to no end with fewer.
  for (let alias = open.pop(); alias !== undefined; alias = open.pop())
    for (const { one, other, of } of pairs)
      if (one.alias === alias && of.has(other.alias))
        hold(other.alias, (rows.get(alias) ?? 1) * Math.max(1, perValue(other, false)));
}

/** Columns that equal what no entry of this FROM gives. */
function heldIn({ where }: Level, equalities: readonly Equality[], rows: ReadonlyMap<string, number>): readonly Held[] {
  const isGiven = (expr: Expr): boolean => aliasesOf(expr).isDisjointFrom(rows);
  const held = (column: Expr, others: readonly Expr[]): readonly Held[] =>
    column.kind === 'column' && others.every(isGiven) ? [{ column, values: others.length, nulls: false }] : [];
  const isOf = (column: Expr, of: Equality['of']): boolean => column.kind === 'column' && of.has(column.alias);
  return [
    ...equalities.flatMap(({ left, right, of }) => [
      ...(isOf(left, of) ? held(left, [right]) : []),
      ...(isOf(right, of) ? held(right, [left]) : []),
    ]),
    ...(where === null ? [] : conjuncts(where)).flatMap((one) =>
      one.kind === 'in_list' && !one.negated ? held(one.left, one.items) : [],
    ),
    ...(where === null ? [] : spansIn(where)),
  ];
}

/** Whole numbers and days between two literals: as many values as there are. */
function spansIn(where: Expr): readonly Held[] {
  const bounds = conjuncts(where).flatMap(boundsIn);
  const named = Map.groupBy(bounds, ({ column }) => keyOf(column));
  return [...named.values()].flatMap((all) => {
    const [{ column } = {}] = all;
    const from = Math.max(...all.map(({ least }) => least));
    const to = Math.min(...all.map(({ most }) => most));
    const values = Math.max(1, to - from + 1);
    return column !== undefined && Number.isFinite(values) ? [{ column, values, nulls: false }] : [];
  });
}

/** `least` and `most`: what a value of the column may be. */
type Bounds = { readonly column: Column; readonly least: number; readonly most: number };

function boundsIn(one: Expr): readonly Bounds[] {
  if (one.kind === 'between' && !one.negated && !one.symmetric) {
    const [least, most] = [countOf(one.low, one.arg), countOf(one.high, one.arg)];
    return one.arg.kind === 'column' && least !== null && most !== null ? [{ column: one.arg, least, most }] : [];
  }
  if (one.kind !== 'operation' || one.left === null) return [];
  const { left, right, op } = one;
  const [column, value] = left.kind === 'column' ? [left, countOf(right, left)] : [right, countOf(left, right)];
  if (column.kind !== 'column' || value === null) return [];
  const isBelow = op === (column === left ? '<' : '>') || op === (column === left ? '<=' : '>=');
  const isAbove = op === (column === left ? '>' : '<') || op === (column === left ? '>=' : '<=');
  return isBelow
    ? [{ column, least: -Infinity, most: value }]
    : isAbove
      ? [{ column, least: value, most: Infinity }]
      : [];
}

const INTEGERS: ReadonlySet<string> = new Set(['int2', 'int4', 'int8']);
const DAY = 86_400_000;

/** A literal as a number of its column's, a date as the number of its day; null for all else. */
function countOf(value: Expr, { type }: Expr): number | null {
  const text = literalText(value);
  if (text === null) return null;
  const found =
    type === 'date' && value.type === 'date'
      ? Date.parse(/^\s*\d{4}-\d{2}-\d{2}\s*$/.test(text) ? text.trim() : '') / DAY
      : INTEGERS.has(type) && INTEGERS.has(value.type)
        ? Number(text)
        : Number.NaN;
  // Beyond these a number has lost digits.
  return Number.isSafeInteger(found) ? found : null;
}

/** These columns, and those that equal them. */
function alike(held: readonly Held[], pairs: readonly Pair[]): readonly Held[] {
  const found = [...held];
  const seen = new Set<Pair>();
  for (const { column, values } of found)
    for (const pair of pairs) {
      const { one, other, of } = pair;
      if (seen.has(pair) || one.alias !== column.alias || one.name !== column.name || !of.has(other.alias)) continue;
      seen.add(pair);
      found.push({ column: other, values, nulls: false });
    }
  return found;
}

/** Does a condition leave no row of its entry in which the column is NULL? */
function isKept({ where }: Level, equalities: readonly Equality[], { alias, name }: Column): boolean {
  const isIt = (expr: Expr | null): boolean => expr?.kind === 'column' && expr.alias === alias && expr.name === name;
  const isStrict = (one: Expr): boolean =>
    (one.kind === 'null_test' && one.negated && isIt(one.arg)) ||
    (one.kind === 'operation' && COMPARISONS.has(one.op) && (isIt(one.left) || isIt(one.right))) ||
    (one.kind === 'in_list' && isIt(one.left)) ||
    (one.kind === 'between' && !one.negated && isIt(one.arg));
  return (
    equalities.some(({ left, right, of }) => of.has(alias) && (isIt(left) || isIt(right))) ||
    (where !== null && conjuncts(where).some(isStrict))
  );
}

/** They are NULL where one side is. */
const COMPARISONS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
