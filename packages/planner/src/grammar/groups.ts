import type { Schema } from '../lexicon/table.ts';
import { routes, routesUp } from '../joins.ts';
import type { ColRef, EntitySet, Group, Measure } from '../meaning.ts';
import { isOfSnapshot } from './attach-times.ts';
import { cheapest, colOf, reachColumns } from './reach.ts';
import type { GroupSem, MeasureSem, Result, TallySem } from './sems.ts';

type Placed = { readonly group: Group; readonly cost: number; readonly notes: readonly string[] };

function placeTime(
  schema: Schema,
  table: string,
  { grain, cols }: Extract<GroupSem, { g: 'time' }>,
): readonly Placed[] {
  if (cols !== undefined) {
    return reachColumns(schema, table, cols, (col) => col.role === 'date').map((one) => ({
      group: { kind: 'time', col: one.ref, grain },
      cost: one.cost,
      notes: [],
    }));
  }
  const owner = schema.tables.get(table);
  if (owner?.defaultDate == null) return [];
  const notes =
    owner.cols.filter((col) => col.role === 'date').length > 1
      ? [`time is read on ${owner.defaultDate.replace(/_/g, ' ')}`]
      : [];
  const group: Group = { kind: 'time', col: { table, column: owner.defaultDate, path: [] }, grain };
  return [{ group: isOfSnapshot(owner) ? group : { ...group, isImplied: true }, cost: 0.05, notes }];
}

/** Where the rows of `table` can be put together by what was named. */
export function placeGroup(schema: Schema, table: string, sem: GroupSem): readonly Placed[] {
  if (sem.g === 'time') return placeTime(schema, table, sem);
  if (sem.g === 'cols') {
    const fits = reachColumns(
      schema,
      table,
      sem.cols,
      (col) => col.kind !== 'other' && col.source.class !== 'free_text',
    );
    return fits.map((one) => ({
      group: named(schema, one.ref),
      cost: one.cost + (one.col.role === 'measure' ? 0.5 : 0),
      notes: [],
    }));
  }
  const target = sem.set.table;
  if (sem.set.preds.length > 0 || sem.set.best !== null) return [];
  if (target === table) return [];
  return routesUp(schema, table, target)
    .slice(0, 2)
    .map((route) => ({ group: { kind: 'entity', table: target, path: route.path }, cost: route.cost, notes: [] }));
}

/** Parents share names: put together by the name of a parent, rows are those of each parent. */
function named(schema: Schema, ref: ColRef): Group {
  const owner = schema.tables.get(ref.table);
  const isName = owner?.names.length === 1 && owner.names[0] === ref.column && owner.key.length > 0;
  return isName && ref.path.length > 0
    ? { kind: 'entity', table: ref.table, path: ref.path }
    : { kind: 'column', col: ref };
}

function setOf(measure: Measure): EntitySet | null {
  return measure.kind === 'column' ? null : measure.set;
}

/** "high-risk versus low-risk": the column whose values are set against each other. */
function contrastOf(set: EntitySet): Group | null {
  for (const pred of set.preds) {
    const first = pred.kind === 'any' && pred.contrast === true ? pred.parts[0] : undefined;
    if (first?.kind === 'compare') return { kind: 'column', col: first.col };
  }
  return null;
}

/** "How many are open, in review and closed": together or each by itself, only the asker knows. */
function eachApart(set: EntitySet): Group | null {
  for (const pred of set.preds) {
    const first = pred.kind === 'any' && pred.each ? pred.parts[0] : undefined;
    if (first?.kind === 'compare') return { kind: 'column', col: first.col };
  }
  return null;
}

/** Measures over one and the same set, grouped: each with its own aggregate at the grain of that set. */
export function tally(
  schema: Schema,
  ms: readonly MeasureSem[],
  groups: readonly GroupSem[],
): readonly Result<{ readonly query: TallySem; readonly notes: readonly string[] }>[] {
  const set = setOf(ms[0]?.measure ?? { kind: 'column', col: { table: '', column: '', path: [] } });
  if (set === null || ms.some((m) => JSON.stringify(setOf(m.measure)) !== JSON.stringify(set))) return [];
  const averaged = ms.every((m) => m.measure.kind === 'aggregate' && m.measure.fn === 'avg');
  const asked = averaged ? groups.filter((sem) => !(sem.g === 'entity' && sem.set.table === set.table)) : groups;
  const contrast = contrastOf(set);
  let partial: readonly {
    readonly groups: readonly Group[];
    readonly cost: number;
    readonly notes: readonly string[];
  }[] = [{ groups: contrast === null ? [] : [contrast], cost: 0, notes: ms.flatMap((m) => m.notes) }];
  for (const sem of asked) {
    const placed = placeGroup(schema, set.table, sem);
    partial = cheapest(
      partial.flatMap((before) =>
        placed.map((one) => ({
          groups: [...before.groups, one.group],
          cost: before.cost + one.cost,
          notes: [...before.notes, ...one.notes],
        })),
      ),
    );
  }
  const found = partial.map((one) => ({
    sem: {
      query: {
        kind: 'group' as const,
        measures: ms.map((m) => m.measure),
        set,
        groups: one.groups,
        having: [],
        order: null,
        limit: null,
        ties: false,
        hideMeasures: false,
      },
      notes: one.notes,
    },
    cost: one.cost,
  }));
  const apart = groups.length === 0 ? eachApart(set) : null;
  if (apart !== null && ms.every((m) => m.measure.kind === 'aggregate' && m.measure.fn === 'count')) {
    return found.flatMap((one) => [one, { ...one, sem: { ...one.sem, query: { ...one.sem.query, groups: [apart] } } }]);
  }
  return found.length > 0 || groups.length !== 1 || ms.length !== 1 ? found : tallyBelow(schema, ms[0], groups[0]);
}

const PLAIN = { kind: 'group', having: [], order: null, limit: null, ties: false, hideMeasures: false } as const;

/** "How many customers per loan type": the group lies on rows that belong to the thing counted, so things are counted once each. */
function tallyBelow(
  schema: Schema,
  m: MeasureSem | undefined,
  sem: GroupSem | undefined,
): readonly Result<{ readonly query: TallySem; readonly notes: readonly string[] }>[] {
  if (m === undefined || sem === undefined || m.measure.kind !== 'aggregate' || m.measure.fn !== 'count') return [];
  const counted = m.measure.set;
  const key = schema.tables.get(counted.table)?.key ?? [];
  if (key.length !== 1 || sem.g === 'time') return [];
  const targets = sem.g === 'cols' ? sem.cols : [];
  const found: { sem: { query: TallySem; notes: readonly string[] }; cost: number }[] = [];
  for (const cand of targets) {
    const up = routesUp(schema, cand.table, counted.table)[0];
    const down = routes(schema, counted.table, cand.table)[0];
    const col = colOf(schema, cand.table, cand.column);
    const isGroup =
      col !== undefined && col.role !== 'measure' && col.role !== 'key' && col.source.class !== 'free_text';
    if (
      !isGroup ||
      cand.table === counted.table ||
      up === undefined ||
      down === undefined ||
      !down.path.every((step) => step.many)
    )
      continue;
    const set: EntitySet = {
      table: cand.table,
      best: null,
      preds:
        counted.preds.length === 0 && counted.best === null
          ? []
          : [{ kind: 'related', path: up.path, set: counted, negated: false }],
    };
    const measure: Measure = {
      kind: 'aggregate',
      fn: 'distinct',
      col: { table: counted.table, column: key[0] ?? '', path: up.path },
      set,
      path: [],
    };
    const groups: readonly Group[] = [{ kind: 'column', col: { table: cand.table, column: cand.column, path: [] } }];
    found.push({
      sem: { query: { ...PLAIN, measures: [measure], set, groups }, notes: m.notes },
      cost: cand.cost + up.cost + 0.3,
    });
  }
  return cheapest(found);
}
