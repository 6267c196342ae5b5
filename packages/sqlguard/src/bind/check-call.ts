import type { Reviewed } from '../allow/reviewed.ts';
import { isUnsorted } from '../allow/unsorted.ts';
import type { Expr } from '../ir/nodes.ts';
import type { FoundFunction } from '../pg/find-function.ts';
import type { TypeName } from '../pg/types.ts';
import { refuse } from '../verdict.ts';
import { checkSortable } from './coerce.ts';
import { checkCollation } from './collations.ts';
import { checkVariables } from './json-variables.ts';
import { checkPattern, pathLiteral } from './check-pattern.ts';
import { mostValue } from '../size/most-value.ts';
import { isNullLiteral, literalText } from '../ir/literals.ts';

const ZONE = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$|^[+-]\d{1,2}(?::\d{2})?$/;

const UNIT_TAKERS: ReadonlySet<string> = new Set(['date_trunc', 'date_part', 'extract']);
const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
/** `deltatktbl` and `datetktbl` of PostgreSQL's datetime.c, as far as dates are cut and read by them; singular. */
const CUTS = words(
  'microsecond microsecon usec us usecond millisecond msec ms msecond second sec s minute min m hour hr h day d week w ' +
    'month mon quarter qtr year yr y decade dec century cent c centurie millennium mil millennia',
);
const PARTS = words(
  'epoch dow doy isodow isoyear julian jd j timezone timezone_h timezone_hour timezone_m timezone_minute',
);

/** The arguments in declared order, whatever order their names were written in, and what the chosen overload takes. */
type Called = {
  readonly name: string;
  readonly args: readonly (Expr | undefined)[];
  readonly types: readonly TypeName[];
  readonly at: number;
};

/** The given arguments at their declared places. */
export function placed<Part>(parts: readonly Part[], { places }: FoundFunction): readonly (Part | undefined)[] {
  if (places.every((place, index) => place === index)) return parts;
  return Array.from({ length: Math.max(-1, ...places) + 1 }, (_, place) => parts[places.indexOf(place)]);
}

/** Arguments whose value decides size or meaning must be literals, and some literals have a form to keep. */
export function checkCallArguments(call: Called, review: Reviewed): void {
  for (const index of review.literals ?? []) {
    const arg = call.args[index];
    if (arg !== undefined && !isLiteral(arg))
      refuse('function.literal_needed', { at: arg.at < 0 ? call.at : arg.at, name: call.name });
  }
  for (const index of review.bounded ?? []) {
    const arg = call.args[index];
    if (arg !== undefined && !isNullLiteral(arg) && mostValue(arg) === null)
      refuse('function.literal_needed', { at: arg.at < 0 ? call.at : arg.at, name: call.name, hint: BOUND });
  }
  if (call.name.startsWith('regexp_') || isPatternSubstring(call)) checkPattern(call.args[1], call.at);
  if (call.name.startsWith('jsonb_path_') && call.args[1]) checkVariables(pathLiteral(call.args[1]), call.args[2]);
  if (call.name === 'normalize' || call.name === 'is_normalized') checkForm(call);
  if (call.name.startsWith('convert_') && !/^utf-?8$/i.test(textAt(call, 1)))
    refuse('function.no_match', {
      at: call.at,
      name: call.name,
      hint: "Use 'UTF8': not every encoding has a way to it.",
    });
  if (call.name === 'array_sort' && call.args[0]) checkSortable(call.args[0], call.at);
  if (call.name === 'format') checkFormat(call);
  if (RANGES.has(call.name)) checkBounds(call);
  if (UNIT_TAKERS.has(call.name)) checkUnit(call);
  if (call.name === 'timezone') checkZone(call, call.args[0]);
  if (call.name === 'date_trunc') checkZone(call, call.args[2]);
}

const RANGES = words('int4range int8range numrange daterange tsrange tstzrange');

/** `range_parse_flags` takes these and nothing else. */
function checkBounds({ name, args, at }: Called): void {
  const bounds = args[2];
  if (bounds !== undefined && !/^[[(][\])]$/.test(literalText(bounds) ?? ''))
    refuse('function.no_match', { at, name, hint: "Write the bounds as '[)', '[]', '(]' or '()'." });
}

const BOUND = 'Write the number itself, or hold it: least(n, 100).';

/** Each argument of a hypothetical row is compared with the column that it would stand in. */
export function checkCallCollation(
  { row: { name, aggregate, args: types } }: FoundFunction,
  args: readonly Expr[],
  at: number,
): void {
  if (args.every((arg) => arg.sortedBy === undefined)) return;
  const half = args.length / 2;
  if (aggregate === 'h')
    for (let index = 0; index < half; index += 1) checkCollation([args[index], args[index + half]], at);
  else if (!isUnsorted(name, types)) checkCollation(args, at);
}

/** `substring(text, text)` takes a regular expression, `substring(text, text, text)` one of SQL with its escape sign. */
function isPatternSubstring({ name, args, types, at }: Called): boolean {
  const isPattern = (name === 'substring' || name === 'substr') && types[1] === 'text';
  if (isPattern && args[2] !== undefined && !isLiteral(args[2])) refuse('function.literal_needed', { at, name });
  return isPattern;
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

/** The grammar knows four forms; a call may name others, which fail. */
function checkForm(call: Called): void {
  const isKnown = call.args[1] === undefined || /^NFK?[CD]$/i.test(textAt(call, 1));
  if (!isKnown) refuse('function.no_match', { at: call.at, name: call.name, hint: 'Use NFC, NFD, NFKC or NFKD.' });
}

/** A unit that is none fails on every date but, on old servers, an infinite one. */
function checkUnit(call: Called): void {
  const unit = textAt(call, 0).toLowerCase();
  const isKnown = CUTS.has(unit) || CUTS.has(unit.replace(/s$/, ''));
  if (!isKnown && (call.name === 'date_trunc' || !PARTS.has(unit)))
    refuse('function.no_match', { at: call.at, name: call.name, hint: `There is no unit "${unit}".` });
}

function checkZone(call: Called, zone: Expr | undefined): void {
  if (zone === undefined || zone.type === 'interval') return;
  const text = literalText(zone);
  if (text === null || !ZONE.test(text)) refuse('function.literal_needed', { at: call.at, name: 'AT TIME ZONE' });
}
