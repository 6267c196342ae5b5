import { literalText } from '../ir/literals.ts';
import type { Call, Expr } from '../ir/nodes.ts';
import { isJson } from './json-parts.ts';
import { isStored } from './widths.ts';

/** Bytes of an object or an array while a server builds JSONB of it, of a value in one, and of a pair. */
const OPENED = 600;
const WITHIN = 64;
/** What a bank stores grows so many times, what a question makes of text may be nothing but brackets. */
const STORED_TIMES = 20;
const MOST_TIMES = 105;
/** An aggregate's own size counts a value twice, as JSON, and no value for less. */
const AS_JSON = 2;
const LEAST = 16;

/**
 * A server that collects JSONB keeps a tree of all values, which is many times as long as what it is written to in the
 * end.
 */
export function treeOfList({ name, args, size }: Call): number {
  if (!name.startsWith('jsonb_')) return 0;
  const each = args.reduce((sum, { usual }) => sum + usual, 0) * AS_JSON;
  return (size / Math.max(each, LEAST)) * args.reduce((sum, arg) => sum + treeOf(arg), 0);
}

/** The tree of one value. */
function treeOf(expr: Expr): number {
  if (!isJson(expr)) return WITHIN + expr.usual;
  const text = literalText(expr.kind === 'cast' ? expr.arg : expr);
  if (text !== null) return (text.match(/[[{]/g)?.length ?? 0) * OPENED + text.length * WITHIN;
  if (isStored(expr)) return OPENED + expr.usual * STORED_TIMES;
  if (expr.kind === 'call' && BUILDERS.test(expr.name))
    return expr.args.reduce((sum, arg) => sum + treeOf(arg), OPENED);
  const most = expr.usual * MOST_TIMES;
  return expr.parts === undefined ? most : Math.min(most, OPENED + expr.parts * WITHIN);
}

const BUILDERS = /^(?:to_jsonb?|jsonb?_build_object|jsonb?_build_array)$/;
