import type { Word } from './english.ts';
import type { WordClass } from './word-classes.ts';

const DIRECTIONS: Readonly<Record<string, string>> = { desc: 'highest first', asc: 'lowest first' };
const AGGREGATES: Readonly<Record<string, string>> = {
  avg: 'average',
  sum: 'total',
  max: 'highest',
  min: 'lowest',
  median: 'median',
};
const COMPARISONS: Readonly<Record<string, string>> = {
  '>': 'more than',
  '>=': 'at least',
  '<': 'less than',
  '<=': 'at most',
  '=': 'is',
  '<>': 'is not',
};

const extreme = (value: string): string => (value.startsWith('asc') ? 'lowest' : 'highest');
const comparison = (value: string): string => COMPARISONS[value.split(' ')[0] ?? ''] ?? '';

/** What an operator does, for those that do something of their own; the others only hold the sentence together. */
const SAID: { readonly [W in WordClass]?: (value: string) => string } = {
  or: () => 'or',
  not: () => 'not',
  no: () => 'none',
  without: () => 'without',
  neither: () => 'neither',
  nor: () => 'nor',
  by: () => 'for each',
  each: () => 'for each',
  wise: () => 'for each',
  cmp: comparison,
  or_more: comparison,
  sign: (value) => (value === '<' ? 'less than zero' : 'more than zero'),
  cmpof: comparison,
  later: (value) => (value === '<' ? 'before' : 'after'),
  between: () => 'between',
  agg: (value) => AGGREGATES[value] ?? value,
  total: () => 'total',
  altogether: () => 'in total',
  sup: extreme,
  most: extreme,
  top: extreme,
  common: (value) => (value === 'asc' ? 'least often' : 'most often'),
  desc: (value) => DIRECTIONS[value] ?? '',
  order: () => 'in the order of',
  count: () => 'number of rows',
  howmany: () => 'number of rows',
  howmuch: () => 'total',
  share: () => 'share',
  rate: () => 'share',
  distinct: () => 'each only once',
  only: () => 'only',
  null: (value) => (value === 'not' ? 'known' : 'missing'),
  named: () => 'has the name',
  like: (value) => ({ starts: 'starts with', ends: 'ends with' })[value] ?? 'contains',
  unit: (value) => value,
  every: (value) => `each ${value}`,
  versus: () => 'set against each other',
  compare: () => 'set against each other',
  wh: () => 'asks for a list',
  who: () => 'asks for people',
  when: () => 'asks for the date',
  list: () => 'asks for a list',
  show: () => 'asks to see it',
  is_there: () => 'asks whether there are any',
  own: () => 'belongs to',
  owns: () => 'belongs to',
  polite: () => 'politeness',
};

/** What an operator became, in words for the asker; empty if it only holds the sentence together. */
export function spoken({ cls, value }: Word): string {
  return SAID[cls]?.(value) ?? '';
}
