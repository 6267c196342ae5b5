import type { Expr } from '../ir/nodes.ts';
import { UNKNOWN } from '../pg/types.ts';
import { asList, locationOf, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { moment } from './bind-simple.ts';
import { settle } from './coerce.ts';
import { bindExpr, type Env } from './env.ts';
import { cast, literal, PLAIN_CALL, typed } from './make.ts';

const NOW = new Set(['now', 'transaction_timestamp', 'statement_timestamp']);

/** B9: calls that read the clock, also the hidden one of `age(x)`, or the session's zone. Null: not such a call. */
export function bindClock(env: Env, name: string, node: Raw): Expr | null {
  const args = asList(node['args']);
  const at = locationOf(node);
  if (NOW.has(name) && args.length === 0) {
    if (node['over'] !== undefined || node['agg_star'] === true) refuse('function.misplaced', { at, name });
    env.binder.functions.add(name);
    return moment(env, 'timestamptz', null, at);
  }
  if (name === 'timezone' && args.length === 1 && node['over'] === undefined) return atLocal(env, args[0], at);
  if (name !== 'age' || args.length !== 1 || node['over'] !== undefined) return null;
  env.binder.functions.add(name);
  return ageToday(env, args[0], at);
}

/** `age(x)` is `age(current_date, x)`, at midnight of the zone for a timestamptz. */
function ageToday(env: Env, wrapped: unknown, at: number): Expr {
  const arg = settle(env, bindExpr(env, wrapped), 'timestamptz');
  if (!['date', 'timestamp', 'timestamptz'].includes(arg.type)) refuse('function.no_match', { at, name: 'age' });
  // A date is preferred as timestamptz by age(timestamptz) and age(timestamp) alike; the server takes timestamptz.
  const zoned = arg.type !== 'timestamp';
  const day = moment(env, 'date', null, at);
  const midnight: Expr = { kind: 'cast', arg: day, ...typed({ type: zoned ? 'timestamptz' : 'timestamp', at }, []) };
  return { kind: 'call', name: 'age', args: [midnight, arg], ...PLAIN_CALL, ...typed({ type: 'interval', at }, [arg]) };
}

/** `x AT LOCAL` reads the session's zone, and servers before 17 do not know it: the source's recorded zone is named. */
function atLocal(env: Env, wrapped: unknown, at: number): Expr {
  const arg = settle(env, bindExpr(env, wrapped), 'timestamptz');
  const result = { timestamptz: 'timestamp', timestamp: 'timestamptz' }[arg.type];
  if (result === undefined) refuse('function.no_match', { at, name: 'AT LOCAL', hint: 'Use it on a timestamp.' });
  env.binder.functions.add('timezone');
  const zone = cast(literal('string', env.binder.instant.timeZone, UNKNOWN, at), 'text', null, at);
  return { kind: 'call', name: 'timezone', args: [zone, arg], ...PLAIN_CALL, ...typed({ type: result, at }, [arg]) };
}
