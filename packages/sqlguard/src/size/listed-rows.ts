import { logic } from '../bind/make.ts';
import { aliasesOf, conjuncts } from '../ir/children.ts';
import { columnPairs, equalitiesOf } from '../ir/equalities.ts';
import type { Column } from '../ir/nodes.ts';
import { asList, asNumber, asText, open, strings, type Raw } from '../syntax/raw.ts';
import { GuardRefusal } from '../verdict.ts';
import { ctesOf } from './bounded-rows.ts';
import { valuesOf } from './distinct-values.ts';
import type { Env, Listed } from '../bind/env.ts';
import { largestIn, rowsLeft, rowsOfJoin, USUAL_MATCHES, type Joined, type Known } from './estimate-rows.ts';
import { usualAmong } from './picked-rows.ts';
import { resolveColumn } from '../bind/resolve-column.ts';

/** Groups of a question that shows as many as it may: their lists are the table's rows, once. */
const MANY_GROUPS = 10_000;

/**
 * Of rows that are grouped by a column each group has those that one value of it leaves, by what the catalogue says of the
 * column and of what is met on it. Of any other grouping one group may have all rows: whoever writes the question may
 * write `GROUP BY id % 1`.
 */
export function listedRows({ binder, scope }: Env, joined: Joined, grouped: readonly Column[] | null): Listed {
  const known = { binder, ctes: ctesOf(scope) };
  const all = rowsOfJoin(known, joined, { matches: USUAL_MATCHES });
  const most = rowsOfJoin(known, joined, { given: grouped ?? [] });
  const isOfOne = grouped !== null || (scope.parent !== null && most < rowsOfJoin(known, lookingIn(joined, scope.own)));
  const groups = isOfOne ? groupsOf(known, joined, grouped ?? []) : 1;
  const usualOf: Listed['usualOf'] = (each, listing) =>
    usualAmong(known, { ...joined, given: grouped ?? [] }, listing, each);
  return { most, usual: Math.min(most, Math.max(1, all / groups)), all, usualOf };
}

/** How many groups the rows are likely to make; of those that are shown, where nobody knows. */
function groupsOf(known: Known, joined: Joined, grouped: readonly Column[]): number {
  const values = grouped.reduce((product, column) => product * valuesOf(known.binder, column), 1);
  const shown = grouped.length === 0 ? MANY_GROUPS : Math.min(values, MANY_GROUPS);
  return Math.max(shown, fewestGroups(known, joined, grouped));
}

/** How many groups a largest relation's rows make at least. */
function fewestGroups(known: Known, joined: Joined, grouped: readonly Column[]): number {
  const largest = largestIn(known, joined.from);
  const [all, ofGroup] = [rowsLeft(known, joined, []), rowsLeft(known, joined, grouped)];
  // A group has a few rows of the one, each of which meets a value of the other.
  const met = equalitiesOf(joined)
    .flatMap(columnPairs)
    .flatMap(({ one, other }) => {
      const few = ofGroup.get(one.alias) ?? Infinity;
      const isFewer = one.alias !== largest && few < (all.get(one.alias) ?? 0);
      return isFewer && other.alias === largest ? [valuesOf(known.binder, other) / few] : [];
    });
  const own = grouped.filter(({ alias }) => alias === largest).map((column) => valuesOf(known.binder, column));
  return Math.max(1, ...[...own, ...met].filter(Number.isFinite));
}

/** The same without what a row around the query asks of it, which may be nothing. */
function lookingIn({ from, where }: Joined, own: ReadonlyMap<string, unknown>): Joined {
  const inner = (where === null ? [] : conjuncts(where)).filter((one) =>
    [...aliasesOf(one)].every((alias) => own.has(alias)),
  );
  return { from, where: inner.length === 0 ? null : logic('and', inner, -1) };
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
