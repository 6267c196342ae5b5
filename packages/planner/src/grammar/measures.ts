import type { Rule } from '../chart.ts';
import type { Col, Schema } from '../lexicon/table.ts';
import type { EntitySet, Fn, Measure } from '../meaning.ts';
import { routesUp } from '../joins.ts';
import { isRate } from '../lexicon/inference.ts';
import { defaultMeasure, isMain } from './default-measure.ts';
import { narrow } from './attach.ts';
import { cheapest, colOf, reachColumns } from './reach.ts';
import type { ColCand, MeasureSem, Pending, Result, SetSem } from './sems.ts';
import { chain, rule } from './sems.ts';
import { supDir } from './adjectives.ts';

/** No sum of rates, no average of names: ill-typed measures do not exist. */
export function isSummable(fn: Fn, col: Col): boolean {
  if (fn === 'count' || fn === 'distinct') return true;
  if (fn === 'min' || fn === 'max') return (col.kind === 'number' && col.role !== 'key') || col.role === 'date';
  if (col.kind !== 'number' || col.role === 'key') return false;
  return fn !== 'per' && (fn !== 'sum' || col.additive);
}

const everything = (table: string): EntitySet => ({ table, preds: [], best: null });

function aggregate(fn: Fn, col: Measure & { kind: 'column' }, set: EntitySet): Measure {
  return { kind: 'aggregate', fn, col: col.col, set, path: [] };
}

/** The measure over the rows of a given set. */
export function overSet(schema: Schema, fn: Fn, cols: readonly ColCand[], sem: SetSem): readonly Result<MeasureSem>[] {
  if (schema.tables.get(sem.set.table)?.repeats === true && (fn === 'sum' || fn === 'avg')) return [];
  const found = reachColumns(schema, sem.set.table, cols, (col) => isSummable(fn, col)).filter(
    (one) => one.ref.path.length === 0 || fn !== 'sum',
  );
  return found.map((one) => ({
    sem: { measure: aggregate(fn, { kind: 'column', col: one.ref }, sem.set), notes: sem.notes },
    cost: one.cost,
  }));
}

/** "total balance of customers in the EU": the figure lies on rows that belong to the set named. */
function overOwners(schema: Schema, fn: Fn, cols: readonly ColCand[], sem: SetSem): readonly Result<MeasureSem>[] {
  const found: Result<MeasureSem>[] = [];
  for (const cand of cols) {
    const col = colOf(schema, cand.table, cand.column);
    if (col === undefined || !isSummable(fn, col) || cand.table === sem.set.table) continue;
    const pending: Pending = { k: 'rel', set: sem.set, negated: false };
    for (const one of narrow(schema, { set: everything(cand.table), notes: sem.notes }, pending)) {
      found.push({
        sem: {
          measure: aggregate(
            fn,
            { kind: 'column', col: { table: cand.table, column: cand.column, path: [] } },
            one.sem.set,
          ),
          notes: one.sem.notes,
        },
        cost: cand.cost + (one.cost ?? 0) + 0.1,
      });
    }
  }
  return cheapest(found.map((one) => ({ ...one, cost: one.cost ?? 0 })));
}

export function free(schema: Schema, fn: Fn, cols: readonly ColCand[]): readonly Result<MeasureSem>[] {
  return cheapest(
    cols.filter((cand) => {
      if (schema.tables.get(cand.table)?.repeats === true && (fn === 'sum' || fn === 'avg')) return false;
      const col = colOf(schema, cand.table, cand.column);
      return col !== undefined && isSummable(fn, col);
    }),
    4,
  ).map((cand) => ({
    sem: {
      measure: aggregate(
        fn,
        { kind: 'column', col: { table: cand.table, column: cand.column, path: [] } },
        everything(cand.table),
      ),
      notes: [],
    },
    cost: cand.cost,
  }));
}

/** How many: rows, or different names where one thing may fill several rows. */
export function countOf(schema: Schema, sem: SetSem): MeasureSem {
  const owner = schema.tables.get(sem.set.table);
  if (owner?.repeats === true && owner.display !== null) {
    return {
      measure: {
        kind: 'aggregate',
        fn: 'distinct',
        col: { table: owner.name, column: owner.display, path: [] },
        set: sem.set,
        path: [],
      },
      notes: sem.notes,
    };
  }
  return { measure: { kind: 'aggregate', fn: 'count', col: null, set: sem.set, path: [] }, notes: sem.notes };
}

function distinctOf(schema: Schema, cols: readonly ColCand[], sem: SetSem | null): readonly Result<MeasureSem>[] {
  const texts = cols.filter((cand) => colOf(schema, cand.table, cand.column)?.kind !== 'date');
  return sem === null ? free(schema, 'distinct', texts) : overSet(schema, 'distinct', texts, sem);
}

/** The share of a set that also meets a condition. */
export function shareOf(schema: Schema, sem: SetSem, pending: Pending, word: string): readonly Result<MeasureSem>[] {
  if (pending.k === 'best') return [];
  const percent = /percent|%|pct/.test(word);
  return narrow(schema, sem, pending).map((part) => ({
    sem: {
      measure: { kind: 'share', fn: 'count', col: null, part: part.sem.set, set: sem.set, path: [], percent },
      notes: part.sem.notes,
    },
    cost: part.cost ?? 0,
  }));
}

/** "share of outstanding balance of loans past due": the count of a share turned into a total. */
function totalled(schema: Schema, cols: readonly ColCand[], share: MeasureSem): readonly Result<MeasureSem>[] {
  const { measure } = share;
  if (measure.kind !== 'share') return [];
  return overSet(schema, 'sum', cols, { set: measure.set, notes: share.notes }).map((sum) => {
    const col = sum.sem.measure.kind === 'aggregate' ? sum.sem.measure.col : null;
    return { sem: { measure: { ...measure, fn: 'sum' as const, col }, notes: share.notes }, cost: sum.cost ?? 0 };
  });
}

/** The measure over fewer rows: the condition is put on the rows that are counted. */
export function narrowMeasure(schema: Schema, sem: MeasureSem, pending: Pending): readonly Result<MeasureSem>[] {
  const { measure } = sem;
  if (measure.kind === 'column' || pending.k === 'best') return [];
  return narrow(schema, { set: measure.set, notes: sem.notes }, pending).flatMap(
    (one): readonly Result<MeasureSem>[] => {
      if (measure.kind !== 'share')
        return [{ sem: { measure: { ...measure, set: one.sem.set }, notes: one.sem.notes }, cost: one.cost ?? 0 }];
      const part = narrow(schema, { set: measure.part, notes: [] }, pending)[0];
      return part === undefined
        ? []
        : [
            {
              sem: { measure: { ...measure, set: one.sem.set, part: part.sem.set }, notes: one.sem.notes },
              cost: one.cost ?? 0,
            },
          ];
    },
  );
}

const extreme = (word: string): Fn => (supDir(word) === 'asc' ? 'min' : 'max');

function figures(schema: Schema): readonly Rule[] {
  const fn = (word: string): Fn => word as Fn;
  return [
    rule('M', ['agg', 'N'], (agg, n) => (agg === 'sum' ? [] : overMain(schema, fn(agg), n)), 0.2),
    rule(
      'M',
      ['agg', 'Vals', 'C'],
      (agg, vals, cols) => chain(free(schema, fn(agg), cols), (m) => narrowMeasure(schema, m, vals)),
      0.1,
    ),
    rule('M', ['agg', 'C'], (agg, cols) => free(schema, fn(agg), cols), 0.02),
    rule('M', ['agg', 'of?', 'the?', 'C', 'of', 'N'], (agg, cols, n) => overSet(schema, fn(agg), cols, n)),
    rule('M', ['agg', 'of?', 'the?', 'C', 'of', 'N'], (agg, cols, n) => overOwners(schema, fn(agg), cols, n)),
    rule('M', ['agg', 'C', 'in', 'N'], (agg, cols, n) => overSet(schema, fn(agg), cols, n)),
    rule('M', ['agg', 'C', 'in', 'N'], (agg, cols, n) => overOwners(schema, fn(agg), cols, n)),
    rule('M', ['agg', 'C', 'with', 'N'], (agg, cols, n) => overSet(schema, fn(agg), cols, n), 0.1),
    rule('M', ['agg', 'C', 'own', 'N'], (agg, cols, n) => overOwners(schema, fn(agg), cols, n)),
    rule('M', ['agg', 'C', 'own', 'N'], (agg, cols, n) => overSet(schema, fn(agg), cols, n)),
    rule('M', ['agg', 'of?', 'the?', 'C', 'throughout', 'N'], (agg, cols, n) => overSet(schema, fn(agg), cols, n)),
    rule('M', ['C', 'altogether'], (cols) => free(schema, 'sum', cols), 0.05),
    rule('M', ['agg', 'N', 'C'], (agg, n, cols) => overSet(schema, fn(agg), cols, n), 0.02),
    rule('M', ['agg', 'N', 'poss', 'C'], (agg, n, cols) => overSet(schema, fn(agg), cols, n)),
    rule('M', ['N', 'agg', 'C'], (n, agg, cols) => overSet(schema, fn(agg), cols, n), 0.15),
    rule('X', ['sup', 'C', 'of', 'N'], (sup, cols, n) => overSet(schema, extreme(sup), cols, n), 0.05),
    rule('X', ['sup', 'C', 'in', 'N'], (sup, cols, n) => overSet(schema, extreme(sup), cols, n), 0.05),
    rule('X', ['sup', 'C', 'of', 'N'], (sup, cols, n) => overOwners(schema, extreme(sup), cols, n), 0.05),
    rule('X', ['sup', 'C', 'in', 'N'], (sup, cols, n) => overOwners(schema, extreme(sup), cols, n), 0.05),
    rule('X', ['sup', 'N', 'C'], (sup, n, cols) => overSet(schema, extreme(sup), cols, n), 0.1),
    rule('X', ['sup', 'C'], (sup, cols) => free(schema, extreme(sup), cols), 0.1),
    rule('X', ['the', 'X'], (x) => [{ sem: x }]),
    rule('X', ['X', 'P'], (x, p) => narrowMeasure(schema, x, p), 0.08),
  ].flat();
}

/** "average card payment": of the figure a row is about. */
export function overMain(schema: Schema, fn: Fn, sem: SetSem): readonly Result<MeasureSem>[] {
  return defaultMeasure(schema.tables.get(sem.set.table), (col) => col.additive && !isRate(col)).map((main) => {
    const col = { table: sem.set.table, column: main.col.name, path: [] };
    return {
      sem: { measure: aggregate(fn, { kind: 'column', col }, sem.set), notes: [...sem.notes, ...main.note] },
      cost: main.cost,
    };
  });
}

/** "total payments": how many, or how much; where rows have a figure that adds up, only the asker knows. */
function totalOf(schema: Schema, sem: SetSem): readonly Result<MeasureSem>[] {
  const [main] = defaultMeasure(schema.tables.get(sem.set.table), (col) => col.additive && !isRate(col));
  const counted: Result<MeasureSem> = { sem: countOf(schema, sem), cost: 0.12 };
  if (main === undefined || !isMain(main.col)) return [counted];
  const col = { table: sem.set.table, column: main.col.name, path: [] };
  return [
    counted,
    {
      sem: { measure: aggregate('sum', { kind: 'column', col }, sem.set), notes: [...sem.notes, ...main.note] },
      cost: 0.12,
    },
  ];
}

/** "average number of loans per customer": of the customers that have any. */
function perEntity(schema: Schema, counted: SetSem, owner: SetSem): readonly Result<MeasureSem>[] {
  const route = routesUp(schema, counted.set.table, owner.set.table)[0];
  const [step] = route?.path ?? [];
  const own = owner.set.preds.length > 0 || owner.set.best !== null;
  if (
    route === undefined ||
    step === undefined ||
    route.path.length > 1 ||
    step.columns.length !== 1 ||
    own ||
    counted.set.best !== null
  )
    return [];
  const col = { table: counted.set.table, column: step.columns[0]?.[0] ?? '', path: [] };
  return [
    {
      sem: {
        measure: { kind: 'aggregate', fn: 'per', col, set: counted.set, path: [] },
        notes: [...counted.notes, 'those without any are left out of the average'],
      },
      cost: route.cost,
    },
  ];
}

/** "number of employees" where a column already holds the number. */
function counts(schema: Schema, cols: readonly ColCand[]): readonly ColCand[] {
  return cols.filter((cand) => /int/.test(colOf(schema, cand.table, cand.column)?.type ?? ''));
}

function tallies(schema: Schema): readonly Rule[] {
  return [
    rule('M', ['agg', 'count', 'C'], (agg, cols) =>
      agg === 'sum' || agg === 'avg' ? free(schema, agg, counts(schema, cols)) : [],
    ),
    rule('M', ['agg', 'count', 'N', 'by', 'N'], (agg, n, owner) => (agg === 'avg' ? perEntity(schema, n, owner) : [])),
    rule('M', ['agg', 'count', 'N', 'verb', 'by', 'N'], (agg, n, owner) =>
      agg === 'avg' ? perEntity(schema, n, owner) : [],
    ),
    rule('M', ['total', 'N'], (n) => totalOf(schema, n)),
    rule('M', ['Vals', 'rate', 'of', 'N'], (vals, n) => shareOf(schema, n, vals, 'rate')),
    rule('M', ['M', 'event'], (m) => [{ sem: m, cost: 0.1 }]),
    rule('M', ['count', 'of?', 'N'], (n) => [{ sem: countOf(schema, n) }]),
    rule('M', ['N', 'count'], (n) => (n.set.preds.length > 1 ? [] : [{ sem: countOf(schema, n), cost: 0.1 }])),
    rule('M', ['count', 'distinct', 'C'], (cols) => distinctOf(schema, cols, null)),
    rule('M', ['distinct', 'C', 'count'], (cols) => distinctOf(schema, cols, null), 0.1),
    rule('M', ['count', 'distinct', 'C', 'of', 'N'], (cols, n) => distinctOf(schema, cols, n)),
    rule('M', ['count', 'distinct', 'C', 'in', 'N'], (cols, n) => distinctOf(schema, cols, n)),
    rule('M', ['share', 'N', 'P'], (word, n, p) => shareOf(schema, n, p, word)),
    rule('M', ['share', 'Vals', 'N', 'to', 'all', 'N'], (word, vals, n, all) =>
      JSON.stringify(all.set) === JSON.stringify(n.set) ? shareOf(schema, n, vals, word) : [],
    ),
    rule('M', ['share', 'Vals', 'N'], (word, vals, n) =>
      n.set.preds.length > 0 ? [] : shareOf(schema, n, vals, word),
    ),
    rule('M', ['share', 'the?', 'C', 'of', 'N', 'P'], (word, cols, n, p) =>
      chain(shareOf(schema, n, p, word), (share) => totalled(schema, cols, share)),
    ),
    rule('M', ['share', 'the?', 'C', 'in', 'N', 'P'], (word, cols, n, p) =>
      chain(shareOf(schema, n, p, word), (share) => totalled(schema, cols, share)),
    ),
  ].flat();
}

/** Figures over sets: totals, averages, counts, shares. */
export function measureRules(schema: Schema): readonly Rule[] {
  return [
    ...figures(schema),
    ...tallies(schema),
    ...rule('M', ['the', 'M'], (m) => [{ sem: m }]),
    ...rule('M', ['all', 'M'], (m) => [{ sem: m }]),
    ...rule(
      'M',
      ['M', 'P'],
      (m, p) => (m.measure.kind === 'share' && p.k !== 'date' ? [] : narrowMeasure(schema, m, p)),
      0.08,
    ),
    ...rule('Ms', ['M'], (m) => [{ sem: [m] }]),
    ...rule('Ms', ['Ms', 'and', 'M'], (ms, m) => [{ sem: [...ms, m] }]),
    ...rule('Ms', ['Ms', 'comma', 'M'], (ms, m) => [{ sem: [...ms, m] }]),
    ...rule('Ms', ['agg', 'and', 'agg', 'C', 'of', 'N'], (a, b, cols, n) => pairedOver(schema, [a, b], cols, n)),
    ...rule('Ms', ['agg', 'and', 'agg', 'C', 'in', 'N'], (a, b, cols, n) => pairedOver(schema, [a, b], cols, n)),
    ...rule('Ms', ['agg', 'and', 'agg', 'C'], (a, b, cols) => paired(schema, a, b, cols)),
  ];
}

function pairedOver(
  schema: Schema,
  fns: readonly string[],
  cols: readonly ColCand[],
  n: SetSem,
): readonly Result<readonly MeasureSem[]>[] {
  const [left = [], right = []] = fns.map((fn) => overSet(schema, fn as Fn, cols, n));
  return left.flatMap((one, i) => {
    const other = right[i];
    return other === undefined ? [] : [{ sem: [one.sem, other.sem], cost: one.cost ?? 0 }];
  });
}

/** "minimum and maximum balance". */
function paired(
  schema: Schema,
  a: string,
  b: string,
  cols: readonly ColCand[],
): readonly Result<readonly MeasureSem[]>[] {
  const left = free(schema, a as Fn, cols);
  const right = free(schema, b as Fn, cols);
  return left.flatMap((one, i) => {
    const other = right[i];
    return other === undefined ? [] : [{ sem: [one.sem, other.sem], cost: one.cost ?? 0 }];
  });
}

/** A figure named without "total": additive figures are totalled, and that is said. */
export function freeTotal(schema: Schema, cols: readonly ColCand[]): readonly Result<MeasureSem>[] {
  return cheapest(
    cols.flatMap((cand) =>
      overSet(schema, 'sum', [cand], {
        set: { table: cand.table, preds: [], best: null },
        notes: ['the figure is totalled'],
      }).map((one) => ({ ...one, cost: one.cost ?? 0 })),
    ),
  );
}
