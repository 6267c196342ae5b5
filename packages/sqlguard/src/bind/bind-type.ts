import { ALLOWED_TYPES } from '../allow/types.ts';
import { arrayOf, isKnownType, type TypedName } from '../pg/types.ts';
import { asList, asNumber, asRaw, locationOf, open, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';

/** A type name of the candidate, as the stored name and its modifiers. Only `pg_catalog` types exist. */
export function bindType(node: Raw): TypedName {
  const at = locationOf(node);
  const names = strings(node['names']);
  const name = names.at(-1) ?? '';
  const foreign = names.length > 2 || (names.length === 2 && names[0] !== 'pg_catalog');
  const bounds = asList(node['arrayBounds']);
  const base = name === 'char' && names.length === 1 ? 'char' : name;
  if (name === 'timetz') refuse('time.zone_time', { at });
  if (foreign || !isKnownType(base)) refuse('type.not_allowed', { at, name: names.join('.') });
  const type = bounds.length > 0 ? arrayOf(base) : base;
  if (type === undefined || !ALLOWED_TYPES.has(type)) refuse('type.not_allowed', { at, name });
  return { type, mod: modifiers(node, base, at) };
}

function modifiers(node: Raw, base: string, at: number): string | null {
  const numbers = asList(node['typmods']).map((item) => {
    const { name, node: constant } = open(item);
    if (name !== 'A_Const' || constant['ival'] === undefined) refuse('type.not_allowed', { at, name: base });
    return asNumber(asRaw(constant['ival'])['ival']);
  });
  if (base === 'interval' && numbers.length > 0) return numbers.join(',');
  if (numbers.some((number) => Math.abs(number) > 10_485_760)) refuse('type.not_allowed', { at, name: base });
  return numbers.length === 0 ? null : numbers.join(',');
}
