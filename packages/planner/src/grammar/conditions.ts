import type { Rule } from '../chart.ts';
import type { DateRead } from '../dates.ts';
import type { Schema } from '../lexicon/table.ts';
import { absences, values, valueConditions, texts } from './value-conditions.ts';
import { figureConditions, dateConditions, comparisons, totals } from './figure-conditions.ts';
import { settled, verbs, possessions, related, ownVerbs, keyConditions } from './relation-conditions.ts';
import type { ColCand, Pending } from './sems.ts';
import { one, rule } from './sems.ts';

/** "in 2024 and 2025": a day of the one or of the other. */
function eitherTime(cols: readonly ColCand[] | null, dates: readonly DateRead[]): Pending {
  return { k: 'any', parts: dates.map((date) => ({ k: 'date', cols, date })), each: false };
}

function joined(): readonly Rule[] {
  const both = (left: Pending, right: Pending): Pending => ({
    k: 'all',
    parts: [...(left.k === 'all' ? left.parts : [left]), right],
  });
  return [
    rule('P', ['rel', 'P'], (p) => one(settled(p))),
    rule('P', ['polite', 'P'], (p) => one(p)),
    rule('P', ['Date', 'and', 'Date'], (left, right) => one(eitherTime(null, [left, right]))),
    rule('P', ['C', 'Date', 'and', 'Date'], (cols, left, right) => one(eitherTime(cols, [left, right]))),
    rule('P', ['P', 'and', 'P'], (left, right) => (right.k === 'all' ? [] : one(both(left, right), 0.05))),
    rule('P', ['P', 'comma', 'P'], (left, right) => (right.k === 'all' ? [] : one(both(left, right), 0.1))),
    rule('P', ['P', 'or', 'P'], (left, right) =>
      right.k === 'any' || right.k === 'all' || left.k === 'all'
        ? []
        : one<Pending>({ k: 'any', parts: [...(left.k === 'any' ? left.parts : [left]), right], each: false }, 0.1),
    ),
  ].flat();
}

/** Everything that can narrow a set of rows, before it is known which. */
export function conditionRules(schema: Schema): readonly Rule[] {
  return [
    ...values(),
    ...valueConditions(),
    ...figureConditions(schema),
    ...dateConditions(),
    ...verbs(),
    ...related(),
    ...possessions(),
    ...ownVerbs(schema),
    ...keyConditions(schema),
    ...texts(),
    ...absences(schema),
    ...comparisons(),
    ...totals(),
    ...joined(),
  ];
}
