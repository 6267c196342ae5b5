/**
 * Types whose values may be computed with. Left out on purpose: `timetz` (hangs on the session), `reg*` (reads the
 * catalog), `xml`, `oid`, text search, `pg_*`. A column of another type may be shown, nothing else.
 */
const SCALARS = [
  'bool',
  'int2',
  'int4',
  'int8',
  'numeric',
  'float4',
  'float8',
  'money',
  'text',
  'varchar',
  'bpchar',
  'name',
  'char',
  'bytea',
  'uuid',
  'bit',
  'varbit',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'interval',
  'json',
  'jsonb',
  'inet',
  'cidr',
  'macaddr',
  'point',
] as const;

const RANGES = ['int4range', 'int8range', 'numrange', 'daterange', 'tsrange', 'tstzrange'] as const;

const MULTIRANGES = RANGES.map((name) => name.replace('range', 'multirange'));

export const ALLOWED_TYPES: ReadonlySet<string> = new Set([
  ...SCALARS,
  ...RANGES,
  ...MULTIRANGES,
  ...[...SCALARS, ...RANGES, ...MULTIRANGES].map((name) => `_${name}`),
]);

/** Polymorphic and pseudo types that may stand in a signature; their actual types are checked at the call. */
export const ALLOWED_PSEUDO: ReadonlySet<string> = new Set([
  'any',
  'anyelement',
  'anyarray',
  'anynonarray',
  'anyrange',
  'anyenum',
  'anycompatible',
  'anycompatiblearray',
  'anycompatiblenonarray',
  'anycompatiblerange',
  'anymultirange',
  'anycompatiblemultirange',
  'record',
  // Only ever a literal that has been read (coerce.ts).
  'jsonpath',
]);
