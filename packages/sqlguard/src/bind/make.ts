import { DEFAULT_WIDTH, MAX_VALUE_BYTES } from '../input/limits.ts';
import type { Cast, Dep, Expr, Literal, Typed } from '../ir/nodes.ts';
import { categoryOf, elementOf, isForeign, UNKNOWN, type TypeName } from '../pg/types.ts';
import { refuse } from '../verdict.ts';

const NO_DEPS: readonly Dep[] = [];
const computed = new WeakMap<Dep, Dep>();
const computedLists = new WeakMap<readonly Dep[], readonly Dep[]>();

/** The same column, no longer unchanged; one object each, so that a set tells them apart. */
function computedDep(dep: Dep): Dep {
  if (!dep.direct) return dep;
  const known = computed.get(dep) ?? { ...dep, direct: false };
  computed.set(dep, known);
  return known;
}

function computedDeps(deps: readonly Dep[]): readonly Dep[] {
  const known = computedLists.get(deps) ?? deps.map(computedDep);
  computedLists.set(deps, known);
  return known;
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

/** Upper width of a value of this type when nothing better is known. */
export function widthOf(type: TypeName, mod: string | null, width?: number): number {
  if (width !== undefined) return width;
  const category = categoryOf(type);
  if ((type === 'varchar' || type === 'bpchar') && mod !== null) return Number(mod) * 4;
  if (type === 'numeric') return 128;
  if (isForeign(type) || elementOf(type) !== undefined || category === 'U' || type === 'json' || type === 'jsonb')
    return DEFAULT_WIDTH;
  if (category === 'S' || type === UNKNOWN) return DEFAULT_WIDTH;
  return 64;
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

export function cast(arg: Expr, type: TypeName, mod: string | null, at: number): Cast {
  const size =
    arg.kind === 'literal'
      ? arg.size
      : Math.max(arg.size * (categoryOf(type) === 'S' || type === 'json' ? 2 : 1), widthOf(type, mod, 64));
  return { kind: 'cast', arg, ...typed({ type, mod, at, size }, [arg]) };
}
