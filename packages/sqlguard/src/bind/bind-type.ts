import { ALLOWED_TYPES } from '../allow/types.ts';
import { arrayOf, isKnownType, type TypedName } from '../pg/types.ts';
import { asList, asNumber, asRaw, locationOf, open, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';

/** Interval fields are one bit set in the parser; spelled back in decimal they are no SQL, so only whole intervals pass. */
const FULL_INTERVAL = 0x7fff;

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

/** `interval '1' day` keeps its field; printed as the typmod words PostgreSQL knows. */
export const INTERVAL_FIELDS: Readonly<Record<number, string>> = {
  4: 'YEAR',
  2: 'MONTH',
  8: 'DAY',
  1024: 'HOUR',
  2048: 'MINUTE',
  4096: 'SECOND',
  6: 'YEAR TO MONTH',
  1032: 'DAY TO HOUR',
  3080: 'DAY TO MINUTE',
  7176: 'DAY TO SECOND',
  3072: 'HOUR TO MINUTE',
  7168: 'HOUR TO SECOND',
  6144: 'MINUTE TO SECOND',
  [FULL_INTERVAL]: '',
};
