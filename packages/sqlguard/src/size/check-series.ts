import { MAX_SERIES_STEPS } from '../input/limits.ts';
import { someExpr } from '../ir/children.ts';
import type { Expr, Operation } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import { isAltered, literalText } from '../ir/literals.ts';
import { mostValue } from './most-value.ts';

const DAY = 86_400_000;
const HOUR = DAY / 24;
/** Years 1 to 9999: a bank's sentinels are among its data. */
const ALL_YEARS = 3_652_059 * DAY;
/** As far as moments go that a question computes: 294,276 years. */
const COMPUTED_YEARS = 30 * ALL_YEARS;
const TEN_YEARS = 3653 * DAY;
const BOUNDS_HINT =
  'Write out both bounds and the step, or hold the end: least(n, 360); only a calendar by days or longer steps may run between dates of the data.';

/** A number, a moment or a span in milliseconds, and by how much it may be off. */
type Reading = { readonly value: number; readonly slack: number };
const UNREAD: Reading = { value: Number.NaN, slack: 0 };

/**
 * Rows from nothing: bounds and step are literals, or calendar arithmetic over literals, so that the number of rows is
 * known. What a month, a zone or a truncation leaves open is counted as rows too. Between moments of the data a calendar
 * may run by days or longer steps: two centuries are fewer days than a series may have, and a bank's sentinel in the year
 * 9999 costs seconds, not memory, since such rows are streamed or spilled.
 */
export function checkSeries(args: readonly Expr[], at: number): void {
  const readings = readSeries(args);
  if (isCalendar(args, readings)) return;
  const step = args[2];
  if (step !== undefined && Number.isNaN(readings[2]?.value) && literalText(step) !== null)
    refuse('size.series', { at, hint: "Write the step as one number and its unit, as in '1 day'." });
  if (readings.some(({ value }) => Number.isNaN(value)))
    refuse('function.literal_needed', { at, name: 'generate_series', hint: BOUNDS_HINT });
  if (!(stepsOf(readings) <= MAX_SERIES_STEPS)) refuse('size.series', { at });
}

/** The steps of a series that has been checked: the most of them, or those of the ten years that data usually bounds. */
export function seriesSteps(args: readonly Expr[], isUsual: boolean): number {
  const readings = readSeries(args);
  const steps = isCalendar(args, readings)
    ? (isUsual ? TEN_YEARS : mostSpan(args)) / Math.abs(readings[2]?.value ?? DAY)
    : stepsOf(readings);
  return Math.max(1, steps);
}

const mostSpan = (args: readonly Expr[]): number => (args.slice(0, 2).every(isPicked) ? ALL_YEARS : COMPUTED_YEARS);

/** A literal, or a moment as the data has it, cut or not. */
function isPicked(bound: Expr): boolean {
  switch (bound.kind) {
    case 'literal':
      return true;
    case 'column':
      return bound.deps.every(({ direct }) => direct);
    case 'sublink':
      return bound.query.kind === 'select' && bound.query.targets.every(({ expr }) => isPicked(expr));
    case 'cast':
      return isPicked(bound.arg);
    case 'coalesce':
    case 'extreme':
      return bound.args.every(isPicked);
    case 'call':
      return PICKING.has(bound.name) && bound.args.filter(({ type }) => isMoment(type)).every(isPicked);
    default:
      return false;
  }
}

const PICKING: ReadonlySet<string> = new Set(['min', 'max', 'date_trunc', 'timezone']);

/** By a known step of a day or more, from or to a moment that only the data knows. */
function isCalendar(args: readonly Expr[], [from = UNREAD, to = UNREAD, step = UNREAD]: readonly Reading[]): boolean {
  const isOfData = (bound: Reading, at: number): boolean =>
    Number.isNaN(bound.value) && isMoment(args[at]?.type ?? '') && isOfRows(args[at]);
  const isKnown = (bound: Reading): boolean => !Number.isNaN(bound.value);
  const fits = (bound: Reading, at: number): boolean => isKnown(bound) || isOfData(bound, at);
  return (isOfData(from, 0) || isOfData(to, 1)) && fits(from, 0) && fits(to, 1) && Math.abs(step.value) >= DAY;
}

/** What a column gives: of the data, or of a list of parameters. */
const isOfRows = (bound: Expr | undefined): boolean =>
  bound !== undefined && (bound.deps.length > 0 || someExpr(bound, ({ kind }) => kind === 'column', false));

/** As far as a number may go that the data gives, as in `least(months, 360)`. */
function mostOf(to: Expr | undefined, from: Reading): Reading {
  const most = to === undefined ? null : mostValue(to);
  return most === null || Number.isNaN(from.value) ? UNREAD : { value: Math.max(most, from.value), slack: 0 };
}

/** A span is read at its shortest, which is what counts for a step. */
function readSeries(args: readonly Expr[]): readonly Reading[] {
  const [from = UNREAD, bound = UNREAD, step] = args.map(readingOf);
  const isUpwards = step === undefined || step.value > 0;
  const to = isUpwards && Number.isNaN(bound.value) ? mostOf(args[1], from) : bound;
  if (step === undefined) return [from, to];
  return [from, to, args[2]?.type === 'interval' ? { ...step, slack: 0 } : step];
}

function stepsOf([from = UNREAD, to = UNREAD, step = { value: 1, slack: 0 }]: readonly Reading[]): number {
  const stride = Math.max(0, Math.abs(step.value) - step.slack);
  return (Math.abs(to.value - from.value) + from.slack + to.slack) / stride;
}

/** NaN for what is not known before the query runs. */
function readingOf(expr: Expr): Reading {
  const text = literalText(expr);
  if (text !== null) return readLiteral(expr.type, text);
  if (expr.kind === 'cast' && isAltered(expr.arg)) return UNREAD;
  if (expr.kind === 'cast') return withSlack(readingOf(expr.arg), castSlack(expr.arg.type, expr.type));
  if (expr.kind === 'call' && expr.name === 'date_trunc' && expr.args[1])
    return withSlack(readingOf(expr.args[1]), expr.type === 'interval' ? 0 : truncated(expr.args[0]));
  if (expr.kind !== 'operation') return UNREAD;
  const right = readingOf(expr.right);
  if (expr.left === null) return expr.op === '-' ? { ...right, value: -right.value } : UNREAD;
  return combined(expr, readingOf(expr.left), right);
}

function combined(operation: Operation, left: Reading, right: Reading): Reading {
  const { op, type } = operation;
  const types = [operation.left?.type ?? '', operation.right.type];
  if (op === '*') {
    // A span times a number: what is uncertain grows with it.
    const slack = left.slack * Math.abs(right.value) + right.slack * Math.abs(left.value);
    return { value: left.value * right.value, slack };
  }
  if (op !== '+' && op !== '-') return UNREAD;
  const slack = left.slack + right.slack;
  const signed = op === '-' ? -right.value : right.value;
  if (types.every(isMoment))
    return types.every((one) => one === 'date') ? { value: (left.value + signed) / DAY, slack: slack / DAY } : UNREAD;
  // Months less days may leave next to nothing, or anything.
  if (type === 'interval') return left.value * signed < 0 ? UNREAD : { value: left.value + signed, slack };
  const inDays = isMoment(type) && types.some((one) => one.startsWith('int') && one !== 'interval');
  if (!inDays) return { value: left.value + signed, slack };
  return isMoment(types[0] ?? '')
    ? { value: left.value + signed * DAY, slack }
    : { value: left.value * DAY + signed, slack };
}

const isMoment = (type: string): boolean => type === 'date' || type.startsWith('timestamp');
const withSlack = ({ value, slack }: Reading, more: number): Reading => ({ value, slack: slack + more });

/** Another kind of moment is another zone, or the day without its hour. */
const castSlack = (from: string, to: string): number =>
  from === to || !isMoment(from) || (from === 'date' && to === 'timestamp') ? 0 : DAY;

const TRUNCATED_DAYS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 1,
  hour: 1,
  day: 2,
  week: 8,
  month: 32,
  quarter: 93,
  year: 367,
};
const MILLENNIUM = 365_250;

/** What is cut off a moment: a series from the start of a millennium is a thousand years longer. */
function truncated(unit: Expr | undefined): number {
  const name = ((unit && literalText(unit)) ?? '').toLowerCase();
  return (Object.hasOwn(TRUNCATED_DAYS, name) ? (TRUNCATED_DAYS[name] ?? MILLENNIUM) : MILLENNIUM) * DAY;
}

function readLiteral(type: string, text: string): Reading {
  if (type === 'interval') return readInterval(text);
  if (isMoment(type)) return readMoment(type, text);
  return { value: text.trim() === '' ? Number.NaN : Number(text), slack: 0 };
}

const MOMENT =
  /^\s*(\d{4}-\d{2}-\d{2})(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?\s*(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?)?\s*$/i;

/** Only the plain form: a year before Christ, or a word, is not what its digits say. */
function readMoment(type: string, text: string): Reading {
  const [, date, hour = '0', minute = '0', second = '0', zone] = MOMENT.exec(text) ?? [];
  const time = type === 'date' ? 0 : (Number(hour) * 60 + Number(minute)) * 60_000 + Number(second) * 1000;
  const slack = type !== 'timestamptz' ? 0 : zone === undefined ? 2 * HOUR : DAY;
  return { value: Date.parse(date ?? '') + time, slack };
}

const UNIT_DAYS: Readonly<Record<string, number>> = {
  year: 365,
  mon: 28,
  month: 28,
  week: 7,
  day: 1,
  hour: 1 / 24,
  minute: 1 / 1440,
  min: 1 / 1440,
  second: 1 / 86_400,
  sec: 1 / 86_400,
};
/** A month has up to an eighth more days than 28. */
const MONTH_SLACK = 1 / 8;

/**
 * Numbers with their units, all of one sign: PostgreSQL's other forms (`1 day -23:59:59`, `P1DT-23H`, `ago`) may come to
 * next to nothing. Months are taken at their shortest.
 */
function readInterval(text: string): Reading {
  if (!/^\s*(?:(?:\+?\d+(?:\.\d+)?\s*[a-z]+\s*)+|(?:-\d+(?:\.\d+)?\s*[a-z]+\s*)+)$/i.test(text)) return UNREAD;
  const parts = [...text.matchAll(/(-?\d+(?:\.\d+)?)\s*([a-z]+)/gi)];
  const value = DAY * parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * unitDays(unit ?? ''), 0);
  const hasMonths = parts.some(([, , unit]) => unitDays(unit ?? '') >= 28);
  return { value, slack: hasMonths ? Math.abs(value) * MONTH_SLACK : 0 };
}

function unitDays(unit: string): number {
  const name = unit.toLowerCase().replace(/s$/, '');
  return Object.hasOwn(UNIT_DAYS, name) ? (UNIT_DAYS[name] ?? Number.NaN) : Number.NaN;
}
