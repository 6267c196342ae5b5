import type { Op, Pred } from '../meaning.ts';

/** A condition that has met its entity, and what that took. */
export type Found = { readonly pred: Pred; readonly cost: number; readonly notes: readonly string[] };

const INVERSE: Readonly<Record<Op, Op>> = { '=': '<>', '<>': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** The condition that holds of exactly the other rows (unknown values aside). */
export function invert(pred: Pred): Pred {
  if (pred.kind === 'related' || pred.kind === 'member' || pred.kind === 'null')
    return { ...pred, negated: !pred.negated };
  if (pred.kind === 'compare') return { ...pred, op: INVERSE[pred.op] };
  if (pred.kind === 'not') return pred.part;
  return { kind: 'not', part: pred };
}

export function negate(found: readonly Found[], negated: boolean): readonly Found[] {
  if (!negated) return found;
  return found.map((one) => ({ ...one, pred: invert(one.pred) }));
}
