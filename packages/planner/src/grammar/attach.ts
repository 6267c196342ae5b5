import type { Col, Schema } from '../lexicon/table.ts';
import { routes } from '../joins.ts';
import type { ColRef, EntitySet, Literal, Op, Path, Pred } from '../meaning.ts';
import type { DateRead } from '../dates.ts';
import type { NumberRead } from '../numbers.ts';
import type { ColCand, Pending, Result, SetSem, ValCand } from './sems.ts';
import { defaultMeasure, orderOf } from './default-measure.ts';
import { kindOfPlace, PLACE_WORDS } from '../lexicon/places.ts';
import { alongPath } from './along.ts';
import { cheapest, colOf, reachColumns } from './reach.ts';

export type Found = { readonly pred: Pred; readonly cost: number; readonly notes: readonly string[] };

/** A condition on a row of `target` becomes one on a row of `table`: the row itself, or a related one. */
function place(schema: Schema, table: string, target: string, make: (path: Path) => Pred): readonly Found[] {
  if (table === target) return [{ pred: make([]), cost: 0, notes: [] }];
  return routes(schema, table, target)
    .slice(0, 2)
    .map((route) => ({
      pred: {
        kind: 'related',
        path: route.path,
        set: { table: target, preds: [make([])], best: null },
        negated: false,
      },
      cost: route.cost + (route.path.some((step) => step.many) ? 0.6 : 0.1),
      notes: [],
    }));
}

function negate(found: readonly Found[], negated: boolean): readonly Found[] {
  if (!negated) return found;
  return found.map((one) => ({ ...one, pred: invert(one.pred) }));
}

const INVERSE: Readonly<Record<Op, Op>> = { '=': '<>', '<>': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

export function invert(pred: Pred): Pred {
  if (pred.kind === 'related' || pred.kind === 'member' || pred.kind === 'null')
    return { ...pred, negated: !pred.negated };
  if (pred.kind === 'compare') return { ...pred, op: INVERSE[pred.op] };
  if (pred.kind === 'not') return pred.part;
  return { kind: 'not', part: pred };
}

function toLiteral(col: Col, value: string | boolean): Literal {
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (col.kind === 'boolean') return { kind: 'boolean', value: /^t/i.test(value) };
  if (col.kind === 'number' && Number.isFinite(Number(value))) return { kind: 'number', value: Number(value) };
  return { kind: 'text', value };
}

/** Where a thing lies itself comes before where its parent lies. */
const OWN_PLACE = 0.2;
const PLACES = new Set(['city', 'town', 'country', 'region', 'state', 'county', 'province', 'location', 'district']);

/** "customers in London": a city of their own, whose values are not listed, is as likely as their branch's region. */
function ownPlaces(schema: Schema, table: string, col: Col, value: Literal): readonly Pred[] {
  if (!PLACES.has(col.words.at(-1) ?? '') || value.kind !== 'text') return [];
  const own = schema.tables.get(table)?.cols ?? [];
  return own
    .filter(
      (one) =>
        one.kind === 'text' &&
        one.source.values === undefined &&
        PLACE_WORDS[kindOfPlace(String(value.value))].includes(one.words.at(-1) ?? ''),
    )
    .map((one) => ({ kind: 'compare', col: { table, column: one.name, path: [] }, op: '=', value }));
}

function attachValue(schema: Schema, table: string, cand: ValCand): readonly Found[] {
  const col = colOf(schema, cand.table, cand.column);
  if (col === undefined) return [];
  const value = toLiteral(col, cand.value);
  const own = col.table === table ? [] : ownPlaces(schema, table, col, value);
  const placed = place(schema, table, cand.table, (path) => ({
    kind: 'compare',
    col: { table: cand.table, column: cand.column, path },
    op: '=',
    value,
  })).map((one) => ({ ...one, cost: one.cost + cand.cost }));
  return [
    ...placed,
    ...own.map((pred) => ({ pred, cost: Math.max(0, (placed[0]?.cost ?? 1) - OWN_PLACE), notes: [] })),
  ];
}

const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30, quarter: 90, year: 365 };
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

/** How many of the column's own units of time one unit asked for is; null if the column holds no such time. */
function spanFactor(col: Col, span: string): number | null {
  const own = [col.unit ?? '', ...col.words]
    .map((word) => word.replace(/s$/, ''))
    .find((word) => DAYS[word] !== undefined);
  if (own === undefined) return null;
  if (own === span) return 1;
  const months = MONTHS[span];
  const held = MONTHS[own];
  return months !== undefined && held !== undefined ? months / held : null;
}

/** Percentages are stored as figures of a hundred or of one; the unit says, else the scale of the type. */
export function scaled(col: Col, num: NumberRead): number {
  if (num.span !== undefined) return num.value * (spanFactor(col, num.span) ?? Number.NaN);
  if (num.unit !== 'percent') return num.value;
  const fraction = /fraction|ratio|decimal/i.test(col.unit ?? '') || (col.unit === null && fractionType(col));
  return fraction ? Number((num.value / 100).toPrecision(12)) : num.value;
}

function fractionType(col: Col): boolean {
  const match = /\((\d+),(\d+)\)/.exec(col.type);
  return match !== null && Number(match[1]) - Number(match[2]) <= 1;
}

function fitsNumber(col: Col, num: NumberRead): boolean {
  if (num.span !== undefined) return spanFactor(col, num.span) !== null;
  if (col.kind !== 'number' || col.role === 'key') return false;
  if (num.unit === 'percent')
    return (
      /rate|percent|pct|ratio|share|margin|yield|discount|utili|growth|return|change|tax/.test(
        `${col.name} ${col.unit ?? ''}`,
      ) || !col.additive
    );
  return num.unit !== 'money' || col.additive || /price|cost|fee|rent|salary|limit|income|value/.test(col.name);
}

/** A smaller figure without unit or column ("over 60") could be an age, a day, a score: it is not guessed. */
const SMALLEST_BARE = 1000;

/** The columns a bare figure may be compared with: those named, else the entity's own measure. */
function numberColumns(
  schema: Schema,
  table: string,
  cols: readonly ColCand[] | null,
  num: NumberRead,
): readonly { ref: ColRef; col: Col; cost: number; notes: readonly string[] }[] {
  if (cols !== null)
    return reachColumns(
      schema,
      table,
      cols,
      (col) => col.kind === 'number' && ((num.unit === 'plain' && num.span === undefined) || fitsNumber(col, num)),
    ).map((one) => ({ ...one, notes: [] }));
  const bare = num.unit === 'plain' && num.value < SMALLEST_BARE;
  const found = bare
    ? []
    : defaultMeasure(schema.tables.get(table), (col) => fitsNumber(col, num) && (num.unit !== 'plain' || col.additive));
  return found.map(({ col, cost, note }) => ({ ref: { table, column: col.name, path: [] }, col, cost, notes: note }));
}

function attachNumber(
  schema: Schema,
  table: string,
  pending: Extract<Pending, { k: 'cmp' | 'between' }>,
): readonly Found[] {
  const num = pending.k === 'cmp' ? pending.num : pending.low;
  return numberColumns(schema, table, pending.cols, num).map(({ ref, col, cost, notes }) => {
    const value = (of: NumberRead): Literal => ({ kind: 'number', value: scaled(col, of) });
    const pred: Pred =
      pending.k === 'cmp'
        ? { kind: 'compare', col: ref, op: pending.op, value: value(pending.num) }
        : {
            kind: 'all',
            parts: [
              { kind: 'compare', col: ref, op: '>=', value: value(pending.low) },
              { kind: 'compare', col: ref, op: '<=', value: value(pending.high) },
            ],
          };
    return { pred, cost, notes };
  });
}

function attachDate(schema: Schema, table: string, pending: Extract<Pending, { k: 'date' }>): readonly Found[] {
  const range = (ref: ColRef): Pred => ({
    kind: 'range',
    col: ref,
    from: pending.date.from,
    to: pending.date.to,
    text: pending.date.text,
  });
  if (pending.cols !== null) {
    return reachColumns(schema, table, pending.cols, (col) => col.role === 'date')
      .filter((one) => one.ref.path.length === 0 || one.cost < 1)
      .map((one) => ({ pred: range(one.ref), cost: one.cost + (one.ref.path.length > 0 ? 0.4 : 0), notes: [] }));
  }
  const owner = schema.tables.get(table);
  const dates = owner?.cols.filter((col) => col.role === 'date') ?? [];
  const years = attachYear(table, owner?.cols ?? [], pending.date);
  if (years.length > 0 && owner?.published === false) return years;
  const chosen = owner?.defaultDate ?? null;
  if (chosen === null) return years;
  const notes = dates.length > 1 ? [`"${pending.date.text}" is read on ${chosen.replace(/_/g, ' ')}`] : [];
  return [{ pred: range({ table, column: chosen, path: [] }), cost: dates.length > 1 ? 0.25 : 0.05, notes }];
}

/** A calendar year meets a column that holds years as numbers. */
function attachYear(table: string, cols: readonly Col[], date: DateRead): readonly Found[] {
  const col = cols.find((one) => one.kind === 'number' && one.words.at(-1) === 'year');
  const year = Number(date.from?.slice(0, 4) ?? Number.NaN);
  const isYear = date.grain === 'year' && date.from?.endsWith('-01-01') === true && date.to === `${year + 1}-01-01`;
  if (col === undefined || !isYear) return [];
  return [
    {
      pred: {
        kind: 'compare',
        col: { table, column: col.name, path: [] },
        op: '=',
        value: { kind: 'number', value: year },
      },
      cost: 0.1,
      notes: [],
    },
  ];
}

function attachText(schema: Schema, table: string, pending: Extract<Pending, { k: 'text' }>): readonly Found[] {
  const owner = schema.tables.get(table);
  const cols = pending.cols ?? (owner?.display == null ? [] : [{ table, column: owner.display, cost: 0.1 }]);
  const keyed =
    pending.how === 'is' && pending.cols === null && owner?.key.length === 1 && /\d/.test(pending.text)
      ? [{ table, column: owner.key[0] ?? '', cost: 0.05 }]
      : [];
  const fits = (col: Col): boolean =>
    pending.how === 'is'
      ? col.kind === 'text' || (col.kind === 'number' && /^\d+$/.test(pending.text))
      : col.kind === 'text';
  return negate(
    reachColumns(schema, table, keyed.length > 0 ? keyed : cols, fits).map(({ ref, col, cost }) => ({
      pred:
        pending.how === 'is'
          ? { kind: 'compare', col: ref, op: '=', value: toLiteral(col, pending.text) }
          : { kind: 'like', col: ref, how: pending.how, value: pending.text },
      cost,
      notes: [],
    })),
    pending.negated,
  );
}

/** A name of a place that no list holds meets the column of its kind whose values are not listed. */
function attachPlace(schema: Schema, table: string, text: string): readonly Found[] {
  const kind = kindOfPlace(text);
  const cols = [...schema.tables.values()].flatMap((owner) =>
    owner.cols.filter(
      (col) =>
        col.kind === 'text' && col.source.values === undefined && PLACE_WORDS[kind].includes(col.words.at(-1) ?? ''),
    ),
  );
  const cands = cols.map((col) => ({ table: col.table, column: col.name, cost: 0 }));
  return reachColumns(schema, table, cands).map(({ ref, cost }) => ({
    pred: { kind: 'compare', col: ref, op: '=', value: { kind: 'text', value: text } },
    cost: cost * 2,
    notes: [`"${text}" is taken as the name of a ${kind}`],
  }));
}

function attachRelated(
  schema: Schema,
  table: string,
  pending: Extract<Pending, { k: 'rel' | 'count' }>,
): readonly Found[] {
  if (table === pending.set.table) return [];
  const found: Found[] = [];
  for (const route of routes(schema, table, pending.set.table).slice(0, 2)) {
    if (pending.k === 'rel' && pending.up === true && route.path.some((step) => step.many)) continue;
    if (pending.k === 'rel')
      found.push({
        pred: { kind: 'related', path: route.path, set: pending.set, negated: pending.negated },
        cost: route.cost,
        notes: [],
      });
    else if (route.path.some((step) => step.many))
      found.push({
        pred: { kind: 'count', path: route.path, set: pending.set, op: pending.op, value: pending.n },
        cost: route.cost,
        notes: [],
      });
  }
  return found;
}

function attachScalar(schema: Schema, set: EntitySet, pending: Extract<Pending, { k: 'scalar' }>): readonly Found[] {
  if (pending.table !== undefined && pending.table !== set.table) return [];
  const cols =
    pending.cols === null
      ? defaultMeasure(schema.tables.get(set.table), () => true).map(({ col, cost, note }) => ({
          ref: { table: set.table, column: col.name, path: [] as Path },
          cost,
          notes: note,
        }))
      : reachColumns(schema, set.table, pending.cols, (col) => col.kind === 'number').map((one) => ({
          ref: one.ref,
          cost: one.cost,
          notes: [] as readonly string[],
        }));
  return cols.map(({ ref, cost, notes }) => ({
    pred: {
      kind: 'scalar',
      col: ref,
      op: pending.op,
      fn: pending.fn,
      over: { table: set.table, preds: set.preds, best: null },
    },
    cost,
    notes,
  }));
}

function attachParts(
  schema: Schema,
  set: EntitySet,
  pending: Extract<Pending, { k: 'any' | 'all' }>,
): readonly Found[] {
  const parts = pending.parts.map((part) => attach(schema, set, part)[0]);
  if (parts.some((part) => part === undefined)) return [];
  const found = parts.filter((part) => part !== undefined);
  const cost = found.reduce((sum, part) => sum + part.cost, 0);
  const notes = found.flatMap((part) => part.notes);
  const preds = found.map((part) => part.pred);
  const ofOwner = preds.every((pred) => pred.kind === 'related' && pred.path.some((step) => step.many));
  if (pending.k === 'any' && pending.each && ofOwner) return [{ pred: { kind: 'all', parts: preds }, cost, notes }];
  return [
    {
      pred:
        pending.k === 'any'
          ? { kind: 'any', parts: preds, each: pending.each, ...(pending.contrast === true ? { contrast: true } : {}) }
          : { kind: 'all', parts: preds },
      cost,
      notes,
    },
  ];
}

function attachValues(schema: Schema, table: string, pending: Extract<Pending, { k: 'value' }>): readonly Found[] {
  const found = pending.cands.flatMap((cand) => attachValue(schema, table, cand));
  const isFar = ({ pred }: Found): boolean => pred.kind === 'related' && pred.path.some((step) => step.many);
  return cheapest(pending.near === true ? found.filter((one) => !isFar(one)) : found);
}

/** All well-typed ways the condition can hold of a row of the set; none if it cannot. */
export function attach(schema: Schema, set: EntitySet, pending: Pending): readonly Found[] {
  const { table } = set;
  switch (pending.k) {
    case 'value':
      return negate(attachValues(schema, table, pending), pending.negated);
    case 'cmp':
    case 'between':
      return attachNumber(schema, table, pending);
    case 'date':
      return attachDate(schema, table, pending);
    case 'rel':
    case 'count':
      return attachRelated(schema, table, pending);
    case 'term':
      return negate(attachTerm(schema, table, pending), pending.negated);
    case 'null':
      return reachColumns(schema, table, pending.cols).map((one) => ({
        pred: { kind: 'null', col: one.ref, negated: pending.negated },
        cost: one.cost,
        notes: [],
      }));
    case 'text':
      return attachText(schema, table, pending);
    case 'columns':
      return attachColumns(schema, table, pending);
    case 'scalar':
      return attachScalar(schema, set, pending);
    case 'total':
      return attachTotal(schema, table, pending);
    case 'any':
    case 'all':
      return attachParts(schema, set, pending);
    case 'not':
      return negate(attach(schema, set, pending.part), true);
    case 'own':
      return pending.table === table ? [{ pred: { kind: 'all', parts: pending.preds }, cost: 0, notes: [] }] : [];
    case 'place':
      return attachPlace(schema, table, pending.text);
    case 'best':
      return [];
  }
}

function attachTerm(schema: Schema, table: string, pending: Extract<Pending, { k: 'term' }>): readonly Found[] {
  const { term } = pending;
  const col = colOf(schema, pending.table, term.column);
  if (col === undefined) return [];
  const value: Literal =
    typeof term.value === 'number' ? { kind: 'number', value: term.value } : toLiteral(col, term.value);
  return place(schema, table, pending.table, (path) => ({
    kind: 'compare',
    col: { table: pending.table, column: term.column, path },
    op: term.operator,
    value,
  }));
}

function attachColumns(schema: Schema, table: string, pending: Extract<Pending, { k: 'columns' }>): readonly Found[] {
  const left = reachColumns(schema, table, pending.left)[0];
  const right = reachColumns(schema, table, pending.right)[0];
  if (
    left === undefined ||
    right === undefined ||
    left.col.kind !== right.col.kind ||
    (left.ref.column === right.ref.column && left.ref.table === right.ref.table)
  )
    return [];
  return [
    {
      pred: { kind: 'columns', left: left.ref, op: pending.op, right: right.ref },
      cost: left.cost + right.cost,
      notes: [],
    },
  ];
}

function attachTotal(schema: Schema, table: string, pending: Extract<Pending, { k: 'total' }>): readonly Found[] {
  const { measure } = pending;
  if (measure.kind === 'column' || measure.set.table === table) return [];
  const col = measure.col === null ? undefined : colOf(schema, measure.col.table, measure.col.column);
  const value = col === undefined ? pending.num.value : scaled(col, pending.num);
  return routes(schema, table, measure.set.table)
    .slice(0, 1)
    .flatMap((route) => alongPath(schema, measure, route.path).map((along) => ({ route, along })))
    .map(({ route, along }) => ({
      pred: { kind: 'total', measure: along, op: pending.op, value },
      cost: route.cost,
      notes: [],
    }));
}

type Range = Extract<Pred, { kind: 'range' }>;

/** Two times of one column without a common day. */
function areApart(a: Range, b: Range): boolean {
  const same = JSON.stringify(a.col) === JSON.stringify(b.col);
  const before = (x: Range, y: Range): boolean => x.to !== null && y.from !== null && x.to <= y.from;
  return same && (before(a, b) || before(b, a));
}

/** Two different values required of one column contradict each other. */
function contradicts(preds: readonly Pred[], pred: Pred): boolean {
  if (pred.kind === 'range') return preds.some((other) => other.kind === 'range' && areApart(other, pred));
  if (pred.kind !== 'compare' || pred.op !== '=') return false;
  return preds.some(
    (other) =>
      other.kind === 'compare' &&
      other.op === '=' &&
      other.col.column === pred.col.column &&
      other.col.table === pred.col.table &&
      JSON.stringify(other.col.path) === JSON.stringify(pred.col.path),
  );
}

/** A time after "branches with the most loans" is rather that of the loans. */
function measuresOthers(set: EntitySet): boolean {
  return (
    set.preds.some(
      (pred) => pred.kind === 'count' || (pred.kind === 'related' && pred.path.some((step) => step.many)),
    ) ||
    set.preds.some((pred) => pred.kind === 'total') ||
    (set.best !== null && set.best.by.kind !== 'column')
  );
}

/** One thing, named by its key: a time said after it rather belongs to what is asked about it. */
function isOne(schema: Schema, set: EntitySet): boolean {
  const key = schema.tables.get(set.table)?.key ?? [];
  return set.preds.some(
    (pred) => pred.kind === 'compare' && pred.op === '=' && pred.col.path.length === 0 && key.includes(pred.col.column),
  );
}

function sameRelation(preds: readonly Pred[]): number {
  return preds.filter((pred) => pred.kind === 'related' || pred.kind === 'count').length;
}

function withBest(schema: Schema, sem: SetSem, pending: Extract<Pending, { k: 'best' }>): readonly Result<SetSem>[] {
  if (sem.set.best !== null) return [];
  return orderOf(schema, sem.set.table, pending.by, pending.dir).map(({ by, dir, cost, notes }) => ({
    sem: { set: { ...sem.set, best: { by, dir, n: pending.n } }, notes: [...sem.notes, ...notes] },
    cost,
  }));
}

function flat(pred: Pred): readonly Pred[] {
  return pred.kind === 'all' ? pred.parts.flatMap(flat) : [pred];
}

/** Conditions have no order: one canonical order makes equal meanings equal. */
function inOrder(preds: readonly Pred[]): readonly Pred[] {
  const keyed = new Map(preds.map((pred) => [JSON.stringify(pred), pred]));
  return [...keyed.keys()].sort().flatMap((key) => keyed.get(key) ?? []);
}

/** Where one thing fills several rows, what holds of none of its rows cannot be asked row by row. */
function denies(pending: Pending): boolean {
  return pending.k === 'not' || ('negated' in pending && pending.negated);
}

/** The set narrowed by the condition, once for each well-typed reading. */
export function narrow(schema: Schema, sem: SetSem, pending: Pending): readonly Result<SetSem>[] {
  if (pending.k === 'best') return withBest(schema, sem, pending);
  if (denies(pending) && schema.tables.get(sem.set.table)?.repeats === true) return [];
  if (pending.k === 'all') {
    return pending.parts.reduce<readonly Result<SetSem>[]>(
      (sets, part) =>
        sets.flatMap((one) =>
          narrow(schema, one.sem, part).map((next) => ({ sem: next.sem, cost: (one.cost ?? 0) + (next.cost ?? 0) })),
        ),
      [{ sem, cost: 0 }],
    );
  }
  return attach(schema, sem.set, pending)
    .filter((found) => !contradicts(sem.set.preds, found.pred))
    .map((found) => ({
      sem: {
        set: { ...sem.set, preds: inOrder([...sem.set.preds, ...flat(found.pred)]) },
        notes: [...sem.notes, ...found.notes],
        ...('finite' in pending && pending.finite === true ? { finite: true } : {}),
      },
      cost:
        found.cost +
        0.12 * sameRelation(sem.set.preds) +
        (pending.k === 'date' && pending.cols === null && (isOne(schema, sem.set) || measuresOthers(sem.set))
          ? 0.5
          : 0) +
        (sem.set.preds.some((pred) => pred.kind === 'any' && !pred.each) ? 0.4 : 0),
    }));
}
