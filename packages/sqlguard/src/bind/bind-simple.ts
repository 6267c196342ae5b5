import type { Expr } from '../ir/nodes.ts';
import { MAX_PRECISION, UNKNOWN } from '../pg/types.ts';
import { asNumber, asRaw, asText, locationOf, strings, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { settle } from './coerce.ts';
import { bindAll, bindExpr, type Env } from './env.ts';
import { cast, literal, typed } from './make.ts';
import { momentAs } from './time-words.ts';

/** A constant, numerals in plain decimal (server 15 knows neither `0x1F` nor `1_000`). */
export function bindConstant(_env: Env, node: Raw): Expr {
  const at = locationOf(node);
  if (node['isnull'] === true) return literal('null', '', UNKNOWN, at);
  if (node['boolval'] !== undefined)
    return literal('boolean', asRaw(node['boolval'])['boolval'] === true ? 'true' : 'false', 'bool', at);
  if (node['sval'] !== undefined) return literal('string', asText(asRaw(node['sval'])['sval']), UNKNOWN, at);
  if (node['ival'] !== undefined) return literal('number', String(asNumber(asRaw(node['ival'])['ival'])), 'int4', at);
  if (node['bsval'] !== undefined) return bindBits(asText(asRaw(node['bsval'])['bsval']), at);
  return bindNumeral(asText(asRaw(node['fval'])['fval']), at);
}

/** `B'101'`, `X'1F'`; what is no digit fails on the server. */
function bindBits(value: string, at: number): Expr {
  if (!/^(?:b[01]*|x[0-9a-f]*)$/i.test(value)) refuse('literal.invalid', { at, name: value });
  return literal('bits', value, 'bit', at);
}

function bindNumeral(text: string, at: number): Expr {
  const plain = text.replaceAll('_', '');
  const whole = /^-?(?:\d+|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(plain);
  if (!whole) {
    if (!/^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/.test(plain)) refuse('literal.invalid', { at, name: plain });
    return literal('number', plain, 'numeric', at);
  }
  const value = plain.startsWith('-') ? -BigInt(plain.slice(1)) : BigInt(plain);
  if (value >= -(2n ** 31n) && value < 2n ** 31n) return literal('number', String(value), 'int4', at);
  const isBig = value >= -(2n ** 63n) && value < 2n ** 63n;
  return literal('number', String(value), isBig ? 'int8' : 'numeric', at);
}

/** Allowed collations, as `regcollation` prints them. */
const COLLATIONS: ReadonlyMap<string, string> = new Map([
  ['C', '"C"'],
  ['POSIX', '"POSIX"'],
  ['default', '"default"'],
  ['ucs_basic', 'ucs_basic'],
]);

export function bindCollate(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const names = strings(node['collname']);
  const collation = names.at(-1) ?? '';
  const name = COLLATIONS.get(collation);
  if (names.length > 2 || (names.length === 2 && names[0] !== 'pg_catalog') || name === undefined)
    refuse('collation.not_allowed', { at, name: names.join('.') });
  const arg = settle(env, bindExpr(env, node['arg']), 'text');
  if (!['text', 'varchar', 'bpchar', 'name', '_text', '_varchar', '_bpchar'].includes(arg.type))
    refuse('type.mismatch', { at });
  return {
    kind: 'collate',
    arg,
    collation,
    ...typed({ ...arg, at }, [arg], []),
    sortedBy: { strength: 'explicit', name },
  };
}

export function bindGrouping(env: Env, node: Raw): Expr {
  if (env.inside === 'aggregate' || !['select', 'having', 'order', 'window'].includes(env.clause))
    refuse('function.misplaced', { at: locationOf(node), name: 'grouping' });
  const args = bindAll(env, node['args']);
  return { kind: 'grouping', args, ...typed({ type: 'int4', at: locationOf(node) }, args) };
}

/** B9: the session's clock becomes the recorded instant. */
export function bindSqlValue(env: Env, node: Raw): Expr {
  const at = locationOf(node);
  const word = asText(node['op']).replace('SVFOP_', '');
  const op = word.replace(/_N$/, '');
  const mod = word === op ? null : String(Math.min(asNumber(node['typmod']), MAX_PRECISION));
  if (op === 'CURRENT_DATE') return moment(env, 'date', null, at);
  if (op === 'CURRENT_TIMESTAMP') return moment(env, 'timestamptz', mod, at);
  if (op === 'LOCALTIMESTAMP') return moment(env, 'timestamp', mod, at);
  if (op === 'LOCALTIME') return moment(env, 'time', mod, at);
  return refuse('time.zone_time', { at });
}

export function moment(env: Env, type: string, mod: string | null, at: number): Expr {
  return cast(literal('string', momentAs(type, env.binder.instant), UNKNOWN, at), type, mod, at);
}
