import type { Pred, Step } from '../meaning.ts';
import type { Schema } from '../lexicon/table.ts';
import { invert } from './found.ts';

type Related = Extract<Pred, { kind: 'related' }>;

/** The only condition of the rows at the end, if it is the value of one of their own columns. */
function onlyValue({ set }: Related): Extract<Pred, { kind: 'compare' }> | null {
  const [only] = set.preds;
  const isBare = set.preds.length === 1 && set.best === null;
  return isBare && only?.kind === 'compare' && only.op === '=' && only.col.path.length === 0 ? only : null;
}

/** The column on which a step arrives; null if there are several. */
function arrival(step: Step): string | null {
  return step.columns.length === 1 ? (step.columns[0]?.[1] ?? null) : null;
}

/** True if the rows at the end only lead back, on the key they were reached by, to what they belong to. */
function leadsBack({ path, set }: Related): boolean {
  const last = path.at(-1);
  return set.preds.some((pred) => {
    const first = pred.kind === 'related' ? pred.path[0] : undefined;
    return (
      last?.many === true &&
      first !== undefined &&
      first.to === last.from &&
      first.columns[0]?.[0] === arrival(last) &&
      first.columns.length === 1
    );
  });
}

/**
 * A relation in its shortest form. A parent known by the very key that leads to it is that key's value; children known
 * by the key that leads to them say nothing but who their owner is, which nobody asks that way: null.
 */
export function straighten(pred: Related): Pred | null {
  const last = pred.path.at(-1);
  const value = onlyValue(pred);
  if (leadsBack(pred)) return null;
  if (last === undefined || value === null || arrival(last) !== value.col.column) return pred;
  if (last.many) return null;
  const own: Pred = {
    ...value,
    col: { table: last.from, column: last.columns[0]?.[0] ?? '', path: [] },
  };
  const path = pred.path.slice(0, -1);
  if (path.length === 0) return pred.negated ? invert(own) : own;
  return straighten({ ...pred, path, set: { table: last.from, preds: [own], best: null } });
}

/** Nothing lies in itself or belongs to itself: "rivers in Colorado" are not the river of that name. */
export function isOwnName(schema: Schema, table: string, pred: Pred): boolean {
  const names = schema.tables.get(table)?.names ?? [];
  return pred.kind === 'compare' && pred.col.path.length === 0 && names.includes(pred.col.column);
}
