import type { Col, Schema } from '../lexicon/table.ts';
import { routes } from '../joins.ts';
import type { ColRef, EntitySet, Literal, Path, Pred } from '../meaning.ts';
import type { NumberRead } from '../numbers.ts';
import { alongPath } from './along.ts';
import { columnsOfAdjective } from './adjectives.ts';
import { defaultMeasure } from './default-measure.ts';
import type { Found } from './found.ts';
import { colOf, reachColumns } from './reach.ts';
import type { ColCand, Pending } from './sems.ts';

const SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 };
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

/** How many of the column's own units of time one unit asked for is; null if the column holds no such time. */
function spanFactor(col: Col, span: string): number | null {
  const words = [col.unit ?? '', ...col.words].map((word) => (word === 'age' ? 'year' : word.replace(/s$/, '')));
  for (const units of [SECONDS, MONTHS]) {
    const own = units[words.find((word) => units[word] !== undefined) ?? ''];
    const asked = units[span];
    if (own !== undefined && asked !== undefined) return asked / own;
  }
  return null;
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

/** "older than 60": the column that the adjective measures, of the thing itself. */
function measuredBy(schema: Schema, table: string, adjective: string): readonly ColCand[] {
  const own = schema.tables.get(table)?.cols ?? [];
  const heads = adjective === 'long' ? [...columnsOfAdjective('long'), 'height'] : columnsOfAdjective(adjective);
  const found = heads.flatMap((head) => own.filter((col) => col.kind === 'number' && col.words.at(-1) === head));
  const published = own.filter((col) => col.source.adjectives?.[adjective] === 'desc');
  return [...published, ...found].slice(0, 1).map((col) => ({ table, column: col.name, cost: 0 }));
}

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

/** A figure that a column is compared with. */
export function attachNumber(
  schema: Schema,
  table: string,
  pending: Extract<Pending, { k: 'cmp' | 'between' }>,
): readonly Found[] {
  const num = pending.k === 'cmp' ? pending.num : pending.low;
  const adjective = pending.k === 'cmp' ? pending.adj : undefined;
  const cols = adjective === undefined ? pending.cols : measuredBy(schema, table, adjective);
  return numberColumns(schema, table, cols, num).map(({ ref, col, cost, notes }) => {
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

/** "above the average": a figure of the set itself. */
export function attachScalar(
  schema: Schema,
  set: EntitySet,
  pending: Extract<Pending, { k: 'scalar' }>,
): readonly Found[] {
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

/** A figure over the rows that belong to the row. */
export function attachTotal(
  schema: Schema,
  table: string,
  pending: Extract<Pending, { k: 'total' }>,
): readonly Found[] {
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
