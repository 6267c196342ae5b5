import type { Col, Schema } from '../lexicon/table.ts';
import { routesUp } from '../joins.ts';
import type { ColRef } from '../meaning.ts';
import type { ColCand } from './sems.ts';

/** Conditions on more than this many candidates are too vague to choose from. */
const MOST = 3;

export function cheapest<T extends { readonly cost: number }>(found: readonly T[], most = MOST): readonly T[] {
  return [...found].sort((a, b) => a.cost - b.cost).slice(0, most);
}

export function colOf(schema: Schema, table: string, column: string): Col | undefined {
  return schema.tables.get(table)?.byName.get(column);
}

/** Where a column word can be met from a table, one row to one row; nearest first. */
export function reachColumns(
  schema: Schema,
  table: string,
  cols: readonly ColCand[],
  fits: (col: Col) => boolean = () => true,
): readonly { readonly ref: ColRef; readonly col: Col; readonly cost: number }[] {
  const found = [];
  for (const cand of cols) {
    const col = colOf(schema, cand.table, cand.column);
    if (col === undefined || !fits(col)) continue;
    for (const route of routesUp(schema, table, cand.table).slice(0, 2)) {
      found.push({
        ref: { table: cand.table, column: cand.column, path: route.path },
        col,
        cost: cand.cost + route.cost,
      });
    }
  }
  return cheapest(found);
}
