import { MAX_VALUE_BYTES } from '../input/limits.ts';
import { aliasesOf, childrenOf, conjuncts, orderKeys } from '../ir/children.ts';
import type { Column, Expr, From, Query } from '../ir/nodes.ts';
import { pickedOf, rowsOfQuery, rowsUnlimited, type Joined, type Known } from './estimate-rows.ts';
import { isFixed, type Sizes } from './widths.ts';

/** By whatever a question picks its rows, some may be as long as can be. */
const LONGEST = 500;

/** Rows that are picked by their amounts and days may be longer than others, as large payments say more of themselves. */
const TIMES_LONGER = 16;

type Listing = { readonly rows: number; readonly aliases: ReadonlySet<string> };

/**
 * Bytes that a value usually has in a list of so many rows. Of a whole table it is the average. Of rows that the question
 * picks, by a key, by a LIMIT or by what they are joined to, it is what it picks: all rows of a table may be one row of it,
 * again and again, and that the longest.
 */
export function usualAmong(
  known: Known,
  joined: Joined & { readonly given: readonly Column[] },
  { rows, aliases }: Listing,
  each: Sizes,
): number {
  if (rows * each.size <= MAX_VALUE_BYTES) return each.usual;
  const found = [...aliases].map((alias) => {
    const { all, left, times, limited } = pickedOf(known, joined, alias);
    const few = Math.max(1, Math.min(left, rows / times));
    // Each of them stands once, and a question names few.
    if (times <= 1 && limited === null) return each.usual;
    const longer = limited !== null && times <= 1 && isPickedByNumbers(limited) ? each.usual * TIMES_LONGER : Infinity;
    const some = limited === null ? each.usual + Math.min(1, LONGEST / few) * each.size : longer;
    return Math.min(each.usual * Math.max(1, all / few), some);
  });
  return Math.min(each.size, Math.max(each.usual, ...found));
}

/** The same of the only value in each row of a query, whose own LIMIT picks them. */
export function pickedUsual(known: Known, query: Query, each: Sizes): number {
  const rows = rowsOfQuery(known, query);
  if (rows * each.size <= MAX_VALUE_BYTES) return each.usual;
  return Math.min(each.size, each.usual * Math.max(1, rowsUnlimited(known, query) / rows));
}

/** What is made of columns is as many times longer than usual as one of them may be; numbers and days are what they are. */
export function longest({ size, usual }: Sizes, made: readonly Expr[]): Sizes {
  return { size: Math.min(size, usual * Math.max(1, ...made.map(timesLonger))), usual };
}

const SHORT = 128;

function timesLonger(expr: Expr): number {
  if (expr.kind === 'column' || expr.kind === 'sublink')
    return isFixed(expr.type) || expr.size <= SHORT ? 1 : expr.size / Math.max(1, expr.usual);
  return Math.max(1, ...childrenOf(expr).map(timesLonger));
}

/**
 * Whether rows are picked by nothing but numbers and days that the bank stored: in what a question computes, it may hide how
 * long a text is.
 */
function isPickedByNumbers(query: Query): boolean {
  if (query.kind !== 'select' || query.distinct !== 'no' || query.group.length > 0) return false;
  return query.from.every(isFromNumbers) && isComparing(query.where) && orderKeys(query).every(isStored);
}

function isFromNumbers(item: From): boolean {
  if (item.kind !== 'join')
    return item.kind === 'relation' || (item.kind === 'subquery' && isPickedByNumbers(item.query));
  return [item.left, item.right].every(isFromNumbers) && item.on !== null && isComparing(item.on);
}

const COMPARING: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

/** Stored numbers beside each other and beside what no row decides. */
function isComparing(condition: Expr | null): boolean {
  const conditions = condition === null ? [] : conjuncts(condition);
  return conditions.every((one) => {
    const isPlain = one.kind === 'operation' ? COMPARING.has(one.op) : one.kind === 'between' || one.kind === 'in_list';
    return isPlain && childrenOf(one).every((side) => isStored(side) || aliasesOf(side).size === 0);
  });
}

function isStored(expr: Expr): boolean {
  if (expr.kind !== 'column' || expr.deps.length !== 1 || expr.deps[0]?.direct !== true) return false;
  return isFixed(expr.type) || expr.type === 'numeric';
}
