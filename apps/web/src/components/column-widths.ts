import type { ResultColumn } from '@aureus/contract';
import type { ExactRow } from '../api/exact-json.ts';
import { MASK_WORDS, typeWord, words } from '../words/en.ts';
import { formatValue } from './value-format.ts';

/** Pixels: the widest common character of the table's face at 13 px, the header's at 12 px, the two paddings. */
const CHARACTER = 8;
const HEAD_CHARACTER = 7.2;
const PADDING = 26;
const LEAST = 72;

/**
 * A width for each column that holds its longest loaded value whole: values are never cut, and a table whose rows
 * come and go while it scrolls must not change its columns.
 */
export function columnWidths(columns: readonly ResultColumn[], rows: readonly ExactRow[]): readonly number[] {
  return columns.map((column) => {
    const meta = column.mask === 'full' ? (column.unit ?? typeWord(column.type)) : `    ${MASK_WORDS[column.mask]}`;
    const head = Math.max(column.label.length, meta.length) * HEAD_CHARACTER;
    let longest = 0;
    for (const row of rows) longest = Math.max(longest, shownLength(row[column.name] ?? null, column));
    return Math.ceil(Math.max(LEAST, head + PADDING, longest * CHARACTER + PADDING));
  });
}

function shownLength(cell: ExactRow[string], column: ResultColumn): number {
  const shown = formatValue(cell, column);
  if (shown.kind === 'number' || shown.kind === 'text') return shown.text.length;
  return shown.kind === 'withheld' ? words.result.withheld.length : 2;
}
