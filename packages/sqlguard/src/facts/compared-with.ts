import type { Binder } from '../bind/env.ts';
import { literalText } from '../ir/literals.ts';
import type { Call, Expr } from '../ir/nodes.ts';
import type { ColumnUse } from '../types.ts';

export type Compared = ColumnUse['compared'];

const PARTS = new Set(['extract', 'date_part', 'date_trunc']);
/** Masks cut moments at UTC, whatever the source's zone is; in these zones the server does too. */
const UTC = new Set(['UTC', 'Etc/UTC', 'UCT', 'Etc/UCT', 'Zulu', 'Etc/Zulu', 'GMT', 'Etc/GMT']);

/** A part of an unchanged date column, which a mask that cuts dates may determine: the part is said in the facts. */
export function partOf(binder: Binder, expr: Expr): Compared {
  if (expr.kind === 'cast') return partOf(binder, expr.arg);
  const [dep] = expr.deps;
  if (isPassedOn(expr) && expr.deps.length === 1 && dep?.part !== undefined)
    return { operator: 'part', literals: [dep.part] };
  const { part, of, zone } = expr.kind === 'call' ? partTaken(expr) : NO_PART;
  if (part === null || of === undefined || !isUnchanged(of)) return null;
  return isCutAsMasked(binder, of, zone) ? { operator: 'part', literals: [part] } : null;
}

/** A value as the query below gives it. */
export const isPassedOn = (expr: Expr): boolean =>
  expr.kind === 'column' || (expr.kind === 'sublink' && expr.form === 'scalar');

type Taken = { readonly part: string | null; readonly of?: Expr | undefined; readonly zone?: Expr | undefined };
const NO_PART: Taken = { part: null };

function partTaken({ name, args }: Call): Taken {
  const [first, second, third] = args;
  if (first === undefined || second === undefined) return NO_PART;
  if (PARTS.has(name)) return { part: literalText(first)?.toLowerCase() ?? null, of: second, zone: third };
  return name === 'to_char' ? { part: partWritten(literalText(second)), of: first } : NO_PART;
}

/** The finest part of a date that a format writes, if that is its year or its month. */
function partWritten(format: string | null): string | null {
  if (format === null) return null;
  // A longer name is two of the short one: a pattern that knows both would read a long row of Y in every way.
  if (/^(?:FM|YY|[-/., ])+$/i.test(format)) return 'year';
  return /^(?:FM|TM|YY|MONTH|MON|MM|Q|[-/., ])+$/i.test(format) ? 'month' : null;
}

/** The same value as it is known outside of its query, where its part is not seen any more. */
export function withLineage(binder: Binder, expr: Expr): Expr {
  const part = partOf(binder, expr)?.literals[0];
  return part === undefined ? expr : { ...expr, deps: expr.deps.map((dep) => ({ ...dep, part })) };
}

/** The year of a moment at UTC is not its year elsewhere; a day of the calendar is in no zone until one is named. */
function isCutAsMasked(binder: Binder, column: Expr, zone: Expr | undefined): boolean {
  if (column.type !== 'timestamptz') return zone === undefined;
  return UTC.has(zone === undefined ? binder.instant.timeZone : (literalText(zone) ?? ''));
}

/** Only an unchanged column is compared; anything around it is a computation that masks must answer for. */
export function comparedWith(binder: Binder, expr: Expr, operator: string, literals: readonly Expr[]): Compared {
  if (!isUnchanged(expr)) return partOf(binder, expr);
  const texts = literals.map((literal) => (expr.type === 'timestamptz' ? textAtUtc(binder, literal) : textOf(literal)));
  return texts.every((text) => text !== null) ? { operator, literals: texts } : null;
}

const isUnchanged = (expr: Expr): boolean => expr.deps.length === 1 && expr.deps[0]?.direct === true;

/** What is compared; a cast to fewer characters compares something else than is written. */
const textOf = (literal: Expr): string | null => (isShortened(literal) ? null : literalText(literal));
const isShortened = (expr: Expr): boolean => expr.kind === 'cast' && (expr.mod !== null || isShortened(expr.arg));

/** The clock at UTC of a literal moment, which must say that it is meant there where the source's zone is another. */
function textAtUtc(binder: Binder, literal: Expr): string | null {
  const text = textOf(literal);
  const atUtc = text === null || !isMoment(literal) ? null : /^(.*\d) ?(?:Z|\+00(?::?00)?)$/i.exec(text.trim());
  return atUtc?.[1] ?? (UTC.has(binder.instant.timeZone) ? text : null);
}

/** A date and a timestamp without zone are read without their offset. */
const isMoment = (expr: Expr): boolean =>
  expr.kind === 'cast' ? expr.type === 'timestamptz' && isMoment(expr.arg) : expr.kind === 'literal';
