import type { Cell, ResultColumn, ResultRow } from '@aureus/contract';
import { uniqueNames } from './query-view.ts';

type TextRows = readonly (readonly (string | null)[])[];

const NUMBER = /^(smallint|integer|bigint|numeric|real|double precision)/;

/** 15 decimal digits survive a JSON number in every reader; with one digit more the whole column goes as text. */
const SAFE_DIGITS = 15;

/**
 * PostgreSQL's own text as JSON. A column is numbers if every value of the *whole* result fits, else all strings, so
 * that a page never has another type than the page before.
 */
export function toResultRows(
  columns: readonly ResultColumn[],
  all: TextRows,
  page: { from: number; to: number },
): ResultRow[] {
  const named = uniqueNames(columns).map((column, at) => ({
    name: column.name,
    convert: converterFor(column, all, at),
  }));
  return all.slice(page.from, page.to).map((row) => {
    // defineProperty semantics: a column called __proto__ is a column.
    const cells = named.map(({ name, convert }, at): [string, Cell] => [name, convertCell(row[at] ?? null, convert)]);
    return Object.fromEntries(cells);
  });
}

const convertCell = (value: string | null, convert: (text: string) => Cell): Cell =>
  value === null ? null : convert(value);

function converterFor(column: ResultColumn, all: TextRows, at: number): (text: string) => Cell {
  if (column.type === 'boolean') return (text) => text === 't';
  const numeric = NUMBER.test(column.type) && all.every((row) => isSafe(row[at] ?? null));
  return numeric ? Number : (text) => text;
}

function isSafe(value: string | null): boolean {
  if (value === null) return true;
  const digits = value.replaceAll(/[^0-9]/g, '').replace(/^0+/, '');
  return /^-?\d+(\.\d+)?$/.test(value) && digits.length <= SAFE_DIGITS;
}

/** RFC 4180, UTF-8. A text cell that a spreadsheet would run as a formula gets a leading apostrophe. */
export function toCsv(columns: readonly ResultColumn[], rows: TextRows): string {
  const shown = columns.map(csvWriter);
  const lines = rows.map((row) => row.map((value, at) => (shown[at] ?? text)(value)).join(','));
  const header = uniqueNames(columns).map((column) => text(column.name));
  return [header.join(','), ...lines, ''].join('\r\n');
}

const text = (value: string | null): string => csvCell(value, false);

/** A truth value is spelled as in the JSON of the same result, not as PostgreSQL sends it. */
function csvWriter({ type }: ResultColumn): (value: string | null) => string {
  if (type === 'boolean') return (value) => (value === null ? '' : String(value === 't'));
  return NUMBER.test(type) ? (value) => csvCell(value, true) : text;
}

function csvCell(value: string | null, numeric: boolean): string {
  if (value === null) return '';
  const guarded = !numeric && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) || guarded === '' ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
