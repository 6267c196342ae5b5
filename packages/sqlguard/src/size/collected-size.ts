import type { Expr, Query, WindowSpec } from '../ir/nodes.ts';
import { ctesOf } from './bounded-rows.ts';
import type { Env, Listed, Scope } from '../bind/env.ts';
import { rowsOfQuery } from './estimate-rows.ts';
import { longest, pickedUsual } from './picked-rows.ts';
import type { Sizes } from './widths.ts';

/** A partition that nothing is known of is taken to hold a hundredth of the rows; each of its rows may have the whole list. */
const USUAL_PARTITIONS = 100;
/** Of a list in a place that nobody counts the rows of, and of a partition at least. */
const SOME_ROWS = 1000;

/** `over`: the window that it is made for. `most`: values that it keeps once each. `least`: bytes of one. `aliases`: whose columns they are made of. */
type Kept = {
  readonly over: WindowSpec | null;
  readonly most: number;
  readonly least: number;
  readonly aliases: ReadonlySet<string>;
};

/** What an aggregate that keeps every value may grow to: what one row adds × rows. */
export function collectedSizes({ scope }: Env, each: Sizes, { over, most, least, aliases }: Kept): Sizes {
  const listed = (over === null ? scope.listed?.() : rowsOfPartition(scope, over)) ?? UNLISTED;
  const [rows, usual] = [Math.min(listed.most, most), Math.min(listed.usual, most)];
  return {
    size: Math.max(listed.usualOf(each, { rows, aliases }), least) * rows,
    usual: Math.max(each.usual, least) * usual,
  };
}

const UNLISTED: Listed = { most: SOME_ROWS, usual: SOME_ROWS, all: SOME_ROWS, usualOf: ({ usual }) => usual };

function rowsOfPartition(scope: Scope, over: WindowSpec): Listed {
  const whole = scope.listed?.() ?? UNLISTED;
  const { all } = whole;
  const partition = partitionOf(scope, over);
  if (partition.length === 0) return { ...whole, most: all, usual: all };
  const columns = partition.filter((expr) => expr.kind === 'column');
  const parted = columns.length === 0 ? undefined : scope.listed?.(columns);
  if (parted !== undefined && parted.most < all) return parted;
  const usual = columns.length === partition.length ? Math.max(SOME_ROWS, all / USUAL_PARTITIONS) : all;
  return { ...whole, most: all, usual };
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
  const known = { binder, ctes: ctesOf(scope) };
  const rows = rowsOfQuery(known, query);
  const [target] = query.kind === 'select' ? query.targets : [];
  const each = longest({ size, usual: Math.max(usual, 1) }, target === undefined ? [] : [target.expr]);
  const picked = pickedUsual(known, query, each);
  return { size: picked * rows, usual: each.usual * rows };
}
