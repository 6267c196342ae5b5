import type { NamedWindow, OrderItem, WindowBound, WindowFrame, WindowSpec } from '../ir/nodes.ts';
import { canCoerce } from '../pg/coercion.ts';
import { toFormatted, UNKNOWN, type TypeName } from '../pg/types.ts';
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
  /** Start or end, preceding or following. */
  OFFSETS: 0x7800,
  EXCLUDE_ROW: 0x8000,
  EXCLUDE_GROUP: 0x10000,
  EXCLUDE_TIES: 0x20000,
} as const;

/** The WINDOW clause, before anything can refer to it. */
export function bindWindows(env: Env, list: unknown): readonly NamedWindow[] {
  return asList(list).map((wrapped) => {
    const node = open(wrapped).node;
    const name = asText(node['name']);
    if (env.scope.windows.has(name)) refuse('window.twice', { at: locationOf(node), name });
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
  const partition = bindAll(env, node['partitionClause']).map((expr) => settle(env, expr, 'text'));
  for (const expr of partition) {
    checkSortable(expr, expr.at);
    recordUses(env.binder, expr, 'window');
  }
  const order = bindOrder(env, node['orderClause'], null);
  for (const item of order) if (typeof item.by !== 'number') recordUses(env.binder, item.by, 'window');
  const extended = base === null ? null : checkExtended(env, node, base);
  const ordered = order.length > 0 ? order : (extended ?? []);
  return { name: null, base, partition, order, frame: bindFrame(env, node, ordered) };
}

/**
 * A window that extends another one has its partitions, may order them where that one does not, and says itself which
 * rows are near; that one must not (`transformWindowDefinitions`). Gives back the order that it has from there.
 */
function checkExtended(env: Env, node: Raw, name: string): readonly OrderItem[] {
  const at = locationOf(node);
  const spec = env.scope.windows.get(name)?.spec ?? refuse('window.unknown', { at, name });
  const ordered = orderOf(env, spec);
  const isTwice = asList(node['orderClause']).length > 0 && ordered.length > 0;
  if (asList(node['partitionClause']).length > 0 || isTwice || spec.frame !== null)
    refuse('window.fixed', { at, name });
  return ordered;
}

function orderOf(env: Env, { base, order }: WindowSpec): readonly OrderItem[] {
  const below = base === null ? undefined : env.scope.windows.get(base)?.spec;
  return order.length > 0 || below === undefined ? order : orderOf(env, below);
}

/**
 * What RANGE takes as a distance, by the type of the one ordering column: the `in_range` functions of its B-tree family,
 * with the one first that an untyped literal is read as.
 */
const DISTANCES: Readonly<Record<TypeName, readonly TypeName[]>> = {
  int2: ['int2', 'int4', 'int8'],
  int4: ['int4', 'int2', 'int8'],
  int8: ['int8'],
  float4: ['float8'],
  float8: ['float8'],
  numeric: ['numeric'],
  date: ['interval'],
  timestamp: ['interval'],
  timestamptz: ['interval'],
  time: ['interval'],
  interval: ['interval'],
};
/** ROWS and GROUPS count. */
const COUNTS: readonly TypeName[] = ['int8'];

function distancesOf(order: readonly OrderItem[], at: number): readonly TypeName[] {
  const [item, ...others] = order;
  const type = item === undefined || typeof item.by === 'number' ? UNKNOWN : item.by.type;
  if (item === undefined || others.length > 0 || !Object.hasOwn(DISTANCES, type))
    refuse('window.frame', { at, name: 'RANGE', hint: 'ORDER BY one number or one date, or write ROWS.' });
  return DISTANCES[type] ?? [];
}

function bindFrame(env: Env, node: Raw, order: readonly OrderItem[]): WindowFrame | null {
  const options = asNumber(node['frameOptions']);
  if ((options & FRAME.NONDEFAULT) === 0) return null;
  const mode = (options & FRAME.ROWS) !== 0 ? 'ROWS' : (options & FRAME.GROUPS) !== 0 ? 'GROUPS' : 'RANGE';
  const at = locationOf(node);
  const hasOffset = (options & FRAME.OFFSETS) !== 0;
  const types = mode === 'RANGE' && hasOffset ? distancesOf(order, at) : COUNTS;
  const start = bound(env, { options, offset: node['startOffset'], shift: 0, types, at });
  const end =
    (options & FRAME.BETWEEN) === 0 ? null : bound(env, { options, offset: node['endOffset'], shift: 1, types, at });
  if (mode === 'GROUPS' && order.length === 0)
    refuse('window.frame', { at, name: 'GROUPS', hint: 'GROUPS needs an ORDER BY in the window.' });
  return { mode, start, end, exclude: exclusion(options), options };
}

function exclusion(options: number): WindowFrame['exclude'] {
  if ((options & FRAME.EXCLUDE_ROW) !== 0) return 'CURRENT ROW';
  if ((options & FRAME.EXCLUDE_GROUP) !== 0) return 'GROUP';
  return (options & FRAME.EXCLUDE_TIES) === 0 ? null : 'TIES';
}

type BoundParts = { options: number; offset: unknown; shift: 0 | 1; types: readonly TypeName[]; at: number };

/** Bits come in pairs, start before end: unbounded preceding 0x20, following 0x80, current 0x200, offsets 0x800, 0x2000. */
function bound(env: Env, { options, offset, shift, types, at }: BoundParts): WindowBound {
  const has = (bit: number): boolean => (options & (bit << shift)) !== 0;
  if (has(0x20)) return { kind: 'unbounded_preceding', offset: null };
  if (has(0x80)) return { kind: 'unbounded_following', offset: null };
  if (has(0x200)) return { kind: 'current', offset: null };
  const kind = has(0x800) ? 'preceding' : 'following';
  const bare = bindExpr({ ...env, clause: 'values' }, offset);
  const expr = settle(env, bare, types[0] ?? UNKNOWN);
  const text = literalText(expr);
  if (text === null) refuse('limit.not_literal', { at });
  if (Number(text) < 0) refuse('window.frame', { at, name: text, hint: 'A distance is never negative.' });
  if (!types.some((type) => canCoerce(expr.type, type, 'i')))
    refuse('window.frame', { at, name: toFormatted(expr), hint: `The distance must be ${spelled(types)}.` });
  return { kind, offset: expr };
}

const spelled = (types: readonly TypeName[]): string =>
  types.includes('interval')
    ? "an interval, as in '7 days'"
    : types.length === 1 && types[0] !== 'int8'
      ? 'a number'
      : 'a whole number';
