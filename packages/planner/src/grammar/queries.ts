import type { Rule } from '../chart.ts';
import type { Schema } from '../lexicon/table.ts';
import type { Meaning } from '../meaning.ts';
import { listed, who } from './lists.ts';
import { orderRules } from './orders.ts';
import { rankingRules } from './rankings.ts';
import type { Result, Sems, SetSem, ShowSem } from './sems.ts';
import { narrow } from './attach.ts';
import { chain, rule } from './sems.ts';
import { showRules } from './shows.ts';
import { tallyRules } from './tallies.ts';

type Tally = Sems['Tally'];

/** Whole questions. */
export function queryRules(schema: Schema): readonly Rule[] {
  const asked = (sem: SetSem | ShowSem, wide: boolean): readonly Result<Meaning>[] => [
    { sem: listed(schema, sem, wide) },
  ];
  const told = (t: Tally): readonly Result<Meaning>[] => [{ sem: { query: t.query, assumptions: t.notes } }];
  return [
    ...showRules(schema),
    ...tallyRules(schema),
    ...rankingRules(schema),
    ...orderRules(schema),
    ...rule('Q', ['wh', 'N'], (n) => asked(n, false)),
    ...rule('Q', ['who', 'P'], (p) => who(schema, p)),
    ...rule('Q', ['who', 'be', 'P'], (p) => who(schema, p)),
    ...rule('Q', ['who', 'be', 'N'], (n) => asked(n, false)),
    ...rule('Q', ['wh', 'N', 'do', 'N', 'owns'], (n, owner) =>
      chain(narrow(schema, n, { k: 'rel', set: owner.set, negated: false }), (sem) => asked(sem, false)),
    ),
    ...rule('Q', ['list', 'N'], (n) => asked(n, false)),
    ...rule('Q', ['show', 'N'], (n) => asked(n, true)),
    ...rule('Q', ['N'], (n) => asked(n, false), 0.1),
    ...rule('Q', ['wh', 'S'], (s) => (s.mode === 'add' ? [] : asked(s, false))),
    ...rule('Q', ['list', 'S'], (s) => asked(s, false)),
    ...rule('Q', ['show', 'S'], (s) => asked(s, true)),
    ...rule('Q', ['S'], (s) => asked(s, false), 0.1),
    ...rule('Q', ['wh', 'Tally'], (t) => told(t)),
    ...rule('Q', ['list', 'Tally'], (t) => told(t)),
    ...rule('Q', ['show', 'Tally'], (t) => told(t)),
    ...rule('Q', ['Tally'], (t) => told(t)),
    ...rule('Q', ['is_there', 'N'], (n) => [{ sem: { query: { kind: 'exists', set: n.set }, assumptions: n.notes } }]),
    ...rule('Q', ['polite', 'Q'], (q) => [{ sem: q }]),
    ...rule('Q', ['polite', 'comma', 'Q'], (q) => [{ sem: q }]),
    ...rule('Q', ['Q', 'polite'], (q) => [{ sem: q }]),
    ...rule('Q', ['Q', 'comma', 'polite'], (q) => [{ sem: q }]),
  ];
}
