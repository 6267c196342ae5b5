import type { Rule } from '../chart.ts';
import type { Schema, Table } from '../lexicon/schema.ts';
import { routes } from '../joins.ts';
import type { Measure, Meaning, Query, Show } from '../meaning.ts';
import { narrow } from './attach.ts';
import { cheapest, colOf, reachColumns } from './reach.ts';
import { orderOf } from './default-measure.ts';
import { tally } from './groups.ts';
import { countOf, narrowMeasure, overSet, shareOf } from './measures.ts';
import { supDir } from './adjectives.ts';
import type { By, ColCand, GroupSem, MeasureSem, Pending, Result, SetSem, ShowSem, Sems, TallySem } from './sems.ts';
import { rule } from './sems.ts';

type Tally = Sems['Tally'];

/** How many columns a list shows: the name, or the whole row. */
function listed(schema: Schema, sem: SetSem | ShowSem, wide: boolean): Meaning {
  const show = 'show' in sem ? sem.show : [];
  const only = 'mode' in sem && sem.mode === 'only';
  const display = schema.tables.get(sem.set.table)?.display ?? null;
  const star = !only && (wide || display === null);
  const named: readonly Show[] = star || only || display === null ? [] : nameOf(schema, sem.set.table, display);
  const ranked: readonly Show[] = sem.set.best !== null && sem.set.best.n !== null && show.length === 0 && !(star && sem.set.best.by.kind === 'column') ? [{ kind: 'measure', measure: sem.set.best.by }] : [];
  const query: Query = { kind: 'list', set: sem.set, show: [...named, ...show, ...ranked], star, distinct: !star && schema.tables.get(sem.set.table)?.repeats === true && sem.set.best?.n == null, order: null, limit: null };
  return { query, assumptions: sem.notes };
}

function nameOf(schema: Schema, table: string, display: string): readonly Show[] {
  const owner = schema.tables.get(table);
  const masked = colOf(schema, table, display)?.masked === true;
  const keys = masked ? (owner?.key ?? []) : [];
  return [...keys, display].map((column) => ({ kind: 'column', col: { table, column, path: [] } }));
}

function shown(schema: Schema, sem: SetSem, lists: readonly (readonly ColCand[])[], mode: 'only' | 'add'): readonly Result<ShowSem>[] {
  let partial: readonly { readonly show: readonly Show[]; readonly cost: number }[] = [{ show: [], cost: 0 }];
  for (const cols of lists) {
    const reached = reachColumns(schema, sem.set.table, cols);
    partial = cheapest(partial.flatMap((before) => reached.map((one) => ({ show: [...before.show, { kind: 'column' as const, col: one.ref }], cost: before.cost + one.cost }))));
  }
  return partial.map((one) => ({ sem: { set: sem.set, notes: sem.notes, show: one.show, mode }, cost: one.cost }));
}

function shownMeasures(schema: Schema, sem: SetSem, ms: readonly MeasureSem[]): readonly Result<ShowSem>[] {
  const show: Show[] = [];
  let cost = 0;
  for (const m of ms) {
    if (m.measure.kind === 'column' || m.measure.set.table === sem.set.table) return [];
    const route = routes(schema, sem.set.table, m.measure.set.table).find((r) => r.path.some((step) => step.many));
    if (route === undefined) return [];
    cost += route.cost;
    show.push({ kind: 'measure', measure: { ...m.measure, path: route.path } });
  }
  return [{ sem: { set: sem.set, notes: [...sem.notes, ...ms.flatMap((m) => m.notes)], show, mode: 'add' }, cost }];
}

function columnLists(schema: Schema): readonly Rule[] {
  const ofTable = (cols: readonly ColCand[], table: string): readonly ColCand[] => cols.filter((cand) => cand.table === table).map((cand) => ({ ...cand, cost: Math.max(0, cand.cost - 0.3) }));
  const display = (table: string): readonly ColCand[] => {
    const name = schema.tables.get(table)?.display ?? null;
    return name === null ? [] : [{ table, column: name, cost: 0.1 }];
  };
  const some = (cols: readonly ColCand[]): readonly Result<Sems['C']>[] => (cols.length === 0 ? [] : [{ sem: cols }]);
  return [
    rule('C', ['the', 'C'], (_the, cols) => [{ sem: cols }]),
    rule('C', ['E', 'poss', 'C'], (e, _s, cols) => some(ofTable(cols, e.table))),
    rule('C', ['the', 'E', 'poss', 'C'], (_the, e, _s, cols) => some(ofTable(cols, e.table))),
    rule('C', ['E', 'C'], (e, cols) => some(ofTable(cols, e.table)), 0.02),
    rule('Cols', ['C'], (cols) => [{ sem: [cols] }]),
    rule('Cols', ['C', 'of', 'the', 'E'], (cols, _of, _the, e) => some(ofTable(cols, e.table)).map((r) => ({ sem: [r.sem] }))),
    rule('Cols', ['Cols', 'and', 'C'], (list, _and, cols) => [{ sem: [...list, cols] }]),
    rule('Cols', ['Cols', 'comma', 'C'], (list, _comma, cols) => [{ sem: [...list, cols] }]),
    rule('Cols', ['Cols', 'comma', 'and', 'C'], (list, _comma, _and, cols) => [{ sem: [...list, cols] }]),
    rule('Cols', ['the', 'E'], (_the, e) => some(display(e.table)).map((r) => ({ sem: [r.sem], cost: 0.3 }))),
    rule('Cols', ['Cols', 'and', 'the?', 'E'], (list, _and, _the, e) => some(display(e.table)).map((r) => ({ sem: [...list, r.sem], cost: 0.3 }))),
  ].flat();
}

function shows(schema: Schema): readonly Rule[] {
  return [
    rule('S', ['Cols', 'of', 'N'], (lists, _of, n) => shown(schema, n, lists, 'only')),
    rule('S', ['Cols', 'in', 'N'], (lists, _of, n) => shown(schema, n, lists, 'only'), 0.1),
    rule('S', ['N', 'poss', 'Cols'], (n, _s, lists) => shown(schema, n, lists, 'only')),
    rule('S', ['N', 'with', 'Cols'], (n, _with, lists) => shown(schema, n, lists, 'add')),
    rule('S', ['N', 'comma?', 'and', 'Cols'], (n, _comma, _and, lists) => shown(schema, n, lists, 'add'), 0.1),
    rule('S', ['N', 'comma', 'with', 'Cols'], (n, _comma, _with, lists) => shown(schema, n, lists, 'add')),
    rule('S', ['N', 'with', 'Ms'], (n, _with, ms) => shownMeasures(schema, n, ms), 0.02),
    rule('S', ['N', 'and', 'Ms'], (n, _and, ms) => shownMeasures(schema, n, ms), 0.02),
    rule('S', ['Cols', 'and', 'Ms', 'of', 'N'], (lists, _and, ms, _of, n) => shown(schema, n, lists, 'only').flatMap((left) => shownMeasures(schema, n, ms).map((right) => ({ sem: { ...left.sem, show: [...left.sem.show, ...right.sem.show] }, cost: (left.cost ?? 0) + (right.cost ?? 0) })))),
    rule('S', ['the', 'S'], (_the, s) => [{ sem: s }]),
    rule('S', ['all', 'S'], (_the, s) => [{ sem: s }]),
  ].flat();
}

function groupings(schema: Schema): readonly Rule[] {
  const grain = (text: string): GroupSem => ({ g: 'time', grain: text as 'month' });
  return [
    rule('G', ['by', 'C'], (_by, cols) => [{ sem: [{ g: 'cols', cols }] }]),
    rule('G', ['by', 'N'], (_by, n) => [{ sem: [{ g: 'entity', set: n.set }] }]),
    rule('G', ['by', 'the?', 'unit'], (_by, _the, unit) => [{ sem: [grain(unit)] }]),
    rule('G', ['by', 'unit', 'of', 'C'], (_by, unit) => [{ sem: [grain(unit)], cost: 0.3 }]),
    rule('G', ['unit'], (unit) => [{ sem: [grain(unit)], cost: 0.1 }]),
    rule('G', ['G', 'and', 'C'], (g, _and, cols) => [{ sem: [...g, { g: 'cols', cols }] }]),
    rule('G', ['G', 'and', 'E'], (g, _and, e) => [{ sem: [...g, { g: 'entity', set: { table: e.table, preds: [], best: null } }] }]),
    rule('G', ['G', 'and', 'unit'], (g, _and, unit) => [{ sem: [...g, grain(unit)] }]),
    rule('G', ['G', 'and?', 'G'], (left, _and, right) => [{ sem: [...left, ...right], cost: 0.05 }]),
    rule('Tally', ['Ms'], (ms) => tally(schema, ms, [])),
    rule('Tally', ['X'], (x) => tally(schema, [x], [])),
    rule('Tally', ['X', 'G'], (x, g) => tally(schema, [x], g)),
    rule('Tally', ['G', 'comma?', 'wh?', 'X'], (g, _comma, _wh, x) => tally(schema, [x], g), 0.1),
    rule('Tally', ['howmany', 'C', 'be?', 'in', 'N'], (_h, cols, _be, _in, n) => headcount(schema, cols, n)),
    rule('Tally', ['howmany', 'C', 'be?', 'own', 'N'], (_h, cols, _be, _own, n) => headcount(schema, cols, n)),
    rule('Tally', ['howmany', 'C', 'of', 'N'], (_h, cols, _of, n) => headcount(schema, cols, n)),
    rule('Tally', ['howmany', 'C', 'do', 'N', 'have'], (_h, cols, _do, n) => headcount(schema, cols, n)),
    rule('Tally', ['Ms', 'comma?', 'G'], (ms, _comma, g) => tally(schema, ms, g)),
    rule('Tally', ['how', 'do', 'Ms', 'polite?', 'G'], (_how, _do, ms, _p, g) => tally(schema, ms, g)),
    rule('Tally', ['how', 'be', 'N', 'G'], (_how, _be, n, g) => tally(schema, [countOf(schema, n)], g), 0.05),
    rule('Tally', ['howmany', 'N', 'do', 'each', 'C', 'have'], (_h, n, _do, _each, cols) => tally(schema, [countOf(schema, n)], [{ g: 'cols', cols }])),
    rule('Tally', ['share', 'each', 'E', 'poss?', 'N', 'P'], (word, _each, e, _s, n, p) => shareOf(schema, n, p, word).flatMap((m) => tally(schema, [m.sem], [{ g: 'entity', set: { table: e.table, preds: [], best: null } }]).map((t) => ({ ...t, cost: (t.cost ?? 0) + (m.cost ?? 0) })))),
    rule('Tally', ['G', 'comma?', 'wh?', 'Ms'], (g, _comma, _wh, ms) => tally(schema, ms, g), 0.1),
    rule('Tally', ['G', 'comma?', 'show', 'Ms'], (g, _comma, _wh, ms) => tally(schema, ms, g), 0.1),
    rule('Tally', ['N', 'G'], (n, g) => (n.set.best !== null ? [] : tally(schema, [said(countOf(schema, n), 'rows are counted')], g)), 0.3),
    rule('Tally', ['C', 'G'], (cols, g) => freeTotal(schema, cols).flatMap((m) => tally(schema, [m.sem], g).map((t) => ({ ...t, cost: (t.cost ?? 0) + (m.cost ?? 0) }))), 0.3),
    rule('Tally', ['C', 'of', 'N', 'G'], (cols, _of, n, g) => overSet(schema, 'sum', cols, n).flatMap((m) => tally(schema, [said(m.sem, 'the figure is totalled')], g).map((t) => ({ ...t, cost: (t.cost ?? 0) + (m.cost ?? 0) }))), 0.3),
    rule('Tally', ['howmuch', 'be?', 'C', 'of', 'N', 'G?'], (_h, _be, cols, _of, n, g) => overSet(schema, 'sum', cols, n).flatMap((m) => tally(schema, [m.sem], g ?? []).map((t) => ({ ...t, cost: (t.cost ?? 0) + (m.cost ?? 0) })))),
    rule('Tally', ['howmuch', 'be?', 'C', 'in', 'N', 'G?'], (_h, _be, cols, _of, n, g) => overSet(schema, 'sum', cols, n).flatMap((m) => tally(schema, [m.sem], g ?? []).map((t) => ({ ...t, cost: (t.cost ?? 0) + (m.cost ?? 0) })))),
    rule('Tally', ['howmany', 'N', 'do', 'each', 'N', 'have'], (_h, n, _do, _each, owner) => tally(schema, [countOf(schema, n)], [{ g: 'entity', set: owner.set }])),
    rule('Tally', ['howmany', 'N', 'be?', 'there?', 'in', 'each', 'N'], (_h, n, _be, _there, _in, _each, owner) => tally(schema, [countOf(schema, n)], [{ g: 'entity', set: owner.set }]), 0.05),
    rule('Tally', ['Ms', 'G', 'P'], (ms, g, p) => ms.length > 1 ? [] : narrowMeasures(schema, ms, p).flatMap((r) => tally(schema, r.sem, g).map((t) => ({ ...t, cost: (t.cost ?? 0) + (r.cost ?? 0) }))), 0.05),
    rule('Tally', ['howmany', 'N', 'there?', 'G?'], (_h, n, _there, g) => tally(schema, [countOf(schema, n)], g ?? [])),
    rule('Tally', ['howmany', 'N', 'there', 'P', 'G?'], (_h, n, _there, p, g) => narrowMeasure(schema, countOf(schema, n), p).flatMap((m) => tally(schema, [m.sem], g ?? []).map((t) => ({ ...t, cost: (t.cost ?? 0) + (m.cost ?? 0) })))),
    rule('Tally', ['howmany', 'N', 'G', 'P'], (_h, n, g, p) => narrowMeasure(schema, countOf(schema, n), p).flatMap((m) => tally(schema, [m.sem], g).map((t) => ({ ...t, cost: (t.cost ?? 0) + (m.cost ?? 0) })))),
    rule('Tally', ['howmany', 'N', 'do', 'N', 'have'], (_h, n, _do, owner) => narrowMeasure(schema, countOf(schema, n), { k: 'rel', set: owner.set, negated: false }).flatMap((m) => tally(schema, [m.sem], []).map((t) => ({ ...t, cost: (t.cost ?? 0) + (m.cost ?? 0) })))),
    rule('Tally', ['howmany', 'N', 'do', 'all', 'N', 'have'], (_h, n, _do, _all, owner) => tally(schema, [countOf(schema, n)], [{ g: 'entity', set: owner.set }])),
    rule('Tally', ['G', 'comma?', 'howmany', 'N', 'there?'], (g, _comma, _h, n) => tally(schema, [countOf(schema, n)], g), 0.05),
    rule('Tally', ['howmany', 'distinct?', 'C', 'there?'], (_h, _d, cols) => distinctTally(schema, cols), 0.1),
    rule('Tally', ['howmany', 'distinct?', 'C', 'there?', 'of', 'N'], (_h, _d, cols, _there, _of, n) => distinctTally(schema, cols, n), 0.1),
    rule('Tally', ['howmany', 'distinct?', 'C', 'there?', 'in', 'N'], (_h, _d, cols, _there, _in, n) => distinctTally(schema, cols, n), 0.1),
    rule('Tally', ['Tally', 'there'], (t) => [{ sem: t }]),
  ].flat();
}

/** "How many employees are in branch X": a column that already holds the number. */
function headcount(schema: Schema, cols: readonly ColCand[], n: SetSem): readonly Result<Tally>[] {
  const whole = cols.filter((cand) => { const col = colOf(schema, cand.table, cand.column); return col !== undefined && /int/.test(col.type) && col.role === 'measure' && col.additive; });
  return overSet(schema, 'sum', whole, n).flatMap((m) => tally(schema, [m.sem], []).map((t) => ({ ...t, cost: (t.cost ?? 0) + (m.cost ?? 0) + 0.1 })));
}

const said = (m: MeasureSem, note: string): MeasureSem => ({ ...m, notes: [...m.notes, note] });

/** A figure named without "total": additive figures are totalled, and that is said. */
function freeTotal(schema: Schema, cols: readonly ColCand[]): readonly Result<MeasureSem>[] {
  return cheapest(cols.flatMap((cand) => overSet(schema, 'sum', [cand], { set: { table: cand.table, preds: [], best: null }, notes: ['the figure is totalled'] }).map((one) => ({ ...one, cost: one.cost ?? 0 }))));
}

function distinctTally(schema: Schema, cols: readonly ColCand[], sem: SetSem | null = null): readonly Result<Tally>[] {
  return cheapest(cols.flatMap((cand) => {
    const col = colOf(schema, cand.table, cand.column);
    if (col === undefined || col.role === 'measure' || col.role === 'date') return [];
    const set = sem?.set ?? { table: cand.table, preds: [], best: null };
    const ref = reachColumns(schema, set.table, [cand])[0];
    if (ref === undefined) return [];
    const measure: Measure = { kind: 'aggregate', fn: 'distinct', col: ref.ref, set, path: [] };
    return tally(schema, [{ measure, notes: [] }], []).map((t) => ({ ...t, cost: cand.cost + ref.cost }));
  }));
}

function narrowMeasures(schema: Schema, ms: readonly MeasureSem[], p: Pending): readonly Result<readonly MeasureSem[]>[] {
  const first = ms[0];
  return first === undefined ? [] : narrowMeasure(schema, first, p).map((r) => ({ sem: [r.sem], cost: r.cost ?? 0 }));
}

function ranked(query: TallySem, dir: 'asc' | 'desc', n: number | null, hide: boolean): TallySem {
  return { ...query, order: { dir, at: 0 }, limit: n ?? 1, ties: n === null, hideMeasures: hide };
}

/** "which region has the most branches", "top 3 loan types by total amount": groups ranked by a measure. */
function rankedGroups(schema: Schema, cols: readonly ColCand[], m: MeasureSem, dir: 'asc' | 'desc', n: number | null): readonly Result<Meaning>[] {
  return tally(schema, [m], [{ g: 'cols', cols }]).map((t) => ({ sem: { query: ranked(t.sem.query, dir, n, n === null), assumptions: t.sem.notes }, cost: t.cost ?? 0 }));
}

function groupQuestions(schema: Schema): readonly Rule[] {
  const num = (value: { readonly value: number; readonly unit: string }): number | null => (Number.isInteger(value.value) && value.unit === 'plain' && value.value > 0 ? value.value : null);
  return [
    rule('Q', ['wh', 'C', 'have', 'the?', 'most', 'N'], (_wh, cols, _h, _t, dir, n) => rankedGroups(schema, cols, countOf(schema, n), dir === 'asc' ? 'asc' : 'desc', null)),
    rule('Q', ['wh', 'C', 'with', 'the?', 'most', 'N'], (_wh, cols, _h, _t, dir, n) => rankedGroups(schema, cols, countOf(schema, n), dir === 'asc' ? 'asc' : 'desc', null)),
    rule('Q', ['wh', 'C', 'have', 'the?', 'sup', 'M'], (_wh, cols, _h, _t, dir, m) => rankedGroups(schema, cols, m, supDir(dir), null)),
    rule('Q', ['wh', 'C', 'with', 'the?', 'sup', 'M'], (_wh, cols, _h, _t, dir, m) => rankedGroups(schema, cols, m, supDir(dir), null)),
    rule('Q', ['top', 'Num', 'C', 'by', 'M'], (dir, k, cols, _by, m) => (num(k) === null ? [] : rankedGroups(schema, cols, m, dir === 'asc' ? 'asc' : 'desc', num(k)))),
    rule('Q', ['wh', 'distinct?', 'C', 'there?'], (_wh, _d, cols, there) => (there === null && _d === null ? [] : dimension(schema, cols))),
    rule('Q', ['list', 'the?', 'all?', 'distinct?', 'C'], (_l, _t, _a, _d, cols) => dimension(schema, cols), 0.2),
    rule('Q', ['show', 'the?', 'all?', 'distinct?', 'C'], (_l, _t, _a, _d, cols) => dimension(schema, cols), 0.2),
  ].flat();
}

/** The distinct values of a column as a list. */
function dimension(schema: Schema, cols: readonly ColCand[]): readonly Result<Meaning>[] {
  return cheapest(cols.filter((cand) => ['dimension', 'flag'].includes(colOf(schema, cand.table, cand.column)?.role ?? ''))).map((cand) => {
    const show: readonly Show[] = [{ kind: 'column', col: { table: cand.table, column: cand.column, path: [] } }];
    return { sem: { query: { kind: 'list' as const, set: { table: cand.table, preds: [], best: null }, show, star: false, distinct: true, order: null, limit: null }, assumptions: [] }, cost: cand.cost };
  });
}

function ordered(schema: Schema, q: Meaning, by: By, dir: 'asc' | 'desc'): readonly Result<Meaning>[] {
  const { query } = q;
  if (query.kind === 'list' && query.order === null && query.set.best === null) {
    return orderOf(schema, query.set.table, by, dir).map((order) => ({ sem: { query: { ...query, order: { by: order.by, dir: order.dir } }, assumptions: [...q.assumptions, ...order.notes] }, cost: order.cost }));
  }
  if (query.kind === 'group' && query.order === null && query.groups.length > 0) {
    return [{ sem: { ...q, query: { ...query, order: { dir, at: 0 } } }, cost: by.b === 'measure' ? 0 : 0.1 }];
  }
  return [];
}

/** "…, top 5" after an order: the ranking takes the place of the list. */
function cut(q: Meaning, n: number): readonly Result<Meaning>[] {
  const { query } = q;
  if (query.kind === 'list' && query.order !== null && query.set.best === null) {
    const shown: readonly Show[] = query.star && query.order.by.kind === 'column' ? [] : [{ kind: 'measure', measure: query.order.by }];
    return [{ sem: { ...q, query: { ...query, order: null, show: [...query.show, ...shown], set: { ...query.set, best: { by: query.order.by, dir: 'desc', n } } } } }];
  }
  return query.kind === 'group' && query.order !== null && query.limit === null ? [{ sem: { ...q, query: { ...query, order: { ...query.order, dir: 'desc' }, limit: n } } }] : [];
}

/** People are asked for with "who": customers, employees, whatever the catalogue knows by a person's name. */
function who(schema: Schema, pending: Pending): readonly Result<Meaning>[] {
  return [...schema.tables.values()].filter((table) => isPerson(table)).flatMap((table) =>
    narrow(schema, { set: { table: table.name, preds: [], best: null }, notes: [] }, pending).map((one) => ({ sem: listed(schema, one.sem, false), cost: (one.cost ?? 0) + 0.1 })));
}

const PEOPLE = new Set(['customer', 'client', 'employee', 'person', 'user', 'patient', 'student', 'member', 'doctor', 'author', 'teacher', 'player', 'driver', 'salesperson', 'agent', 'actor', 'borrower', 'staff', 'manager', 'trader', 'rider', 'guest']);

function isPerson(table: Table): boolean {
  return table.display !== null && (table.byName.get(table.display)?.source.class === 'person_name' || PEOPLE.has(table.singular.split(' ').at(-1) ?? ''));
}

function orderings(schema: Schema): readonly Rule[] {
  const way = (dir: string | null): 'asc' | 'desc' => (dir === 'asc' ? 'asc' : 'desc');
  return [
    rule('Q', ['Q', 'order', 'C', 'desc?'], (q, _o, cols, dir) => ordered(schema, q, { b: 'cols', cols }, dir === null ? 'asc' : way(dir))),
    rule('Q', ['Q', 'order', 'M', 'desc?'], (q, _o, m, dir) => ordered(schema, q, { b: 'measure', measure: m.measure }, dir === null ? 'asc' : way(dir))),
    rule('Q', ['Q', 'comma?', 'the?', 'top', 'Num'], (q, _comma, _the, _top, num) => (num.unit === 'plain' && Number.isInteger(num.value) && num.value > 0 ? cut(q, num.value) : [])),
    rule('Q', ['Q', 'comma?', 'desc'], (q, _comma, dir) => (q.query.kind === 'group' ? ordered(schema, q, { b: 'default', word: '' }, way(dir)) : []), 0.1),
  ].flat();
}

/** Whole questions. */
export function queryRules(schema: Schema): readonly Rule[] {
  const asked = (sem: SetSem | ShowSem, wide: boolean): readonly Result<Meaning>[] => [{ sem: listed(schema, sem, wide) }];
  const told = (t: Tally): readonly Result<Meaning>[] => [{ sem: { query: t.query, assumptions: t.notes } }];
  return [
    ...columnLists(schema), ...shows(schema), ...groupings(schema), ...groupQuestions(schema), ...orderings(schema),
    ...rule('Q', ['wh', 'N'], (_wh, n) => asked(n, false)),
    ...rule('Q', ['who', 'P'], (_who, p) => who(schema, p)),
    ...rule('Q', ['who', 'be', 'P'], (_who, _be, p) => who(schema, p)),
    ...rule('Q', ['list', 'N'], (_l, n) => asked(n, false)),
    ...rule('Q', ['show', 'N'], (_s, n) => asked(n, true)),
    ...rule('Q', ['N'], (n) => asked(n, false), 0.1),
    ...rule('Q', ['wh', 'S'], (_wh, s) => (s.mode === 'add' ? [] : asked(s, false))),
    ...rule('Q', ['list', 'S'], (_l, s) => asked(s, false)),
    ...rule('Q', ['show', 'S'], (_s, s) => asked(s, true)),
    ...rule('Q', ['S'], (s) => asked(s, false), 0.1),
    ...rule('Q', ['wh', 'Tally'], (_wh, t) => told(t)),
    ...rule('Q', ['list', 'Tally'], (_wh, t) => told(t)),
    ...rule('Q', ['show', 'Tally'], (_wh, t) => told(t)),
    ...rule('Q', ['Tally'], (t) => told(t)),
    ...rule('Q', ['is_there', 'N'], (_is, n) => [{ sem: { query: { kind: 'exists', set: n.set }, assumptions: n.notes } }]),
    ...rule('Q', ['polite', 'Q'], (_p, q) => [{ sem: q }]),
    ...rule('Q', ['polite', 'comma', 'Q'], (_p, _c, q) => [{ sem: q }]),
    ...rule('Q', ['Q', 'polite'], (q) => [{ sem: q }]),
    ...rule('Q', ['Q', 'comma', 'polite'], (q) => [{ sem: q }]),
  ];
}
