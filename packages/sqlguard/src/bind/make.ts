import { MAX_VALUE_BYTES } from '../input/limits.ts';
import type { Cast, Dep, Expr, Literal, Typed } from '../ir/nodes.ts';
import type { TypeName } from '../pg/types.ts';
import { refuse } from '../verdict.ts';
import { collationOf, standingFor } from './collations.ts';
import { isFixed, castSize, literalSize, usualCast, usualWidth, widthOf, type Sizes } from '../size/widths.ts';

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
export function depsOf(parts: Parts): readonly Dep[] {
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
  readonly domain?: string | undefined;
  readonly at: number;
  /** As usual it is as large as the rows make it, also of what hangs on no column. */
  readonly ofRows?: boolean;
} & Partial<Sizes>;

type Parts = readonly (Typed | null | undefined)[];

/**
 * The common part of a new node; refuses what could grow beyond the cap. `sorted`: the parts that it has its collation
 * of, where these are not all.
 */
export function typed(made: Made, parts: Parts, sorted = parts): Typed {
  const size = made.size ?? widthOf(made.type, null);
  if (!(size <= MAX_VALUE_BYTES)) refuse('size.value', { at: made.at });
  const deps = depsOf(parts);
  // What hangs on no column is as wide as it says in every row, if it can be wide at all.
  const isKnown = deps.length === 0 && !isFixed(made.type) && made.ofRows !== true;
  const usual = isKnown ? size : Math.min(made.usual ?? usualWidth(made.type, size), size);
  const base = { type: made.type, mod: made.mod ?? null, size, usual, deps, at: made.at };
  const sortedBy = collationOf(sorted, made);
  return {
    ...base,
    ...(sortedBy === undefined ? {} : { sortedBy }),
    ...(made.domain === undefined ? {} : { domain: made.domain }),
  };
}

export function literal(form: Literal['form'], value: string, type: TypeName, at: number): Literal {
  return { kind: 'literal', form, value, ...typed({ type, at, size: literalSize(value, type) }, []) };
}

export function cast(arg: Expr, type: TypeName, mod: string | null, at: number): Cast {
  const size = castSize(arg, type, mod);
  const made = typed({ type, mod, at, size, usual: usualCast(arg, type, mod) }, [arg]);
  // A cast to what it is already is none.
  const isNone = mod === null || mod === arg.mod;
  return { kind: 'cast', arg, ...(isNone ? standingFor(made, [arg]) : made) };
}

/**
 * The same value of the type that its domain is over: a cast for the server alone, which does nothing to the value, and
 * to no length, which a domain's values have been brought to.
 */
export function withoutDomain(arg: Expr): Expr {
  if (arg.domain === undefined) return arg;
  const { type, size, usual, deps, at, sortedBy } = arg;
  const made = { type, mod: null, size, usual, deps, at };
  return { kind: 'cast', arg, ...made, ...(sortedBy === undefined ? {} : { sortedBy }) };
}

/** AND or OR of several; one is itself. */
export function logic(op: 'and' | 'or', args: readonly Expr[], at: number): Expr {
  const [only, second] = args;
  if (only !== undefined && second === undefined) return only;
  return { kind: 'logic', op, args, ...typed({ type: 'bool', at }, args) };
}

/** The clauses of a call that has none. */
export const PLAIN_CALL = {
  named: [],
  variadic: false,
  role: 'function',
  star: false,
  distinct: false,
  order: [],
  within: false,
  filter: null,
  over: null,
} as const;
