import type { DatasetIndex } from '../bind/env.ts';
import { leavesOf, type Leaf } from '../ir/children.ts';
import type { From, Query } from '../ir/nodes.ts';
import { type Ctes, ctesWithin, findCte } from '../size/bounded-rows.ts';

/** What the names of a FROM stand for. */
export type Names = { readonly datasets: DatasetIndex; readonly ctes: Ctes };

/** Of an entry of FROM: the sides whose rows an outer join keeps where it finds none of this entry for them. */
export type Padders = readonly ReadonlySet<string>[];

export const paddersOf = (from: readonly From[]): ReadonlyMap<string, Padders> =>
  new Map(from.flatMap((item) => paddersIn(item, [])));

function paddersIn(item: From, around: Padders): readonly (readonly [string, Padders])[] {
  if (item.kind !== 'join') return [[item.alias, around]];
  const { type, left, right } = item;
  const besides = (other: From): Padders => [...around, new Set(leavesOf(other).map(({ alias }) => alias))];
  return [
    ...paddersIn(left, type === 'RIGHT' || type === 'FULL' ? besides(right) : around),
    ...paddersIn(right, type === 'LEFT' || type === 'FULL' ? besides(left) : around),
  ];
}

/**
 * Has an entry its columns, of which `isGiven` are known, wherever it has a row? A NULL of one that is never NULL says that
 * there is no row; of any other it may be a row's own.
 */
export const tellsPadding = (leaf: Leaf, isGiven: (column: string) => boolean, names: Names): boolean =>
  columnsOf(leaf, names).some((column) => isGiven(column) && isNeverNull(leaf, column, names));

/** The columns of an entry that may be a key of it. */
export function columnsOf(leaf: Leaf, { datasets, ctes }: Names): readonly string[] {
  switch (leaf.kind) {
    case 'base':
      return [];
    case 'relation':
      return datasets.byName.get(leaf.dataset)?.primaryKey ?? [];
    case 'function':
      return keysOfRows(leaf);
    case 'subquery':
      return leaf.columns.length > 0 ? leaf.columns : leaf.query.outputs.map(({ printed }) => printed);
    case 'cte': {
      const { columns = [], query } = findCte(leaf.name, ctes) ?? {};
      return columns.length > 0 ? columns : (query?.outputs ?? []).map(({ printed }) => printed);
    }
  }
}

/** No value of a series comes twice, and no number of a row. */
function keysOfRows({ sources, ordinality, columns }: Extract<Leaf, { kind: 'function' }>): readonly string[] {
  const isSeries = sources.length === 1 && sources[0]?.call.name === 'generate_series';
  if (ordinality) return columns.slice(isSeries ? 0 : -1);
  return isSeries ? columns : [];
}

/** Masked values of a key may be alike, or all NULL. */
export function isShown(
  { dataset }: Extract<Leaf, { kind: 'relation' }>,
  column: string,
  { datasets }: Names,
): boolean {
  const { columns = [] } = datasets.byName.get(dataset) ?? {};
  return columns.some(({ name, class: is }) => name === column && is === 'none');
}

function isNeverNull(leaf: Leaf, column: string, names: Names): boolean {
  if (leaf.kind === 'relation') return isShown(leaf, column, names);
  if (leaf.kind !== 'subquery' && leaf.kind !== 'cte') return true;
  const at = columnsOf(leaf, names).indexOf(column);
  if (leaf.kind === 'subquery') return isNeverNullIn(leaf.query, at, names);
  const cte = findCte(leaf.name, names.ctes);
  return cte !== undefined && isNeverNullIn(cte.query, at, { ...names, ctes: cte.ctes });
}

/** Passed on from an entry that always has a row, and not left out by a grouping set. */
function isNeverNullIn(query: Query, at: number, names: Names): boolean {
  if (query.kind !== 'select' || query.group.some(({ kind }) => kind === 'sets')) return false;
  const expr = query.targets[at]?.expr;
  const leaf = query.from.flatMap(leavesOf).find(({ alias }) => expr?.kind === 'column' && alias === expr.alias);
  if (expr?.kind !== 'column' || leaf === undefined || paddersOf(query.from).get(leaf.alias)?.length !== 0)
    return false;
  const inner = { ...names, ctes: ctesWithin(query, names.ctes) };
  return columnsOf(leaf, inner).includes(expr.name) && isNeverNull(leaf, expr.name, inner);
}
