import { aliasesOf, leavesOf } from '../ir/children.ts';
import { columnPairs, equalitiesOf } from '../ir/equalities.ts';
import type { Column } from '../ir/nodes.ts';
import { asList, asNumber, asText, open, strings, type Raw } from '../syntax/raw.ts';
import { GuardRefusal } from '../verdict.ts';
import { ctesOf } from './bounded-rows.ts';
import { mostShare, valuesOf } from './distinct-values.ts';
import type { Env, Listed } from '../bind/env.ts';
import { largestIn, rowsOfJoin, USUAL_MATCHES, type Joined } from './estimate-rows.ts';
import { resolveColumn } from '../bind/resolve-column.ts';

/** Groups of a question that shows as many as it may: their lists are the table's rows, once. */
const MANY_GROUPS = 10_000;

/**
 * Of rows that are grouped by a column of the largest relation, or by one that equals such a column, each group has its
 * share, by what the catalogue says of the column. Of any other grouping one group may have all rows: whoever writes the
 * question may write `GROUP BY id % 1`.
 */
export function listedRows({ binder, scope }: Env, joined: Joined, grouped: readonly Column[] | null): Listed {
  const known = { binder, ctes: ctesOf(scope) };
  const all = rowsOfJoin(known, joined, USUAL_MATCHES);
  const most = rowsOfJoin(known, joined);
  const ofOne = Math.max(1, all / MANY_GROUPS);
  const isOuter = scope.parent !== null && looksOut(joined, scope.own);
  if (grouped === null) return { most, usual: isOuter ? ofOne : all, all };
  const own = ownColumns(known, joined, grouped);
  const share = Math.min(1, ...own.map((column) => mostShare(binder, column)));
  if (share === 1) return { most, usual: ofOne, all };
  const open = rowsOfJoin(known, { ...joined, where: null });
  const groups = Math.max(1, ...own.map((column) => valuesOf(binder, column)).filter(Number.isFinite));
  return { most: Math.min(most, open * share), usual: Math.max(1, all / groups), all };
}

/** The largest relation's own columns among those that make the groups. */
function ownColumns(
  known: Parameters<typeof largestIn>[0],
  joined: Joined,
  grouped: readonly Column[],
): readonly Column[] {
  const largest = largestIn(known, joined.from);
  const same = equalColumns(joined);
  return grouped.flatMap((column) => [column, ...same(column)]).filter(({ alias }) => alias === largest);
}

/** What equals a column in every row. */
function equalColumns(joined: Joined): (column: Column) => readonly Column[] {
  const all = joined.from.flatMap(leavesOf).length;
  const pairs = equalitiesOf(joined).flatMap((one) => (one.of.size === all ? columnPairs(one) : []));
  return ({ alias, name }) =>
    pairs.flatMap(({ one, other }) => (one.alias === alias && one.name === name ? [other] : []));
}

/** Does the FROM or the WHERE look at a row around the query? */
function looksOut({ where }: Joined, own: ReadonlyMap<string, unknown>): boolean {
  return where !== null && [...aliasesOf(where)].some((alias) => !own.has(alias));
}

/** The columns that a SELECT is grouped by, as far as it names them; its list, which may rename them, is not bound yet. */
export function groupColumns(env: Env, select: Raw): readonly Column[] | null {
  if (select['groupClause'] === undefined) return null;
  const items = asList(select['groupClause']);
  if (items.some((item) => open(item).name === 'GroupingSet')) return [];
  return items.flatMap((item) => columnOf(env, item) ?? columnOf(env, meantBy(select, item)) ?? []);
}

function columnOf(env: Env, wrapped: unknown): Column | null {
  const { name, node } = open(wrapped);
  if (name !== 'ColumnRef') return null;
  try {
    const found = resolveColumn(env, node);
    return found.kind === 'column' ? found : null;
  } catch (error) {
    if (error instanceof GuardRefusal) return null;
    throw error;
  }
}

/** What stands in the list at this position, or under this name. */
function meantBy(select: Raw, wrapped: unknown): unknown {
  const { name, node } = open(wrapped);
  const targets = asList(select['targetList']).map((target) => open(target).node);
  if (name === 'A_Const') return targets[asNumber(open({ ival: node['ival'] }).node['ival']) - 1]?.['val'];
  const [only, ...others] = name === 'ColumnRef' ? strings(node['fields']) : [];
  return only === undefined || others.length > 0
    ? undefined
    : targets.find((target) => asText(target['name']) === only)?.['val'];
}
