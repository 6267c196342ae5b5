import type { ResultColumn } from '@aureus/contract';
import type { ExactRow } from '../api/exact-json.ts';
import { isNumeric, rawValue } from './value-format.ts';

/**
 * A computed measure has no scale of its own: a sum of cents comes as 12.5 and 12.25. The longest fraction among its
 * values becomes the column's, so that decimal points stand below each other; only zeros are added, nothing is rounded.
 */
export function withScale(columns: readonly ResultColumn[], rows: readonly ExactRow[]): readonly ResultColumn[] {
  return columns.map((column) => {
    if (column.scale !== null || column.role !== 'measure' || !isNumeric(column)) return column;
    let scale = 0;
    for (const row of rows) scale = Math.max(scale, fractionLength(rawValue(row[column.name] ?? null)));
    return { ...column, scale };
  });
}

const fractionLength = (text: string): number => /^-?\d+\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
