import type { Rule } from '../chart.ts';
import type { Schema } from '../lexicon/table.ts';
import { routes } from '../joins.ts';
import type { Show } from '../meaning.ts';
import { alongPath } from './along.ts';
import { columnsOfAdjective } from './adjectives.ts';
import { isRate } from '../lexicon/inference.ts';
import { cheapest, colOf, reachColumns } from './reach.ts';
import type { ColCand, MeasureSem, Result, Sems, SetSem, ShowSem } from './sems.ts';
import { rule } from './sems.ts';
import { EXTREME } from './value-conditions.ts';

type Shown = { readonly show: readonly Show[]; readonly cost: number };

/** "Name" of a person in two columns means both of them. */
function together(schema: Schema, reached: ReturnType<typeof reachColumns>): readonly Shown[] {
  const [first] = reached;
  const names = first === undefined ? [] : (schema.tables.get(first.ref.table)?.names ?? []);
  const both =
    names.length > 1 &&
    names.every((name) => reached.some((one) => one.ref.column === name && one.ref.table === first?.ref.table));
  if (both && first !== undefined)
    return [{ show: names.map((column) => ({ kind: 'column', col: { ...first.ref, column } })), cost: first.cost }];
  return reached.map((one) => ({ show: [{ kind: 'column', col: one.ref }], cost: one.cost }));
}

function shown(
  schema: Schema,
  sem: SetSem,
  lists: readonly (readonly ColCand[])[],
  mode: 'only' | 'add',
): readonly Result<ShowSem>[] {
  let partial: readonly Shown[] = [{ show: [], cost: 0 }];
  for (const cols of lists) {
    const reached = together(schema, reachColumns(schema, sem.set.table, cols));
    partial = cheapest(
      partial.flatMap((before) =>
        reached.map((one) => ({ show: [...before.show, ...one.show], cost: before.cost + one.cost })),
      ),
    );
  }
  return partial.map((one) => ({ sem: { set: sem.set, notes: sem.notes, show: one.show, mode }, cost: one.cost }));
}

/** "branch names and regions": several columns of one dataset, said without it. */
function ofOneTable(schema: Schema, lists: readonly (readonly ColCand[])[]): readonly Result<ShowSem>[] {
  const [first = [], ...rest] = lists;
  const tables = [...new Set(first.map((cand) => cand.table))].filter((table) =>
    rest.every((cols) => cols.some((cand) => cand.table === table)),
  );
  if (lists.length < 2) return [];
  return tables.flatMap((table) => {
    const own = lists.map((cols) => cols.filter((cand) => cand.table === table));
    return shown(schema, { set: { table, preds: [], best: null }, notes: [] }, own, 'only');
  });
}

/** "How long is": the column of the set's own table that the adjective measures. */
function columnsFor(schema: Schema, n: SetSem, adj: string): readonly ColCand[] {
  const heads = columnsOfAdjective(adj);
  const owner = schema.tables.get(n.set.table);
  const found = heads.flatMap(
    (head) => owner?.cols.filter((col) => col.kind === 'number' && col.words.at(-1) === head) ?? [],
  );
  return found.slice(0, 1).map((col) => ({ table: col.table, column: col.name, cost: 0.1 }));
}

function shownMeasures(schema: Schema, sem: SetSem, ms: readonly MeasureSem[]): readonly Result<ShowSem>[] {
  const show: Show[] = [];
  let cost = 0;
  for (const m of ms) {
    if (m.measure.kind === 'column' || m.measure.set.table === sem.set.table) return [];
    const { measure } = m;
    const route = routes(schema, sem.set.table, measure.set.table)[0];
    const along = route === undefined ? undefined : alongPath(schema, measure, route.path)[0];
    if (route === undefined || along === undefined) return [];
    cost += route.cost;
    show.push({ kind: 'measure', measure: along });
  }
  return [{ sem: { set: sem.set, notes: [...sem.notes, ...ms.flatMap((m) => m.notes)], show, mode: 'add' }, cost }];
}

/** "the highest point in states that …": of each, or of all together, only the asker knows. */
function isUnclear(sem: SetSem, lists: Sems['Cols']): boolean {
  const isWide = sem.set.best === null && sem.set.preds.some((pred) => pred.kind !== 'compare' || pred.op !== '=');
  return isWide && lists.some((cols) => cols.some((cand) => EXTREME.test(cand.column)));
}

/** "population density": a rate, said with what it is a rate of. */
function rateOf(schema: Schema, of: readonly ColCand[], cols: readonly ColCand[]): readonly Result<Sems['C']>[] {
  const found = cols.filter((cand) => {
    const col = colOf(schema, cand.table, cand.column);
    const isBare = col?.words.length === 1 && isRate(col) && col.kind === 'number';
    return isBare && of.some((other) => other.table === cand.table && other.column !== cand.column);
  });
  return found.length === 0 ? [] : [{ sem: found, cost: 0.05 }];
}

function columnLists(schema: Schema): readonly Rule[] {
  const ofTable = (cols: readonly ColCand[], table: string): readonly ColCand[] =>
    cols.filter((cand) => cand.table === table).map((cand) => ({ ...cand, cost: Math.max(0, cand.cost - 0.1) }));
  const display = (table: string): readonly ColCand[] =>
    (schema.tables.get(table)?.names ?? []).map((column) => ({ table, column, cost: 0.1 }));
  const some = (cols: readonly ColCand[]): readonly Result<Sems['C']>[] => (cols.length === 0 ? [] : [{ sem: cols }]);
  return [
    rule('C', ['the', 'C'], (cols) => [{ sem: cols }]),
    rule('C', ['C', 'C'], (of, cols) => rateOf(schema, of, cols)),
    rule('C', ['C', 'level'], (cols) => [{ sem: cols, cost: 0.05 }]),
    rule('C', ['E', 'poss', 'C'], (e, cols) => some(ofTable(cols, e.table))),
    rule('C', ['the', 'E', 'poss', 'C'], (e, cols) => some(ofTable(cols, e.table))),
    rule('C', ['E', 'C'], (e, cols) => some(ofTable(cols, e.table)), 0.02),
    rule('Cols', ['C'], (cols) => [{ sem: [cols] }]),
    rule('Cols', ['C', 'of', 'the', 'E'], (cols, e) => some(ofTable(cols, e.table)).map((r) => ({ sem: [r.sem] }))),
    rule('Cols', ['C', 'of', 'each', 'E'], (cols, e) => some(ofTable(cols, e.table)).map((r) => ({ sem: [r.sem] }))),
    rule('Cols', ['Cols', 'and', 'C'], (list, cols) => [{ sem: [...list, cols] }]),
    rule('Cols', ['Cols', 'comma', 'C'], (list, cols) => [{ sem: [...list, cols] }]),
    rule('Cols', ['Cols', 'comma', 'and', 'C'], (list, cols) => [{ sem: [...list, cols] }]),
    rule('Cols', ['the', 'E'], (e) => some(display(e.table)).map((r) => ({ sem: [r.sem], cost: 0.3 }))),
    rule('Cols', ['Cols', 'and', 'the?', 'E'], (list, e) =>
      some(display(e.table)).map((r) => ({ sem: [...list, r.sem], cost: 0.3 })),
    ),
  ].flat();
}

function shows(schema: Schema): readonly Rule[] {
  return [
    rule('S', ['Cols', 'of', 'N'], (lists, n) => (isUnclear(n, lists) ? [] : shown(schema, n, lists, 'only'))),
    rule('S', ['Cols', 'in', 'N'], (lists, n) => (isUnclear(n, lists) ? [] : shown(schema, n, lists, 'only')), 0.1),
    rule('S', ['N', 'poss', 'Cols'], (n, lists) =>
      n.set.preds.some((pred) => pred.kind === 'related') ? [] : shown(schema, n, lists, 'only'),
    ),
    rule('S', ['N', 'with', 'Cols'], (n, lists) => shown(schema, n, lists, 'add')),
    rule('S', ['N', 'comma?', 'and', 'Cols'], (n, lists) => shown(schema, n, lists, 'add'), 0.1),
    rule('S', ['N', 'comma', 'with', 'Cols'], (n, lists) => shown(schema, n, lists, 'add')),
    rule('S', ['N', 'with', 'Ms'], (n, ms) => shownMeasures(schema, n, ms), 0.2),
    rule('S', ['N', 'and', 'Ms'], (n, ms) => shownMeasures(schema, n, ms), 0.02),
    rule('S', ['Cols', 'and', 'Ms', 'of', 'N'], (lists, ms, n) =>
      shown(schema, n, lists, 'only').flatMap((left) =>
        shownMeasures(schema, n, ms).map((right) => ({
          sem: { ...left.sem, show: [...left.sem.show, ...right.sem.show] },
          cost: (left.cost ?? 0) + (right.cost ?? 0),
        })),
      ),
    ),
    rule('S', ['howmany', 'C', 'be', 'N'], (cols, n) => shown(schema, n, [cols], 'only')),
    rule('S', ['Ms', 'by', 'N'], (ms, n) => (ms.length < 2 ? [] : shownMeasures(schema, n, ms)), 0.1),
    rule('S', ['Cols'], (lists) => ofOneTable(schema, lists), 0.3),
    rule('S', ['how', 'adj', 'be', 'N'], (adj, n) => shown(schema, n, [columnsFor(schema, n, adj)], 'only')),
    rule('S', ['each', 'S'], (s) => [{ sem: s }]),
    rule('S', ['the', 'S'], (s) => [{ sem: s }]),
    rule('S', ['all', 'S'], (s) => [{ sem: s }]),
  ].flat();
}

/** What is shown of each row: its columns, its parent's, and figures over the rows that belong to it. */
export function showRules(schema: Schema): readonly Rule[] {
  return [...columnLists(schema), ...shows(schema)];
}
