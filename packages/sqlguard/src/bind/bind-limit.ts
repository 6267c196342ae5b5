import { MAX_LIMIT } from '../input/limits.ts';
import type { Tail } from '../ir/nodes.ts';
import { asNumber, asRaw, locationOf, open, type Raw } from '../syntax/raw.ts';
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
  if (name === 'TypeCast') return bound(node['arg']);
  if (name !== 'A_Const') refuse('limit.not_literal', { at });
  if (node['isnull'] === true) return null;
  const value = node['ival'] === undefined ? Number.NaN : asNumber(asRaw(node['ival'])['ival']);
  if (!Number.isInteger(value) || value < 0) refuse('limit.not_literal', { at });
  if (value > MAX_LIMIT) refuse('limit.too_large', { at });
  return value;
}
