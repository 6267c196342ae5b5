import type { Rule } from '../chart.ts';
import type { Schema } from '../lexicon/table.ts';
import type { Measure } from '../meaning.ts';
import { amongst } from './amongst.ts';
import { narrow } from './attach.ts';
import { tally } from './groups.ts';
import { lateRules } from './late-questions.ts';
import { countOf, freeTotal, narrowMeasure, overSet, shareOf } from './measures.ts';
import { cheapest, colOf, reachColumns } from './reach.ts';
import type { ColCand, GroupSem, MeasureSem, Pending, Result, Sems, SetSem } from './sems.ts';
import { chain, rule } from './sems.ts';
import { elsewhere } from './value-conditions.ts';

type Tally = Sems['Tally'];

/** "How many employees are in branch X": a column that already holds the number. */
function headcount(schema: Schema, cols: readonly ColCand[], n: SetSem): readonly Result<Tally>[] {
  const whole = cols.filter((cand) => {
    const col = colOf(schema, cand.table, cand.column);
    return col !== undefined && /int/.test(col.type) && col.role === 'measure' && col.additive;
  });
  return overSet(schema, 'sum', whole, n).flatMap((m) =>
    tally(schema, [m.sem], []).map((t) => ({ ...t, cost: (t.cost ?? 0) + (m.cost ?? 0) + 0.1 })),
  );
}

const said = (m: MeasureSem, note: string): MeasureSem => ({ ...m, notes: [...m.notes, note] });

function distinctTally(schema: Schema, cols: readonly ColCand[], sem: SetSem | null = null): readonly Result<Tally>[] {
  return cheapest(
    cols.flatMap((cand) => {
      const col = colOf(schema, cand.table, cand.column);
      if (col === undefined || /^(measure|date|flag)$/.test(col.role)) return [];
      const set = sem?.set ?? { table: cand.table, preds: [], best: null };
      const ref = reachColumns(schema, set.table, [cand])[0];
      if (ref === undefined) return [];
      const measure: Measure = { kind: 'aggregate', fn: 'distinct', col: ref.ref, set, path: [] };
      return tally(schema, [{ measure, notes: [] }], []).map((t) => ({ ...t, cost: cand.cost + ref.cost }));
    }),
  );
}

function narrowOne(schema: Schema, ms: readonly MeasureSem[], p: Pending): readonly Result<MeasureSem>[] {
  const first = ms[0];
  return first === undefined || ms.length > 1 ? [] : narrowMeasure(schema, first, p);
}

/** "… are there from Boston to Paris": conditions after the verb. */
function narrowed(schema: Schema, t: Tally, p: Pending): readonly Result<Tally>[] {
  const [measure] = t.query.measures;
  if (measure === undefined || t.query.measures.length > 1 || t.query.groups.length > 0) return [];
  return chain(narrowMeasure(schema, { measure, notes: t.notes }, p), (m) => tally(schema, [m], []));
}

/** "… are there per region": the group comes after the verb. */
function regroup(schema: Schema, t: Tally, g: readonly GroupSem[]): readonly Result<Tally>[] {
  if (t.query.groups.length > 0) return [];
  return tally(
    schema,
    t.query.measures.map((measure) => ({ measure, notes: t.notes })),
    g,
  );
}

/** "branch name and total balance for each branch": the columns named are those of the group. */
function isSaidTwice(schema: Schema, lists: Sems['Cols'], g: readonly GroupSem[]): boolean {
  return lists.every((cols) =>
    g.some((one) => {
      if (one.g === 'time') return false;
      if (one.g === 'cols')
        return cols.some((cand) =>
          one.cols.some((other) => other.table === cand.table && other.column === cand.column),
        );
      const owner = schema.tables.get(one.set.table);
      return cols.some(
        (cand) =>
          cand.table === one.set.table &&
          (owner?.names.includes(cand.column) === true || owner?.key.includes(cand.column) === true),
      );
    }),
  );
}

/** "compare the rate of mortgage and auto loans": the values joined by "and" become groups. */
function contrasted(t: Tally): readonly Result<Tally>[] {
  const parts = t.query.set.preds.flatMap((pred) => (pred.kind === 'any' && pred.each ? pred.parts : []));
  const [first] = parts;
  if (t.query.groups.length > 0 || first?.kind !== 'compare') return [];
  return [{ sem: { ...t, query: { ...t.query, groups: [{ kind: 'column', col: first.col }] } } }];
}

const columnsOf = (lists: Sems['Cols']): readonly GroupSem[] => lists.map((cols) => ({ g: 'cols', cols }));
const grain = (text: string): GroupSem => ({ g: 'time', grain: text as 'month' });
const entity = (table: string): GroupSem => ({ g: 'entity', set: { table, preds: [], best: null } });

function groups(): readonly Rule[] {
  return [
    rule('G', ['by', 'C'], (cols) => [{ sem: [{ g: 'cols', cols }] }]),
    rule('G', ['by', 'N'], (n) => [{ sem: [{ g: 'entity', set: n.set }] }]),
    rule('G', ['by', 'the?', 'unit'], (unit) => [{ sem: [grain(unit)] }]),
    rule('G', ['C', 'wise'], (cols) => [{ sem: [{ g: 'cols', cols }] }]),
    rule('G', ['E', 'wise'], (e) => [{ sem: [entity(e.table)] }]),
    rule('G', ['each', 'unit'], (unit) => [{ sem: [grain(unit)] }]),
    rule('G', ['every'], (unit) => [{ sem: [grain(unit)], cost: 0.1 }]),
    rule('G', ['by', 'C', 'unit'], (cols, unit) => [{ sem: [{ g: 'time', cols, grain: unit as 'month' }] }]),
    rule('G', ['by', 'unit', 'of', 'C'], (unit, cols) => [{ sem: [{ g: 'time', cols, grain: unit as 'month' }] }]),
    rule('G', ['G', 'and', 'C'], (g, cols) => [{ sem: [...g, { g: 'cols', cols }] }]),
    rule('G', ['G', 'comma', 'C'], (g, cols) => [{ sem: [...g, { g: 'cols', cols }] }]),
    rule('G', ['G', 'and', 'E'], (g, e) => [{ sem: [...g, entity(e.table)] }]),
    rule('G', ['G', 'and', 'unit'], (g, unit) => [{ sem: [...g, grain(unit)] }]),
    rule('G', ['G', 'and', 'G'], (left, right) => [{ sem: [...left, ...right], cost: 0.05 }]),
  ].flat();
}

function grouped(schema: Schema): readonly Rule[] {
  const by = (ms: readonly MeasureSem[], g: readonly GroupSem[] = []): readonly Result<Tally>[] => tally(schema, ms, g);
  return [
    rule('Tally', ['Ms'], (ms) => by(ms)),
    rule('Tally', ['X'], (x) => by([x])),
    rule(
      'Tally',
      ['N', 'G', 'P'],
      (n, g, p) =>
        n.set.best !== null
          ? []
          : chain(narrow(schema, n, p), (sem) => by([said(countOf(schema, sem), 'rows are counted')], g)),
      0.35,
    ),
    rule('Tally', ['C', 'with', 'Ms'], (cols, ms) => by(ms, [{ g: 'cols', cols }]), 0.1),
    rule('Tally', ['Cols', 'and', 'Ms'], (lists, ms) => by(ms, columnsOf(lists)), 0.1),
    rule('Tally', ['Cols', 'and', 'Ms', 'G'], (lists, ms, g) => (isSaidTwice(schema, lists, g) ? by(ms, g) : []), 0.1),
    rule('Tally', ['Ms', 'G', 'in', 'N'], (ms, g, n) => chain(amongst(schema, ms, n), (m) => by([m], g)), 0.05),
    rule('Tally', ['Ms', 'G', 'of', 'N'], (ms, g, n) => chain(amongst(schema, ms, n), (m) => by([m], g)), 0.05),
    rule(
      'Tally',
      ['C', 'G', 'P'],
      (cols, g, p) =>
        chain(freeTotal(schema, cols), (m) => chain(narrowMeasure(schema, m, p), (narrowed) => by([narrowed], g))),
      0.35,
    ),
    rule(
      'Tally',
      ['C', 'G', 'in', 'N'],
      (cols, g, n) =>
        chain(freeTotal(schema, cols), (m) => chain(amongst(schema, [m], n), (narrowed) => by([narrowed], g))),
      0.35,
    ),
    rule('Tally', ['compare', 'Ms'], (ms) => chain(by(ms), (t) => contrasted(t))),
    rule('Tally', ['compare', 'Ms', 'G'], (ms, g) => by(ms, g)),
    rule('Tally', ['every', 'Ms'], (unit, ms) => by(ms, [grain(unit)])),
    rule('Tally', ['every', 'C'], (unit, cols) => chain(freeTotal(schema, cols), (m) => by([m], [grain(unit)])), 0.3),
    rule('Tally', ['X', 'G'], (x, g) => by([x], g)),
    rule('Tally', ['Ms', 'comma?', 'G'], (ms, g) => by(ms, g)),
    rule('Tally', ['G', 'comma?', 'wh?', 'X'], (g, x) => by([x], g), 0.1),
    rule('Tally', ['G', 'comma?', 'wh?', 'Ms'], (g, ms) => by(ms, g), 0.1),
    rule('Tally', ['G', 'comma?', 'show', 'Ms'], (g, ms) => by(ms, g), 0.1),
    rule('Tally', ['G', 'comma?', 'list', 'Ms'], (g, ms) => by(ms, g), 0.1),
  ].flat();
}

/** Groups said in other ways: by a verb, by a bare noun, after the figure. */
function groupedLoosely(schema: Schema): readonly Rule[] {
  const by = (ms: readonly MeasureSem[], g: readonly GroupSem[] = []): readonly Result<Tally>[] => tally(schema, ms, g);
  return [
    rule('Tally', ['how', 'do', 'Ms', 'polite?', 'G'], (ms, g) => by(ms, g)),
    rule('Tally', ['how', 'be', 'N', 'G'], (n, g) => by([countOf(schema, n)], g), 0.05),
    rule(
      'Tally',
      ['N', 'G'],
      (n, g) => (n.set.best !== null ? [] : by([said(countOf(schema, n), 'rows are counted')], g)),
      0.3,
    ),
    rule('Tally', ['C', 'G'], (cols, g) => chain(freeTotal(schema, cols), (m) => by([m], g)), 0.3),
    rule(
      'Tally',
      ['C', 'of', 'N', 'G'],
      (cols, n, g) => chain(overSet(schema, 'sum', cols, n), (m) => by([said(m, 'the figure is totalled')], g)),
      0.3,
    ),
    rule('Tally', ['howmuch', 'be?', 'C', 'of', 'N', 'G?'], (cols, n, g) =>
      chain(overSet(schema, 'sum', cols, n), (m) => by([m], g ?? [])),
    ),
    rule('Tally', ['howmuch', 'be?', 'C', 'in', 'N', 'G?'], (cols, n, g) =>
      chain(overSet(schema, 'sum', cols, n), (m) => by([m], g ?? [])),
    ),
    rule('Tally', ['Ms', 'G', 'P'], (ms, g, p) => chain(narrowOne(schema, ms, p), (m) => by([m], g)), 0.05),
    rule('Tally', ['share', 'each', 'E', 'poss?', 'N', 'P'], (word, e, n, p) =>
      chain(shareOf(schema, n, p, word), (m) => by([m], [entity(e.table)])),
    ),
    rule(
      'Tally',
      ['every', 'C', 'P'],
      (unit, cols, p) =>
        chain(freeTotal(schema, cols), (m) => chain(narrowMeasure(schema, m, p), (n) => by([n], [grain(unit)]))),
      0.3,
    ),
    rule('Tally', ['Tally', 'altogether'], (t) => [{ sem: t }]),
    rule('Tally', ['Tally', 'there'], (t) => [{ sem: t }]),
    rule('Tally', ['Tally', 'P'], (t, p) => narrowed(schema, t, p), 0.1),
    rule('Tally', ['Tally', 'there', 'G'], (t, g) => regroup(schema, t, g)),
  ].flat();
}

/** "how many loans does each branch in London have": the owners that are meant, each with its own. */
function perOwner(schema: Schema, n: SetSem, owner: SetSem): readonly Result<Tally>[] {
  const each = entity(owner.set.table);
  const isBare = owner.set.preds.length === 0 && owner.set.best === null;
  const own: readonly Result<SetSem>[] = isBare
    ? [{ sem: n }]
    : narrow(schema, n, { k: 'rel', set: owner.set, negated: false });
  return chain(own, (sem) => tally(schema, [countOf(schema, sem)], [each]));
}

function counted(schema: Schema): readonly Rule[] {
  const count = (n: SetSem, g: readonly GroupSem[] = []): readonly Result<Tally>[] =>
    tally(schema, [countOf(schema, n)], g);
  const countWith = (n: SetSem, p: Pending, g: readonly GroupSem[] = []): readonly Result<Tally>[] =>
    chain(narrowMeasure(schema, countOf(schema, n), p), (m) => tally(schema, [m], g));
  return [
    rule('Tally', ['howmany', 'N', 'there?', 'G?'], (n, g) => count(n, g ?? [])),
    rule('Tally', ['howmany', 'N', 'there', 'event', 'G?'], (n, g) => count(n, g ?? []), 0.3),
    rule('Tally', ['howmany', 'N', 'there', 'P', 'G?'], (n, p, g) => countWith(n, p, g ?? [])),
    rule('Tally', ['howmany', 'N', 'G', 'P'], (n, g, p) => countWith(n, p, g)),
    rule('Tally', ['howmany', 'N', 'do', 'N', 'owns'], (n, owner) =>
      countWith(n, { k: 'rel', set: owner.set, negated: false }),
    ),
    rule('Tally', ['howmany', 'N', 'do', 'N', 'owns', 'P'], (n, owner, p) =>
      chain(narrow(schema, n, { k: 'rel', set: owner.set, negated: false }), (sem) => countWith(sem, p)),
    ),
    // "How many loans does the rates desk have": the owner is not one of the things owned.
    rule('Tally', ['howmany', 'N', 'do', 'the?', 'Vals', 'owns'], (n, vals) => countWith(n, elsewhere(vals))),
    rule('Tally', ['howmany', 'N', 'do', 'N', 'event', 'P?'], (n, owner, p) =>
      chain(narrow(schema, n, { k: 'rel', set: owner.set, negated: false }), (sem) =>
        p === null ? count(sem) : countWith(sem, p),
      ),
    ),
    rule('Tally', ['howmany', 'distinct?', 'C', 'do', 'polite', 'owns'], (cols) => distinctTally(schema, cols), 0.1),
    rule('Tally', ['howmany', 'N', 'do', 'all', 'N', 'owns'], (n, owner) =>
      count(n, [{ g: 'entity', set: owner.set }]),
    ),
    rule('Tally', ['howmany', 'N', 'do', 'each', 'N', 'owns'], (n, owner) => perOwner(schema, n, owner)),
    rule('Tally', ['howmany', 'N', 'do', 'each', 'C', 'owns'], (n, cols) => count(n, [{ g: 'cols', cols }])),
    rule('Tally', ['howmany', 'N', 'be?', 'there?', 'in', 'each', 'N'], (n, owner) => perOwner(schema, n, owner), 0.05),
    rule('Tally', ['G', 'comma?', 'howmany', 'N', 'there?'], (g, n) => count(n, g), 0.05),
    rule('Tally', ['howmany', 'distinct?', 'C', 'there?'], (cols) => distinctTally(schema, cols), 0.1),
    rule('Tally', ['howmany', 'distinct?', 'C', 'there?', 'of', 'N'], (cols, n) => distinctTally(schema, cols, n), 0.1),
    rule('Tally', ['howmany', 'distinct?', 'C', 'there?', 'in', 'N'], (cols, n) => distinctTally(schema, cols, n), 0.1),
    rule('Tally', ['howmany', 'C', 'be?', 'in', 'N'], (cols, n) => headcount(schema, cols, n)),
    rule('Tally', ['howmany', 'C', 'be?', 'own', 'N'], (cols, n) => headcount(schema, cols, n)),
    rule('Tally', ['howmany', 'C', 'of', 'N'], (cols, n) => headcount(schema, cols, n)),
    rule('Tally', ['howmany', 'C', 'do', 'N', 'owns'], (cols, n) => headcount(schema, cols, n)),
  ].flat();
}

/** Figures over sets, alone or put together by columns, entities and time. */
export function tallyRules(schema: Schema): readonly Rule[] {
  return [...groups(), ...grouped(schema), ...groupedLoosely(schema), ...counted(schema), ...lateRules(schema)];
}
