import type { NamedWindow, OrderItem, WindowBound, WindowFrame, WindowSpec } from '../ir/nodes.ts';
import { UNKNOWN, type TypeName } from '../pg/types.ts';
import { asList, asNumber, asRaw, asText, locationOf, open, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { recordUses } from '../facts/record-uses.ts';
import { bindOrder } from './bind-order.ts';
import { checkSortable, settle } from './coerce.ts';
import { bindAll, bindExpr, type Env } from './env.ts';
import { literalText } from '../ir/literals.ts';

/** Frame bits of parsenodes.h. */
const FRAME = {
  NONDEFAULT: 0x1,
  RANGE: 0x2,
  ROWS: 0x4,
  GROUPS: 0x8,
  BETWEEN: 0x10,
  EXCLUDE_ROW: 0x8000,
  EXCLUDE_GROUP: 0x10000,
  EXCLUDE_TIES: 0x20000,
} as const;

/** The WINDOW clause, before anything can refer to it. */
export function bindWindows(env: Env, list: unknown): readonly NamedWindow[] {
  return asList(list).map((wrapped) => {
    const node = open(wrapped).node;
    const name = asText(node['name']);
    if (env.scope.windows.has(name)) refuse('window.unknown', { at: locationOf(node), name });
    const named = { name, spec: bindSpec(env, node) };
    env.scope.windows.set(name, named);
    return named;
  });
}

/** `OVER w` or `OVER (…)`. */
export function bindOver(env: Env, value: unknown): WindowSpec {
  const node = asRaw(value);
  const name = asText(node['name']);
  if (name === '') return bindSpec(env, node);
  if (!env.scope.windows.has(name)) refuse('window.unknown', { at: locationOf(node), name });
  return { name, base: null, partition: [], order: [], frame: null };
}

function bindSpec(outer: Env, node: Raw): WindowSpec {
  const env: Env = { ...outer, inside: 'window', clause: 'window' };
  const base = typeof node['refname'] === 'string' ? node['refname'] : null;
  if (base !== null && !env.scope.windows.has(base)) refuse('window.unknown', { at: locationOf(node), name: base });
  const partition = bindAll(env, node['partitionClause']).map((expr) => settle(env, expr, 'text'));
  for (const expr of partition) {
    checkSortable(expr, expr.at);
    recordUses(env.binder, expr, 'window');
  }
  const order = bindOrder(env, node['orderClause'], null);
  for (const item of order) if (typeof item.by !== 'number') recordUses(env.binder, item.by, 'window');
  return { name: null, base, partition, order, frame: bindFrame(env, node, effectiveOrder(env, base, order)) };
}

/** A window that extends another one has its order. */
function effectiveOrder(env: Env, base: string | null, order: readonly OrderItem[]): readonly OrderItem[] {
  if (order.length > 0 || base === null) return order;
  const spec = env.scope.windows.get(base)?.spec;
  return spec === undefined ? [] : effectiveOrder(env, spec.base, spec.order);
}

/** What an untyped offset of a RANGE frame becomes, by the type of the one ordering column (`in_range`). */
function offsetType(order: readonly OrderItem[]): TypeName {
  const by = order[0]?.by;
  const type = by === undefined || typeof by === 'number' ? UNKNOWN : by.type;
  if (type === 'float4' || type === 'float8') return 'float8';
  return ['numeric', 'int2', 'int4', 'int8'].includes(type) ? type : 'interval';
}

function bindFrame(env: Env, node: Raw, order: readonly OrderItem[]): WindowFrame | null {
  const options = asNumber(node['frameOptions']);
  if ((options & FRAME.NONDEFAULT) === 0) return null;
  const mode = (options & FRAME.ROWS) !== 0 ? 'ROWS' : (options & FRAME.GROUPS) !== 0 ? 'GROUPS' : 'RANGE';
  const at = locationOf(node);
  const type = mode === 'RANGE' ? offsetType(order) : 'int8';
  const start = bound(env, { options, offset: node['startOffset'], shift: 0, type, at });

  const end =
    (options & FRAME.BETWEEN) === 0 ? null : bound(env, { options, offset: node['endOffset'], shift: 1, type, at });
  if (mode === 'GROUPS' && order.length === 0) refuse('window.unknown', { at, name: 'GROUPS' });
  const hasOffset = start.offset !== null || end?.offset != null;
  if (mode === 'RANGE' && hasOffset && order.length !== 1) refuse('window.unknown', { at, name: 'RANGE' });
  return { mode, start, end, exclude: exclusion(options), options };
}

function exclusion(options: number): WindowFrame['exclude'] {
  if ((options & FRAME.EXCLUDE_ROW) !== 0) return 'CURRENT ROW';
  if ((options & FRAME.EXCLUDE_GROUP) !== 0) return 'GROUP';
  return (options & FRAME.EXCLUDE_TIES) === 0 ? null : 'TIES';
}

type BoundParts = { options: number; offset: unknown; shift: 0 | 1; type: TypeName; at: number };

/** Bits come in pairs, start before end: unbounded preceding 0x20, following 0x80, current 0x200, offsets 0x800, 0x2000. */
function bound(env: Env, { options, offset, shift, type, at }: BoundParts): WindowBound {
  const has = (bit: number): boolean => (options & (bit << shift)) !== 0;
  if (has(0x20)) return { kind: 'unbounded_preceding', offset: null };
  if (has(0x80)) return { kind: 'unbounded_following', offset: null };
  if (has(0x200)) return { kind: 'current', offset: null };
  const kind = has(0x800) ? 'preceding' : 'following';
  const bare = bindExpr({ ...env, clause: 'values' }, offset);
  const expr = settle(env, bare, type);
  if (literalText(expr) === null) refuse('limit.not_literal', { at });
  if (type === 'int8' && !['int2', 'int4', 'int8'].includes(expr.type)) refuse('limit.not_literal', { at });
  return { kind, offset: expr };
}
