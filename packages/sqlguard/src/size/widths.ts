import { DEFAULT_WIDTH, MAX_FLOAT_DIGITS, MAX_NUMERIC } from '../input/limits.ts';
import { isNullLiteral, literalText } from '../ir/literals.ts';
import { modScale } from '../ir/looks.ts';
import type { Column as CatalogueColumn } from '@aureus/contract';
import type { Expr, Typed } from '../ir/nodes.ts';
import { categoryOf, elementOf, isEnum, isForeign, isMultirange, UNKNOWN, type TypeName } from '../pg/types.ts';

/** What a value may come to, and what it usually does, in bytes. */
export type Sizes = Pick<Typed, 'size' | 'usual'>;

/** One rule for both: what the sizes of the parts make of the whole. */
export const sizes = (rule: (of: (part: Sizes) => number) => number): Sizes => ({
  size: rule((part) => part.size),
  usual: rule((part) => part.usual),
});

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
  if (isMultirange(type)) return DEFAULT_WIDTH;
  if (isForeign(type) || elementOf(type) !== undefined || category === 'U' || type === 'json' || type === 'jsonb')
    return DEFAULT_WIDTH;
  if (category === 'S' || type === UNKNOWN) return DEFAULT_WIDTH;
  return 64;
}

/** Bytes of an average text of a bank: names, codes, short notes. Upper widths would refuse every honest list. */
const USUAL_WIDTH = 32;
/** Of a declared width an eighth is usually used, of one that the bank states a quarter. */
const DECLARED_SHARE = 8;
const STATED_SHARE = 4;
/** Numbers, dates, booleans as a row holds them. */
const FIXED_WIDTH = 16;

type Stored = Pick<CatalogueColumn, 'width' | 'averageWidth'>;

/** What a column of this type and upper width usually holds. */
export function usualWidth(type: TypeName, size: number, { width, averageWidth }: Stored = {}): number {
  if (!isVaried(type)) return FIXED_WIDTH;
  if (averageWidth !== undefined) return Math.min(size, Math.max(averageWidth, NO_VALUE));
  if (width !== undefined) return Math.min(size, Math.max(USUAL_WIDTH, size / STATED_SHARE));
  return size >= DEFAULT_WIDTH ? USUAL_WIDTH : Math.min(size, Math.max(USUAL_WIDTH, size / DECLARED_SHARE));
}

/** The least that a value of this type is taken to be where a rule says nothing of it. */
export const leastUsual = (type: TypeName): number => (isVaried(type) ? USUAL_WIDTH : FIXED_WIDTH);

/** Types whose values a row holds in some bytes, whatever they are; not numerics, which have as many digits as somebody made. */
export const isFixed = (type: TypeName): boolean => !isVaried(type) && type !== 'numeric';

/** Types whose values are as long as somebody made them. */
const isVaried = (type: TypeName): boolean =>
  isForeign(type) || elementOf(type) !== undefined || VARIED.has(categoryOf(type)) || VARIED.has(type);
const VARIED: ReadonlySet<string | undefined> = new Set(['S', 'U', 'V', 'R', 'json', 'jsonb', UNKNOWN]);

/** Digits, point, sign; a negative scale and one above the precision are digits too. */
function numericWidth(mod: string): number {
  const [precision = 0, scale = 0] = mod.split(',').map(Number);
  return precision + Math.abs(scale) + 8;
}

/** A NULL is a bit, whatever its type. */
const NO_VALUE = 8;
/** `-178956970 years -7 mons -2147483648 days -2562047788:00:54.775808`. */
const INTERVAL_WIDTH = 80;
const NUMBERS = new Set(['int2', 'int4', 'int8', 'money']);
/** What a numeric holds it shows with all its digits: of these types numbers are held as numerics. */
const WRITES_OUT = new Set(['numeric', 'jsonb', 'numrange', 'nummultirange']);
const FLOATS = new Set(['float4', 'float8']);

export function castSize(arg: Expr, type: TypeName, mod: string | null): number {
  if (isNullLiteral(arg)) return NO_VALUE;
  const fixed = Math.max(widthOf(type, mod, mod === null ? 80 : undefined), 64);
  if (type === 'bit' || type === 'varbit') return Math.max(mod === null ? arg.size : 0, fixed);
  if (type === 'numeric') return mod === null ? numericSize(arg) : Math.min(numericSize(arg) + filledUp(mod), fixed);
  if (WRITES_OUT.has(elementOf(type) ?? type)) return Math.max(arg.size * writtenOut(arg), fixed);
  const isText = categoryOf(type) === 'S' || type === 'json';
  return arg.kind === 'literal'
    ? Math.max(arg.size, mod === null ? 0 : fixed)
    : Math.max(arg.size * (isText ? 2 : 1), fixed);
}

/** As usual a value keeps its length, and is written out as long as it is; only `char(n)` pads it. */
export function usualCast(arg: Expr, type: TypeName, mod: string | null): number {
  if (type === 'numeric') return usualNumeric(arg, mod);
  if (!isVaried(type)) return FIXED_WIDTH;
  return type === 'bpchar' && mod !== null ? Math.max(Number(mod), arg.usual) : Math.max(arg.usual, FIXED_WIDTH);
}

/** A numeric keeps its digits and a text its numerals; all others hold few. Digits behind the point are filled up. */
function usualNumeric(arg: Expr, mod: string | null): number {
  const digits = arg.type === 'numeric' || isVaried(arg.type) ? Math.max(arg.usual, FIXED_WIDTH) : FIXED_WIDTH;
  if (mod === null) return digits;
  return Math.max(Math.min(digits, numericWidth(mod)), filledUp(mod), FIXED_WIDTH);
}

const filledUp = (mod: string): number => Math.abs(modScale(mod));

/** What is written out, a number with the digits that its exponent stands for. */
export const literalSize = (text: string, type: TypeName): number =>
  text.length * 4 + 8 + (type === 'numeric' ? exponentIn(text) : 0);

/** What a value becomes as a numeric: `1e131071` is nine characters and 131,072 digits. */
function numericSize(arg: Expr): number {
  const text = literalText(arg);
  if (text !== null) return Math.min(literalSize(text, 'numeric'), MAX_NUMERIC);
  if (arg.type === 'numeric') return arg.size;
  if (NUMBERS.has(arg.type)) return 64;
  return FLOATS.has(arg.type) ? MAX_FLOAT_DIGITS : MAX_NUMERIC;
}

/** Digits that an exponent stands for; newer servers read `1e1_000`. */
const exponentIn = (text: string): number =>
  Math.min(Number(/e[+-]?([\d_]+)/i.exec(text)?.[1]?.replaceAll('_', '') ?? 0), MAX_NUMERIC);

/** Bytes of a value once it is text: quotes of an array's elements, hex digits of bytes. */
export const textSize = (arg: Expr, size = arg.size): number => (categoryOf(arg.type) === 'S' ? size : size * 2);

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

export function isStored(arg: Expr): boolean {
  if (arg.kind === 'column') return arg.deps.length === 1 && arg.deps[0]?.direct === true;
  if (arg.kind === 'operation') return PIECES.has(arg.op) && arg.left !== null && isStored(arg.left);
  if (arg.kind === 'subscript') return isStored(arg.arg);
  return arg.kind === 'call' && PIECE_CALLS.has(arg.name) && arg.args[0] !== undefined && isStored(arg.args[0]);
}
