import { CASTS } from '../generated/casts.gen.ts';
import { ALLOWED_TYPES } from '../allow/types.ts';
import { isIn, type CastRow, type Major } from './rows.ts';
import {
  arrayOf,
  categoryOf,
  elementOf,
  isEnum,
  isMultirange,
  isPreferred,
  multirangeOf,
  rangeElementOf,
  rangeIn,
  UNKNOWN,
  type TypeName,
} from './types.ts';

/** How far a conversion may go: implicit in expressions, on assignment, or only when asked for. */
export type Context = 'i' | 'a' | 'e';

const CAST_BY_PAIR: ReadonlyMap<string, CastRow> = new Map(
  (CASTS as readonly CastRow[]).map((row) => [`${row.source}>${row.target}`, row]),
);
const REACH: Readonly<Record<Context, string>> = { i: 'i', a: 'ia', e: 'iae' };

const POLYMORPHIC = new Set([
  'anyelement',
  'anyarray',
  'anynonarray',
  'anyrange',
  'anycompatible',
  'anycompatiblearray',
  'anycompatiblenonarray',
  'anycompatiblerange',
  'anyenum',
  'anymultirange',
  'anycompatiblemultirange',
]);
export const isPolymorphic = (type: TypeName): boolean => POLYMORPHIC.has(type);

/** Arrays of the catalogs' own: PostgreSQL lets no conversion reach them, else they would capture what real arrays want. */
const CATALOG_VECTORS = new Set(['oidvector', 'int2vector']);

/**
 * `can_coerce_type` for one pair (parse_coerce.c), without domains, rows and inheritance. Servers differ in explicit
 * casts alone, so only who asks for one names the major.
 */
export function canCoerce(from: TypeName, to: TypeName, context: Context, major: Major = 18): boolean {
  if (from === to || from === UNKNOWN || to === 'any') return true;
  const cast = CAST_BY_PAIR.get(`${from}>${to}`);
  if (cast && isIn(cast, major)) return REACH[context].includes(cast.context);
  const fromElement = elementOf(from);
  const toElement = CATALOG_VECTORS.has(to) ? undefined : elementOf(to);
  if (fromElement !== undefined && toElement !== undefined) return canCoerce(fromElement, toElement, context, major);
  if (context === 'i' || !ALLOWED_TYPES.has(from) || !ALLOWED_TYPES.has(to)) return false;
  return categoryOf(to) === 'S' || (context === 'e' && categoryOf(from) === 'S');
}

/** `select_common_type`: the type UNION, CASE, COALESCE, IN, VALUES and ARRAY settle on; undefined if there is none. */
export function commonType(types: readonly TypeName[]): TypeName | undefined {
  let chosen = types[0] ?? 'text';
  for (const next of types.slice(1)) {
    if (next === UNKNOWN || next === chosen) continue;
    if (chosen === UNKNOWN) chosen = next;
    else if (categoryOf(next) !== categoryOf(chosen)) return undefined;
    else if (!isPreferred(chosen) && canCoerce(chosen, next, 'i') && !canCoerce(next, chosen, 'i')) chosen = next;
  }
  if (chosen === UNKNOWN) chosen = 'text';
  const settled = chosen;
  return types.every((type) => canCoerce(type, settled, 'i')) ? settled : undefined;
}

export type Bindings = { readonly args: readonly TypeName[]; readonly result: TypeName };
/** What was chosen: what it takes here, and what it says that it takes (`anyelement`). */
export type Resolved = Bindings & { readonly declared: readonly TypeName[] };

/**
 * `enforce_generic_type_consistency`: the actual types of a polymorphic signature, or undefined if they do not agree.
 */
export function bindPolymorphic(
  declared: readonly TypeName[],
  actual: readonly TypeName[],
  result: TypeName,
): Bindings | undefined {
  if (!declared.some(isPolymorphic) && !isPolymorphic(result)) return { args: declared, result };
  const simple = simpleElement(declared, actual);
  const compatible = compatibleElement(declared, actual);
  if (simple === null || compatible === null) return undefined;
  const actualOf = (type: TypeName, at: number): TypeName | undefined => settle(type, simple, compatible, actual[at]);
  const args = declared.map(actualOf);
  const bound = actualOf(result, -1);
  if (bound === undefined || args.some((type) => type === undefined)) return undefined;
  return { args: args as TypeName[], result: bound };
}

function settle(
  type: TypeName,
  simple: TypeName | undefined,
  compatible: TypeName | undefined,
  actual: TypeName | undefined,
): TypeName | undefined {
  switch (type) {
    case 'anyelement':
      return simple;
    case 'anynonarray':
      return simple !== undefined && elementOf(simple) === undefined ? simple : undefined;
    case 'anyenum':
      return simple !== undefined && isEnum(simple) ? simple : undefined;
    case 'anyarray':
      return simple === undefined ? undefined : arrayOf(simple);
    case 'anyrange':
      return actual !== undefined && rangeElementOf(actual) !== undefined ? actual : rangeOver(simple);
    case 'anymultirange':
      return actual !== undefined && isMultirange(actual) ? actual : multirangeOf(rangeOver(simple) ?? UNKNOWN);
    case 'anycompatible':
      return compatible;
    case 'anycompatiblenonarray':
      return compatible !== undefined && elementOf(compatible) === undefined ? compatible : undefined;
    case 'anycompatiblearray':
      return compatible === undefined ? undefined : arrayOf(compatible);
    case 'anycompatiblerange':
      return actual !== undefined && rangeElementOf(actual) !== undefined ? actual : undefined;
    case 'anycompatiblemultirange':
      return actual !== undefined && isMultirange(actual) ? actual : undefined;
    default:
      return isPolymorphic(type) ? undefined : type;
  }
}

const RANGE_OVER: Readonly<Record<TypeName, TypeName>> = {
  int4: 'int4range',
  int8: 'int8range',
  numeric: 'numrange',
  date: 'daterange',
  timestamp: 'tsrange',
  timestamptz: 'tstzrange',
};
const rangeOver = (element: TypeName | undefined): TypeName | undefined =>
  element === undefined ? undefined : RANGE_OVER[element];

/** The one element type of the "any…" family; null when they differ. */
function simpleElement(declared: readonly TypeName[], actual: readonly TypeName[]): TypeName | undefined | null {
  let element: TypeName | undefined;
  for (const [index, type] of declared.entries()) {
    const given = actual[index];
    if (given === undefined || given === UNKNOWN) continue;
    const found = elementIn(type, given, 'any');
    if (found === null) return null;
    if (found === undefined) continue;
    if (element !== undefined && element !== found) return null;
    element = found;
  }
  return element;
}

/** The common type of the "anycompatible…" family; null when there is none. */
function compatibleElement(declared: readonly TypeName[], actual: readonly TypeName[]): TypeName | undefined | null {
  const found: TypeName[] = [];
  let used = false;
  for (const [index, type] of declared.entries()) {
    if (!type.startsWith('anycompatible')) continue;
    used = true;
    const given = actual[index];
    if (given === undefined || given === UNKNOWN) continue;
    const element = elementIn(type, given, 'anycompatible');
    if (element === null) return null;
    if (element !== undefined) found.push(element);
  }
  if (!used) return undefined;
  return commonType(found.length > 0 ? found : ['text']) ?? null;
}

function elementIn(declared: TypeName, given: TypeName, family: 'any' | 'anycompatible'): TypeName | undefined | null {
  if (family === 'any' && declared.startsWith('anycompatible')) return undefined;
  const rest = declared.slice(family.length);
  if (declared === family && family === 'any') return undefined;
  if (rest === 'array') return elementOf(given) ?? null;
  if (rest === 'range') return rangeElementOf(given) ?? null;
  if (rest === 'multirange') return rangeElementOf(rangeIn(given) ?? UNKNOWN) ?? null;
  if (rest === 'enum') return isEnum(given) ? given : null;
  if (rest === 'nonarray') return elementOf(given) === undefined ? given : null;
  if (rest === 'element' || (family === 'anycompatible' && rest === '')) return given;
  return isPolymorphic(declared) ? null : undefined;
}
