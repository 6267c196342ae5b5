import type { WordClass } from './word-classes.ts';
import { FUNCTION_WORDS } from './function-words.ts';

/** What the class carries: an operator, a function, a direction. */
export type Word = { readonly cls: WordClass; readonly value: string };

/** Units of time in a grouping: "by month", "monthly". */
const TIME_UNITS: Readonly<Record<string, string>> = {
  month: 'month',
  quarter: 'quarter',
  year: 'year',
  week: 'week',
  day: 'day',
  months: 'month',
  quarters: 'quarter',
  years: 'year',
  weeks: 'week',
  days: 'day',
};

/** Units of time as adjectives: "monthly volume". */
const RHYTHMS: Readonly<Record<string, string>> = {
  monthly: 'month',
  quarterly: 'quarter',
  yearly: 'year',
  annually: 'year',
  annual: 'year',
  weekly: 'week',
  daily: 'day',
};

function compile(): {
  readonly words: ReadonlyMap<string, readonly Word[]>;
  readonly longest: number;
  readonly known: ReadonlySet<string>;
} {
  const words = new Map<string, Word[]>();
  const known = new Set<string>();
  let longest = 1;
  const add = (phrase: string, word: Word): void => {
    const parts = phrase.replace(/'/g, "'").split(' ');
    longest = Math.max(longest, parts.length);
    for (const part of parts) known.add(part);
    const list = words.get(phrase) ?? [];
    if (!list.some((other) => other.cls === word.cls && other.value === word.value)) words.set(phrase, [...list, word]);
  };
  for (const [cls, value, phrases] of FUNCTION_WORDS)
    for (const phrase of phrases.split('|')) add(phrase, { cls, value });
  for (const [phrase, unit] of Object.entries(TIME_UNITS)) add(phrase, { cls: 'unit', value: unit });
  for (const [phrase, unit] of Object.entries(RHYTHMS)) add(phrase, { cls: 'every', value: unit });
  return { words, longest, known };
}

const COMPILED = compile();

/** The operators a phrase of lower-case words can be. */
export function operatorsOf(phrase: string): readonly Word[] {
  return COMPILED.words.get(phrase) ?? [];
}

export const LONGEST_OPERATOR = COMPILED.longest;

/** True for words that belong to English rather than to any bank: no typing error is assumed in them. */
export function isFunctionWord(word: string): boolean {
  return COMPILED.known.has(word);
}
