import type { Catalogue } from '@aureus/contract';
import { isKnownType, type TypeName } from './pg/types.ts';
import type { SourceTypes } from './types.ts';

const known = new WeakMap<SourceTypes, WeakMap<Catalogue, Catalogue>>();

/** The catalogue with domains replaced by what they are made of, and enums marked as such. */
export function withSourceTypes(catalogue: Catalogue, types: SourceTypes | undefined): Catalogue {
  if (types === undefined) return catalogue;
  const made = known.get(types) ?? new WeakMap<Catalogue, Catalogue>();
  known.set(types, made);
  const read = made.get(catalogue) ?? readTypes(catalogue, types);
  made.set(catalogue, read);
  return read;
}

function readTypes(catalogue: Catalogue, types: SourceTypes): Catalogue {
  const datasets = catalogue.datasets.map((dataset) => ({
    ...dataset,
    columns: dataset.columns.map((column) => ({ ...column, type: typeOf(column.type, types) })),
  }));
  return { ...catalogue, datasets };
}

/** A domain may stand over another one; a name that leads in a circle stays what it is. */
function typeOf(name: string, types: SourceTypes, depth = 0): string {
  const found = Object.hasOwn(types, name) ? types[name] : undefined;
  if (found === undefined || depth > 8) return name;
  return found.kind === 'enum' ? `enum:${name}` : typeOf(found.base, types, depth + 1);
}

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
  const all = Object.keys(types);
  const full = all.filter((name) => types[name]?.kind === 'enum');
  const bare = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
  const isClear = (name: string): boolean =>
    !isKnownType(bare(name)) && all.filter((other) => bare(other) === bare(name)).length === 1;
  return new Map([
    ...full.filter(isClear).map((name) => [bare(name), `enum:${name}`] as const),
    ...full.map((name) => [name, `enum:${name}`] as const),
  ]);
}
