import { aliasesOfQuery } from '../ir/children.ts';
import type { Expr, Query, WindowSpec } from '../ir/nodes.ts';
import { ctesOf } from './bounded-rows.ts';
import type { Env, Scope } from '../bind/env.ts';
import { rowsOfQuery } from './estimate-rows.ts';
import { sizes, type Sizes } from './widths.ts';

/** A partition that nothing is known of is taken to hold a hundredth of the rows; each of its rows may have the whole list. */
const USUAL_PARTITIONS = 100;
/** Of a list in a place that nobody counts the rows of, and of a partition at least. */
const SOME_ROWS = 1000;

/** `over`: the window that it is made for. `most`: values that it keeps once each. */
type Kept = { readonly over: WindowSpec | null; readonly most: number };

/** What an aggregate that keeps every value may grow to: what one row usually adds × rows. */
export function collectedSizes({ scope }: Env, each: number, kept: Kept): Sizes {
  const { most, usual, all } = scope.listed?.() ?? { most: SOME_ROWS, usual: SOME_ROWS, all: SOME_ROWS };
  const rows = kept.over === null ? { size: most, usual } : rowsOfPartition(scope, kept.over, all);
  return sizes((of) => each * Math.min(of(rows), kept.most));
}

function rowsOfPartition(scope: Scope, over: WindowSpec, all: number): Sizes {
  const partition = partitionOf(scope, over);
  if (partition.length === 0) return { size: all, usual: all };
  const columns = partition.filter((expr) => expr.kind === 'column');
  const parted = columns.length === 0 ? undefined : scope.listed?.(columns);
  if (parted !== undefined && parted.most < all) return { size: parted.most, usual: parted.usual };
  return { size: all, usual: Math.max(SOME_ROWS, all / USUAL_PARTITIONS) };
}

function partitionOf(scope: Scope, { name, base, partition }: WindowSpec): readonly Expr[] {
  const below = scope.windows.get(name ?? base ?? '')?.spec;
  return below === undefined ? partition : [...partition, ...partitionOf(scope, below)];
}

/** Rows that usually belong to one row of the query around. */
const OWN_SHARE = 10_000;

/** What a subquery in an expression gives, for each row around it. */
export function sublinkSizes({ binder, scope }: Env, query: Query, form: 'scalar' | 'array'): Sizes {
  const [first] = query.outputs;
  const { size = 0, usual = 0 } = first ?? {};
  if (form === 'scalar') return { size, usual };
  const rows = rowsOfQuery({ binder, ctes: ctesOf(scope) }, query);
  const each = Math.max(usual, 1);
  // One that looks at the row around it is made of what belongs to that; else the same long list stands in every row.
  return { size: each * rows, usual: each * (isCorrelated(scope, query) ? Math.max(1, rows / OWN_SHARE) : rows) };
}

function isCorrelated(scope: Scope | null, query: Query): boolean {
  const aliases = new Set<string>();
  aliasesOfQuery(query, aliases);
  for (let outer = scope; outer !== null; outer = outer.parent)
    if (
      outer.items.some(({ columns }) => columns.some(({ expr }) => expr.kind === 'column' && aliases.has(expr.alias)))
    )
      return true;
  return false;
}
