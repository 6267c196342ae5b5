import type { Reviewed } from '../allow/reviewed.ts';
import { MAX_SERIES_STEPS } from '../input/limits.ts';
import type { Expr } from '../ir/nodes.ts';
import { refuse } from '../verdict.ts';
import { checkPattern } from './make-operation.ts';
import { isNullLiteral, literalText } from './make.ts';

const ZONE = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$|^[+-]\d{1,2}(?::\d{2})?$/;

type Called = { readonly name: string; readonly args: readonly Expr[]; readonly at: number };

/** Arguments whose value decides size or meaning must be literals, and some literals have a form to keep. */
export function checkCallArguments(call: Called, review: Reviewed): void {
  for (const index of review.literals ?? []) {
    const arg = call.args[index];
    if (arg !== undefined && !isLiteral(arg))
      refuse('function.literal_needed', { at: arg.at < 0 ? call.at : arg.at, name: call.name });
  }
  if (call.name.startsWith('regexp_')) checkPattern(call.args[1], call.at);
  if (call.name === 'format') checkFormat(call);
  if (call.name === 'generate_series') checkSeries(call);
  if (call.name === 'timezone') checkZone(call);
}

const textAt = (call: Called, index: number): string => {
  const arg = call.args[index];
  return (arg && literalText(arg)) ?? '';
};

/** A literal, possibly negative or typed. */
function isLiteral(expr: Expr): boolean {
  return literalText(expr) !== null || isNullLiteral(expr);
}

/** `%1000000s` pads, `%*s` takes the width from an argument: neither is needed. */
function checkFormat(call: Called): void {
  const text = textAt(call, 0);
  if (/%(?!%|(?:\d\$)?[sIL])/.test(text.replaceAll('%%', '')) || text.length > 1000)
    refuse('function.literal_needed', { at: call.at, name: call.name });
}

function checkZone(call: Called): void {
  const zone = call.args[0];
  if (zone === undefined || zone.type === 'interval') return;
  const text = literalText(zone);
  if (text === null || !ZONE.test(text)) refuse('function.literal_needed', { at: call.at, name: 'AT TIME ZONE' });
}

/** Rows from nothing: bounds and step are literals, so the number of rows is known. */
function checkSeries(call: Called): void {
  const [from, to, step] = call.args.map((arg) => boundOf(arg));
  if (from === undefined || to === undefined) refuse('function.literal_needed', { at: call.at, name: call.name });
  const stride = call.args.length > 2 ? step : 1;
  if (stride === undefined || stride === 0 || Number.isNaN(stride)) refuse('size.series', { at: call.at });
  if (!(Math.abs((to - from) / stride) <= MAX_SERIES_STEPS)) refuse('size.series', { at: call.at });
}

function boundOf(arg: Expr): number {
  const text = literalText(arg) ?? '';
  if (arg.type === 'interval') return intervalDays(text) * 86_400_000;
  if (arg.type === 'date' || arg.type.startsWith('timestamp'))
    return Date.parse(/^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? '');
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

/** A lower estimate of an interval in days; what it cannot read is not a number and refuses the call. */
function intervalDays(text: string): number {
  const parts = [...text.matchAll(/(-?\d+(?:\.\d+)?)\s*([a-z]+)/gi)];
  if (parts.length === 0) return Number.NaN;
  return parts.reduce(
    (sum, [, amount, unit]) =>
      sum + Number(amount) * (UNIT_DAYS[(unit ?? '').toLowerCase().replace(/s$/, '')] ?? Number.NaN),
    0,
  );
}
