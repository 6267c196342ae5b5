import { bindPolymorphic, canCoerce, isPolymorphic } from './coercion.ts';
import { categoryOf, isPreferred, UNKNOWN, type TypeName } from './types.ts';

export type Candidate = { readonly args: readonly TypeName[] };

/** `func_match_argtypes`: candidates that the given types reach by implicit conversion. */
export function matching<C extends Candidate>(candidates: readonly C[], given: readonly TypeName[]): C[] {
  return candidates.filter(
    (candidate) =>
      candidate.args.every((type, index) => isPolymorphic(type) || canCoerce(given[index] ?? UNKNOWN, type, 'i')) &&
      fitsPolymorphic(candidate, given),
  );
}

/** While choosing, an array whose element is still unknown is no obstacle (`check_generic_type_consistency`). */
function fitsPolymorphic(candidate: Candidate, given: readonly TypeName[]): boolean {
  if (!candidate.args.some(isPolymorphic)) return true;
  if (candidate.args.every((type, index) => !isPolymorphic(type) || given[index] === UNKNOWN)) return true;
  const bound = bindPolymorphic(candidate.args, given, 'bool');
  return bound !== undefined && bound.args.every((type, index) => canCoerce(given[index] ?? UNKNOWN, type, 'i'));
}

/**
 * `func_select_candidate` (parse_func.c): PostgreSQL's own rules for the best of several matching signatures.
 * Undefined means that the server would call the call ambiguous.
 */
export function selectCandidate<C extends Candidate>(matches: readonly C[], given: readonly TypeName[]): C | undefined {
  let best = most(matches, (candidate) =>
    count(given, (type, index) => type !== UNKNOWN && candidate.args[index] === type),
  );
  if (best.length === 1) return best[0];
  best = most(best, (candidate) =>
    count(given, (type, index) => type !== UNKNOWN && isExactOrPreferred(candidate.args[index], type)),
  );
  if (best.length === 1) return best[0];
  if (!given.includes(UNKNOWN)) return undefined;
  best = byUnknownCategories(best, given);
  if (best.length === 1) return best[0];
  return byKnownType(best, given);
}

function isExactOrPreferred(declared: TypeName | undefined, given: TypeName): boolean {
  return (
    declared !== undefined &&
    (declared === given || (categoryOf(declared) === categoryOf(given) && isPreferred(declared)))
  );
}

function byUnknownCategories<C extends Candidate>(candidates: readonly C[], given: readonly TypeName[]): readonly C[] {
  const wanted = new Map<number, { category: string; preferred: boolean }>();
  for (const [index, type] of given.entries()) {
    if (type !== UNKNOWN) continue;
    const slot = slotCategory(candidates.map((candidate) => candidate.args[index] ?? UNKNOWN));
    if (slot === undefined) return candidates;
    wanted.set(index, slot);
  }
  const kept = candidates.filter((candidate) =>
    [...wanted].every(([index, slot]) => {
      const type = candidate.args[index] ?? UNKNOWN;
      return categoryOf(type) === slot.category && (!slot.preferred || isPreferred(type));
    }),
  );
  return kept.length > 0 ? kept : candidates;
}

/** The string category wins where it is offered; otherwise all candidates must agree. */
function slotCategory(types: readonly TypeName[]): { category: string; preferred: boolean } | undefined {
  const strings = types.filter((type) => categoryOf(type) === 'S');
  const pool = strings.length > 0 ? strings : types;
  const category = categoryOf(pool[0] ?? UNKNOWN);
  if (pool.some((type) => categoryOf(type) !== category)) return undefined;
  return { category, preferred: pool.some(isPreferred) };
}

/** Last resort: if every typed argument has one type, the untyped ones are taken to have it too. */
function byKnownType<C extends Candidate>(candidates: readonly C[], given: readonly TypeName[]): C | undefined {
  const known = [...new Set(given.filter((type) => type !== UNKNOWN))];
  const only = known[0];
  if (known.length !== 1 || only === undefined) return undefined;
  const same = given.map(() => only);
  const matches = matching(candidates, same);
  return matches.length === 1 ? matches[0] : undefined;
}

function most<C>(candidates: readonly C[], score: (candidate: C) => number): readonly C[] {
  const scores = candidates.map(score);
  const top = Math.max(0, ...scores);
  return candidates.filter((_, index) => scores[index] === top);
}

function count(given: readonly TypeName[], test: (type: TypeName, index: number) => boolean): number {
  return given.reduce((sum, type, index) => sum + (test(type, index) ? 1 : 0), 0);
}
