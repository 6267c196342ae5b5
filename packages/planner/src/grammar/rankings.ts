import type { Rule } from '../chart.ts';
import type { Schema } from '../lexicon/table.ts';
import type { Meaning, Op, Show } from '../meaning.ts';
import type { NumberRead } from '../numbers.ts';
import { supDir } from './adjectives.ts';
import { tally } from './groups.ts';
import { countOf, freeTotal } from './measures.ts';
import { scaled } from './attach-figures.ts';
import { cheapest, colOf } from './reach.ts';
import type { ColCand, MeasureSem, Result, TallySem } from './sems.ts';
import { chain, rule } from './sems.ts';

type Ranking = { readonly dir: 'asc' | 'desc'; readonly n: number | null };

const best = (dir: string, n: number | null = null): Ranking => ({ dir: dir === 'asc' ? 'asc' : 'desc', n });

/** "which region has the most branches", "top 3 loan types by total amount": groups ranked by a measure. */
function rankedGroups(
  schema: Schema,
  cols: readonly ColCand[],
  m: MeasureSem,
  { dir, n }: Ranking,
): readonly Result<Meaning>[] {
  return tally(schema, [m], [{ g: 'cols', cols }]).map((t) => {
    const query: TallySem = {
      ...t.sem.query,
      order: { dir, at: 0 },
      limit: n ?? 1,
      ties: n === null,
      hideMeasures: n === null,
    };
    return { sem: { query, assumptions: t.sem.notes }, cost: t.cost ?? 0 };
  });
}

/** "the most common loan type": by how many rows bear each value. */
function common(schema: Schema, cols: readonly ColCand[], ranking: Ranking): readonly Result<Meaning>[] {
  return cheapest(
    cols.flatMap((cand) =>
      rankedGroups(
        schema,
        [cand],
        countOf(schema, { set: { table: cand.table, preds: [], best: null }, notes: [] }),
        ranking,
      ).map((one) => ({ ...one, cost: one.cost ?? 0 })),
    ),
  );
}

/** "regions by total balance": each with its figure, the highest first. */
function inOrder(schema: Schema, cols: readonly ColCand[], m: MeasureSem): readonly Result<Meaning>[] {
  const groups = cols.filter((cand) => colOf(schema, cand.table, cand.column)?.role === 'dimension');
  return tally(schema, [m], [{ g: 'cols', cols: groups }]).map((t) => ({
    sem: { query: { ...t.sem.query, order: { dir: 'desc' as const, at: 0 } }, assumptions: t.sem.notes },
    cost: t.cost ?? 0,
  }));
}

/** A figure, or the same measure over all rows together. */
type Bound = { readonly op: string; readonly value: NumberRead | null };

/** "regions with more than 10 branches": values whose rows together meet a bound. */
function having(schema: Schema, cols: readonly ColCand[], m: MeasureSem, bound: Bound): readonly Result<Meaning>[] {
  const { measure } = m;
  if (measure.kind === 'column') return [];
  const col = measure.col === null ? undefined : colOf(schema, measure.col.table, measure.col.column);
  if (col === undefined && bound.value !== null && bound.value.unit !== 'plain') return [];
  if (bound.value === null && (measure.kind !== 'aggregate' || measure.fn !== 'avg')) return [];
  const value = bound.value === null ? null : col === undefined ? bound.value.value : scaled(col, bound.value);
  return tally(schema, [m], [{ g: 'cols', cols }]).map((t) => {
    const query: TallySem = {
      ...t.sem.query,
      having: [{ measure, op: bound.op as Op, value }],
      hideMeasures: true,
    };
    return { sem: { query, assumptions: t.sem.notes }, cost: (t.cost ?? 0) + 0.05 };
  });
}

function bounded(schema: Schema): readonly Rule[] {
  return [
    rule('Q', ['wh', 'C', 'have', 'cmp', 'Num', 'N'], (cols, op, k, n) =>
      having(schema, cols, countOf(schema, n), { op, value: k }),
    ),
    rule('Q', ['wh?', 'C', 'with', 'cmp', 'Num', 'N'], (cols, op, k, n) =>
      having(schema, cols, countOf(schema, n), { op, value: k }),
    ),
    rule('Q', ['wh', 'C', 'have', 'the?', 'M', 'cmp', 'Num'], (cols, m, op, k) =>
      having(schema, cols, m, { op, value: k }),
    ),
    rule('Q', ['wh?', 'C', 'with', 'the?', 'M', 'cmp', 'Num'], (cols, m, op, k) =>
      having(schema, cols, m, { op, value: k }),
    ),
    rule('Q', ['wh', 'C', 'have', 'the?', 'M', 'cmp', 'the?', 'agg'], (...[cols, m, op, agg]) =>
      agg === 'avg' ? having(schema, cols, m, { op, value: null }) : [],
    ),
    rule('Q', ['wh?', 'C', 'with', 'the?', 'M', 'cmp', 'the?', 'agg'], (...[cols, m, op, agg]) =>
      agg === 'avg' ? having(schema, cols, m, { op, value: null }) : [],
    ),
  ].flat();
}

/** Values of a column in the order of a figure, with or without how many of them are meant. */
function ranked(schema: Schema): readonly Rule[] {
  const num = (value: NumberRead | null): number | null | undefined =>
    value === null
      ? null
      : Number.isInteger(value.value) && value.unit === 'plain' && value.value > 0
        ? value.value
        : undefined;
  type Asked = { readonly cols: readonly ColCand[]; readonly dir: string; readonly num: NumberRead | null };
  const first = ({ cols, dir, num: k }: Asked, m: MeasureSem): readonly Result<Meaning>[] => {
    const n = num(k);
    return n === undefined ? [] : rankedGroups(schema, cols, m, best(dir, n));
  };
  const totals = (by: readonly ColCand[]): readonly Result<MeasureSem>[] => freeTotal(schema, by);
  return [
    rule('R', ['top?', 'Num?', 'C', 'have', 'the?', 'most', 'N'], (...[, k, cols, dir, n]) =>
      first({ cols, dir, num: k }, countOf(schema, n)),
    ),
    rule('R', ['top?', 'Num?', 'C', 'with', 'the?', 'most', 'N'], (...[, k, cols, dir, n]) =>
      first({ cols, dir, num: k }, countOf(schema, n)),
    ),
    rule('R', ['top?', 'Num?', 'C', 'have', 'the?', 'sup', 'M'], (...[, k, cols, dir, m]) =>
      first({ cols, dir: supDir(dir), num: k }, m),
    ),
    rule('R', ['top?', 'Num?', 'C', 'with', 'the?', 'sup', 'M'], (...[, k, cols, dir, m]) =>
      first({ cols, dir: supDir(dir), num: k }, m),
    ),
    rule('R', ['top', 'Num?', 'C', 'by', 'M'], (dir, k, cols, m) => first({ cols, dir, num: k }, m)),
    rule('R', ['Num', 'top', 'C', 'by', 'M'], (k, dir, cols, m) => first({ cols, dir, num: k }, m)),
    rule('R', ['top', 'Num?', 'C', 'by', 'C'], (dir, k, cols, by) =>
      chain(totals(by), (m) => first({ cols, dir, num: k }, m)),
    ),
    rule('R', ['C', 'by', 'M'], (cols, m) => inOrder(schema, cols, m), 0.25),
    rule('R', ['common', 'C'], (dir, cols) => common(schema, cols, best(dir))),
    rule('R', ['top?', 'Num', 'common', 'C'], (...[, k, dir, cols]) => {
      const n = num(k);
      return n == null ? [] : common(schema, cols, best(dir, n));
    }),
    rule('R', ['common', 'C', 'of', 'N'], (dir, cols, n) => rankedGroups(schema, cols, countOf(schema, n), best(dir))),
    rule('R', ['common', 'C', 'in', 'N'], (dir, cols, n) => rankedGroups(schema, cols, countOf(schema, n), best(dir))),
    rule('R', ['the', 'R'], (r) => [{ sem: r }]),
    rule('Q', ['R'], (r) => [{ sem: r, cost: 0.05 }]),
    rule('Q', ['wh', 'R'], (r) => [{ sem: r }]),
    rule('Q', ['list', 'R'], (r) => [{ sem: r }]),
    rule('Q', ['show', 'R'], (r) => [{ sem: r }]),
    rule('Q', ['wh', 'C', 'be', 'the?', 'common'], (cols, dir) => common(schema, cols, best(dir))),
    rule('Q', ['in?', 'wh', 'C', 'be', 'M', 'the?', 'sup'], (cols, m, dir) =>
      first({ cols, dir: supDir(dir), num: null }, m),
    ),
  ].flat();
}

/** Questions about the values of a column: which there are, and which come first. */
export function rankingRules(schema: Schema): readonly Rule[] {
  return [
    ...ranked(schema),
    ...bounded(schema),
    ...rule('Q', ['wh', 'C', 'there'], (cols) => dimension(schema, cols)),
    ...rule('Q', ['wh', 'distinct', 'C', 'there?'], (cols) => dimension(schema, cols)),
    ...rule('Q', ['list', 'the?', 'all?', 'distinct?', 'C'], (cols) => dimension(schema, cols), 0.2),
    ...rule('Q', ['show', 'the?', 'all?', 'distinct?', 'C'], (cols) => dimension(schema, cols), 0.2),
  ];
}

/** The distinct values of a column as a list. */
function dimension(schema: Schema, cols: readonly ColCand[]): readonly Result<Meaning>[] {
  return cheapest(
    cols.filter((cand) => ['dimension', 'flag'].includes(colOf(schema, cand.table, cand.column)?.role ?? '')),
  ).map((cand) => {
    const show: readonly Show[] = [{ kind: 'column', col: { table: cand.table, column: cand.column, path: [] } }];
    return {
      sem: {
        query: {
          kind: 'list' as const,
          set: { table: cand.table, preds: [], best: null },
          show,
          star: false,
          distinct: true,
          order: null,
          limit: null,
          per: [],
        },
        assumptions: [],
      },
      cost: cand.cost,
    };
  });
}
