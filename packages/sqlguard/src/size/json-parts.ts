import { COLLECTING } from '../allow/aggregates.ts';
import { literalText } from '../ir/literals.ts';
import type { Call, Expr } from '../ir/nodes.ts';
import { elementOf } from '../pg/types.ts';
import { isStored } from './widths.ts';

/** `1,`: of a text that somebody made a part is no shorter. */
const LEAST_PART = 2;
/** `1, `: the same as a server shows what it stores. */
const STORED_PART = 3;

/**
 * How many values a JSON value has on all its levels together, where it is as large as such a one may be: a path may go
 * through it once for each of them, and then the largest of a bank takes more than all others.
 */
export function jsonParts(expr: Expr): number {
  const text = literalText(expr);
  if (text !== null) return 1 + (text.match(/[,[{]/g)?.length ?? 0);
  if (elementOf(expr.type) !== undefined) return listParts(expr);
  if (!isJson(expr)) return 1;
  if (isStored(expr)) return Math.max(1, expr.size / STORED_PART);
  if (expr.parts !== undefined) return expr.parts;
  const unknown = Math.max(1, expr.size / LEAST_PART);
  switch (expr.kind) {
    case 'cast':
      return isJson(expr.arg) ? jsonParts(expr.arg) : unknown;
    case 'call':
      return callParts(expr) ?? unknown;
    case 'operation':
      return (expr.left === null ? 0 : jsonParts(expr.left)) + (expr.op === '||' ? jsonParts(expr.right) : 0);
    case 'coalesce':
      return Math.max(...expr.args.map(jsonParts));
    case 'sublink': {
      const [target] = expr.query.kind === 'select' && expr.form === 'scalar' ? expr.query.targets : [];
      return target === undefined ? unknown : jsonParts(target.expr);
    }
    default:
      return unknown;
  }
}

/** Names that put values side by side, take them up as they are, or give a piece of the first. */
const BUILDERS = /^(?:to_jsonb?|array_to_json|jsonb?_build_array|jsonb_set|jsonb_insert)$/;
const PIECES = /^(?:jsonb?_extract_path|jsonb?_array_elements|jsonb?_strip_nulls)$/;
/** What an aggregate adds to a list for a row is taken to be twice as long as it is once it is JSON (`escaped`). */
const AS_JSON = 2;

function callParts({ name, args, variadic, usual }: Call): number | undefined {
  const counts = args.map(jsonParts);
  const sum = counts.reduce((total, one) => total + one, 1);
  if (COLLECTING.has(name)) {
    const each = args.reduce((total, arg) => total + arg.usual, 0) * (name.startsWith('json') ? AS_JSON : 1);
    return (sum * usual) / Math.max(each, 1);
  }
  // Names are no values.
  if (/^jsonb?_build_object$/.test(name) && !variadic)
    return counts.reduce((total, one, at) => total + (at % 2 === 0 ? 0 : one), 1);
  if (BUILDERS.test(name)) return sum;
  return PIECES.test(name) ? counts[0] : undefined;
}

/** A list that becomes JSON. */
function listParts(expr: Expr): number {
  if (expr.kind === 'array') return expr.items.reduce((sum, item) => sum + jsonParts(item), 1);
  if (expr.kind === 'cast') return listParts(expr.arg);
  const [first] = expr.kind === 'call' ? expr.args : [];
  if (expr.kind === 'call' && first !== undefined) {
    if (expr.name === 'string_to_array') return first.size + 1;
    if (COLLECTING.has(expr.name)) return callParts(expr) ?? expr.size;
  }
  return Math.max(1, expr.size / LEAST_PART);
}

export const isJson = ({ type }: Expr): boolean => type === 'json' || type === 'jsonb';
export const isMadeJson = (expr: Expr): boolean => isJson(expr) && !isStored(expr);
