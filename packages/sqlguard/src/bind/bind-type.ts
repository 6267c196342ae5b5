import { ALLOWED_TYPES } from '../allow/types.ts';
import { arrayOf, isKnownType, wholeMod, type TypedName } from '../pg/types.ts';
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

/** How many numbers a type takes behind its name. */
const MODIFIERS: Readonly<Record<string, number>> = {
  numeric: 2,
  interval: 2,
  varchar: 1,
  bpchar: 1,
  bit: 1,
  varbit: 1,
  timestamp: 1,
  timestamptz: 1,
  time: 1,
};

function modifiers(node: Raw, base: string, at: number): string | null {
  const numbers = asList(node['typmods']).map((item) => {
    const { name, node: constant } = open(item);
    if (name !== 'A_Const' || constant['ival'] === undefined) refuse('type.not_allowed', { at, name: base });
    return asNumber(asRaw(constant['ival'])['ival']);
  });
  if (numbers.length > (MODIFIERS[base] ?? 0))
    refuse('type.not_allowed', { at, name: `${base}(${numbers.join(', ')})` });
  if (base === 'interval') return wholeMod(base, numbers);
  if (numbers.some((number) => Math.abs(number) > 10_485_760)) refuse('type.not_allowed', { at, name: base });
  return wholeMod(base, numbers);
}
