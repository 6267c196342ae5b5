import { tiesIn, type Tie } from './join-ties.ts';
import type { Expr, From } from '../ir/nodes.ts';

/** An entry of FROM, as far as joining it goes. */
export type Meeting = {
  readonly rows: number;
  /** Sets of columns that each single one row out; null where a bank names no key. */
  readonly keys: readonly (readonly string[])[] | null;
  /** Each row beside it meets all its rows, unless it is met on a key. */
  readonly isSeries?: true;
  /** Rows that have one value of some columns, as far as statistics know. */
  known(columns: ReadonlySet<string>): number;
};

/** `matches`: rows that a row finds of what it is met with on no key. */
export type Meetings = { readonly entries: ReadonlyMap<string, Meeting>; readonly matches: number };

/** What is joined at once, in whatever order; an outer join is one of these, with what stands on its sides. */
type Unit =
  | { readonly kind: 'entry'; readonly alias: string }
  | {
      readonly kind: 'outer';
      readonly type: 'LEFT' | 'FULL';
      /** The side that is kept. */
      readonly left: readonly Unit[];
      readonly right: readonly Unit[];
      readonly on: readonly Tie[];
    };

/** Ties that hold where something is looked at, by alias. */
type Ties = ReadonlyMap<string, readonly Tie[]>;

/** How many units are tried as the first; of many one. */
const MOST_TRIED = 6;
const MANY_UNITS = 20;

/**
 * Rows of a FROM, its units joined one by one: each brings as many for a row as it has rows that meet those before it.
 * Whichever is taken first the rows are the same, so the fewest that any order comes to are believed.
 */
export function rowsJoined(meetings: Meetings, { from, where }: { from: readonly From[]; where: Expr | null }): number {
  const inner: Tie[] = where === null ? [] : [...tiesIn(where)];
  const units = from.flatMap((item) => unitsOf(item, inner));
  const ties = byAlias(inner);
  const walk = { meetings, ties };
  const all = new Set(units.flatMap(aliasesIn));
  const times = new Map(units.map((unit) => [unit, timesOf(walk, unit, new Set())]));
  // What others point to by its key comes after them.
  const isPointedTo = (unit: Unit): number =>
    Number(unit.kind === 'entry' && timesOf(walk, unit, all.difference(new Set([unit.alias]))) === 1);
  const firsts = units
    .toSorted((one, two) => isPointedTo(one) - isPointedTo(two) || (times.get(two) ?? 0) - (times.get(one) ?? 0))
    .slice(0, units.length > MANY_UNITS ? 1 : MOST_TRIED);
  return Math.max(
    1,
    Math.min(...firsts.map((first) => rowsOfAll(walk, [first, ...units.filter((one) => one !== first)]))),
  );
}

type Walk = { readonly meetings: Meetings; readonly ties: Ties };

/** The first unit, and then each time the one that brings the fewest. */
function rowsOfAll(walk: Walk, [first, ...others]: readonly Unit[], before: ReadonlySet<string> = new Set()): number {
  if (first === undefined) return 1;
  const joined = new Set([...before, ...aliasesIn(first)]);
  let rows = timesOf(walk, first, before);
  for (const left = new Set(others); left.size > 0;) {
    let [least, times] = [[...left][0], Infinity];
    for (const unit of left) {
      const own = timesOf(walk, unit, joined);
      if (own < times) [least, times] = [unit, own];
      if (times <= 1) break;
    }
    if (least === undefined) break;
    rows *= times;
    left.delete(least);
    for (const alias of aliasesIn(least)) joined.add(alias);
  }
  return rows;
}

/** Rows of a unit that a row of those before it meets. */
function timesOf(walk: Walk, unit: Unit, joined: ReadonlySet<string>): number {
  if (unit.kind === 'entry') return matchesOf(walk, unit.alias, joined);
  const { left, right, on, type } = unit;
  const met = { ...walk, ties: withTies(walk.ties, on) };
  const [ofLeft, ofRight] = [left, right].map((side) => new Set([...joined, ...side.flatMap(aliasesIn)]));
  const kept = rowsOfAll(walk, left, joined);
  const others = type === 'FULL' ? rowsOfAll(walk, right, joined) : 0;
  const fromLeft = kept * Math.max(1, rowsOfAll(met, right, ofLeft)) + others;
  if (![...left, ...right].every(({ kind }) => kind === 'entry')) return fromLeft;
  // What finds nothing stands beside what is found from the other side.
  const fromRight = rowsOfAll(walk, right, joined) * rowsOfAll(met, left, ofRight) + kept + others;
  return Math.min(fromLeft, fromRight);
}

function matchesOf({ meetings, ties }: Walk, alias: string, joined: ReadonlySet<string>): number {
  const { entries } = meetings;
  const isReached = ({ aliases }: Tie): boolean => {
    for (const one of aliases) if (one !== alias && entries.has(one) && !joined.has(one)) return false;
    return true;
  };
  return matchesBy(meetings, alias, (ties.get(alias) ?? []).filter(isReached));
}

/** The fewest that any of the ties leaves; what equals a literal is held to it already, and only a key says more. */
function matchesBy(meetings: Meetings, alias: string, ties: readonly Tie[]): number {
  const { entries, matches } = meetings;
  const entry = entries.get(alias);
  if (entry === undefined) return 1;
  if (isKeyed(entry, columnsMet(alias, ties))) return 1;
  const others = ties.filter(({ aliases }) => [...aliases].some((one) => one !== alias && entries.has(one)));
  const bounds = others.map((tie) => {
    if (tie.kind !== 'or') return entry.rows;
    const arms = tie.arms.map((arm) => arm.filter(({ aliases }) => aliases.has(alias)));
    return arms.reduce((sum, arm) => sum + matchesBy(meetings, alias, arm), 0);
  });
  const met = columnsMet(alias, others);
  if (met.size > 0 && !entry.isSeries) {
    const known = entry.known(met);
    // Of a bank's own relation without a known key it is taken that people join it by what it is looked up by.
    bounds.push(entry.keys === null ? Math.max(1, known) : Math.max(matches, known));
  }
  return Math.min(entry.rows, ...bounds);
}

const isKeyed = ({ keys }: Meeting, met: ReadonlySet<string>): boolean =>
  keys?.some((key) => key.every((name) => met.has(name))) === true;

const columnsMet = (alias: string, ties: readonly Tie[]): ReadonlySet<string> =>
  new Set(
    ties
      .flatMap((tie) => (tie.kind === 'equal' ? tie.columns : []))
      .flatMap((one) => (one.alias === alias ? [one.name] : [])),
  );

function unitsOf(item: From, inner: Tie[]): readonly Unit[] {
  if (item.kind !== 'join') return [{ kind: 'entry', alias: item.alias }];
  const [left, right] = [unitsOf(item.left, inner), unitsOf(item.right, inner)];
  const on = item.on === null ? [] : tiesIn(item.on);
  switch (item.type) {
    case 'INNER':
    case 'CROSS':
      inner.push(...on);
      return [...left, ...right];
    case 'RIGHT':
      return [{ kind: 'outer', type: 'LEFT', left: right, right: left, on }];
    default:
      return [{ kind: 'outer', type: item.type, left, right, on }];
  }
}

const aliasesIn = (unit: Unit): readonly string[] =>
  unit.kind === 'entry' ? [unit.alias] : [...unit.left, ...unit.right].flatMap(aliasesIn);

const byAlias = (ties: readonly Tie[]): Ties => withTies(new Map(), ties);

function withTies(before: Ties, more: readonly Tie[]): Ties {
  const ties = new Map(before);
  for (const tie of more) for (const alias of tie.aliases) ties.set(alias, [...(ties.get(alias) ?? []), tie]);
  return ties;
}
