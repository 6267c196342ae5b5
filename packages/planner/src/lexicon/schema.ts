import type { Column, ColumnRole, Dataset, ForeignKey, Term } from '@aureus/contract';
import type { PlannerSlice } from '../types.ts';
import { ABBREVIATIONS, singular } from '../words.ts';

export type Kind = 'number' | 'text' | 'date' | 'timestamp' | 'timestamptz' | 'boolean' | 'other';

/** A column as the planner sees it: what is published, and what follows from its name and type where nothing is. */
export type Col = {
  readonly table: string;
  readonly name: string;
  readonly words: readonly string[];
  readonly kind: Kind;
  readonly type: string;
  readonly role: ColumnRole;
  readonly additive: boolean;
  readonly unit: string | null;
  readonly masked: boolean;
  readonly notNull: boolean;
  readonly source: Column;
};

export type Table = {
  readonly name: string;
  readonly words: readonly string[];
  readonly singular: string;
  readonly plural: string;
  readonly synonyms: readonly string[];
  readonly cols: readonly Col[];
  readonly byName: ReadonlyMap<string, Col>;
  readonly key: readonly string[];
  readonly display: string | null;
  readonly defaultDate: string | null;
  readonly terms: readonly Term[];
  readonly links: readonly Link[];
  readonly rows: number;
  readonly junction: boolean;
  /** True if one thing may fill several rows (no key, and its name repeats): lists and counts are of different names. */
  readonly repeats: boolean;
};

/** A key of this table that points at one row of another. */
export type Link = {
  readonly from: string;
  readonly to: string;
  readonly columns: readonly (readonly [string, string])[];
  readonly roles: readonly string[];
  readonly declared: boolean;
};
export type Schema = { readonly tables: ReadonlyMap<string, Table>; readonly timeZone: string };

/** Splits snake_case and camelCase, spells abbreviations out, and puts each word in the singular. */
export function nameWords(name: string): readonly string[] {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '');
  return parts.flatMap((part) => (ABBREVIATIONS[part] ?? part).split(' ')).map(singular);
}

function kindOf(type: string): Kind {
  if (/^(small|big)?int|^numeric|^decimal|^real|^double|^money|^serial|^bigserial|^float/.test(type)) return 'number';
  if (/^timestamp.*with time zone|^timestamptz/.test(type)) return 'timestamptz';
  if (type.startsWith('timestamp')) return 'timestamp';
  if (type.startsWith('date')) return 'date';
  if (type.startsWith('bool')) return 'boolean';
  return /^(text|char|varchar|name|citext|bpchar|uuid|"char"|character)/.test(type) ? 'text' : 'other';
}

const RATE_WORDS = new Set([
  'rate',
  'ratio',
  'percent',
  'percentage',
  'score',
  'rating',
  'margin',
  'yield',
  'density',
  'price',
  'age',
  'average',
  'index',
  'level',
  'rank',
  'temperature',
  'latitude',
  'longitude',
  'year',
  'altitude',
  'elevation',
  'height',
]);
/** True if the name says that the figure never adds up, whatever was published about it. */
export function isRate(col: Col): boolean {
  return col.words.some((word) => RATE_WORDS.has(word));
}

const ID_WORDS = new Set([
  'id',
  'code',
  'key',
  'number',
  'uuid',
  'identifier',
  'no',
  'zip',
  'phone',
  'postcode',
  'ssn',
  'isbn',
]);

function inferRole(column: Column, kind: Kind, words: readonly string[], isKey: boolean): ColumnRole {
  if (isKey) return 'key';
  if (kind === 'boolean') return 'flag';
  if (kind === 'date' || kind === 'timestamp' || kind === 'timestamptz') return 'date';
  const last = words.at(-1) ?? '';
  if (kind === 'number') return ID_WORDS.has(last) ? 'key' : column.role === 'dimension' ? 'dimension' : 'measure';
  return column.role === 'measure' || column.role === 'date' || column.role === 'flag' ? 'dimension' : column.role;
}

function toCol(dataset: Dataset, column: Column, slice: PlannerSlice): Col {
  const kind = kindOf(column.type.toLowerCase());
  const words = nameWords(column.name);
  const isKey = dataset.primaryKey.includes(column.name) && dataset.primaryKey.length === 1;
  const inKey = dataset.foreignKeys.some((key) => key.columns.includes(column.name));
  const role = inferRole(column, kind, words, isKey || inKey);
  const mask = slice.masks[dataset.name]?.[column.name] ?? 'full';
  return {
    table: dataset.name,
    name: column.name,
    words,
    kind,
    role,
    type: column.type,
    notNull: column.notNull,
    additive:
      column.additivity === undefined
        ? !words.some((word) => RATE_WORDS.has(word))
        : column.additivity !== 'non_additive',
    unit: column.unit ?? null,
    masked: mask !== 'full' || column.class === 'unclassified',
    source: column,
  };
}

function inferDisplay(dataset: Dataset, cols: readonly Col[], entity: string): string | null {
  if (dataset.displayColumn !== null) return dataset.displayColumn;
  const texts = cols.filter((col) => col.kind === 'text' && !ID_WORDS.has(col.words.at(-1) ?? ''));
  const named = texts.filter((col) => col.words.at(-1) === 'name');
  const own = named.find(
    (col) =>
      col.words.length === 1 || col.words.slice(0, -1).join(' ') === entity || entity.endsWith(col.words[0] ?? ''),
  );
  const full = texts.find((col) => col.words.length === 2 && col.words[0] === 'full' && col.words[1] === 'name');
  const title = texts.find((col) => col.words.length === 1 && ['title', 'label', entity].includes(col.words[0] ?? ''));
  const only = named.length === 1 ? named[0] : undefined;
  const keyed = dataset.primaryKey.length === 1 ? texts.find((col) => col.name === dataset.primaryKey[0]) : undefined;
  const foreign = (col: Col | undefined): boolean =>
    col !== undefined && dataset.foreignKeys.some((key) => key.columns.includes(col.name));
  return [full, own, title, keyed, foreign(only) ? undefined : only].find((col) => col !== undefined)?.name ?? null;
}

function inferDate(dataset: Dataset, cols: readonly Col[]): string | null {
  if (dataset.defaultDate !== null) return dataset.defaultDate;
  const dates = cols.filter((col) => col.role === 'date');
  if (dates.length === 1) return dates[0]?.name ?? null;
  const plain = dates.filter((col) => !/birth|update|modif|expir|due|matur|clos|end|delet/.test(col.name));
  return plain.length === 1 ? (plain[0]?.name ?? null) : (plain.find((col) => col.words.length <= 1)?.name ?? null);
}

function isJunction(dataset: Dataset): boolean {
  const keyed = new Set(dataset.foreignKeys.flatMap((key) => key.columns));
  const rest = dataset.columns.filter((column) => !keyed.has(column.name) && !dataset.primaryKey.includes(column.name));
  return dataset.foreignKeys.length >= 2 && rest.length <= 2;
}

function toLink(dataset: Dataset, key: ForeignKey): Link {
  const columns = key.columns.map((column, i) => [column, key.references.columns[i] ?? ''] as const);
  return { from: dataset.name, to: key.references.dataset, columns, roles: key.roleWords ?? [], declared: true };
}

/** Without declared keys: a column that bears the name of another table's one-column key, or of that table with "id". */
function inferLinks(dataset: Dataset, all: readonly Dataset[]): readonly Link[] {
  const links: Link[] = [];
  for (const other of all) {
    if (other.name === dataset.name) continue;
    const target = singular(nameWords(other.name).join('_'));
    const key =
      other.primaryKey.length === 1
        ? other.primaryKey[0]
        : other.columns.find((column) => column.name === 'id' || column.name === `${target}_id`)?.name;
    const keyColumn = other.columns.find((column) => column.name === key);
    if (key === undefined || keyColumn === undefined) continue;
    const column = dataset.columns.find((candidate) => {
      const name = candidate.name.toLowerCase();
      if (dataset.primaryKey.length === 1 && dataset.primaryKey[0] === candidate.name) return false;
      const same = name === key.toLowerCase() && key !== 'id' && name !== 'name';
      return (
        (same || name === `${target}_${key.toLowerCase()}` || name === `${target}_id` || name === `${target}id`) &&
        kindOf(candidate.type) === kindOf(keyColumn.type)
      );
    });
    if (column !== undefined)
      links.push({ from: dataset.name, to: other.name, columns: [[column.name, key]], roles: [], declared: false });
  }
  return links;
}

/** A text column whose every value occurs once, so that it tells rows apart. */
function isUnique(column: Column | undefined): boolean {
  const values = column?.values ?? [];
  return values.length > 1 && values.every(({ frequency }) => frequency === 1);
}

function keyOf(dataset: Dataset, display: string | null): readonly string[] {
  if (dataset.primaryKey.length > 0) return dataset.primaryKey;
  const named = dataset.columns.find(({ name }) => name === display);
  return isUnique(named) && display !== null ? [display] : [];
}

/** Columns that hold the names of another dataset's rows, by their values: at least 98 in 100 of them are known there. */
function inferByValues(dataset: Dataset, slice: PlannerSlice, taken: readonly Link[]): readonly Link[] {
  const links: Link[] = [];
  for (const column of dataset.columns) {
    const values = (column.values ?? []).map(({ value }) => value);
    if (
      values.length < 5 ||
      kindOf(column.type) !== 'text' ||
      taken.some((link) => link.columns.some(([from]) => from === column.name))
    )
      continue;
    for (const other of slice.catalogue.datasets) {
      const key =
        other.primaryKey.length === 1
          ? other.primaryKey[0]
          : other.primaryKey.length === 0
            ? (other.displayColumn ?? undefined)
            : undefined;
      const target = other.columns.find(({ name }) => name === key);
      if (
        other === dataset ||
        target === undefined ||
        !isUnique(target) ||
        (isUnique(column) && column.name === dataset.primaryKey[0])
      )
        continue;
      const known = new Set((target.values ?? []).map(({ value }) => value));
      if (values.filter((value) => known.has(value)).length >= values.length * 0.98)
        links.push({
          from: dataset.name,
          to: other.name,
          columns: [[column.name, target.name]],
          roles: [],
          declared: false,
        });
    }
  }
  return links;
}

function toTable(dataset: Dataset, slice: PlannerSlice): Table {
  const known = new Set(slice.catalogue.datasets.map((other) => other.name));
  const cols = dataset.columns
    .filter((column) => column.class !== 'unclassified')
    .map((column) => toCol(dataset, column, slice));
  const words = nameWords(dataset.name);
  const one =
    dataset.entity.singular === '' ? words.join(' ') : dataset.entity.singular.toLowerCase().replace(/_/g, ' ');
  const declared = dataset.foreignKeys
    .filter((key) => known.has(key.references.dataset))
    .map((key) => toLink(dataset, key));
  const inferred = inferLinks(dataset, slice.catalogue.datasets).filter(
    (link) => !declared.some((other) => other.to === link.to || other.columns[0]?.[0] === link.columns[0]?.[0]),
  );
  const byValues = inferByValues(dataset, slice, [...declared, ...inferred]);
  const byName = new Map(cols.map((col) => [col.name, col]));
  const display = inferDisplay(dataset, cols, words.join(' '));
  return {
    name: dataset.name,
    words,
    singular: one,
    cols,
    byName,
    plural:
      dataset.entity.plural === ''
        ? dataset.name.toLowerCase().replace(/_/g, ' ')
        : dataset.entity.plural.toLowerCase().replace(/_/g, ' '),
    synonyms: dataset.synonyms,
    key: keyOf(dataset, display).filter((name) => byName.has(name)),
    display: display !== null && byName.has(display) ? display : null,
    defaultDate: inferDate(dataset, cols),
    terms: dataset.terms,
    rows: dataset.rowEstimate,
    links: [...declared, ...inferred, ...byValues].filter((link) =>
      link.columns.every(([from, to]) => from !== '' && to !== ''),
    ),
    junction: isJunction(dataset),
    repeats: keyOf(dataset, display).length === 0 && display !== null,
  };
}

/** The asker's slice as tables and links. Pure: equal slices give equal schemas. */
export function toSchema(slice: PlannerSlice): Schema {
  const tables = slice.catalogue.datasets.map((dataset) => toTable(dataset, slice));
  return { tables: new Map(tables.map((table) => [table.name, table])), timeZone: slice.catalogue.source.timeZone };
}
