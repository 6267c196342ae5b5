import type { Rule } from '../chart.ts';
import type { Schema } from '../lexicon/table.ts';
import { narrow } from './attach.ts';
import { tally } from './groups.ts';
import { amongst } from './amongst.ts';
import { countOf, free, freeTotal, narrowMeasure, overMain, overSet } from './measures.ts';
import { colOf } from './reach.ts';
import type { ColCand, GroupSem, MeasureSem, Pending, Result, Sems, SetSem } from './sems.ts';
import { chain, rule } from './sems.ts';

type Tally = Sems['Tally'];

/** A group by time is that of what happened: "originated per year". */
function happening(schema: Schema, cols: readonly ColCand[] | null, g: readonly GroupSem[]): readonly GroupSem[] {
  const dates = cols?.filter((cand) => colOf(schema, cand.table, cand.column)?.role === 'date');
  if (dates === undefined) return g.every((one) => one.g === 'time') ? g : [];
  if (dates.length === 0) return [];
  return g.flatMap((one) => (one.g === 'time' && one.cols === undefined ? [{ ...one, cols: dates }] : []));
}

/** What happened, by time: "loans originated per year", "how many accounts were opened each month". */
function happenings(schema: Schema): readonly Rule[] {
  const timed = (n: SetSem, cols: readonly ColCand[] | null, g: readonly GroupSem[]): readonly Result<Tally>[] => {
    const groups = happening(schema, cols, g);
    return n.set.best !== null || groups.length !== g.length ? [] : tally(schema, [countOf(schema, n)], groups);
  };
  return [
    rule('Tally', ['N', 'be?', 'C', 'G'], (n, cols, g) => timed(n, cols, g), 0.2),
    rule('Tally', ['N', 'be?', 'event', 'G'], (n, g) => timed(n, null, g), 0.3),
    rule('Tally', ['howmany', 'N', 'be?', 'C', 'G'], (n, cols, g) => timed(n, cols, g)),
    rule('Tally', ['howmany', 'N', 'be?', 'event', 'G'], (n, g) => timed(n, null, g), 0.1),
    rule('Tally', ['howmany', 'N', 'do', 'polite', 'C', 'G'], (n, cols, g) => timed(n, cols, g)),
    rule('Tally', ['howmany', 'N', 'do', 'polite', 'event', 'G'], (n, g) => timed(n, null, g), 0.1),
  ].flat();
}

/** The question after its subject: "loans over $1M, how many?", "mortgages: average rate by region". */
function afterwards(schema: Schema): readonly Rule[] {
  const count = (n: SetSem): readonly Result<Tally>[] =>
    n.set.best === null ? tally(schema, [countOf(schema, n)], []) : [];
  const of = (ms: readonly MeasureSem[], n: SetSem, g: readonly GroupSem[]): readonly Result<Tally>[] =>
    n.set.preds.length === 0 && n.set.best === null ? [] : chain(amongst(schema, ms, n), (m) => tally(schema, [m], g));
  return [
    rule('Tally', ['N', 'comma?', 'howmany', 'there?'], (n) => count(n), 0.1),
    rule('Tally', ['N', 'comma', 'Ms', 'G?'], (n, ms, g) => of(ms, n, g ?? []), 0.1),
    rule('Tally', ['in', 'N', 'comma?', 'Ms', 'G?'], (n, ms, g) => of(ms, n, g ?? []), 0.1),
    rule('Tally', ['in', 'N', 'comma', 'wh', 'Ms', 'G?'], (n, ms, g) => of(ms, n, g ?? []), 0.1),
    rule('Tally', ['in', 'N', 'comma', 'show', 'Ms', 'G?'], (n, ms, g) => of(ms, n, g ?? []), 0.1),
    rule('Tally', ['in', 'N', 'comma', 'list', 'Ms', 'G?'], (n, ms, g) => of(ms, n, g ?? []), 0.1),
    rule('Tally', ['Ms', 'comma', 'N', 'comma?', 'G'], (ms, n, g) => of(ms, n, g), 0.1),
    rule('Tally', ['Ms', 'G', 'comma?', 'only', 'N'], (ms, g, n) => of(ms, n, g), 0.05),
    rule('Tally', ['Ms', 'G', 'comma?', 'N', 'only'], (ms, g, n) => of(ms, n, g), 0.05),
  ].flat();
}

/** How much there is of a figure, named or not: "how much do savings accounts hold in total?" */
function amounts(schema: Schema): readonly Rule[] {
  const main = (n: SetSem, g: readonly GroupSem[]): readonly Result<Tally>[] =>
    chain(overMain(schema, 'sum', n), (m) => tally(schema, [m], g));
  const total = (cols: readonly ColCand[], g: readonly GroupSem[]): readonly Result<Tally>[] =>
    chain(freeTotal(schema, cols), (m) => tally(schema, [m], g));
  return [
    rule('Tally', ['howmuch', 'C', 'there', 'G?'], (cols, g) => total(cols, g ?? [])),
    rule('Tally', ['howmuch', 'C', 'do', 'each', 'C', 'owns'], (cols, by) => total(cols, [{ g: 'cols', cols: by }])),
    rule('Tally', ['howmuch', 'C', 'do', 'each', 'N', 'owns'], (cols, n) => total(cols, [{ g: 'entity', set: n.set }])),
    rule('Tally', ['howmuch', 'do', 'N', 'owns', 'there?', 'G?'], (n, g) => main(n, g ?? []), 0.1),
    rule('Tally', ['howmuch', 'be', 'there?', 'in', 'N', 'G?'], (n, g) => main(n, g ?? []), 0.1),
    rule('Tally', ['howmuch', 'there', 'in', 'N', 'G?'], (n, g) => main(n, g ?? []), 0.1),
    rule('Tally', ['howmuch', 'be', 'C', 'by', 'N'], (cols, n) =>
      chain(overSet(schema, 'sum', cols, n), (m) => tally(schema, [m], [])),
    ),
  ].flat();
}

/** "… on average", said after the figure. */
function averages(schema: Schema): readonly Rule[] {
  const over = (agg: string, cols: readonly ColCand[], n: SetSem, g: readonly GroupSem[]): readonly Result<Tally>[] =>
    agg === 'avg' ? chain(overSet(schema, 'avg', cols, n), (m) => tally(schema, [m], g)) : [];
  return [
    rule('Tally', ['C', 'of', 'N', 'G?', 'agg'], (...[cols, n, g, agg]) => over(agg, cols, n, g ?? []), 0.1),
    rule('Tally', ['C', 'of', 'N', 'agg', 'G'], (...[cols, n, agg, g]) => over(agg, cols, n, g), 0.1),
    rule('Tally', ['C', 'do', 'N', 'owns', 'agg', 'G?'], (...[cols, n, agg, g]) => over(agg, cols, n, g ?? []), 0.1),
    rule('M', ['C', 'agg'], (cols, agg) => (agg === 'avg' ? free(schema, 'avg', cols) : []), 0.15),
  ].flat();
}

/** "How high is the average rate", "how large is the average loan". */
function sizes(schema: Schema): readonly Rule[] {
  const averaged = (n: SetSem, agg: string, g: readonly GroupSem[]): readonly Result<Tally>[] =>
    agg === 'avg' || agg === 'median' ? chain(overMain(schema, agg, n), (m) => tally(schema, [m], g)) : [];
  return [
    rule('Tally', ['how', 'adj', 'be', 'Ms', 'G?'], (_adj, ms, g) => tally(schema, ms, g ?? [])),
    rule('Tally', ['how', 'adj', 'be', 'the?', 'agg', 'N', 'G?'], (...[, agg, n, g]) => averaged(n, agg, g ?? [])),
    rule('Tally', ['how', 'adj', 'be', 'N', 'agg', 'G?'], (...[, n, agg, g]) => averaged(n, agg, g ?? [])),
  ].flat();
}

/** Counts whose group or condition follows the verb. */
function counts(schema: Schema): readonly Rule[] {
  const by = (n: SetSem, g: readonly GroupSem[]): readonly Result<Tally>[] => tally(schema, [countOf(schema, n)], g);
  const withP = (n: SetSem, p: Pending | null): readonly Result<Tally>[] =>
    p === null ? by(n, []) : chain(narrowMeasure(schema, countOf(schema, n), p), (m) => tally(schema, [m], []));
  return [
    rule('Tally', ['howmany', 'N', 'do', 'polite', 'owns', 'P?'], (n, p) => withP(n, p), 0.05),
    rule('Tally', ['howmany', 'N', 'do', 'polite', 'owns', 'G'], (n, g) => by(n, g), 0.05),
    rule('Tally', ['howmany', 'N', 'verb', 'each', 'C'], (n, cols) => by(n, [{ g: 'cols', cols }])),
    rule('Tally', ['howmany', 'N', 'verb', 'each', 'N'], (n, owner) => by(n, [{ g: 'entity', set: owner.set }])),
    rule('Tally', ['C', 'breakdown', 'N'], (cols, n) => by(n, [{ g: 'cols', cols }]), 0.1),
    rule('P', ['in?', 'rel', 'cmp', 'Num', 'N', 'P'], (op, num, n, p) =>
      p.k === 'best' || num.unit !== 'plain' || !Number.isInteger(num.value)
        ? []
        : chain(narrow(schema, n, p), (sem) => [
            { sem: { k: 'count', set: sem.set, op: op as '>', n: num.value } as Pending, cost: 0.1 },
          ]),
    ),
  ].flat();
}

/** Figures asked for after their subject, or around a verb. */
export function lateRules(schema: Schema): readonly Rule[] {
  return [
    ...happenings(schema),
    ...afterwards(schema),
    ...amounts(schema),
    ...sizes(schema),
    ...averages(schema),
    ...counts(schema),
  ];
}
