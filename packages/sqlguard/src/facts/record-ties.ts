import { REVIEWED_FUNCTIONS } from '../allow/functions.ts';
import type { Binder, Env } from '../bind/env.ts';
import { childrenOf, groupExprs, orderExprs } from '../ir/children.ts';
import { oftenLooksDiffer, withScale } from '../ir/looks.ts';
import type { Call, Expr, Query, Select, Target, WindowFrame, WindowSpec } from '../ir/nodes.ts';
import { keyOf } from '../print/print.ts';
import { ctesOf, givesRows } from '../size/bounded-rows.ts';
import { type Alike, isMadeOf, keysByMark, type TiedCall } from './made-of.ts';
import { readOutputs } from './read-outputs.ts';
import { isOneOfLevel, isOneRow, knownEntries } from './row-identity.ts';

type Level = Pick<Select, 'targets' | 'from' | 'where' | 'group' | 'having' | 'windows' | 'distinct' | 'order'>;

/**
 * Notes each call of a level that tells rows apart which its order does not: a plan decides between them. Whether a window
 * function shows that hangs on what else is read of its rows, which is not known before the whole query is.
 */
export function recordTies(env: Env, level: Level): void {
  const { binder, scope } = env;
  // Most questions call nothing.
  if (binder.functions.size === 0 && typeof level.distinct === 'string') return;
  const names = { datasets: binder.datasets, ctes: ctesOf(scope) };
  const windows = new Map(level.windows.map(({ name, spec }) => [name, spec]));
  const isOneRowOf = kept((keys) => isOneRow(level, keys, names));
  const isOnePartOf = kept((keys) => isOneOfLevel(level, keys, names));
  const hasSets = level.group.some(({ kind }) => kind === 'sets');
  // Rows of one group are alike in what they are grouped by.
  const group = hasSets ? [] : level.group.flatMap(groupExprs);
  const alikeIn = (exprs: readonly Expr[], placed: Alike['placed']): Alike => ({
    keys: keysByMark(exprs.filter((expr) => !oftenLooksDiffer(withScale(expr)))),
    known: knownEntries(level, keysOf(exprs), names),
    own: scope.own,
    placed,
  });
  const calls: TiedCall[] = [];
  const alikes = new Map<string, Alike>();
  const alikeFor = (call: Call): Alike => {
    const order = orderOf(call.over, windows);
    const alike = alikes.get(order) ?? alikeIn(windowKeys(call.over, windows), placedIn(order, windows));
    alikes.set(order, alike);
    return alike;
  };
  for (const call of new Set(exprsOf(level).flatMap(callsIn))) {
    if (call.role !== 'window') {
      const keys = [...orderExprs(call.order), ...group];
      const isTold = (): boolean =>
        isFullyOrdered(
          call,
          alikeIn([...keys, ...(call.distinct ? call.args : [])], () => null),
        ) || isOneRowOf(keys);
      if (isOrderSensitive(call) && !isTold()) binder.undetermined.add(withoutOrder(call));
    } else if (hangsOnTies(call, windows) || isOrderSensitive(call)) {
      if (isOnePartOf(windowKeys(call.over, windows))) continue;
      const alike = hasSets ? null : alikeFor(call);
      const isPeers = alike !== null && isOfPeers(call, windows) && call.args.every((arg) => isMadeOf(arg, alike));
      if (!isPeers) calls.push({ call, alike });
    }
  }
  if (typeof level.distinct !== 'string' && level.order.length <= level.distinct.length) {
    const keys = level.distinct.map(({ expr }) => expr);
    const alike = alikeIn(keys, () => null);
    const isSeen = ({ expr }: Target): boolean => !isMadeOf(expr, alike) && (givesRows(level) || !isOnePartOf(keys));
    if (hasSets ? level.targets.length > 0 : level.targets.some(isSeen)) binder.undetermined.add(CHOSEN_ROW);
  }
  if (calls.length === 0) return;
  const shown = exprsOf({ ...level, targets: [], having: null, windows: [] });
  binder.ties.push({ from: level.from, targets: level.targets, shown, calls });
}

const CHOSEN_ROW = 'DISTINCT ON without an order of the rows it chooses from';
const withoutOrder = ({ name }: Call): string => `${name} without a full order`;

/** Rows that look alike in all that is read of them may stand in any order: nobody sees in which. */
export function recordOpenTies(binder: Binder, query: Query): void {
  if (binder.ties.length === 0) return;
  const read = readOutputs(query);
  for (const { from, targets, shown: others, calls } of binder.ties) {
    const at = read.get(from);
    const shown = [...targets.filter((_, index) => at?.has(index) ?? true).map(({ expr }) => expr), ...others];
    const called = new Set(shown.flatMap(callsIn));
    const isUnseen = judgedOnce((alike) => shown.every((expr) => isMadeOf(expr, alike)));
    for (const { call, alike } of calls) {
      if (!called.has(call) || (alike !== null && isUnseen(alike))) continue;
      binder.undetermined.add(isOrderSensitive(call) ? withoutOrder(call) : 'a window function over ties');
    }
  }
}

/** Calls of one order ask the same; where there are more orders than anybody means, nothing is known. */
function judgedOnce(judge: (alike: Alike) => boolean): (alike: Alike) => boolean {
  const answers = new Map<Alike, boolean>();
  return (alike) => {
    const answer = answers.get(alike) ?? (answers.size < MOST_ORDERS && judge(alike));
    answers.set(alike, answer);
    return answer;
  };
}
const MOST_ORDERS = 20;

/**
 * Calls over one PARTITION BY and ORDER BY see rows in one sequence (PostgreSQL evaluates them "in a single pass over the
 * data"), so that ties come to the same in each. Others over ties do not, and whatever takes rows alike together hangs on
 * its own keys alone.
 */
function placedIn(order: string, windows: Windows): Alike['placed'] {
  return (call) => {
    const isSame = orderOf(call.over, windows) === order;
    const isWhole = frameOf(call, windows)?.exclude == null;
    const isShared = isWhole && !hangsOnTies(call, windows) && !isOrderSensitive(call);
    if (isShared) return isSame ? [] : windowKeys(call.over, windows);
    return isSame ? [...call.args, ...(call.filter ? [call.filter] : [])] : null;
  };
}

const orderOf = (spec: WindowSpec | null, windows: Windows): string =>
  spec === null ? '' : JSON.stringify(sortedBy(spec, windows));

function sortedBy({ name, base, partition, order }: WindowSpec, windows: Windows): readonly unknown[] {
  const below = name ?? base;
  const own = order.map(({ by, direction, nulls }) => [typeof by === 'number' ? by : keyOf(by), direction, nulls]);
  const spec = below === null ? undefined : windows.get(below);
  return [...(spec === undefined ? [] : sortedBy(spec, windows)), ...partition.map(keyOf), ...own];
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
  ...orderExprs(order),
  ...windows.flatMap(({ spec }) => [...spec.partition, ...orderExprs(spec.order)]),
];

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
const isFullyOrdered = ({ args }: Call, alike: Alike): boolean => args.every((arg) => isMadeOf(arg, alike));

type Windows = ReadonlyMap<string, WindowSpec>;

/** What a window parts and orders its rows by, also by way of the one that it starts from. */
function windowKeys(spec: WindowSpec | null, windows: Windows): readonly Expr[] {
  if (spec === null) return [];
  const { name, base, partition, order } = spec;
  const below = name ?? base;
  return [
    ...partition,
    ...orderExprs(order),
    ...(below === null ? [] : windowKeys(windows.get(below) ?? null, windows)),
  ];
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
function hangsOnTies(call: Call, windows: Windows): boolean {
  if (SHARED.has(call.name)) return false;
  return PLACED.has(call.name) || isByRows(frameOf(call, windows));
}

const isByRows = (frame: WindowFrame | null): boolean =>
  frame?.mode === 'ROWS' && (frame.start.kind !== 'unbounded_preceding' || frame.end?.kind !== 'unbounded_following');

function frameOf({ over }: Call, windows: Windows): WindowFrame | null {
  const { name = null, frame = null } = over ?? {};
  return name === null ? frame : (windows.get(name)?.frame ?? null);
}

/**
 * Does it give values of rows that all rows alike in its order see in one sequence? If the order tells what those values
 * are, they are the same for all of them, whichever came first.
 */
function isOfPeers(call: Call, windows: Windows): boolean {
  const frame = frameOf(call, windows);
  if (frame?.exclude != null || !(PICKING.has(call.name) || isOrderSensitive(call))) return false;
  return !isByRows(frame) || (call.name === 'first_value' && frame?.start.kind === 'unbounded_preceding');
}
const PICKING: ReadonlySet<string> = new Set(['first_value', 'last_value', 'nth_value']);
