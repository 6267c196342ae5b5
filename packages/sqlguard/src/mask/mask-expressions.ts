import type { MaskKind } from '@aureus/contract';
import type { Expr } from '../ir/nodes.ts';
import { DATABASE_COLLATION, NAME_COLLATION } from '../pg/collation.ts';
import { isForeign, isName, storedType, type TypeName } from '../pg/types.ts';
import { and, asType, bytewise, call, choose, collated, isNull, nothing, number, operation, text } from './build.ts';

/** Shown for a value too short, or not of the form, to show a part of it. */
const HIDDEN = '****';
const TEXTS = new Set(['text', 'varchar', 'bpchar']);
const DATES = new Set(['date', 'timestamp', 'timestamptz']);
/** The types that a partial mask has a form for. */
const FORMS: Readonly<Partial<Record<MaskKind, ReadonlySet<TypeName>>>> = {
  last2: TEXTS,
  last4: TEXTS,
  domain: TEXTS,
  initials: TEXTS,
  year: DATES,
  year_month: DATES,
};

/** What a kind comes to for a type: one without a form for it hides the value whole, and is to be judged as that. */
export function maskFor(type: TypeName, kind: MaskKind): MaskKind {
  return kind === 'full' || FORMS[kind]?.has(storedType(type)) === true ? kind : 'redact';
}

/**
 * What a column shows under a mask. Every expression uses IMMUTABLE built-ins only, raises for no value, keeps NULL as
 * NULL, and depends on nothing but the part it shows.
 */
export function maskExpression(given: Expr, kind: MaskKind): Expr {
  const shown = maskFor(given.type, kind);
  if (shown === 'full') return given;
  const column = { ...given, type: storedType(given.type) };
  switch (shown) {
    case 'redact':
      return redacted(column);
    case 'year':
    case 'year_month':
      return maskDate(column, shown === 'year' ? 'year' : 'month');
    default:
      return maskText(column, shown);
  }
}

/**
 * NULL, so that a join on a withheld column finds nothing instead of everything. It is of the column's own type and
 * collation, so that it stands beside an open one as the guard read it; a type that may only be shown becomes text.
 */
function redacted({ type, sortedBy }: Expr): Expr {
  if (isForeign(type)) return nothing('text');
  const own = isName(type) ? NAME_COLLATION.name : DATABASE_COLLATION;
  const collation = sortedBy?.name ?? own;
  return collation === own ? nothing(type) : collated(nothing(type), collation);
}

type TextKind = Exclude<MaskKind, 'full' | 'redact' | 'year' | 'year_month'>;

function maskText(column: Expr, kind: TextKind): Expr {
  const trimmed = call('btrim', 'text', column.type === 'text' ? column : asType(column, 'text'));
  const shown = textMask(trimmed, kind);
  const kept = choose([[isNull(column), nothing('text')], ...shown.whens], shown.otherwise);
  return column.type === 'text' ? kept : asType(kept, column.type);
}

type Shown = { readonly whens: readonly (readonly [Expr, Expr])[]; readonly otherwise: Expr };

function textMask(value: Expr, kind: TextKind): Shown {
  switch (kind) {
    case 'last2':
      return lastCharacters(value, 2);
    case 'last4':
      return lastCharacters(value, 4);
    case 'domain':
      return domain(value);
    case 'initials':
      return initials(value);
  }
}

const length = (value: Expr): Expr => call('length', 'int4', value);
const join = (left: Expr, right: Expr): Expr => operation('||', 'text', left, right);
const equals = (left: Expr, right: Expr): Expr => operation('=', 'bool', left, right);
const position = (value: Expr, part: string): Expr => call('strpos', 'int4', bytewise(value), text(part));

/** The end of a number, only if at least as much stays hidden. */
function lastCharacters(value: Expr, count: number): Shown {
  const isLong = operation('>=', 'bool', length(value), number(2 * count));
  return {
    whens: [[isLong, join(text(HIDDEN), call('right', 'text', value, number(count)))]],
    otherwise: text(HIDDEN),
  };
}

/** `***@example.com`, if there is exactly one @ with something behind it. */
function domain(value: Expr): Shown {
  const at = position(value, '@');
  const behind = call('substr', 'text', value, operation('+', 'int4', at, number(1)));
  const isSingle = and(operation('>', 'bool', at, number(0)), equals(position(behind, '@'), number(0)));
  return { whens: [[isSingle, join(text('***@'), behind)]], otherwise: text('***') };
}

/** First letters of the first and the last word. */
function initials(value: Expr): Shown {
  const first = join(call('left', 'text', value, number(1)), text('.'));
  const lastSpace = operation('-', 'int4', length(value), position(call('reverse', 'text', value), ' '));
  const last = call('substr', 'text', value, operation('+', 'int4', lastSpace, number(2)), number(1));
  return {
    whens: [
      [equals(length(value), number(0)), text(HIDDEN)],
      [equals(position(value, ' '), number(0)), first],
    ],
    otherwise: join(join(first, text(' ')), join(last, text('.'))),
  };
}

/** The first moment of the year or month. Dates outside the years 1 to 9999, infinity among them, become NULL. */
function maskDate(column: Expr, unit: 'year' | 'month'): Expr {
  const { type } = column;
  const zone = type === 'timestamptz' ? '+00' : '';
  const bound = (literal: string): Expr => asType(text(literal).arg, type);
  const inRange = and(
    operation('>=', 'bool', column, bound(type === 'date' ? '0001-01-01' : `0001-01-01 00:00:00${zone}`)),
    operation('<=', 'bool', column, bound(type === 'date' ? '9999-12-31' : `9999-12-31 23:59:59.999999${zone}`)),
  );
  return choose([[inRange, truncated(column, unit)]], nothing(type));
}

function truncated(column: Expr, unit: string): Expr {
  const cut = (value: Expr): Expr => call('date_trunc', 'timestamp', text(unit), value);
  if (column.type === 'timestamp') return cut(column);
  if (column.type === 'date') return asType(cut(asType(column, 'timestamp')), 'date');
  // At a fixed zone: a truncation in the session's zone gives values near New Year away to whoever sets TimeZone.
  return call('timezone', 'timestamptz', text('UTC'), cut(call('timezone', 'timestamp', text('UTC'), column)));
}
