import { REVIEWED_FUNCTIONS } from '../allow/functions.ts';
import type { Env } from '../bind/env.ts';
import { aliasesOf, childrenOf, groupExprs } from '../ir/children.ts';
import { oftenLooksDiffer, withScale } from '../ir/looks.ts';
import type { Call, Expr, OrderItem, Select, WindowSpec } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';
import { ctesOf } from '../size/bounded-rows.ts';
import { isOneOfLevel, isOneRow } from './row-identity.ts';

type Level = Pick<Select, 'targets' | 'from' | 'where' | 'group' | 'having' | 'windows' | 'distinct' | 'order'>;

/** Notes each call of a level that tells rows apart which its order does not: a plan decides between them. */
export function recordTies(env: Env, level: Level): void {
  const { binder, scope } = env;
  const names = { datasets: binder.datasets, ctes: ctesOf(scope) };
  const windows = new Map(level.windows.map(({ name, spec }) => [name, spec]));
  const isOneRowOf = kept((keys) => isOneRow(level, keys, names));
  const isOnePartOf = kept((keys) => isOneOfLevel(level, keys, names));
  // Rows of one group are alike in what they are grouped by.
  const group = level.group.some(({ kind }) => kind === 'sets') ? [] : level.group.flatMap(groupExprs);
  for (const call of new Set(exprsOf(level).flatMap(callsIn))) {
    const isWindow = call.role === 'window';
    const isTold = (): boolean =>
      isWindow
        ? isOnePartOf(windowKeys(call.over, windows))
        : isFullyOrdered(call, scope.own) || isOneRowOf([...exprsIn(call.order), ...group]);
    if (isWindow && hangsOnTies(call, windows) && !isTold()) binder.undetermined.add('a window function over ties');
    if (isOrderSensitive(call) && !isTold()) binder.undetermined.add(`${call.name} without a full order`);
  }
}

/** Several calls of one window ask the same. */
function kept(judge: (keys: ReadonlySet<string>) => boolean): (exprs: readonly Expr[]) => boolean {
  const answers = new Map<string, boolean>();
  return (exprs) => {
    const keys = keysOf(exprs);
    const asked = [...keys].join('\n');
    const answer = answers.get(asked) ?? judge(keys);
    answers.set(asked, answer);
    return answer;
  };
}

const exprsOf = ({ targets, having, distinct, order, windows }: Level): readonly Expr[] => [
  ...targets.map(({ expr }) => expr),
  ...(having ? [having] : []),
  ...(typeof distinct === 'string' ? [] : distinct.map(({ expr }) => expr)),
  ...exprsIn(order),
  ...windows.flatMap(({ spec }) => [...spec.partition, ...exprsIn(spec.order)]),
];

const exprsIn = (order: readonly OrderItem[]): readonly Expr[] =>
  order.flatMap(({ by }) => (typeof by === 'number' ? [] : [by]));

function callsIn(expr: Expr): readonly Call[] {
  const below = childrenOf(expr).flatMap(callsIn);
  return expr.kind === 'call' && (expr.role === 'aggregate' || expr.role === 'window') ? [expr, ...below] : below;
}

const keysOf = (exprs: readonly Expr[]): ReadonlySet<string> => new Set(exprs.map(keyOf));

const isOrderSensitive = ({ name }: Call): boolean => REVIEWED_FUNCTIONS.get(name)?.orderSensitive === true;

/**
 * Values collected in the order of themselves: whatever rows tie are alike in what is collected. For DISTINCT every server
 * sorts what an aggregate is given, by all of it (`transformDistinctClause`).
 */
function isFullyOrdered(call: Call, own: ReadonlyMap<string, unknown>): boolean {
  const keys = keysOf([...exprsIn(call.order), ...(call.distinct ? call.args : [])]);
  const isSame = (arg: Expr): boolean => ![...aliasesOf(arg)].some((alias) => own.has(alias));
  return call.args.every((arg) => isSame(arg) || (keys.has(keyOf(arg)) && !oftenLooksDiffer(withScale(arg))));
}

type Windows = ReadonlyMap<string, WindowSpec>;

/** What a window parts and orders its rows by, also by way of the one that it starts from. */
function windowKeys(spec: WindowSpec | null, windows: Windows): readonly Expr[] {
  if (spec === null) return [];
  const { name, base, partition, order } = spec;
  const below = name ?? base;
  return [...partition, ...exprsIn(order), ...(below === null ? [] : windowKeys(windows.get(below) ?? null, windows))];
}

/** Positions that rows alike in the order share. */
const SHARED: ReadonlySet<string> = new Set(['rank', 'dense_rank', 'percent_rank', 'cume_dist']);
const PLACED: ReadonlySet<string> = new Set([
  'row_number',
  'ntile',
  'lag',
  'lead',
  'first_value',
  'last_value',
  'nth_value',
]);

/**
 * Does a window function tell rows apart that are alike in its ORDER BY? A frame by RANGE, which is also the one that is
 * not written, and by GROUPS takes them together; one by ROWS does not, unless it is the whole partition.
 */
function hangsOnTies({ name: called, over }: Call, windows: Windows): boolean {
  if (SHARED.has(called)) return false;
  if (PLACED.has(called)) return true;
  const { name = null, frame: own = null } = over ?? {};
  const frame = name === null ? own : windows.get(name)?.frame;
  if (frame?.mode !== 'ROWS') return false;
  return frame.start.kind !== 'unbounded_preceding' || frame.end?.kind !== 'unbounded_following';
}
