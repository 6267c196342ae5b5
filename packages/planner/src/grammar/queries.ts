import type { Rule } from '../chart.ts';
import type { Schema } from '../lexicon/table.ts';
import type { Meaning } from '../meaning.ts';
import { supDir } from './adjectives.ts';
import { orderOf } from './default-measure.ts';
import { placeGroup } from './groups.ts';
import type { Width } from './lists.ts';
import { listed, who } from './lists.ts';
import { orderRules } from './orders.ts';
import { rankingRules } from './rankings.ts';
import type { NumberRead } from '../numbers.ts';
import { reachColumns } from './reach.ts';
import type { By, GroupSem, MeasureSem, Pending, Result, Sems, SetSem, ShowSem } from './sems.ts';
import { narrow } from './attach.ts';
import { chain, rule } from './sems.ts';
import { showRules } from './shows.ts';
import { tallyRules } from './tallies.ts';

type Tally = Sems['Tally'];

/** "5 loans": any five, the first by their key, so that the same are shown each time. */
function some(schema: Schema, n: SetSem, num: NumberRead, width: Width): readonly Result<Meaning>[] {
  const meaning = listed(schema, n, width);
  const isCount = num.unit === 'plain' && Number.isInteger(num.value) && num.value > 0;
  if (!isCount || n.set.best !== null || meaning.query.kind !== 'list') return [];
  return [
    {
      sem: {
        query: { ...meaning.query, limit: num.value },
        assumptions: [...meaning.assumptions, 'no order is asked for: the first by key are shown'],
      },
    },
  ];
}

/** "the largest loan in each region": the best of every group. */
function within(schema: Schema, n: SetSem, g: readonly GroupSem[], width: Width): readonly Result<Meaning>[] {
  const meaning = listed(schema, n, width);
  const [only] = g;
  const { query } = meaning;
  if (n.set.best === null || only === undefined || g.length > 1 || query.kind !== 'list' || query.distinct) return [];
  return placeGroup(schema, n.set.table, only).map((placed) => ({
    sem: { query: { ...query, per: [placed.group] }, assumptions: [...meaning.assumptions, ...placed.notes] },
    cost: placed.cost,
  }));
}

/** "Is loan 12 delinquent?" */
function whether(schema: Schema, n: SetSem, p: Pending): readonly Result<Meaning>[] {
  if (p.k === 'best') return [];
  return narrow(schema, n, p).map((one) => ({
    sem: { query: { kind: 'exists', set: one.sem.set }, assumptions: one.sem.notes },
    cost: one.cost ?? 0,
  }));
}

function dated(schema: Schema, n: SetSem, cols: Sems['C'] | null): readonly Result<Meaning>[] {
  const owner = schema.tables.get(n.set.table);
  const cands =
    cols ?? (owner?.defaultDate == null ? [] : [{ table: owner.name, column: owner.defaultDate, cost: 0.1 }]);
  return reachColumns(schema, n.set.table, cands, (col) => col.role === 'date').map((one) => ({
    sem: listed(schema, { ...n, show: [{ kind: 'column', col: one.ref }], mode: 'only' }, 'name'),
    cost: one.cost,
  }));
}

/** "regions … by total balance", said of things: each with its figure, the highest first. */
function inOrder(schema: Schema, n: SetSem, m: MeasureSem, width: Width): readonly Result<Meaning>[] {
  const { query, assumptions } = listed(schema, n, width);
  if (n.set.best !== null || query.kind !== 'list') return [];
  return orderOf(schema, n.set.table, { b: 'measure', measure: m.measure }, 'desc').map((order) => ({
    sem: {
      query: {
        ...query,
        show: [...query.show, { kind: 'measure', measure: order.by }],
        order: { by: order.by, dir: 'desc' },
      },
      assumptions: [...assumptions, ...m.notes, ...order.notes],
    },
    cost: order.cost,
  }));
}

/** Things put in the order of a figure, or asked for by where it is highest. */
function ordered(schema: Schema): readonly Rule[] {
  const highest = (n: SetSem, by: By, dir: string, k: number | null): readonly Result<Meaning>[] =>
    chain(narrow(schema, n, { k: 'best', by, dir: dir === 'asc' ? 'asc' : 'desc', n: k }), (sem) => [
      { sem: listed(schema, sem, 'name') },
    ]);
  const whole = (num: NumberRead): boolean => num.unit === 'plain' && Number.isInteger(num.value) && num.value > 0;
  return [
    ...rule('Q', ['N', 'by', 'M'], (n, m) => inOrder(schema, n, m, 'keyed'), 0.3),
    ...rule('Q', ['list', 'N', 'by', 'M'], (n, m) => inOrder(schema, n, m, 'name'), 0.2),
    ...rule('Q', ['show', 'N', 'by', 'M'], (n, m) => inOrder(schema, n, m, 'keyed'), 0.2),
    ...rule('Q', ['in?', 'wh', 'N', 'be', 'M', 'the?', 'sup'], (n, m, dir) =>
      highest(n, { b: 'measure', measure: m.measure }, supDir(dir), null),
    ),
    ...rule('Q', ['wh', 'N', 'be', 'the', 'sup'], (n, dir) =>
      highest(n, { b: 'default', word: dir }, supDir(dir), null),
    ),
    ...rule('Q', ['wh', 'N', 'be', 'the?', 'sup', 'in', 'C'], (n, dir, cols) =>
      highest(n, { b: 'cols', cols }, supDir(dir), null),
    ),
    ...rule('Q', ['wh', 'N', 'be', 'the?', 'sup', 'by', 'C'], (n, dir, cols) =>
      highest(n, { b: 'cols', cols }, supDir(dir), null),
    ),
    ...rule('Q', ['wh', 'N', 'be', 'the', 'top', 'Num', 'by', 'M'], (...[n, dir, num, m]) =>
      whole(num) ? highest(n, { b: 'measure', measure: m.measure }, dir, num.value) : [],
    ),
    ...rule('Q', ['wh', 'N', 'be', 'the', 'top', 'Num', 'by', 'C'], (...[n, dir, num, cols]) =>
      whole(num) ? highest(n, { b: 'cols', cols }, dir, num.value) : [],
    ),
    ...rule('Q', ['wh', 'N', 'there', 'P'], (n, p) =>
      chain(narrow(schema, n, p), (sem) => [{ sem: listed(schema, sem, 'name') }]),
    ),
  ];
}

/** "In which region is London Central?", "which branch is customer 12 in?" */
function located(schema: Schema): readonly Rule[] {
  const parent = (n: SetSem, thing: SetSem): readonly Result<Meaning>[] =>
    chain(narrow(schema, n, { k: 'rel', set: thing.set, negated: false }), (sem) => [
      { sem: listed(schema, sem, 'name') },
    ]);
  const column = (cols: Sems['C'], thing: SetSem): readonly Result<Meaning>[] =>
    reachColumns(schema, thing.set.table, cols, (col) => col.role !== 'measure').map((one) => ({
      sem: listed(schema, { ...thing, show: [{ kind: 'column', col: one.ref }], mode: 'only' }, 'name'),
      cost: one.cost,
    }));
  return [
    ...rule('Q', ['in', 'wh', 'N', 'be', 'N'], (n, thing) => parent(n, thing), 0.1),
    ...rule('Q', ['wh', 'N', 'be', 'N', 'in'], (n, thing) => parent(n, thing), 0.1),
    ...rule('Q', ['in', 'wh', 'C', 'be', 'N'], (cols, thing) => column(cols, thing)),
    ...rule('Q', ['wh', 'C', 'be', 'N', 'in'], (cols, thing) => column(cols, thing)),
  ];
}

/** Figures, rankings within groups, and questions of yes, no and when. */
function others(schema: Schema): readonly Rule[] {
  const told = (t: Tally): readonly Result<Meaning>[] => [{ sem: { query: t.query, assumptions: t.notes } }];
  const asked = (sem: SetSem | ShowSem, width: Width): readonly Result<Meaning>[] => [
    { sem: listed(schema, sem, width) },
  ];
  return [
    ...rule('Q', ['wh', 'Tally'], (t) => told(t)),
    ...rule('Q', ['list', 'Tally'], (t) => told(t)),
    ...rule('Q', ['show', 'Tally'], (t) => told(t)),
    ...rule('Q', ['Tally'], (t) => told(t)),
    ...rule('Q', ['N', 'G'], (n, g) => within(schema, n, g, 'name'), 0.15),
    ...rule('Q', ['wh', 'N', 'G'], (n, g) => within(schema, n, g, 'name'), 0.05),
    ...rule('Q', ['list', 'N', 'G'], (n, g) => within(schema, n, g, 'name'), 0.05),
    ...rule('Q', ['show', 'N', 'G'], (n, g) => within(schema, n, g, 'row'), 0.05),
    ...rule('Q', ['G', 'comma?', 'wh', 'N'], (g, n) => within(schema, n, g, 'name'), 0.1),
    ...rule('Q', ['G', 'comma?', 'show', 'N'], (g, n) => within(schema, n, g, 'row'), 0.1),
    ...rule('Q', ['G', 'comma?', 'list', 'N'], (g, n) => within(schema, n, g, 'name'), 0.1),
    ...rule('Q', ['wh', 'N', 'there'], (n) => asked(n, 'name')),
    ...rule('Q', ['list', 'each', 'N'], (n) => asked(n, 'name')),
    ...rule('Q', ['show', 'each', 'N'], (n) => asked(n, 'row')),
    ...rule('Q', ['list', 'Num', 'N'], (num, n) => some(schema, n, num, 'name')),
    ...rule('Q', ['show', 'Num', 'N'], (num, n) => some(schema, n, num, 'row')),
    ...rule('Q', ['be', 'N', 'P'], (n, p) => whether(schema, n, p), 0.15),
    ...rule('Q', ['do', 'N', 'P'], (n, p) => whether(schema, n, p)),
    ...rule('Q', ['have', 'N', 'P'], (n, p) => whether(schema, n, p), 0.2),
    ...rule('Q', ['when', 'be', 'N', 'C'], (n, cols) => dated(schema, n, cols)),
    ...rule('Q', ['when', 'do', 'N', 'C'], (n, cols) => dated(schema, n, cols)),
    ...rule('Q', ['when', 'be', 'N', 'event'], (n) => dated(schema, n, null)),
  ];
}

/** Whole questions. */
export function queryRules(schema: Schema): readonly Rule[] {
  const asked = (sem: SetSem | ShowSem, width: Width): readonly Result<Meaning>[] => [
    { sem: listed(schema, sem, width) },
  ];
  return [
    ...showRules(schema),
    ...tallyRules(schema),
    ...rankingRules(schema),
    ...orderRules(schema),
    ...ordered(schema),
    ...located(schema),
    ...rule('Q', ['wh', 'N'], (n) => asked(n, 'name')),
    ...rule('Q', ['who', 'P'], (p) => who(schema, p)),
    ...rule('Q', ['who', 'be', 'P'], (p) => who(schema, p)),
    ...rule('Q', ['who', 'be', 'N'], (n) => asked(n, 'name')),
    ...rule('Q', ['wh', 'N', 'do', 'N', 'owns'], (n, owner) =>
      chain(narrow(schema, n, { k: 'rel', set: owner.set, negated: false }), (sem) => asked(sem, 'name')),
    ),
    ...rule('Q', ['list', 'N'], (n) => asked(n, 'name')),
    ...rule('Q', ['show', 'N'], (n) => asked(n, 'row')),
    ...rule('Q', ['N'], (n) => asked(n, 'keyed'), 0.1),
    ...rule('Q', ['wh', 'S'], (s) => (s.mode === 'add' ? [] : asked(s, 'name'))),
    ...rule('Q', ['list', 'S'], (s) => asked(s, 'name')),
    ...rule('Q', ['show', 'S'], (s) => asked(s, 'row')),
    ...rule('Q', ['S'], (s) => asked(s, 'keyed'), 0.1),
    ...others(schema),
    ...rule('Q', ['is_there', 'N'], (n) => [{ sem: { query: { kind: 'exists', set: n.set }, assumptions: n.notes } }]),
    ...rule('Q', ['is_there', 'N', 'show', 'ones'], (n) => asked(n, 'row')),
    ...rule('Q', ['is_there', 'N', 'list', 'ones'], (n) => asked(n, 'name')),
    ...rule('Q', ['is_there', 'N', 'wh', 'ones?'], (n) => asked(n, 'name')),
    ...rule('Q', ['polite', 'Q'], (q) => [{ sem: q }]),
    ...rule('Q', ['polite', 'comma', 'Q'], (q) => [{ sem: q }]),
    ...rule('Q', ['Q', 'polite'], (q) => [{ sem: q }]),
    ...rule('Q', ['Q', 'comma', 'polite'], (q) => [{ sem: q }]),
  ];
}
