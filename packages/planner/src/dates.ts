import type { Day, Grain } from './calendar.ts';
import { addTo, isRealDay, startOf, toIso } from './calendar.ts';
import type { NumberSpan } from './numbers.ts';
import type { Token } from './tokens.ts';

/** A half-open interval of civil days: from (inclusive) to (exclusive); null is unbounded. */
export type DateRead = {
  readonly from: string | null;
  readonly to: string | null;
  readonly grain: Grain;
  readonly text: string;
};
export type DateSpan = DateRead & { readonly start: number; readonly end: number; readonly sure: boolean };

type Spot = {
  readonly first: Day;
  readonly after: Day;
  readonly grain: Grain;
  readonly end: number;
  readonly sure: boolean;
};
type Scene = { readonly tokens: readonly Token[]; readonly numbers: readonly NumberSpan[]; readonly today: Day };

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const UNITS: Readonly<Record<string, Grain>> = {
  day: 'day',
  week: 'week',
  month: 'month',
  quarter: 'quarter',
  year: 'year',
};
const LEAD = new Set(['in', 'during', 'within', 'over', 'on', 'for', 'throughout', 'of', 'from', 'as']);
const SINCE = new Set(['since', 'after', 'starting', 'later']);
const BEFORE = new Set(['before', 'until', 'till', 'prior', 'by', 'through']);

function monthOf(word: string): number {
  const name = word.replace(/\.$/, '');
  if (name.length < 3) return 0;
  return name === 'sept'
    ? 9
    : MONTHS.findIndex((month) => month === name || (name.length === 3 && month.startsWith(name))) + 1;
}

function yearAt(scene: Scene, at: number): number | null {
  const token = scene.tokens[at];
  if (token?.kind !== 'number' || !/^(1[0-9]|20)\d\d$/.test(token.text)) return null;
  return Number(token.text);
}

function unit(first: Day, grain: Grain, end: number, sure = true): Spot {
  return { first, after: addTo(first, 1, grain), grain, end, sure };
}

function low(scene: Scene, at: number): string {
  return scene.tokens[at]?.low ?? '';
}

function readIso(scene: Scene, at: number): Spot | null {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(low(scene, at));
  if (match === null) return null;
  const day = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  return isRealDay(day) ? unit(day, 'day', at + 1) : null;
}

/** 13/04/2025 can only be one day; 3/4/2025 could be two and is left unread. */
function readSlashed(scene: Scene, at: number): Spot | null {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(low(scene, at));
  if (match === null) return null;
  const [a, b, year] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (a <= 12 && b <= 12 && a !== b) return null;
  const day = a > 12 ? { year, month: b, day: a } : { year, month: a, day: b };
  return isRealDay(day) ? unit(day, 'day', at + 1) : null;
}

function dayNumber(scene: Scene, at: number): number {
  const match = /^(\d{1,2})(st|nd|rd|th)?$/.exec(low(scene, at));
  const value = match === null ? 0 : Number(match[1]);
  return value >= 1 && value <= 31 ? value : 0;
}

/** "March 2024", "march", "3 March 2024", "March 3rd, 2024". A month without a year is the latest one begun. */
function readMonth(scene: Scene, at: number): Spot | null {
  const before = dayNumber(scene, at);
  const start = before > 0 ? at + 1 + (low(scene, at + 1) === 'of' ? 1 : 0) : at;
  const month = monthOf(low(scene, start));
  if (month === 0) return null;
  let end = start + 1;
  let day = before;
  if (day === 0 && dayNumber(scene, end) > 0) {
    day = dayNumber(scene, end);
    end += 1;
  }
  const comma = low(scene, end) === ',' || low(scene, end) === 'of' ? 1 : 0;
  const named = yearAt(scene, end + comma);
  const year = named ?? (month <= scene.today.month ? scene.today.year : scene.today.year - 1);
  if (named !== null) end += comma + 1;
  const first = { year, month, day: Math.max(day, 1) };
  if (!isRealDay(first)) return null;
  const sure = named !== null || low(scene, start) !== 'may';
  return unit(
    first,
    day > 0 ? 'day' : 'month',
    end,
    sure && (named !== null || low(scene, start) !== 'march' || scene.tokens[start]?.capital === true),
  );
}

function readQuarter(scene: Scene, at: number): Spot | null {
  const short = /^q([1-4])$/.exec(low(scene, at));
  const words = ['first', 'second', 'third', 'fourth'].indexOf(low(scene, at)) + 1;
  const spelled = words > 0 && low(scene, at + 1) === 'quarter';
  const figure = /^([1-4])(st|nd|rd|th)$/.exec(low(scene, at));
  const quarter =
    short !== null
      ? Number(short[1])
      : spelled
        ? words
        : figure !== null && low(scene, at + 1) === 'quarter'
          ? Number(figure[1])
          : 0;
  if (quarter === 0) return readHalf(scene, at);
  let end = at + (short !== null ? 1 : 2);
  if (['of', 'in', ','].includes(low(scene, end))) end += 1;
  const year = yearAt(scene, end);
  const thisYear = low(scene, end) === 'this' && low(scene, end + 1) === 'year';
  const lastYear = low(scene, end) === 'last' && low(scene, end + 1) === 'year';
  if (year === null && !thisYear && !lastYear) end = at + (short !== null ? 1 : 2);
  else end += year !== null ? 1 : 2;
  const month = quarter * 3 - 2;
  const near = month <= scene.today.month || thisYear ? scene.today.year : scene.today.year - 1;
  return unit({ year: year ?? (lastYear ? scene.today.year - 1 : near), month, day: 1 }, 'quarter', end);
}

function readHalf(scene: Scene, at: number): Spot | null {
  const short = /^h([12])$/.exec(low(scene, at));
  const words = ['first', 'second'].indexOf(low(scene, at)) + 1;
  const half = short !== null ? Number(short[1]) : words > 0 && low(scene, at + 1) === 'half' ? words : 0;
  if (half === 0) return null;
  const end =
    at + (short !== null ? 1 : 2) + (['of', 'in'].includes(low(scene, at + (short !== null ? 1 : 2))) ? 1 : 0);
  const year = yearAt(scene, end);
  if (year === null) return null;
  const first = { year, month: half === 1 ? 1 : 7, day: 1 };
  return { first, after: addTo(first, 2, 'quarter'), grain: 'quarter', end: end + 1, sure: true };
}

function countAt(scene: Scene, at: number): { readonly count: number; readonly to: number } {
  const number = scene.numbers.find((span) => span.from === at && span.unit === 'plain');
  return number === undefined ? { count: 1, to: at } : { count: number.value, to: number.to };
}

/** "within the next year", "over the last month": a year or a month from today, not the calendar's. */
function spans(scene: Scene, at: number): boolean {
  return low(scene, at - 1) === 'the' && ['within', 'over'].includes(low(scene, at - 2));
}

/** this month · last quarter · past 90 days · last 3 months · previous year · trailing 12 months */
function readRelative(scene: Scene, at: number): Spot | null {
  const word = low(scene, at);
  const next = at + 1;
  if (word === 'this' || word === 'current') {
    const grain = UNITS[low(scene, next)];
    return grain === undefined ? null : unit(startOf(scene.today, grain), grain, next + 1);
  }
  if (['next', 'coming', 'following', 'upcoming'].includes(word)) return readNext(scene, next);
  if (!['last', 'past', 'previous', 'prior', 'trailing', 'preceding'].includes(word)) return null;
  const { count, to } = countAt(scene, next);
  const grain = UNITS[scene.tokens[to]?.lemma ?? ''];
  if (grain === undefined || !Number.isInteger(count) || count < 1 || count > 1000) return null;
  const tomorrow = addTo(scene.today, 1, 'day');
  const isRolling = word === 'past' || word === 'trailing' || spans(scene, at);
  if (to > next || scene.tokens[to]?.low !== scene.tokens[to]?.lemma || isRolling) {
    return { first: addTo(scene.today, -count, grain), after: tomorrow, grain: 'day', end: to + 1, sure: true };
  }
  return unit(addTo(startOf(scene.today, grain), -1, grain), grain, to + 1);
}

/** next month · next 30 days */
function readNext(scene: Scene, next: number): Spot | null {
  const { count, to } = countAt(scene, next);
  const grain = UNITS[scene.tokens[to]?.lemma ?? ''];
  if (grain === undefined || !Number.isInteger(count) || count < 1 || count > 1000) return null;
  if (to === next && !spans(scene, next - 1)) return unit(addTo(startOf(scene.today, grain), 1, grain), grain, to + 1);
  const tomorrow = addTo(scene.today, 1, 'day');
  return { first: tomorrow, after: addTo(tomorrow, count, grain), grain: 'day', end: to + 1, sure: true };
}

function readNamed(scene: Scene, at: number): Spot | null {
  const { today } = scene;
  const word = low(scene, at);
  const tomorrow = addTo(today, 1, 'day');
  if (word === 'today') return unit(today, 'day', at + 1);
  if (word === 'tomorrow') return unit(tomorrow, 'day', at + 1);
  if (word === 'yesterday') return unit(addTo(today, -1, 'day'), 'day', at + 1);
  const toDate: Readonly<Record<string, Grain>> = { ytd: 'year', mtd: 'month', qtd: 'quarter', wtd: 'week' };
  const short = toDate[word];
  if (short !== undefined)
    return { first: startOf(today, short), after: tomorrow, grain: short, end: at + 1, sure: true };
  const grain = UNITS[word];
  if (grain !== undefined && low(scene, at + 1) === 'to' && low(scene, at + 2) === 'date') {
    return { first: startOf(today, grain), after: tomorrow, grain, end: at + 3, sure: true };
  }
  const year = yearAt(scene, at);
  if (year !== null) return unit({ year, month: 1, day: 1 }, 'year', at + 1, false);
  if (word === 'year' || word === 'calendar') {
    const named = yearAt(scene, at + (low(scene, at + 1) === 'year' ? 2 : 1));
    if (named !== null)
      return unit({ year: named, month: 1, day: 1 }, 'year', at + (low(scene, at + 1) === 'year' ? 3 : 2));
  }
  return null;
}

/** "the beginning of the year", "start of 2025": its first day. */
function readBeginning(scene: Scene, at: number): Spot | null {
  if (!['beginning', 'start'].includes(low(scene, at)) || low(scene, at + 1) !== 'of') return null;
  const article = low(scene, at + 2) === 'the' ? 1 : 0;
  const grain = UNITS[low(scene, at + 2 + article)];
  if (article === 1 && grain !== undefined) return unit(startOf(scene.today, grain), 'day', at + 4);
  const spot = readSpot(scene, at + 2);
  return spot === null ? null : unit(spot.first, 'day', spot.end);
}

function readSpot(scene: Scene, start: number): Spot | null {
  const at = low(scene, start) === 'the' ? start + 1 : start;
  return (
    readBeginning(scene, at) ??
    readIso(scene, at) ??
    readSlashed(scene, at) ??
    readMonth(scene, at) ??
    readQuarter(scene, at) ??
    readRelative(scene, at) ??
    readAgo(scene, at) ??
    readNamed(scene, at)
  );
}

/** "90 days ago", "a year ago": one day. */
function readAgo(scene: Scene, at: number): Spot | null {
  const article = low(scene, at) === 'a' || low(scene, at) === 'an';
  const { count, to } = article ? { count: 1, to: at + 1 } : countAt(scene, at);
  const grain = UNITS[scene.tokens[to]?.lemma ?? ''];
  if (to === at || grain === undefined || low(scene, to + 1) !== 'ago' || !Number.isInteger(count)) return null;
  return unit(addTo(scene.today, -count, grain), 'day', to + 2);
}

function textOf(scene: Scene, start: number, end: number): string {
  return scene.tokens
    .slice(start, end)
    .map((token) => token.text)
    .join(' ');
}

function readPair(scene: Scene, start: number): DateSpan | null {
  const word = low(scene, start);
  if (word !== 'between' && word !== 'from') return null;
  const left = readSpot(scene, start + 1);
  if (left === null) return null;
  const link = low(scene, left.end);
  if (!(word === 'between' ? link === 'and' : ['to', 'until', 'till', 'through', '-'].includes(link))) return null;
  let right = readSpot(scene, left.end + 1);
  if (right === null) return null;
  const [explicit, named] = [left, right].map((spot) => yearAt(scene, spot.end - 1) !== null || spot.grain === 'year');
  if (explicit === true && named === false && right.grain === 'month' && left.grain === 'month') {
    const after = right.first.month >= left.first.month ? left.first.year : left.first.year + 1;
    right = {
      ...right,
      first: { ...right.first, year: after },
      after: addTo({ ...right.first, year: after }, 1, 'month'),
    };
  }
  const lacksYear =
    left.grain !== 'year' && yearAt(scene, left.end - 1) === null && yearAt(scene, right.end - 1) !== null;
  const first = lacksYear ? { ...left.first, year: right.first.year } : left.first;
  if (toIso(right.first) < toIso(first)) right = { ...right, after: addTo(right.after, 1, 'year') };
  return {
    from: toIso(first),
    to: toIso(right.after),
    grain: right.grain,
    text: textOf(scene, start, right.end),
    start,
    end: right.end,
    sure: true,
  };
}

function readOpen(scene: Scene, start: number): DateSpan | null {
  const word = low(scene, start);
  const or = low(scene, start) === 'on' && low(scene, start + 1) === 'or' ? 2 : 0;
  const side = low(scene, start + or);
  const skip =
    or +
    1 +
    (['than', 'to'].includes(low(scene, start + or + 1)) && ['later', 'prior', 'earlier'].includes(side) ? 1 : 0) +
    (side === 'starting' && ['from', 'in', 'on'].includes(low(scene, start + or + 1)) ? 1 : 0);
  const isAfter = SINCE.has(side);
  if (!isAfter && !BEFORE.has(side) && side !== 'earlier') return null;
  const spot = readSpot(scene, start + skip);
  if (spot === null || (word === 'by' && spot.grain !== 'day' && !spot.sure)) return null;
  const inclusive = or > 0;
  const base = { grain: spot.grain, text: textOf(scene, start, spot.end), start, end: spot.end, sure: true };
  if (isAfter) {
    const from = side === 'after' || side === 'later' ? (inclusive ? spot.first : spot.after) : spot.first;
    return { ...base, from: toIso(from), to: null };
  }
  const closes = side === 'until' || side === 'till' || side === 'through' || side === 'by' || inclusive;
  return { ...base, from: null, to: toIso(closes ? spot.after : spot.first) };
}

/** "from 2024 onwards" */
function readOnward(scene: Scene, start: number): DateSpan | null {
  const spot = low(scene, start) === 'from' ? readSpot(scene, start + 1) : null;
  if (spot === null || !/^(on|onward|onwards)$/.test(low(scene, spot.end))) return null;
  const text = textOf(scene, start, spot.end + 1);
  return { from: toIso(spot.first), to: null, grain: spot.grain, text, start, end: spot.end + 1, sure: true };
}

function readPlain(scene: Scene, start: number): DateSpan | null {
  const lead = LEAD.has(low(scene, start)) ? 1 : 0;
  const spot = readSpot(scene, start + lead);
  if (spot === null) return null;
  const base = { from: toIso(spot.first), to: toIso(spot.after), grain: spot.grain };
  return {
    ...base,
    text: textOf(scene, start, spot.end),
    start,
    end: spot.end,
    sure: spot.sure || ['in', 'during', 'throughout'].includes(low(scene, start)),
  };
}

/** Every date phrase, longest readings included; `sure` is false where the figure may be a plain number or a verb. */
export function readDates(tokens: readonly Token[], numbers: readonly NumberSpan[], today: Day): readonly DateSpan[] {
  const scene = { tokens, numbers, today };
  const spans: DateSpan[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    for (const span of [readPair(scene, at), readOpen(scene, at), readOnward(scene, at), readPlain(scene, at)]) {
      if (span !== null) spans.push(span);
    }
  }
  return spans;
}
