import type { Col, Schema, Table } from '../lexicon/table.ts';
import { isRate } from '../lexicon/inference.ts';
import { routes } from '../joins.ts';
import type { Measure } from '../meaning.ts';
import type { AdjCand, By } from './sems.ts';
import { isJudgement, senseOf } from './adjectives.ts';
import { alongPath } from './along.ts';
import { cheapest, reachColumns } from './reach.ts';

export type Chosen = { readonly col: Col; readonly cost: number; readonly note: readonly string[] };

/** Names of the figure a row is mostly "about", the usual ones first. */
const USUAL = [
  'amount',
  'value',
  'total',
  'price',
  'size',
  'area',
  'balance',
  'salary',
  'revenue',
  'cost',
  'notional',
  'population',
  'quantity',
  'length',
  'duration',
  'score',
  'rating',
];

function rank(col: Col): number {
  const at = USUAL.findIndex((word) => col.words.at(-1) === word);
  return (at < 0 ? USUAL.length : at) + (col.words.length > 1 ? 0.5 : 0);
}

/**
 * The measure meant when a figure is compared and no column is named: the one published for "big" or "large", else the
 * only fitting one, else the usual one, said aloud.
 */
export function defaultMeasure(table: Table | undefined, fits: (col: Col) => boolean): readonly Chosen[] {
  if (table === undefined) return [];
  const cols = table.cols.filter((col) => col.role === 'measure' && col.kind === 'number' && fits(col));
  const published = cols.find((col) =>
    ['big', 'large', 'high'].some((word) => col.source.adjectives?.[word] === 'desc'),
  );
  if (published !== undefined)
    return [{ col: published, cost: 0.05, note: cols.length > 1 ? [said(table, published)] : [] }];
  const [first, second] = [...cols].sort((a, b) => rank(a) - rank(b));
  if (first === undefined) return [];
  if (second === undefined) return [{ col: first, cost: 0.1, note: [] }];
  if (rank(first) === rank(second))
    return [
      { col: first, cost: 0.5, note: [said(table, first)] },
      { col: second, cost: 0.5, note: [said(table, second)] },
    ];
  return rank(first) >= USUAL.length ? [] : [{ col: first, cost: 0.3, note: [said(table, first)] }];
}

/** True if a row is "about" this figure: an amount, a price, or whatever was published as its size. */
export function isMain(col: Col): boolean {
  return rank(col) < USUAL.length || ['big', 'large', 'high'].some((word) => col.source.adjectives?.[word] === 'desc');
}

function said(table: Table, col: Col): string {
  return `the size of a ${table.singular} is taken as its ${col.words.join(' ')}`;
}

/** The column a superlative speaks of, by its published adjective or by the head of its name. */
function bySense(
  table: Table,
  words: readonly string[],
  dates: readonly string[],
  dir: 'asc' | 'desc',
): readonly Ordering[] {
  const published = table.cols.some((col) =>
    ['big', 'large', 'high'].some((word) => col.source.adjectives?.[word] === 'desc'),
  );
  const to = (col: Col, way: 'asc' | 'desc'): Ordering => ({
    by: { kind: 'column', col: { table: table.name, column: col.name, path: [] } },
    dir: way,
    cost: 0.08,
    notes: [],
  });
  const date = table.cols.find((col) => col.role === 'date' && col.words.some((word) => dates.includes(word)));
  if (published && words.includes('amount')) return [];
  for (const word of words) {
    const col = table.cols.find((one) => one.kind === 'number' && one.role !== 'key' && one.words.at(-1) === word);
    if (col !== undefined) return [to(col, dir)];
  }
  return date === undefined ? [] : [to(date, dir === 'desc' ? 'asc' : 'desc')];
}

export type Ordering = {
  readonly by: Measure;
  readonly dir: 'asc' | 'desc';
  readonly cost: number;
  readonly notes: readonly string[];
};

/** "best": the figure published for "good"; an unpublished one is proposed and asked back. */
function judged(owner: Table, word: string, dir: 'asc' | 'desc'): readonly Ordering[] {
  const published = owner.cols.find((col) => col.source.adjectives?.['good'] !== undefined);
  if (published !== undefined) {
    const isUp = published.source.adjectives?.['good'] === dir;
    return [ordering(owner, published, isUp ? 'desc' : 'asc')];
  }
  const sense = senseOf(word);
  return bySense(owner, sense?.words ?? [], [], dir).map((one) => {
    const column = one.by.kind === 'column' ? (owner.byName.get(one.by.col.column)?.words.join(' ') ?? '') : '';
    return { ...one, notes: [`does "${word}" mean the ${dir === 'desc' ? 'highest' : 'lowest'} ${column}?`] };
  });
}

function ordering(owner: Table, col: Col, dir: 'asc' | 'desc'): Ordering {
  return { by: { kind: 'column', col: { table: owner.name, column: col.name, path: [] } }, dir, cost: 0.05, notes: [] };
}

const TIME_WORDS = /^(latest|most recent|newest|earliest|first|recent|last)$/;

/** "largest", "latest", "most expensive": the column that the word itself means. */
function orderByWord(owner: Table, word: string, dir: 'asc' | 'desc'): readonly Ordering[] {
  if (TIME_WORDS.test(word)) {
    if (owner.defaultDate === null) return [];
    const newest = /^(latest|most recent|newest|recent|last)$/.test(word);
    return [
      {
        by: { kind: 'column', col: { table: owner.name, column: owner.defaultDate, path: [] } },
        dir: newest ? 'desc' : 'asc',
        cost: 0.05,
        notes: [],
      },
    ];
  }
  const sense = senseOf(word);
  if (isJudgement(word)) return judged(owner, word, dir);
  const meant = sense === null ? [] : bySense(owner, sense.words, sense.dates ?? [], dir);
  if (meant.length > 0) return meant;
  if (/^(the )?oldest$/.test(word) && owner.defaultDate !== null)
    return [
      {
        by: { kind: 'column', col: { table: owner.name, column: owner.defaultDate, path: [] } },
        dir: 'asc',
        cost: 0.1,
        notes: [],
      },
    ];
  if (/^(the )?(top|bottom|leading)$/.test(word)) return [];
  if (/^(the )?(most|least|highest|lowest|best|worst|top) /.test(word)) return [];
  if (sense !== null && !/^(the )?(largest|biggest|greatest|highest|smallest|lowest)$/.test(word)) return [];
  return defaultMeasure(
    owner,
    (col) => (col.additive && isMain(col)) || owner.cols.filter((other) => other.role === 'measure').length === 1,
  ).map(({ col, cost, note }) => ({
    by: { kind: 'column', col: { table: owner.name, column: col.name, path: [] } },
    dir,
    cost,
    notes: note,
  }));
}

/** True of what is put in order by its letters or its number, and measures nothing. */
export function isSpelled(col: Col): boolean {
  return col.kind === 'text' || col.kind === 'boolean' || (col.kind === 'number' && col.role === 'key');
}

/** "top 5 customers by name": the first in the alphabet; of kinds and places there is no first. */
export function spelled(schema: Schema, table: string, by: By): readonly Ordering[] {
  if (by.b !== 'cols' || by.each === true) return [];
  const { names = [], key = [] } = schema.tables.get(table) ?? {};
  const isOwn = (col: Col): boolean =>
    isSpelled(col) && col.table === table && (names.includes(col.name) || key.includes(col.name));
  return reachColumns(schema, table, by.cols, isOwn)
    .filter(({ ref }) => ref.path.length === 0)
    .map(({ ref, col, cost }) => ({
      by: { kind: 'column', col: ref },
      dir: 'asc',
      cost,
      notes: [`the first by ${col.label} are those first in the alphabet`],
    }));
}

/** What a superlative over rows of `table` orders by, for each well-typed reading. */
export function orderOf(schema: Schema, table: string, by: By, dir: 'asc' | 'desc'): readonly Ordering[] {
  const owner = schema.tables.get(table);
  if (owner === undefined) return [];
  if (by.b === 'default') return orderByWord(owner, by.word, dir);
  if (by.b === 'measure') return orderByMeasure(schema, table, by.measure, dir);
  const own = reachColumns(
    schema,
    table,
    by.cols,
    (col) => (col.kind === 'number' && col.role !== 'key') || col.role === 'date',
  ).map((one): Ordering => ({ by: { kind: 'column', col: one.ref }, dir, cost: one.cost, notes: [] }));
  if (own.length > 0) return own;
  return by.each === true ? extremes(schema, table, by, dir) : summed(schema, table, by, dir);
}

/** "the customer with the highest balance": of one row, or of all together; only a figure that never adds up is clear. */
function extremes(
  schema: Schema,
  table: string,
  by: Extract<By, { b: 'cols' }>,
  dir: 'asc' | 'desc',
): readonly Ordering[] {
  return cheapest(
    by.cols.flatMap((cand) => {
      const col = schema.tables.get(cand.table)?.byName.get(cand.column);
      if (col === undefined || col.kind !== 'number' || col.role === 'key') return [];
      const fns =
        col.additive && !isRate(col)
          ? (['sum', dir === 'desc' ? 'max' : 'min'] as const)
          : ([dir === 'desc' ? 'max' : 'min'] as const);
      return fns.flatMap((fn) => {
        const measure: Measure = {
          kind: 'aggregate',
          fn,
          col: { table: cand.table, column: cand.column, path: [] },
          set: { table: cand.table, preds: [], best: null },
          path: [],
        };
        return orderByMeasure(schema, table, measure, dir).map((one) => ({ ...one, cost: one.cost + cand.cost + 0.3 }));
      });
    }),
    4,
  );
}

/** "customers by outstanding balance": the measure lies on rows that belong to the entity, so it is totalled. */
function summed(
  schema: Schema,
  table: string,
  by: Extract<By, { b: 'cols' }>,
  dir: 'asc' | 'desc',
): readonly Ordering[] {
  const found: Ordering[] = [];
  for (const cand of by.cols) {
    const col = schema.tables.get(cand.table)?.byName.get(cand.column);
    if (col === undefined || col.kind !== 'number' || col.role === 'key' || !col.additive || isRate(col)) continue;
    const set = { table: cand.table, preds: [], best: null };
    const measure: Measure = {
      kind: 'aggregate',
      fn: 'sum',
      col: { table: cand.table, column: cand.column, path: [] },
      set,
      path: [],
    };
    for (const one of orderByMeasure(schema, table, measure, dir)) {
      found.push({
        ...one,
        cost: one.cost + cand.cost + 0.3,
        notes: [...one.notes, `${col.words.join(' ')} is totalled`],
      });
    }
  }
  return cheapest(found);
}

function orderByMeasure(schema: Schema, table: string, measure: Measure, dir: 'asc' | 'desc'): readonly Ordering[] {
  if (measure.kind === 'column' || measure.set.table === table) return [];
  return routes(schema, table, measure.set.table)
    .slice(0, 2)
    .flatMap((route) => alongPath(schema, measure, route.path).map((by) => ({ by, dir, cost: route.cost, notes: [] })));
}

/** Published adjectives: {"big": "desc"} on a column. */
export function orderByAdjective(table: string, cands: readonly AdjCand[], dir: 'asc' | 'desc'): readonly Ordering[] {
  return cands
    .filter((cand) => cand.table === table)
    .map((cand) => ({
      by: { kind: 'column', col: { table, column: cand.column, path: [] } },
      dir: dir === 'desc' ? cand.dir : cand.dir === 'desc' ? 'asc' : 'desc',
      cost: 0,
      notes: [],
    }));
}
