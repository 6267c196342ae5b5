import type { ResultColumn } from '@aureus/contract';
import type { ExactCell } from '../api/exact-json.ts';

/** How one cell is drawn and spoken. Three absences have three looks: no value, empty text, withheld. */
export type Shown =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'withheld' };

type Facts = Pick<ResultColumn, 'type' | 'role' | 'scale' | 'mask'>;

const NUMERIC = /^(smallint|integer|bigint|numeric|decimal|real|double precision|int[248]|float[48]|money)\b/;

export const isNumeric = (column: Pick<ResultColumn, 'type'>): boolean => NUMERIC.test(column.type);

/**
 * Turns a cell into what is drawn, digit for digit: nothing is rounded, abbreviated, cut or re-zoned. Measures are
 * grouped and padded to the scale of their type; keys, years and other numbers that count nothing stay as they are.
 */
export function formatValue(cell: ExactCell, column: Facts): Shown {
  if (column.mask === 'redact') return { kind: 'withheld' };
  if (cell === null) return { kind: 'none' };
  if (typeof cell === 'boolean') return { kind: 'text', text: String(cell) };
  const text = typeof cell === 'string' ? cell : plainDigits(cell.digits);
  if (text === '') return { kind: 'empty' };
  if (!isNumeric(column)) return { kind: 'text', text };
  return { kind: 'number', text: column.role === 'measure' ? groupDigits(padScale(text, column.scale)) : text };
}

/** What Copy puts on the clipboard: the raw value. */
export function rawValue(cell: ExactCell): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? plainDigits(cell.digits) : String(cell);
}

/** Writes out a JSON exponent ("1e-7" is "0.0000001"): the same number, as PostgreSQL would print it. */
export function plainDigits(digits: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(digits);
  if (parts === null) return digits;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const all = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`;
  if (point >= all.length) return sign + all + '0'.repeat(point - all.length);
  return `${sign}${all.slice(0, point)}.${all.slice(point)}`;
}

/** Groups the whole part of a plain decimal; anything else ("NaN", "Infinity") is returned as it came. */
export function groupDigits(text: string): string {
  const parts = /^(-?)(\d+)((?:\.\d+)?)$/.exec(text);
  if (parts === null) return text;
  const [, sign = '', whole = '', fraction = ''] = parts;
  return sign.replace('-', '−') + whole.replace(/\B(?=(\d{3})+$)/g, ',') + fraction;
}

function padScale(text: string, scale: number | null): string {
  const parts = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
  if (parts === null || scale === null || scale <= 0) return text;
  return `${parts[1] ?? ''}.${(parts[2] ?? '').padEnd(scale, '0')}`;
}
