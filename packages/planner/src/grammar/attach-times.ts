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
    return reachColumns(schema, table, pending.cols, (col) => col.role === 'date' || isYear(col))
      .filter((one) => one.ref.path.length === 0 || one.cost < 1)
      .flatMap((one) => {
        const pred = one.col.role === 'date' ? range(one.ref) : yearPred(one.ref, pending.date);
        return pred === null
          ? []
          : [{ pred, cost: one.cost + (one.ref.path.length > 0 ? 0.4 : 0), notes: [] as readonly string[] }];
      });
  }
  const owner = schema.tables.get(table);
  const dates = owner?.cols.filter((col) => col.role === 'date') ?? [];
  const years = attachYear(table, owner?.cols ?? [], pending.date);
  if (years.length > 0 && isOfRecord(owner)) return years;
  const chosen = owner?.defaultDate ?? null;
  if (chosen === null) return years;
  const notes = dates.length > 1 ? [`"${pending.date.text}" is read on ${chosen.replace(/_/g, ' ')}`] : [];
  const found = range({ table, column: chosen, path: [] });
  const pred: Pred =
    isOfSnapshot(owner) || pending.isSaid === true || found.kind !== 'range' ? found : { ...found, isImplied: true };
  return [{ pred, cost: dates.length > 1 ? 0.25 : 0.05, notes }];
}

/** True if a row is what stood on its date, so that a figure of its own is that of the day. */
export function isOfSnapshot(owner: Table | undefined): boolean {
  const words = owner?.byName.get(owner.defaultDate ?? '')?.words ?? [];
  return words.some((word) =>
    /^(snapshot|balance|position|valuation|report|reporting|statement|period|value|of)$/.test(word),
  );
}

/** True if the dataset's date only says when the row was written down. */
function isOfRecord(owner: Table | undefined): boolean {
  const words = owner?.byName.get(owner.defaultDate ?? '')?.words ?? [];
  return (
    words.length === 0 ||
    words.some((word) => /^(create|created|update|updated|insert|inserted|load|loaded|snapshot)$/.test(word))
  );
}

/** Names of columns that say when, where the type is a number: "built", "founded_year". */
const YEARLIKE = /^(founded|established|built|opened|released|published|launched|born)$/;

function isYear(col: Col): boolean {
  return col.kind === 'number' && (col.words.at(-1) === 'year' || (col.words.length === 1 && YEARLIKE.test(col.name)));
}

/** The year that begins on this day, or that it does not cut in two. */
function yearOf(day: string | null): number | null {
  return day !== null && day.endsWith('-01-01') ? Number(day.slice(0, 4)) : null;
}

/** Whole calendar years meet a column that holds years as numbers. */
function yearPred(ref: ColRef, { from, to }: DateRead): Pred | null {
  const [low, high] = [yearOf(from), yearOf(to)];
  if ((from !== null && low === null) || (to !== null && high === null)) return null;
  const compare = (op: '=' | '>=' | '<', year: number): Pred => ({
    kind: 'compare',
    col: ref,
    op,
    value: { kind: 'number', value: year },
  });
  if (low !== null && high === low + 1) return compare('=', low);
  const parts = [...(low === null ? [] : [compare('>=', low)]), ...(high === null ? [] : [compare('<', high)])];
  const [first] = parts;
  return first === undefined ? null : parts.length === 1 ? first : { kind: 'all', parts };
}

function attachYear(table: string, cols: readonly Col[], date: DateRead): readonly Found[] {
  const years = cols.filter((one) => isYear(one));
  const [col] = years;
  const pred = col === undefined ? null : yearPred({ table, column: col.name, path: [] }, date);
  return pred === null || years.length > 1 ? [] : [{ pred, cost: 0.1, notes: [] }];
}
