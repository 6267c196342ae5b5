import type { Column, ColumnRole, Dataset } from '@aureus/contract';
import { stem } from '../words.ts';
import { nameWords } from './naming.ts';
import type { Col, Kind } from './table.ts';

/** The kind of a type as `format_type` prints it. */
export function kindOf(type: string): Kind {
  if (/^(small|big)?int|^numeric|^decimal|^real|^double|^money|^serial|^bigserial|^float/.test(type)) return 'number';
  if (/^timestamp.*with time zone|^timestamptz/.test(type)) return 'timestamptz';
  if (type.startsWith('timestamp')) return 'timestamp';
  if (type.startsWith('date')) return 'date';
  if (type.startsWith('bool')) return 'boolean';
  return /^(text|char|varchar|name|citext|bpchar|uuid|"char"|character)/.test(type) ? 'text' : 'other';
}

/** Words of figures that never add up. */
export const RATE_WORDS: ReadonlySet<string> = new Set([
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

/** The role a column has, where its type or its keys say more than what was published. */
export function inferRole(column: Column, kind: Kind, words: readonly string[], isKey: boolean): ColumnRole {
  if (isKey) return 'key';
  if (kind === 'boolean') return 'flag';
  if (kind === 'date' || kind === 'timestamp' || kind === 'timestamptz') return 'date';
  const last = words.at(-1) ?? '';
  if (kind === 'number') return ID_WORDS.has(last) ? 'key' : column.role === 'dimension' ? 'dimension' : 'measure';
  return column.role === 'measure' || column.role === 'date' || column.role === 'flag' ? 'dimension' : column.role;
}

/** A text column whose every value occurs once, so that it tells rows apart. */
export function isUnique(column: Column | undefined): boolean {
  const values = column?.values ?? [];
  return values.length > 1 && values.every(({ frequency }) => frequency === 1);
}

/** What a name of a thing itself may be called: "company name" of a supplier, but not "customer name" of an order. */
const NAME_KINDS = new Set([
  'company',
  'business',
  'firm',
  'organization',
  'legal',
  'trade',
  'display',
  'brand',
  'common',
]);

/** The one text column whose values tell all rows apart. */
function onlyUnique(dataset: Dataset, texts: readonly Col[]): Col | undefined {
  const unique = texts.filter((col) => isUnique(col.source) && !dataset.primaryKey.includes(col.name));
  return unique.length === 1 && dataset.primaryKey.length === 1 ? unique[0] : undefined;
}

/** The column that names a row to a person: the published one, else what its name says. */
export function inferDisplay(dataset: Dataset, cols: readonly Col[], entity: string): string | null {
  if (dataset.displayColumn !== null) return dataset.displayColumn;
  const texts = cols.filter((col) => col.kind === 'text' && !ID_WORDS.has(col.words.at(-1) ?? ''));
  const named = texts.filter((col) => col.words.at(-1) === 'name');
  const own = named.find(
    (col) =>
      col.words.length === 1 || col.words.slice(0, -1).join(' ') === entity || entity.endsWith(col.words[0] ?? ''),
  );
  const full = texts.find((col) => col.words.length === 2 && col.words[0] === 'full' && col.words[1] === 'name');
  const title = texts.find((col) => col.words.length === 1 && ['title', 'label', entity].includes(col.words[0] ?? ''));
  const keyed = dataset.primaryKey.length === 1 ? texts.find((col) => col.name === dataset.primaryKey[0]) : undefined;
  const firm = named.find((col) => col.words.length === 2 && NAME_KINDS.has(col.words[0] ?? ''));
  return [full, own, title, keyed, firm, onlyUnique(dataset, texts)].find((col) => col !== undefined)?.name ?? null;
}

/** The date meant when none is named. */
export function inferDate(dataset: Dataset, cols: readonly Col[]): string | null {
  if (dataset.defaultDate !== null) return dataset.defaultDate;
  const dates = cols.filter((col) => col.role === 'date');
  if (dates.length === 1) return dates[0]?.name ?? null;
  const plain = dates.filter(
    (col) =>
      !/birth|update|modif|expir|due|matur|clos|end|delet|return|resolv|complet|cancel|finish|discharg/.test(col.name),
  );
  if (plain.length === 1) return plain[0]?.name ?? null;
  const stems = new Set(nameWords(dataset.name).map(stem));
  const isMain = (col: Col): boolean => col.words.length === 1 || col.words.some((word) => stems.has(stem(word)));
  const begun = (col: Col): boolean => /creat|placed|made|issued|order|start|occur|happen/.test(col.name);
  return (plain.find(isMain) ?? plain.find(begun))?.name ?? null;
}

/** True if the table only joins others: two keys and next to nothing of its own. */
export function isJunction(dataset: Dataset): boolean {
  const keyed = new Set(dataset.foreignKeys.flatMap((key) => key.columns));
  const rest = dataset.columns.filter((column) => !keyed.has(column.name) && !dataset.primaryKey.includes(column.name));
  return dataset.foreignKeys.length >= 2 && rest.length <= 2;
}
