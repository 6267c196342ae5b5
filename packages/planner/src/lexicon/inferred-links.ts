import type { Column, Dataset, ForeignKey } from '@aureus/contract';
import { isUnique, kindOf } from './inference.ts';
import type { Namer } from './naming.ts';
import type { Link } from './table.ts';

/** Fewer different values than this are in many columns by chance. */
const FEWEST_VALUES = 5;
const INCLUDED = 0.98;

export function toLink(dataset: Dataset, key: ForeignKey): Link {
  const columns = key.columns.map((column, i) => [column, key.references.columns[i] ?? ''] as const);
  return { from: dataset.name, to: key.references.dataset, columns, roles: key.roleWords ?? [], declared: true };
}

function keyColumn(dataset: Dataset): Column | undefined {
  const named =
    dataset.primaryKey.length === 1 ? dataset.primaryKey[0] : dataset.primaryKey.length === 0 ? 'id' : undefined;
  return dataset.columns.find(({ name }) => name === named);
}

function endsWith(words: readonly string[], tail: readonly string[]): boolean {
  return tail.length > 0 && tail.join(' ') === words.slice(-tail.length).join(' ');
}

/** Without declared keys: a column that bears the name of another dataset and its key ("customer_id", "dept_name"). */
export function linksByName(dataset: Dataset, all: readonly Dataset[], namer: Namer): readonly Link[] {
  const links: Link[] = [];
  const own = dataset.primaryKey.length === 1 ? dataset.primaryKey[0] : undefined;
  for (const other of all) {
    const key = keyColumn(other);
    if (other.name === dataset.name || key === undefined) continue;
    const table = namer.table(other.name);
    const words = namer.column(other.name, key.name);
    const full = words.some((word) => table.includes(word)) ? words : [...table, ...words];
    const byHead = [...table.slice(-1), ...words.filter((word) => !table.includes(word))];
    const column = dataset.columns.find((candidate) => {
      const name = namer.column(dataset.name, candidate.name);
      const matches =
        endsWith(name, full) || (full.length > 1 && (endsWith(name, byHead) || candidate.name === key.name));
      return candidate.name !== own && full.length > 1 && matches && kindOf(candidate.type) === kindOf(key.type);
    });
    if (column !== undefined)
      links.push({
        from: dataset.name,
        to: other.name,
        columns: [[column.name, key.name]],
        roles: [],
        declared: false,
      });
  }
  return links;
}

function nameColumn(dataset: Dataset): Column | undefined {
  const key =
    dataset.primaryKey.length === 1
      ? dataset.primaryKey[0]
      : dataset.primaryKey.length === 0
        ? (dataset.displayColumn ?? undefined)
        : undefined;
  return dataset.columns.find(({ name }) => name === key);
}

function isIncluded(column: Column, target: Column): boolean {
  const values = column.values ?? [];
  const known = new Set((target.values ?? []).map(({ value }) => value));
  return values.filter(({ value }) => known.has(value)).length >= values.length * INCLUDED;
}

/** Columns that hold the names of another dataset's rows, by their values: at least 98 in 100 of them are known there. */
export function linksByValues(dataset: Dataset, all: readonly Dataset[], taken: readonly Link[]): readonly Link[] {
  const isTaken = (name: string): boolean => taken.some((link) => link.columns.some(([from]) => from === name));
  const open = dataset.columns.filter(
    (column) =>
      (column.values ?? []).length >= FEWEST_VALUES && kindOf(column.type) === 'text' && !isTaken(column.name),
  );
  return open.flatMap((column) =>
    all.flatMap((other) => {
      const target = nameColumn(other);
      const isOwnKey = isUnique(column) && column.name === dataset.primaryKey[0];
      if (other === dataset || target === undefined || isOwnKey || !isUnique(target) || !isIncluded(column, target))
        return [];
      return [
        {
          from: dataset.name,
          to: other.name,
          columns: [[column.name, target.name] as const],
          roles: [],
          declared: false,
        },
      ];
    }),
  );
}
