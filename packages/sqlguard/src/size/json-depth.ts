import type { Expr } from '../ir/nodes.ts';
import { elementOf } from '../pg/types.ts';
import { literalText } from '../ir/literals.ts';
import { isStored } from './widths.ts';

/** JSON that a bank stores is taken to be nested no deeper: it was not written to hurt. */
const STORED_DEPTH = 20;
const USUAL_DEPTH = 2;
/** PostgreSQL's own bound for the dimensions of an array. */
const MOST_DIMENSIONS = 6;

/** Blanks before each sign of it: `jsonb_pretty` indents by four a level, and a bracket may be a line of its own. */
export const indented = (arg: Expr, usual = false): number => 4 * depthOf(arg, usual) + 3;

/** How deep a value is nested once it is JSON; of one that nothing is known of, a level for each two signs. */
function depthOf(expr: Expr, usual: boolean): number {
  const of = (part: Expr): number => depthOf(part, usual);
  const unknown = (usual ? expr.usual : expr.size) / 2;
  const text = literalText(expr);
  if (text !== null) return text.match(/[[{]/g)?.length ?? 0;
  const element = elementOf(expr.type);
  if (element !== undefined) return (usual ? 1 : MOST_DIMENSIONS) + (isJson({ type: element }) ? unknown : 0);
  if (!isJson(expr)) return 0;
  if (isStored(expr)) return usual ? USUAL_DEPTH : STORED_DEPTH;
  switch (expr.kind) {
    case 'cast':
      return isJson(expr.arg) ? of(expr.arg) : unknown;
    case 'call':
      return BUILDERS.has(expr.name) ? 1 + Math.max(0, ...expr.args.map(of)) : sum(expr.args.map(of)) + 2;
    case 'operation':
      return (expr.left ? of(expr.left) : 0) + of(expr.right);
    case 'coalesce':
      return Math.max(...expr.args.map(of));
    default:
      return unknown;
  }
}

/** These put values side by side; what others do may put one into another. */
const BUILDERS: ReadonlySet<string> = new Set([
  'jsonb_build_object',
  'jsonb_build_array',
  'json_build_object',
  'json_build_array',
  'jsonb_agg',
  'json_agg',
  'jsonb_object_agg',
  'json_object_agg',
  'to_jsonb',
]);

const sum = (depths: readonly number[]): number => depths.reduce((total, depth) => total + depth, 0);
const isJson = ({ type }: { readonly type: string }): boolean => type === 'json' || type === 'jsonb';
