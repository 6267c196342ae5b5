import type { Term } from '@aureus/contract';
import type { Rule } from '../chart.ts';
import type { DateRead } from '../dates.ts';
import type { Schema } from '../lexicon/table.ts';
import type { Op } from '../meaning.ts';
import type { NumberRead } from '../numbers.ts';
import { colOf } from './reach.ts';
import type { ColCand, Pending, Result } from './sems.ts';
import { one, rule } from './sems.ts';

const asOp = (text: string): Op => text as Op;

export const compare = (cols: readonly ColCand[] | null, op: string, num: NumberRead): Pending => ({
  k: 'cmp',
  cols,
  op: asOp(op),
  num,
});

/** "past due more than 90 days": the term names the column, the figure takes the place of its own. */
function stretched(schema: Schema, table: string, term: Term): readonly ColCand[] {
  const col = colOf(schema, table, term.column);
  return col?.kind === 'number' && /[<>]/.test(term.operator) ? [{ table, column: term.column, cost: 0.05 }] : [];
}

/** Figures with a unit of time, and adjectives and terms that name the column themselves. */
function unitConditions(schema: Schema): readonly Rule[] {
  return [
    rule('Num', ['Num', 'unit'], (num, unit) =>
      num.unit === 'plain' && num.span === undefined ? one({ ...num, span: unit }, 0.05) : [],
    ),
    rule('Num', ['Num', 'span'], (num, span) =>
      num.unit === 'plain' && num.span === undefined ? one({ ...num, span }) : [],
    ),
    rule('P', ['be?', 'cmpof', 'Num'], (phrase, num) => {
      const [op = '', adj = ''] = phrase.split(' ');
      return one<Pending>({ k: 'cmp', cols: null, op: asOp(op), num, adj });
    }),
    rule('P', ['be?', 'T', 'by?', 'cmp', 'Num', 'unit?'], (t, op, num) =>
      stretched(schema, t.table, t.term).flatMap((cand) => one(compare([cand], op, num))),
    ),
    rule('P', ['be?', 'T', 'in', 'cmp', 'Num', 'unit?'], (t, op, num) =>
      stretched(schema, t.table, t.term).flatMap((cand) => one(compare([cand], op, num))),
    ),
    rule('P', ['have?', 'be', 'T', 'in', 'cmp', 'Num', 'unit?'], (t, op, num) =>
      stretched(schema, t.table, t.term).flatMap((cand) => one(compare([cand], op, num))),
    ),
  ].flat();
}

export function figureConditions(schema: Schema): readonly Rule[] {
  return [
    ...unitConditions(schema),
    rule('P', ['be?', 'cmp', 'Num'], (op, num) => one(compare(null, op, num), 0.05)),
    rule('P', ['in', 'cmp', 'Num'], (op, num) => one(compare(null, op, num), 0.1)),
    rule('P', ['with', 'the?', 'C', 'of?', 'cmp', 'Num'], (cols, op, num) => one(compare(cols, op, num))),
    rule('P', ['have', 'the?', 'C', 'of?', 'cmp', 'Num'], (cols, op, num) => one(compare(cols, op, num))),
    rule('P', ['with', 'the?', 'C', 'of', 'Num'], (cols, num) => one(compare(cols, '=', num))),
    rule('P', ['have', 'the?', 'C', 'of', 'Num'], (cols, num) => one(compare(cols, '=', num))),
    rule('P', ['whose', 'C', 'be?', 'cmp', 'Num'], (cols, op, num) => one(compare(cols, op, num))),
    rule('P', ['C', 'be?', 'of?', 'cmp', 'Num'], (cols, op, num) => one(compare(cols, op, num), 0.05)),
    rule('P', ['whose', 'C', 'be', 'Num'], (cols, num) => one(compare(cols, '=', num))),
    rule('P', ['C', 'be', 'Num'], (cols, num) => one(compare(cols, '=', num), 0.05)),
    rule('P', ['with?', 'cmp', 'Num', 'in?', 'C'], (op, num, cols) => one(compare(cols, op, num))),
    rule('P', ['be', 'cmp', 'Num', 'C'], (op, num, cols) => one(compare(cols, op, num))),
    rule('P', ['have', 'cmp', 'Num', 'in?', 'C'], (op, num, cols) => one(compare(cols, op, num))),
    rule('P', ['with?', 'Num', 'or_more', 'in?', 'C'], (num, op, cols) => one(compare(cols, op, num))),
    rule('P', ['have', 'Num', 'or_more', 'in?', 'C'], (num, op, cols) => one(compare(cols, op, num))),
    rule('P', ['with?', 'the?', 'C', 'of?', 'Num', 'or_more'], (cols, num, op) => one(compare(cols, op, num))),
    rule('P', ['with?', 'the?', 'sign', 'C'], (op, cols) => one(compare(cols, op, { value: 0, unit: 'plain' }))),
    rule('P', ['whose', 'C', 'be', 'sign'], (cols, op) => one(compare(cols, op, { value: 0, unit: 'plain' }))),
    rule('P', ['have', 'cmp', 'Num'], (op, num) => one(compare(null, op, num), 0.1)),
    rule('P', ['with', 'cmp', 'Num'], (op, num) => one(compare(null, op, num), 0.1)),
    rule('P', ['of', 'Num', 'to', 'Num'], (low, high) => between(null, low, high)),
    rule('P', ['Num', 'to', 'Num'], (low, high) => (high.unit === 'money' ? between(null, low, high) : []), 0.2),
    rule('P', ['of', 'Num', 'or_more'], (num, op) => one(compare(null, op, num), 0.1)),
    rule('P', ['have', 'Num', 'C'], (num, cols) => one(compare(cols, '=', num), 0.1)),
    rule('P', ['with', 'Num', 'C'], (num, cols) => one(compare(cols, '=', num), 0.1)),
    rule('P', ['be?', 'between', 'Num', 'and', 'Num'], (low, high) => between(null, low, high)),
    rule('P', ['be?', 'between', 'Num', 'to', 'Num'], (low, high) => between(null, low, high)),
    rule('P', ['with?', 'the?', 'C', 'be?', 'between', 'Num', 'and', 'Num'], (cols, low, high) =>
      between(cols, low, high),
    ),
    rule('P', ['whose', 'C', 'be?', 'between', 'Num', 'and', 'Num'], (cols, low, high) => between(cols, low, high)),
    rule('P', ['with?', 'between', 'Num', 'and', 'Num', 'C'], (low, high, cols) => between(cols, low, high)),
  ].flat();
}

function between(cols: readonly ColCand[] | null, low: NumberRead, high: NumberRead): readonly Result<Pending>[] {
  if (low.value > high.value) return [];
  const unit = low.unit === 'plain' ? high.unit : low.unit;
  return one<Pending>({ k: 'between', cols, low: { ...low, unit }, high: { ...high, unit } });
}

/** "opened in 2024", said with a verb for what the rows' date means. */
const happened = (date: DateRead): Pending => ({ k: 'date', cols: null, date, isSaid: true });

export function dateConditions(): readonly Rule[] {
  return [
    rule('P', ['do', 'polite', 'C', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date })),
    rule('P', ['do', 'polite', 'event', 'Date'], (date) => one(happened(date), 0.05)),
    rule('P', ['will', 'be?', 'C', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date })),
    rule('P', ['have', 'polite', 'be?', 'C', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date })),
    rule('P', ['have', 'polite', 'event', 'polite?', 'Date'], (date) => one(happened(date), 0.05)),
    rule('P', ['Date'], (date) => one<Pending>({ k: 'date', cols: null, date })),
    rule('P', ['have?', 'be?', 'event', 'Date'], (date) => one(happened(date), 0.1)),
    rule('P', ['have?', 'be?', 'C', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date })),
    rule('P', ['with', 'the?', 'C', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date })),
    rule('P', ['whose', 'C', 'be', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date })),
    rule('P', ['have', 'the?', 'C', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date })),
    rule('P', ['C', 'be', 'Date'], (cols, date) => one<Pending>({ k: 'date', cols, date }, 0.05)),
  ].flat();
}

function average(word: string): 'avg' | 'median' | null {
  return word === 'avg' || word === 'median' ? word : null;
}

/** "larger than the average loan" is said of loans alone. */
function ofOwn(found: readonly Result<Pending>[], table: string): readonly Result<Pending>[] {
  return found.flatMap((one) => (one.sem.k === 'scalar' ? [{ ...one, sem: { ...one.sem, table } }] : []));
}

export function comparisons(): readonly Rule[] {
  const scalar = (cols: readonly ColCand[] | null, op: string, agg: string): readonly Result<Pending>[] => {
    const fn = average(agg);
    return fn === null ? [] : one<Pending>({ k: 'scalar', cols, op: asOp(op), fn });
  };
  return [
    rule('P', ['have', 'the?', 'more', 'C', 'than', 'the?', 'agg', 'C?'], (op, cols, agg) => scalar(cols, op, agg)),
    rule('P', ['with', 'the?', 'more', 'C', 'than', 'the?', 'agg', 'C?'], (op, cols, agg) => scalar(cols, op, agg)),
    rule('P', ['have', 'the?', 'more', 'C', 'than', 'the?', 'agg', 'E'], (...[op, cols, agg, e]) =>
      ofOwn(scalar(cols, op, agg), e.table),
    ),
    rule('P', ['with', 'the?', 'more', 'C', 'than', 'the?', 'agg', 'E'], (...[op, cols, agg, e]) =>
      ofOwn(scalar(cols, op, agg), e.table),
    ),
    rule('P', ['be?', 'cmp', 'the?', 'agg', 'E'], (op, agg, e) => ofOwn(scalar(null, op, agg), e.table)),
    rule('P', ['be?', 'cmp', 'the?', 'agg'], (op, agg) => scalar(null, op, agg)),
    rule('P', ['with?', 'cmp', 'the?', 'agg', 'C'], (op, agg, cols) => scalar(cols, op, agg)),
    rule('P', ['with', 'the?', 'C', 'cmp', 'the?', 'agg', 'C?'], (cols, op, agg) => scalar(cols, op, agg)),
    rule('P', ['have', 'the?', 'C', 'cmp', 'the?', 'agg', 'C?'], (cols, op, agg) => scalar(cols, op, agg)),
    rule('P', ['whose', 'C', 'be?', 'cmp', 'the?', 'agg', 'C?'], (cols, op, agg) => scalar(cols, op, agg)),
    rule('P', ['C', 'be?', 'cmp', 'the?', 'agg', 'C?'], (cols, op, agg) =>
      scalar(cols, op, agg).map((r) => ({ ...r, cost: 0.05 })),
    ),
  ].flat();
}

export function totals(): readonly Rule[] {
  const make = (
    measure: Extract<Pending, { k: 'total' }>['measure'],
    op: string,
    num: NumberRead,
  ): readonly Result<Pending>[] => one<Pending>({ k: 'total', measure, op: asOp(op), num });
  return [
    rule('P', ['with', 'the?', 'M', 'of?', 'cmp', 'Num'], (m, op, num) => make(m.measure, op, num)),
    rule('P', ['have', 'the?', 'M', 'of?', 'cmp', 'Num'], (m, op, num) => make(m.measure, op, num)),
    rule('P', ['rel', 'the?', 'M', 'be', 'cmp', 'Num'], (m, op, num) => make(m.measure, op, num)),
    rule('P', ['whose', 'M', 'be?', 'cmp', 'Num'], (m, op, num) => make(m.measure, op, num)),
  ].flat();
}
