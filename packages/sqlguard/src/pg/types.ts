import { RANGES } from '../generated/ranges.gen.ts';
import { TYPES } from '../generated/types.gen.ts';
import type { TypeRow } from './rows.ts';

const BY_NAME: ReadonlyMap<string, TypeRow> = new Map((TYPES as readonly TypeRow[]).map((row) => [row.name, row]));
const ARRAY_OF: ReadonlyMap<string, string> = new Map(
  // The catalogs' own `int2vector` has elements too, and is no array of them.
  (TYPES as readonly TypeRow[]).flatMap((row) =>
    row.element !== undefined && row.name.startsWith('_') ? [[row.element, row.name] as const] : [],
  ),
);
const RANGE_ELEMENT: ReadonlyMap<string, string> = new Map(RANGES.map((row) => [row.name, row.element]));

/** Names of types as PostgreSQL stores them (`int4`, `_text`); `unknown` is an untyped literal, `?x` a type we do not know. */
export type TypeName = string;
export const UNKNOWN: TypeName = 'unknown';

/** An enum of the source: compared with its own values, sorted, grouped, cast to text. */
export const isEnum = (type: TypeName): boolean => type.startsWith(ENUM);
const ENUM = 'enum:';
/** A list of values of one enum, named as the lists of built-in types are. */
export const isEnumList = (type: TypeName): boolean => type.startsWith(`_${ENUM}`);
/** Schema and name as `format_type` prints them, quoted where they must be: `public."LoanStatus"`. */
export const pathOf = (formatted: string): readonly string[] =>
  (formatted.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []).map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
export const enumPath = (type: TypeName): readonly string[] => pathOf(type.slice(ENUM.length));
export const isForeign = (type: TypeName): boolean => type.startsWith('?');
/**
 * A text under a collation that is not deterministic: what = and GROUP BY find equal looks different, and before
 * PostgreSQL 18 LIKE raises. It is foreign but for its masks, which read it byte by byte.
 */
const LOOSE = ' under a collation that is not deterministic';
export const toLoose = (formatted: string): TypeName => `?${formatted}${LOOSE}`;
export const isLoose = (type: TypeName): boolean => isForeign(type) && type.endsWith(LOOSE);
const looseBase = (type: TypeName): string => type.slice(1, -LOOSE.length);
/** What the bytes are of, whatever they are compared by. */
export const storedType = (type: TypeName): TypeName => (isLoose(type) ? fromFormatted(looseBase(type)).type : type);
export const categoryOf = (type: TypeName): string =>
  type === UNKNOWN ? 'X' : isEnum(type) ? 'E' : isEnumList(type) ? 'A' : (BY_NAME.get(type)?.category ?? 'U');
export const isPreferred = (type: TypeName): boolean => BY_NAME.get(type)?.preferred === true;
export const elementOf = (type: TypeName): TypeName | undefined =>
  isEnumList(type) ? type.slice(1) : BY_NAME.get(type)?.element;
export const arrayOf = (type: TypeName): TypeName | undefined => (isEnum(type) ? `_${type}` : ARRAY_OF.get(type));
export const rangeElementOf = (type: TypeName): TypeName | undefined => RANGE_ELEMENT.get(type);
export const multirangeOf = (type: TypeName): TypeName | undefined =>
  RANGE_ELEMENT.has(type) ? type.replace('range', 'multirange') : undefined;
export const rangeIn = (type: TypeName): TypeName | undefined =>
  isMultirange(type) ? type.replace('multirange', 'range') : undefined;
export const isMultirange = (type: TypeName): boolean => BY_NAME.get(type)?.kind === 'm';
/** Sorted by its bytes in every database. */
export const isName = (type: TypeName): boolean => type === 'name' || type === '_name';
export const isKnownType = (type: TypeName): boolean => BY_NAME.has(type);

/** SQL spellings that `format_type` and people use, to the stored name. */
const SPELLINGS: Readonly<Record<string, TypeName>> = {
  boolean: 'bool',
  smallint: 'int2',
  integer: 'int4',
  int: 'int4',
  bigint: 'int8',
  real: 'float4',
  'double precision': 'float8',
  decimal: 'numeric',
  'character varying': 'varchar',
  character: 'bpchar',
  '"char"': 'char',
  '"bit"': 'bit',
  'bit varying': 'varbit',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
};

const FORMATTED: Readonly<Record<TypeName, string>> = Object.fromEntries(
  Object.entries(SPELLINGS)
    .filter(([spelling]) => spelling !== 'int' && spelling !== 'decimal' && spelling !== '"bit"')
    .map(([spelling, name]) => [name, spelling]),
);

/** Types that are not what their SQL spelling alone would mean: `character` is `character(1)`, `bit` is `bit(1)`. */
const UNBOUNDED: Readonly<Record<TypeName, string>> = { bpchar: 'bpchar', bit: '"bit"' };

export type TypedName = { readonly type: TypeName; readonly mod: string | null };

/** Reads `format_type` output. A type outside `pg_catalog` becomes `?spelling`: shown, never computed with. */
export function fromFormatted(text: string): TypedName {
  const known = READ.get(text);
  if (known !== undefined) return known;
  const read = readFormatted(text);
  if (READ.size > 10_000) READ.clear();
  READ.set(text, read);
  return read;
}

const READ = new Map<string, TypedName>();

function readFormatted(text: string): TypedName {
  if (isEnum(text) || isEnumList(text) || isLoose(text)) return { type: text, mod: null };
  const array = text.endsWith('[]');
  const plain = text.replace(/(\[\])+$/, '').trim();
  const found = /^([a-z0-9_" ]+?)\s*(?:\(([0-9, -]+)\))?((?: with| without) time zone)?$/.exec(plain);
  if (!found) return { type: `?${text}`, mod: null };
  const [, base = '', mod, zone = ''] = found;
  const spelled = `${base}${zone}`;
  const scalar = Object.hasOwn(SPELLINGS, spelled)
    ? SPELLINGS[spelled]
    : BY_NAME.has(spelled)
      ? spelled
      : intervalFields(spelled);
  const type = scalar === undefined ? undefined : array ? arrayOf(scalar) : scalar;
  if (type === undefined) return { type: `?${text}`, mod: null };
  const fields = scalar === 'interval' ? [fieldsOf(spelled)] : [];
  const numbers = [...fields, ...(mod?.split(',') ?? [])].map(Number);
  return { type, mod: String(numbers) === FULL_INTERVAL ? null : wholeMod(scalar ?? type, numbers) };
}

/** Digits behind the second; the server takes more for this. */
export const MAX_PRECISION = 6;

/** Modifiers as the server keeps them: `numeric(3)` is `numeric(3,0)`, `timestamp(9)` is `timestamp(6)`. */
export function wholeMod(type: TypeName, numbers: readonly number[]): string | null {
  if (numbers.length === 0) return null;
  if (type === 'numeric' && numbers.length === 1) return `${numbers[0]},0`;
  const isPrecision = (index: number): boolean => (type === 'interval' ? index === 1 : categoryOf(type) === 'D');
  return numbers.map((number, index) => (isPrecision(index) ? Math.min(number, MAX_PRECISION) : number)).join(',');
}

const intervalFields = (spelled: string): TypeName | undefined =>
  spelled.startsWith('interval ') ? 'interval' : undefined;

/** As `format_type` prints it. */
export function toFormatted({ type, mod }: TypedName): string {
  if (isLoose(type)) return looseBase(type);
  if (isForeign(type)) return type.slice(1);
  if (isEnum(type)) return type.slice(ENUM.length);
  const element = elementOf(type);
  if (element !== undefined) return `${toFormatted({ type: element, mod })}[]`;
  const spelling = FORMATTED[type] ?? type;
  if (mod === null) return UNBOUNDED[type] ?? spelling;
  if (type === 'interval') return formatInterval(mod);
  const zone = / with(out)? time zone$/.exec(spelling);
  return zone ? `${spelling.slice(0, zone.index)}(${mod})${zone[0]}` : `${spelling}(${mod})`;
}

const FULL_INTERVAL = '32767';
/** The parser writes the fields of an interval as one number. */
const INTERVAL_FIELDS: Readonly<Record<string, string>> = {
  4: ' year',
  2: ' month',
  8: ' day',
  1024: ' hour',
  2048: ' minute',
  4096: ' second',
  6: ' year to month',
  1032: ' day to hour',
  3080: ' day to minute',
  7176: ' day to second',
  3072: ' hour to minute',
  7168: ' hour to second',
  6144: ' minute to second',
  [FULL_INTERVAL]: '',
};

const FIELDS_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(INTERVAL_FIELDS).map(([fields, words]) => [`interval${words}`, fields]),
);
const fieldsOf = (spelled: string): string => FIELDS_OF.get(spelled) ?? FULL_INTERVAL;

function formatInterval(mod: string): string {
  const [fields = FULL_INTERVAL, precision] = mod.split(',');
  return `interval${INTERVAL_FIELDS[fields] ?? ''}${precision === undefined ? '' : `(${precision})`}`;
}
