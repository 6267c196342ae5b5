import { ALLOWED_TYPES } from '../allow/types.ts';
import type { Expr, Typed } from '../ir/nodes.ts';
import { canCoerce, commonType, isPolymorphic, type Resolved } from '../pg/coercion.ts';
import {
  categoryOf,
  elementOf,
  isEnum,
  isEnumList,
  isForeign,
  isLoose,
  toFormatted,
  UNKNOWN,
  type TypeName,
} from '../pg/types.ts';
import { refuse } from '../verdict.ts';
import { asConverted, checkCollation } from './collations.ts';
import type { Env } from './env.ts';
import { cast, literal, withoutDomain } from './make.ts';
import { isNullLiteral, isUntyped } from '../ir/literals.ts';
import { checkTextToDate } from './check-text-to-date.ts';
import { isDigitsOnly } from './digits-only.ts';
import { checkZonedTime, fixTimeWords } from './time-words.ts';
import { pathLiteral } from './check-pattern.ts';

/** Gives an untyped literal its type; everything else stays, since the server converts it by the same rules. */
export function settle(env: Env, expr: Expr, type: TypeName): Expr {
  if (!isUntyped(expr)) return expr;
  return typeLiteral(env, expr, type === UNKNOWN || type === 'any' ? 'text' : type, null);
}

/** The same, as an operator or function of this type is given it. */
export const asOperand = (env: Env, expr: Expr, type: TypeName): Expr => asConverted(settle(env, expr, type), type);

/**
 * The same, at a place of the operator or function that was chosen. Where that takes any type, the server would take a
 * domain for a type of its own: no integer to a range of integers, and an array of it no array of integers.
 */
export function asChosen(env: Env, expr: Expr, { args, declared }: Resolved, place: number): Expr {
  const settled = asOperand(env, expr, args[place] ?? UNKNOWN);
  return isPolymorphic(declared[place] ?? UNKNOWN) ? withoutDomain(settled) : settled;
}

export function typeLiteral(env: Env, expr: Expr, type: TypeName, mod: string | null): Expr {
  if (expr.kind === 'literal' && expr.meant !== undefined && expr.meant !== type)
    refuse('type.not_allowed', {
      at: expr.at,
      name: toFormatted({ type: expr.meant, mod: null }),
      hint: 'Compare it with a column of that type.',
    });
  // An enum's name may be anything; what stands beside the bare literal fixes its type.
  if (isEnum(type) || isEnumList(type)) return expr;
  if (type === 'jsonpath') return pathLiteral(expr);
  if (!ALLOWED_TYPES.has(type)) refuse('type.not_allowed', { at: expr.at, name: toFormatted({ type, mod: null }) });
  if (expr.kind !== 'literal' || expr.form !== 'string') return cast(expr, type, mod, expr.at);
  const value = fixTimeWords(expr.value, type, env.binder.instant, expr.at);
  checkZonedTime(value, type, expr.at);
  return cast(value === expr.value ? expr : literal('string', value, UNKNOWN, expr.at), type, mod, expr.at);
}

/** What the name of an enum's value may be written as. */
const TEXTS: ReadonlySet<TypeName> = new Set(['text', 'varchar', 'bpchar']);

/** An explicit cast (`CAST`, `::`, `date '…'`). */
export function castTo(
  env: Env,
  expr: Expr,
  { type, mod, at }: { type: TypeName; mod: string | null; at: number },
): Expr {
  const name = toFormatted({ type, mod });
  if (isForeign(type) || !ALLOWED_TYPES.has(type)) refuse('type.not_allowed', { at, name });
  if (isUntyped(expr)) return typeLiteral(env, expr, type, mod);
  const isOfEnum = isEnum(expr.type) || isEnumList(expr.type);
  if (isForeign(expr.type) || isOfEnum) {
    const isShown = expr.kind === 'column' && !isLoose(expr.type);
    if (type === 'text' && isShown) return cast(expr, type, mod, at);
    if (isOfEnum && TEXTS.has(type)) return cast(expr, type, mod, at);
    if (isEnumList(expr.type) && TEXTS.has(elementOf(type) ?? '')) return cast(expr, type, mod, at);
    refuse('type.foreign', { at, name: toFormatted(expr) });
  }
  if (!canCoerce(expr.type, type, 'e', env.binder.major)) refuse('type.no_cast', { at, name });
  // A text literal with its type written out ('today'::text::date) is as blind a source as a column.
  const isText = categoryOf(elementOf(expr.type) ?? expr.type) === 'S';
  if (isText && !isNullLiteral(expr) && !isDigitsOnly(expr)) checkTextToDate(type, { at });
  return cast(expr, type, mod, at);
}

type Unified = {
  readonly exprs: readonly Expr[];
  readonly type: TypeName;
  readonly mod: string | null;
  readonly domain: string | undefined;
};

/** Makes several values one type (UNION, CASE, IN …), untyped literals taking the type of the others. */
export function unify(env: Env, exprs: readonly Expr[], at: number): Unified {
  const foreign = exprs.find((expr) => isForeign(expr.type));
  if (foreign) refuse('type.foreign', { at: foreign.at, name: foreign.type.slice(1) });
  const type = commonType(exprs.map((expr) => expr.type));
  if (type === undefined) refuse('type.mismatch', { at });
  const settled = exprs.map((expr) => asOperand(env, expr, type));
  return { exprs: settled, ...sharedType(settled, type) };
}

/** A length or a domain of the common type is kept where all share it (`select_common_typmod`); nothing else is of either. */
export function sharedType(exprs: readonly Typed[], type: TypeName): Omit<Unified, 'exprs'> {
  const [first] = exprs;
  const isShared = exprs.every((expr) => expr.type === type && expr.mod === first?.mod && expr.domain === first.domain);
  return { type, mod: isShared ? (first?.mod ?? null) : null, domain: isShared ? first?.domain : undefined };
}

/** A list in a domain is one value to the server, and beside others no row of a larger list. */
export function checkElement({ domain, type }: Typed, at: number): void {
  if (domain !== undefined && elementOf(type) !== undefined)
    refuse('type.not_allowed', { at, name: domain, hint: `Cast it to ${toFormatted({ type, mod: null })}.` });
}

/** A condition: PostgreSQL takes booleans and untyped literals that read as one. */
export function condition(env: Env, expr: Expr): Expr {
  const settled = settle(env, expr, 'bool');
  if (settled.type !== 'bool') refuse('type.not_boolean', { at: expr.at });
  return settled;
}

/** Types without an order of their own: grouping, sorting or DISTINCT over them is an error on the server. */
export function isSortable({ type }: { readonly type: TypeName }): boolean {
  const base = elementOf(type) ?? type;
  // Rows come only where they are counted or compared, their fields already checked.
  if (isEnum(base) || type === 'record') return true;
  return !isForeign(type) && ALLOWED_TYPES.has(type) && base !== 'json' && base !== 'point';
}

/** What rows are sorted, grouped or told apart by. */
export function checkSortable(expr: Expr, at: number): void {
  checkHasOrder(expr, at);
  if (expr.sortedBy !== undefined) checkCollation([expr], at);
}

export function checkHasOrder(expr: Expr, at: number): void {
  if (isForeign(expr.type)) refuse('type.foreign', { at, name: expr.type.slice(1) });
  if (expr.type !== UNKNOWN && !isSortable(expr)) refuse('order.not_allowed', { at });
}
