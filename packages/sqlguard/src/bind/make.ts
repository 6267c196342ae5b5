import { DEFAULT_WIDTH, MAX_FLOAT_DIGITS, MAX_NUMERIC, MAX_VALUE_BYTES } from '../input/limits.ts';
import type { Cast, Dep, Expr, Literal, Typed } from '../ir/nodes.ts';
import { categoryOf, elementOf, isEnum, isForeign, UNKNOWN, type TypeName } from '../pg/types.ts';
import { refuse } from '../verdict.ts';

const NO_DEPS: readonly Dep[] = [];
const computed = new WeakMap<Dep, Dep>();
const computedLists = new WeakMap<readonly Dep[], readonly Dep[]>();

const isComputed = (dep: Dep): boolean => !dep.direct && dep.part === undefined;

/** The same column, no longer unchanged; one object each, so that a set tells them apart. */
function computedDep(dep: Dep): Dep {
  if (isComputed(dep)) return dep;
  const known = computed.get(dep);
  if (known !== undefined) return known;
  const { part: _, ...whole } = dep;
  const made = { ...whole, direct: false };
  computed.set(dep, made);
  return made;
}

function computedDeps(deps: readonly Dep[]): readonly Dep[] {
  if (deps.every(isComputed)) return deps;
  const known = computedLists.get(deps);
  if (known !== undefined) return known;
  const made = deps.map(computedDep);
  computedLists.set(deps, made);
  return made;
}

/** What a node inherits from its parts: the columns below it, as parts of a computation. */
export function depsOf(parts: readonly (Typed | null | undefined)[]): readonly Dep[] {
  let only = NO_DEPS;
  let merged: Set<Dep> | undefined;
  for (const part of parts) {
    if (part == null || part.deps.length === 0 || part.deps === only) continue;
    if (only.length === 0) only = part.deps;
    else {
      merged ??= new Set(computedDeps(only));
      for (const dep of computedDeps(part.deps)) merged.add(dep);
    }
  }
  return merged === undefined ? computedDeps(only) : [...merged];
}

export type Made = {
  readonly type: TypeName;
  readonly mod?: string | null;
  readonly size?: number;
  readonly at: number;
};

/** The common part of a new node; refuses what could grow beyond the cap. */
export function typed(made: Made, parts: readonly (Typed | null | undefined)[]): Typed {
  const size = made.size ?? widthOf(made.type, null);
  if (!(size <= MAX_VALUE_BYTES)) refuse('size.value', { at: made.at });
  const base = { type: made.type, mod: made.mod ?? null, size, deps: depsOf(parts), at: made.at };
  const collation = collationOf(parts, made.at);
  return collation === undefined || !isCollatable(made.type) ? base : { ...base, collation };
}

const isCollatable = (type: TypeName): boolean => categoryOf(elementOf(type) ?? type) === 'S';

/** `merge_collation_state` for what is written out: one COLLATE rules an expression, two different ones are an error. */
function collationOf(parts: readonly (Typed | null | undefined)[], at: number): string | undefined {
  let found: string | undefined;
  for (const part of parts) {
    if (part?.collation === undefined) continue;
    if (found !== undefined && found !== part.collation)
      refuse('collation.conflict', { at, name: `${found}" and "${part.collation}` });
    found = part.collation;
  }
  return found;
}

/** PostgreSQL's own bound of an enum's label. */
const LABEL_WIDTH = 63;

/** Upper width of a value of this type when nothing better is known. */
export function widthOf(type: TypeName, mod: string | null, width?: number): number {
  if (width !== undefined) return width;
  const category = categoryOf(type);
  if (isEnum(type)) return LABEL_WIDTH;
  if ((type === 'varchar' || type === 'bpchar') && mod !== null) return Number(mod) * 4;
  if (type === 'numeric') return mod === null ? 128 : numericWidth(mod);
  if (type === 'bit' || type === 'varbit') return mod === null ? DEFAULT_WIDTH : Number(mod);
  if (type === 'interval') return INTERVAL_WIDTH;
  if (isForeign(type) || elementOf(type) !== undefined || category === 'U' || type === 'json' || type === 'jsonb')
    return DEFAULT_WIDTH;
  if (category === 'S' || type === UNKNOWN) return DEFAULT_WIDTH;
  return 64;
}

/** Digits, point, sign; a negative scale and one above the precision are digits too. */
function numericWidth(mod: string): number {
  const [precision = 0, scale = 0] = mod.split(',').map(Number);
  return precision + Math.abs(scale) + 8;
}

export function literal(form: Literal['form'], value: string, type: TypeName, at: number): Literal {
  return { kind: 'literal', form, value, ...typed({ type, at, size: value.length * 4 + 8 }, []) };
}

export const isUntyped = (expr: Expr): expr is Literal => expr.kind === 'literal' && expr.type === UNKNOWN;

/** The text of a literal, also below the cast that gave it its type; null for everything else. */
export function literalText(expr: Expr): string | null {
  if (expr.kind === 'literal') return expr.form === 'null' ? null : expr.value;
  return expr.kind === 'cast' ? literalText(expr.arg) : null;
}
export const isNullLiteral = (expr: Expr): boolean =>
  expr.kind === 'cast' ? isNullLiteral(expr.arg) : expr.kind === 'literal' && expr.form === 'null';

/** `-178956970 years -7 mons -2147483648 days -2562047788:00:54.775808`. */
const INTERVAL_WIDTH = 80;
const NUMBERS = new Set(['int2', 'int4', 'int8', 'money']);
/** What a numeric holds it shows with all its digits: of these types numbers are held as numerics. */
const WRITES_OUT = new Set(['numeric', 'jsonb', 'numrange', 'nummultirange']);
const FLOATS = new Set(['float4', 'float8']);

function castSize(arg: Expr, type: TypeName, mod: string | null): number {
  const fixed = Math.max(widthOf(type, mod, mod === null ? 80 : undefined), 64);
  if (type === 'bit' || type === 'varbit') return Math.max(mod === null ? arg.size : 0, fixed);
  if (type === 'numeric') return mod === null ? numericSize(arg) : Math.min(numericSize(arg), fixed);
  if (WRITES_OUT.has(elementOf(type) ?? type)) return Math.max(arg.size * writtenOut(arg), fixed);
  const isText = categoryOf(type) === 'S' || type === 'json';
  return arg.kind === 'literal'
    ? Math.max(arg.size, mod === null ? 0 : fixed)
    : Math.max(arg.size * (isText ? 2 : 1), fixed);
}

/** What a value becomes as a numeric: `1e131071` is nine characters and 131,072 digits. */
function numericSize(arg: Expr): number {
  const text = literalText(arg);
  if (text !== null) return Math.min(text.length * 4 + 8 + exponentIn(text), MAX_NUMERIC);
  if (arg.type === 'numeric') return arg.size;
  if (NUMBERS.has(arg.type)) return 64;
  return FLOATS.has(arg.type) ? MAX_FLOAT_DIGITS : MAX_NUMERIC;
}

/** Digits that an exponent stands for; newer servers read `1e1_000`. */
const exponentIn = (text: string): number =>
  Math.min(Number(/e[+-]?([\d_]+)/i.exec(text)?.[1]?.replaceAll('_', '') ?? 0), MAX_NUMERIC);

/** Bytes of a value once it is text: quotes of an array's elements, hex digits of bytes. */
export const textSize = (arg: Expr): number => (categoryOf(arg.type) === 'S' ? arg.size : arg.size * 2);

/** The worst of a text of numerals: `1e131071` is what most digits are short for. */
const MOST_WRITTEN = MAX_NUMERIC / 4;

/**
 * By how much numbers inside a value may grow when they are written out. What the bank stored as it is was not written
 * to hurt; what the question computes may have been, whichever types it passes through.
 */
export function writtenOut(arg: Expr): number {
  const text = literalText(arg);
  if (text !== null) return /[\d.]e[+-]?[\d_]{3}/i.test(text) ? MOST_WRITTEN : /[\d.]e[+-]?\d{2}/i.test(text) ? 25 : 1;
  const base = elementOf(arg.type) ?? arg.type;
  if (isStored(arg)) return 1;
  if (FLOATS.has(base)) return MAX_FLOAT_DIGITS / 8;
  if (categoryOf(base) !== 'S' && base !== 'json' && base !== UNKNOWN) return 1;
  if (arg.kind === 'cast') return writtenOut(arg.arg);
  if (arg.kind === 'coalesce') return Math.max(...arg.args.map(writtenOut));
  if (arg.kind === 'array') return Math.max(1, ...arg.items.map(writtenOut));
  return MOST_WRITTEN;
}

/** Operators and functions that give pieces of their first operand, never anything put together. */
const PIECES = new Set(['->', '->>', '#>', '#>>']);
const PIECE_CALLS = new Set([
  'string_to_array',
  'split_part',
  'btrim',
  'ltrim',
  'rtrim',
  'array_agg',
  'min',
  'max',
  'json_extract_path',
  'json_extract_path_text',
  'json_array_elements',
  'json_array_elements_text',
]);

function isStored(arg: Expr): boolean {
  if (arg.kind === 'column') return arg.deps.length === 1 && arg.deps[0]?.direct === true;
  if (arg.kind === 'operation') return PIECES.has(arg.op) && arg.left !== null && isStored(arg.left);
  if (arg.kind === 'subscript') return isStored(arg.arg);
  return arg.kind === 'call' && PIECE_CALLS.has(arg.name) && arg.args[0] !== undefined && isStored(arg.args[0]);
}

export function cast(arg: Expr, type: TypeName, mod: string | null, at: number): Cast {
  const size = castSize(arg, type, mod);
  return { kind: 'cast', arg, ...typed({ type, mod, at, size }, [arg]) };
}
