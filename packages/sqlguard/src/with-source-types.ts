import type { Catalogue } from '@aureus/contract';
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
