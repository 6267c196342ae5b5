import type { DateRead } from '../dates.ts';
import type { Col, Schema, Table } from '../lexicon/table.ts';
import type { ColRef, Pred } from '../meaning.ts';
import type { Found } from './found.ts';
import { reachColumns } from './reach.ts';
import type { Pending } from './sems.ts';

/** A time on the column named, else on the date that the dataset is about. */
export function attachDate(schema: Schema, table: string, pending: Extract<Pending, { k: 'date' }>): readonly Found[] {
  const range = (ref: ColRef): Pred => ({
    kind: 'range',
    col: ref,
    from: pending.date.from,
    to: pending.date.to,
    text: pending.date.text,
  });
  if (pending.cols !== null) {
    return reachColumns(schema, table, pending.cols, (col) => col.role === 'date')
      .filter((one) => one.ref.path.length === 0 || one.cost < 1)
      .map((one) => ({ pred: range(one.ref), cost: one.cost + (one.ref.path.length > 0 ? 0.4 : 0), notes: [] }));
  }
  const owner = schema.tables.get(table);
  const dates = owner?.cols.filter((col) => col.role === 'date') ?? [];
  const years = attachYear(table, owner?.cols ?? [], pending.date);
  if (years.length > 0 && isOfRecord(owner)) return years;
  const chosen = owner?.defaultDate ?? null;
  if (chosen === null) return years;
  const notes = dates.length > 1 ? [`"${pending.date.text}" is read on ${chosen.replace(/_/g, ' ')}`] : [];
  return [{ pred: range({ table, column: chosen, path: [] }), cost: dates.length > 1 ? 0.25 : 0.05, notes }];
}

/** True if the dataset's date only says when the row was written down. */
function isOfRecord(owner: Table | undefined): boolean {
  const words = owner?.byName.get(owner.defaultDate ?? '')?.words ?? [];
  return (
    words.length === 0 ||
    words.some((word) => /^(create|created|update|updated|insert|inserted|load|loaded|snapshot)$/.test(word))
  );
}

/** A calendar year meets a column that holds years as numbers. */
function attachYear(table: string, cols: readonly Col[], date: DateRead): readonly Found[] {
  const col = cols.find((one) => one.kind === 'number' && one.words.at(-1) === 'year');
  const year = Number(date.from?.slice(0, 4) ?? Number.NaN);
  const isYear = date.grain === 'year' && date.from?.endsWith('-01-01') === true && date.to === `${year + 1}-01-01`;
  if (col === undefined || !isYear) return [];
  return [
    {
      pred: {
        kind: 'compare',
        col: { table, column: col.name, path: [] },
        op: '=',
        value: { kind: 'number', value: year },
      },
      cost: 0.1,
      notes: [],
    },
  ];
}
