import type { Rule } from '../chart.ts';
import type { Schema } from '../lexicon/table.ts';
import type { Meaning, Show } from '../meaning.ts';
import type { NumberRead } from '../numbers.ts';
import type { Ordering } from './default-measure.ts';
import { isSpelled, orderOf } from './default-measure.ts';
import { reachColumns } from './reach.ts';
import type { By, Result } from './sems.ts';
import { rule } from './sems.ts';

/** Rows can be put in the order of any text or key of theirs. */
function alphabetical(schema: Schema, table: string, by: By, dir: 'asc' | 'desc'): readonly Ordering[] {
  if (by.b !== 'cols') return [];
  return reachColumns(schema, table, by.cols, isSpelled).map(({ ref, cost }) => ({
    by: { kind: 'column', col: ref },
    dir,
    cost,
    notes: [],
  }));
}

function ordered(schema: Schema, q: Meaning, by: By, dir: 'asc' | 'desc'): readonly Result<Meaning>[] {
  const { query } = q;
  if (query.kind === 'list' && query.order === null && query.set.best === null) {
    return [...orderOf(schema, query.set.table, by, dir), ...alphabetical(schema, query.set.table, by, dir)].map(
      (order) => ({
        sem: {
          query: { ...query, order: { by: order.by, dir: order.dir } },
          assumptions: [...q.assumptions, ...order.notes],
        },
        cost: order.cost,
      }),
    );
  }
  if (query.kind === 'group' && query.order === null && query.groups.length > 0) {
    return [{ sem: { ...q, query: { ...query, order: { dir, at: 0 } } }, cost: by.b === 'measure' ? 0 : 0.1 }];
  }
  return [];
}

/** "…, top 5" after an order: the ranking takes the place of the list. */
function cut(q: Meaning, n: number, dir: 'asc' | 'desc'): readonly Result<Meaning>[] {
  const { query } = q;
  if (query.kind === 'list' && query.order !== null && query.set.best === null) {
    const shown: readonly Show[] =
      query.star && query.order.by.kind === 'column' ? [] : [{ kind: 'measure', measure: query.order.by }];
    return [
      {
        sem: {
          ...q,
          query: {
            ...query,
            order: null,
            show: [...query.show, ...shown],
            set: { ...query.set, best: { by: query.order.by, dir, n } },
          },
        },
      },
    ];
  }
  const best = query.kind === 'list' ? query.set.best : null;
  if (query.kind === 'list' && best !== null && best.n === null && best.dir === dir && query.per.length === 0)
    return [{ sem: { ...q, query: { ...query, set: { ...query.set, best: { ...best, n } } } } }];
  // Things of which there are none have no group, so the fewest cannot be told from groups.
  const lacksNone =
    query.kind === 'group' &&
    dir === 'asc' &&
    query.groups.some((group) => group.kind === 'entity') &&
    query.measures.some((measure) => measure.kind === 'aggregate' && measure.fn === 'count');
  return query.kind === 'group' && query.groups.length > 0 && query.limit === null && !lacksNone
    ? [{ sem: { ...q, query: { ...query, order: { at: query.order?.at ?? 0, dir }, limit: n } } }]
    : [];
}

/** Orders said after the question, and how many of the first are meant. */
export function orderRules(schema: Schema): readonly Rule[] {
  const first = (q: Meaning, top: string, { unit, value }: NumberRead): readonly Result<Meaning>[] =>
    unit === 'plain' && Number.isInteger(value) && value > 0 ? cut(q, value, way(top)) : [];
  const way = (dir: string | null): 'asc' | 'desc' => (dir === 'asc' ? 'asc' : 'desc');
  return [
    rule('Q', ['Q', 'order', 'C', 'desc?'], (q, cols, dir) =>
      ordered(schema, q, { b: 'cols', cols }, dir === null ? 'asc' : way(dir)),
    ),
    rule('Q', ['Q', 'order', 'M', 'desc?'], (q, m, dir) =>
      ordered(schema, q, { b: 'measure', measure: m.measure }, dir === null ? 'asc' : way(dir)),
    ),
    rule('Q', ['Q', 'comma?', 'the?', 'top', 'Num', 'only?'], (q, top, num) => first(q, top, num)),
    rule('Q', ['Q', 'and?', 'show', 'the?', 'top', 'Num'], (q, top, num) => first(q, top, num)),
    rule(
      'Q',
      ['Q', 'comma?', 'desc'],
      (q, dir) => (q.query.kind === 'group' ? ordered(schema, q, { b: 'default', word: '' }, way(dir)) : []),
      0.1,
    ),
  ].flat();
}
