import { MAX_SERIES_STEPS } from '../input/limits.ts';
import type { Expr } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import { literalText } from './make.ts';

const DAY = 86_400_000;

/**
 * Rows from nothing: bounds and step are literals, or calendar arithmetic over literals, so that the number of rows is
 * known. Dates are compared roughly, to a day or a truncation's width, which the cap bears.
 */
export function checkSeries(args: readonly Expr[], at: number): void {
  const [from, to, step] = args.map(valueOf);
  const stride = args.length > 2 ? step : 1;
  if (from === undefined || to === undefined || stride === undefined)
    refuse('function.literal_needed', { at, name: 'generate_series' });
  if ([from, to, stride].some(Number.isNaN)) refuse('function.literal_needed', { at, name: 'generate_series' });
  if (!(Math.abs((to - from) / stride) <= MAX_SERIES_STEPS)) refuse('size.series', { at });
}

/** The steps of a series that has been checked. */
export function seriesSteps(args: readonly Expr[]): number {
  const [from = 0, to = 0, step = 1] = args.map(valueOf);
  return Math.max(1, Math.abs((to - from) / step));
}

/** A number, a moment or a span in milliseconds; NaN for what is not known before the query runs. */
function valueOf(expr: Expr): number {
  const text = literalText(expr);
  if (text !== null) return literalValue(expr.type, text);
  if (expr.kind === 'cast') return valueOf(expr.arg);
  if (expr.kind === 'call' && expr.name === 'date_trunc' && expr.args[1]) return valueOf(expr.args[1]);
  if (expr.kind !== 'operation') return Number.NaN;
  if (expr.left === null) return expr.op === '-' ? -valueOf(expr.right) : Number.NaN;
  const [left, right] = [valueOf(expr.left), valueOf(expr.right)];
  const isDays = isMoment(expr.left.type) && expr.right.type === 'int4';
  const amount = isDays ? right * DAY : right;
  if (expr.op === '+') return left + amount;
  if (expr.op === '-') return left - amount;
  return expr.op === '*' ? left * right : Number.NaN;
}

const isMoment = (type: string): boolean => type === 'date' || type.startsWith('timestamp');

function literalValue(type: string, text: string): number {
  if (type === 'interval') return intervalDays(text) * DAY;
  if (isMoment(type)) return Date.parse(/^\s*(\d{4}-\d{2}-\d{2})/.exec(text)?.[1] ?? '');
  return text.trim() === '' ? Number.NaN : Number(text);
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

/** A lower estimate of an interval in days; a unit it cannot read is not a number and refuses the call. */
function intervalDays(text: string): number {
  const parts = [...text.matchAll(/(-?\d+(?:\.\d+)?)\s*([a-z]+)/gi)];
  if (parts.length === 0) return Number.NaN;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * unitDays(unit ?? ''), 0);
}

function unitDays(unit: string): number {
  const name = unit.toLowerCase().replace(/s$/, '');
  return Object.hasOwn(UNIT_DAYS, name) ? (UNIT_DAYS[name] ?? Number.NaN) : Number.NaN;
}
