import type { Expr } from '../ir/nodes.ts';
import { asList, locationOf, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { moment } from './bind-simple.ts';
import { settle } from './coerce.ts';
import { bindExpr, type Env } from './env.ts';
import { typed } from './make.ts';

const NOW = new Set(['now', 'transaction_timestamp', 'statement_timestamp']);

/** B9: calls that read the clock, also the hidden one of `age(x)`. Null: not such a call. */
export function bindClock(env: Env, name: string, node: Raw): Expr | null {
  const args = asList(node['args']);
  const at = locationOf(node);
  if (NOW.has(name) && args.length === 0) {
    if (node['over'] !== undefined || node['agg_star'] === true) refuse('function.misplaced', { at, name });
    env.binder.functions.add(name);
    return moment(env, 'timestamptz', null, at);
  }
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
  const plain = {
    named: [],
    variadic: false,
    role: 'function',
    star: false,
    distinct: false,
    order: [],
    within: false,
    filter: null,
    over: null,
  } as const;
  return { kind: 'call', name: 'age', args: [midnight, arg], ...plain, ...typed({ type: 'interval', at }, [arg]) };
}
