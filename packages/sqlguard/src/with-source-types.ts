import type { Catalogue, Column, Dataset, SourceTypes } from '@aureus/contract';
import { isKnownType, pathOf, toLoose, type TypeName } from './pg/types.ts';

/** What the server calls the column's type, where that is a domain. */
export type OfDomain = { readonly domain?: string };

const known = new WeakMap<SourceTypes, WeakMap<Catalogue, Catalogue>>();
const NO_TYPES: SourceTypes = {};

/** The catalogue with domains replaced by what they are made of, and enums and texts that compare loosely marked as such. */
export function withSourceTypes(catalogue: Catalogue, types = catalogue.source.types ?? NO_TYPES): Catalogue {
  const made = known.get(types) ?? new WeakMap<Catalogue, Catalogue>();
  known.set(types, made);
  const read = made.get(catalogue) ?? readTypes(catalogue, types);
  made.set(catalogue, read);
  return read;
}

function readTypes(catalogue: Catalogue, types: SourceTypes): Catalogue {
  const datasets = catalogue.datasets.map((dataset) => ({
    ...dataset,
    columns: dataset.columns.map((column) => readColumn(column, types)),
  }));
  return { ...catalogue, datasets };
}

function readColumn(column: Column, types: SourceTypes): Dataset['columns'][number] & OfDomain {
  const read = { ...column, type: typeOf(column, types) };
  return kindOf(column.type, types) === 'domain' ? { ...read, domain: column.type } : read;
}

/** What a column is computed as. */
export function typeOf(column: Column, types: SourceTypes = NO_TYPES): string {
  const made = madeType(column.type, types);
  return column.comparesLoosely === true ? toLoose(made) : made;
}

/**
 * A domain may stand over another one; a name that leads in a circle stays what it is. So
 * does a domain over an enum: PostgreSQL finds no operator for it.
 */
function madeType(name: string, types: SourceTypes): string {
  if (kindOf(name, types) === 'enum') return `enum:${name}`;
  if (name.endsWith('[]') && kindOf(name.slice(0, -2), types) === 'enum') return `_enum:${name.slice(0, -2)}`;
  const base = baseOf(name, types);
  return kindOf(base, types) === undefined ? base : name;
}

function baseOf(name: string, types: SourceTypes, depth = 0): string {
  const found = Object.hasOwn(types, name) ? types[name] : undefined;
  return found?.kind !== 'domain' || depth > 8 ? name : baseOf(found.base, types, depth + 1);
}

const kindOf = (name: string, types: SourceTypes): string | undefined =>
  Object.hasOwn(types, name) ? types[name]?.kind : undefined;

const named = new WeakMap<SourceTypes, ReadonlyMap<string, TypeName>>();
const NO_ENUMS: ReadonlyMap<string, TypeName> = new Map();

/** Enums as a candidate may name them: in full, and without the schema where that leaves no doubt. */
export function enumsOf(types: SourceTypes | undefined): ReadonlyMap<string, TypeName> {
  if (types === undefined) return NO_ENUMS;
  const made = named.get(types) ?? readEnums(types);
  named.set(types, made);
  return made;
}

/** A bare name that is also a built-in type's means that one. */
function readEnums(types: SourceTypes): ReadonlyMap<string, TypeName> {
  const all = Object.keys(types).map((name) => ({ name, path: pathOf(name) }));
  const enums = all.filter(({ name }) => types[name]?.kind === 'enum');
  const isClear = (bare: string | undefined): bare is string =>
    bare !== undefined && !isKnownType(bare) && all.filter(({ path }) => path.at(-1) === bare).length === 1;
  return new Map([
    ...enums.flatMap(({ name, path }) => {
      const bare = path.at(-1);
      return isClear(bare) ? [[bare, `enum:${name}`] as const] : [];
    }),
    ...enums.map(({ name, path }) => [path.join('.'), `enum:${name}`] as const),
  ]);
}
