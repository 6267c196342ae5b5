import type { Schema } from '../lexicon/table.ts';
import { fansOut, routesInRole } from '../joins.ts';
import type { ColRef, EntitySet, Path, Pred } from '../meaning.ts';
import type { Found } from './found.ts';
import type { Pending } from './sems.ts';
import { isOwnName, straighten } from './straighten.ts';

/**
 * "members who borrowed books in 2025": where rows of their own tie the two together, a time is that of those rows, not
 * of the things at the end. Null where those rows have no time.
 */
function timed(schema: Schema, path: Path, set: EntitySet): { readonly path: Path; readonly set: EntitySet } | null {
  const times = set.preds.filter((pred) => pred.kind === 'range' && pred.col.path.length === 0);
  const [down, ...up] = path;
  const owner = down === undefined ? undefined : schema.tables.get(down.to);
  const inYear = set.preds.some((pred) => pred.kind === 'compare' && /year/.test(pred.col.column));
  if (fansOut(path) && inYear) return null;
  if (!fansOut(path) || times.length === 0) return { path, set };
  if (down === undefined || owner?.defaultDate == null || !down.many) return null;
  const col: ColRef = { table: owner.name, column: owner.defaultDate, path: [] };
  const rest = { ...set, preds: set.preds.filter((pred) => !times.includes(pred)) };
  const ranges = times.flatMap((pred) => (pred.kind === 'range' ? [{ ...pred, col }] : []));
  return {
    path: [down],
    set: {
      table: owner.name,
      best: null,
      preds: [...ranges, { kind: 'related', path: up, set: rest, negated: false }],
    },
  };
}

/** Rows of another dataset that belong to the row, or that it belongs to. */
export function attachRelated(
  schema: Schema,
  table: string,
  pending: Extract<Pending, { k: 'rel' | 'count' }>,
): readonly Found[] {
  if (table === pending.set.table) return [];
  return routesInRole(schema, table, pending.set.table, pending.k === 'rel' ? pending.role : undefined)
    .slice(0, 2)
    .flatMap((route): readonly Found[] => {
      const isMany = route.path.some((step) => step.many);
      if (pending.k === 'count') {
        const hasTime = timed(schema, route.path, pending.set)?.set !== pending.set;
        const pred: Pred = { kind: 'count', path: route.path, set: pending.set, op: pending.op, value: pending.n };
        return isMany && !hasTime ? [{ pred, cost: route.cost, notes: [] }] : [];
      }
      const found = pending.up === true && isMany ? null : timed(schema, route.path, pending.set);
      const pred = found === null ? null : straighten({ kind: 'related', ...found, negated: pending.negated });
      return pred === null || isOwnName(schema, table, pred) ? [] : [{ pred, cost: route.cost, notes: [] }];
    });
}
