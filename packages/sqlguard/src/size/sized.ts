import { COLLECTING } from '../allow/aggregates.ts';
import type { Sized } from '../allow/sizes.ts';
import { byteLength } from '../input/byte-length.ts';
import type { Expr } from '../ir/nodes.ts';
import { categoryOf, elementOf } from '../pg/types.ts';
import { indented } from './json-depth.ts';
import { isJson, jsonParts } from './json-parts.ts';
import { isNullLiteral, literalText } from '../ir/literals.ts';
import { mostValue } from './most-value.ts';
import { PIECE } from './estimate-rows.ts';
import { textSize, writtenOut } from './widths.ts';

/** An argument as the size rules of `name` see it. */
export function sized(name: string, arg: Expr | undefined): Sized {
  if (arg === undefined) return { size: 0, text: 0, literal: null, most: null, elements: 0, isUsual: false };
  const most = isNullLiteral(arg) ? 0 : mostValue(arg);
  const literal = literalText(arg);
  if (literal !== null && isPlainText(arg)) {
    const size = byteLength(literal);
    return { size, text: size, literal, most, elements: 0, isUsual: false };
  }
  const isJsonText = (elementOf(arg.type) ?? arg.type) === 'json';
  // JSON that becomes JSONB has its numbers written out.
  const grown =
    isJsonText && /^(?:to_)?jsonb/.test(name) ? writtenOut(arg) : name === 'jsonb_pretty' ? indented(arg) : 1;
  const elements = isJson(arg) ? jsonParts(arg) : elementsOf(arg);
  return { size: arg.size * grown, text: textSize(arg), literal, most, elements, isUsual: false };
}

/** The same argument as it usually is. */
export function usually(name: string, arg: Expr | undefined, upper: Sized): Sized {
  if (arg === undefined) return { ...upper, isUsual: true };
  const one = name === 'unnest' ? elementOfCall(arg) : SPLITTING.has(name) ? Math.min(arg.usual, PIECE) : undefined;
  const most = upper.most === null ? null : mostValue(arg, (text) => text.usual);
  if (one !== undefined || upper.size <= arg.usual) return { ...upper, most, size: one ?? upper.size, isUsual: true };
  const share = arg.usual / arg.size;
  return {
    ...upper,
    most,
    size: arg.usual * (name === 'jsonb_pretty' ? indented(arg, true) : 1),
    text: textSize(arg, arg.usual),
    elements: isJson(arg) ? upper.elements : Math.ceil(upper.elements * share),
    isUsual: true,
  };
}

/** What was collected comes apart into what it was made of, and a text that was split into words. */
function elementOfCall(arg: Expr): number | undefined {
  const [first] = arg.kind === 'call' ? arg.args : [];
  if (arg.kind !== 'call' || first === undefined) return undefined;
  if (COLLECTING.has(arg.name)) return first.usual;
  return SPLIT.has(arg.name) ? Math.min(first.usual, PIECE) : undefined;
}

const SPLIT: ReadonlySet<string> = new Set(['string_to_array', 'regexp_split_to_array']);
const SPLITTING: ReadonlySet<string> = new Set(['string_to_table', 'regexp_split_to_table']);

/** Written out here as text, not made into text by way of a number. */
const isPlainText = (arg: Expr): boolean => {
  const inner = arg.kind === 'cast' ? arg.arg : arg;
  return categoryOf(arg.type) === 'S' && arg.mod === null && inner.kind === 'literal' && inner.form === 'string';
};

/** At most how many elements an array has; of one that nothing is known of, one a byte. */
function elementsOf(arg: Expr): number {
  if (elementOf(arg.type) === undefined) return 0;
  const text = literalText(arg);
  if (text !== null) return text.length;
  if (arg.kind === 'cast') return elementsOf(arg.arg) || arg.size;
  if (arg.kind === 'array') return arg.items.reduce((sum, item) => sum + Math.max(1, elementsOf(item)), 0);
  // A list that a bank stores, or a step of the question made: an element takes four bytes and more.
  if (arg.kind === 'column') return arg.size / 4;
  const [first] = arg.kind === 'call' ? arg.args : [];
  if (arg.kind !== 'call' || first === undefined) return arg.size;
  if (arg.name === 'string_to_array') return first.size + 1;
  // Arrays collected into an array are counted by their bytes.
  const isFlat = COLLECTING.has(arg.name) && elementOf(first.type) === undefined;
  return isFlat ? arg.size / Math.max(first.usual, 1) : arg.size;
}
