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
  return { size: all, usual: columns.length === partition.length ? Math.max(SOME_ROWS, all / USUAL_PARTITIONS) : all };
}

function partitionOf(scope: Scope, { name, base, partition }: WindowSpec): readonly Expr[] {
  const below = scope.windows.get(name ?? base ?? '')?.spec;
  return below === undefined ? partition : [...partition, ...partitionOf(scope, below)];
}

/** What a subquery in an expression gives, for each row around it: where it equals something of that, what is left. */
export function sublinkSizes({ binder, scope }: Env, query: Query, form: 'scalar' | 'array'): Sizes {
  const [first] = query.outputs;
  const { size = 0, usual = 0 } = first ?? {};
  if (form === 'scalar') return { size, usual };
  const rows = rowsOfQuery({ binder, ctes: ctesOf(scope) }, query);
  return { size: Math.max(usual, 1) * rows, usual: Math.max(usual, 1) * rows };
}
