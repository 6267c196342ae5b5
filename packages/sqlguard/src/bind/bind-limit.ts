import { MAX_LIMIT } from '../input/limits.ts';
import type { Tail } from '../ir/nodes.ts';
import { asNumber, asRaw, locationOf, open, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import type { Binder } from './env.ts';

/** LIMIT, FETCH FIRST and OFFSET: plain numbers only, so that the row bound is known before anything runs. */
export function bindLimit(binder: Binder, node: Raw): Pick<Tail, 'limit' | 'offset' | 'withTies'> {
  const withTies = node['limitOption'] === 'LIMIT_OPTION_WITH_TIES';
  const limit = bound(node['limitCount']);
  const offset = bound(node['limitOffset']);
  // The server takes NULL for "no limit", but not with ties.
  if (withTies && limit === null) refuse('limit.not_literal');
  if (limit !== null || offset !== null) binder.seen.picks = true;
  return { limit, offset, withTies };
}

function bound(wrapped: unknown): number | null {
  if (wrapped === undefined) return null;
  const { name, node } = open(wrapped);
  const at = locationOf(node);
  if (name === 'TypeCast' && isPlainInteger(node['typeName']) && open(node['arg']).node['isnull'] !== true)
    return bound(node['arg']);
  if (name !== 'A_Const') refuse('limit.not_literal', { at });
  if (node['isnull'] === true) return null;
  const value = node['ival'] === undefined ? Number.NaN : asNumber(asRaw(node['ival'])['ival']);
  if (!Number.isInteger(value) || value < 0) refuse('limit.not_literal', { at });
  if (value > MAX_LIMIT) refuse('limit.too_large', { at });
  return value;
}

/** The cast is not printed, so nobody else looks at its type; every number that is let through fits these. */
function isPlainInteger(typeName: unknown): boolean {
  const node = asRaw(typeName);
  const [schema, name, ...more] = strings(node['names']);
  const isInteger = schema === 'pg_catalog' && (name === 'int4' || name === 'int8') && more.length === 0;
  return isInteger && node['arrayBounds'] === undefined && node['typmods'] === undefined && node['setof'] !== true;
}
