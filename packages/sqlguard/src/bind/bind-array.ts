import type { ArrayIndex, Expr } from '../ir/nodes.ts';
import { commonType } from '../pg/coercion.ts';
import { arrayOf, elementOf, type TypeName } from '../pg/types.ts';
import { asList, locationOf, open, type Raw } from '../syntax/raw.ts';
import { refuse } from '../verdict.ts';
import { asOperand, castTo, checkElement, settle, sharedType } from './coerce.ts';
import { bindExpr, type Env } from './env.ts';
import { typed, withoutDomain } from './make.ts';
import { pickedSizes } from '../size/element-sizes.ts';
import { sizes } from '../size/widths.ts';

/**
 * `ARRAY[…]`; under a cast the elements take the cast's element type, as in PostgreSQL. Of lists it is a list of the same
 * type, with one dimension more.
 */
export function bindArray(env: Env, node: Raw, wanted: TypeName | null): Expr {
  const at = locationOf(node);
  const element = wanted === null ? undefined : elementOf(wanted);
  const bare = asList(node['elements']).map((item) => {
    const { name, node: inner } = open(item);
    return name === 'A_ArrayExpr' ? bindArray(env, inner, wanted) : bindExpr(env, item);
  });
  const isNested = bare.some(({ type, domain }) => domain === undefined && elementOf(type) !== undefined);
  const asked = element === undefined ? undefined : isNested ? (wanted ?? undefined) : element;
  const items = bare.map((item) =>
    asked === undefined || (item.kind === 'array' && item.type === asked)
      ? item
      : castTo(env, item, { type: asked, mod: null, at: item.at }),
  );
  if (items.length === 0 && asked === undefined) refuse('type.no_cast', { at, name: 'ARRAY[]' });
  for (const item of items) checkElement(item, item.at);
  const common = asked ?? commonType(items.map((item) => item.type));
  if (common === undefined) refuse('type.mismatch', { at });
  const type = isNested ? common : arrayOf(common);
  if (type === undefined || elementOf(type) === undefined) refuse('type.not_allowed', { at, name: 'array' });
  const settled = items.map((item) => withoutDomain(asOperand(env, item, common)));
  const { mod } = sharedType(settled, common);
  const widths = sizes((of) => 32 + settled.reduce((sum, item) => sum + of(item) + 8, 0));
  return { kind: 'array', items: settled, ...typed({ type, mod, at, ...widths }, settled) };
}

/** `a[1]`, `a[1:2]`, `j['key']`; a field of a composite would be `.name` and is refused. */
export function bindSubscript(env: Env, node: Raw): Expr {
  const arg = bindExpr(env, node['arg']);
  const indirection = asList(node['indirection']);
  const isJson = arg.type === 'jsonb';
  const element = arg.type === 'point' ? 'float8' : elementOf(arg.type);
  if (arg.type === 'point' && !isCoordinate(indirection))
    refuse('type.no_cast', { at: arg.at, name: 'an array', hint: 'Write p[0] or p[1].' });
  if (!isJson && element === undefined) refuse('type.no_cast', { at: arg.at, name: 'an array' });
  const indexes: ArrayIndex[] = indirection.map((wrapped) => {
    const { name, node: index } = open(wrapped);
    if (name !== 'A_Indices') refuse('column.whole_row', { at: arg.at, name: 'a composite value' });
    const slice = index['is_slice'] === true;
    if (slice && isJson) refuse('type.no_cast', { at: arg.at, name: 'an array' });
    return { slice, lower: bindIndex(env, index['lidx'], isJson), upper: bindIndex(env, index['uidx'], isJson) };
  });
  const isSlice = indexes.some((index) => index.slice);
  const type = isJson ? 'jsonb' : isSlice ? arg.type : (element ?? arg.type);
  const parts = [arg, ...indexes.flatMap((index) => [index.lower, index.upper])];
  return {
    kind: 'subscript',
    arg,
    indexes,
    ...typed({ type, mod: arg.mod, at: arg.at, ...pickedSizes(arg, indexes) }, parts, [arg]),
  };
}

/** `p[0]` and `p[1]` are x and y; a point has no other parts, and none side by side. */
function isCoordinate([only, ...others]: readonly unknown[]): boolean {
  const { name, node } = open(only);
  return name === 'A_Indices' && node['is_slice'] !== true && others.length === 0;
}

function bindIndex(env: Env, wrapped: unknown, isJson: boolean): Expr | null {
  if (wrapped === undefined) return null;
  const index = bindExpr(env, wrapped);
  if (isJson) {
    const settled = settle(env, index, 'text');
    if (settled.type !== 'text' && settled.type !== 'int4') refuse('type.no_cast', { at: index.at, name: 'a key' });
    return settled;
  }
  const settled = settle(env, index, 'int4');
  if (settled.type !== 'int4' && settled.type !== 'int2')
    refuse('type.no_cast', { at: index.at, name: 'an array position' });
  return settled;
}
