import type { Fn, Measure } from '../meaning.ts';
import { extraOf } from '../meaning.ts';
import { conditionText, setConditions, whereText } from './conditions.ts';
import { quoteName } from './names.ts';
import type { Scope } from './scope.ts';
import { columnText, joinText, openScope } from './scope.ts';

/** The aggregate as SQL; sums and averages keep their numeric type. */
export function aggregateText(fn: Fn, column: string): string {
  switch (fn) {
    case 'count': return 'COUNT(*)';
    case 'distinct': return `COUNT(DISTINCT ${column})`;
    case 'sum': return `SUM(${column})`;
    case 'avg': return `AVG(${column})`;
    case 'min': return `MIN(${column})`;
    case 'max': return `MAX(${column})`;
    case 'median': return `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY ${column})`;
  }
}

/** The measure over the rows of the scope, whose conditions are already in WHERE. */
export function measureText(scope: Scope, measure: Measure): string {
  if (measure.kind === 'column') return columnText(scope, measure.col);
  const column = measure.col === null ? '*' : columnText(scope, measure.col);
  if (measure.kind === 'aggregate') return aggregateText(measure.fn, column);
  const extra = extraOf(measure).map((pred) => conditionText(scope, pred)).join(' AND ');
  const part = measure.fn === 'count' ? 'COUNT(*)' : `SUM(${column})`;
  const all = measure.fn === 'count' ? 'COUNT(*)' : `SUM(${column})`;
  const factor = measure.percent ? '100.0' : '1.0';
  return `${factor} * ${part} FILTER (WHERE ${extra}) / NULLIF(${all}, 0)`;
}

export type Keyed = {
  /** The outer row's key that meets the inner one. */
  readonly outer: string;
  readonly keys: readonly { readonly outer: string; readonly as: string }[];
  readonly select: string;
  readonly selectWithValue: string;
  readonly value: string;
};

/** The measure of each entity, grouped by the key that leads to it, at the grain of the rows measured. */
export function keyedMeasure(scope: Scope, measure: Exclude<Measure, { kind: 'column' }>): Keyed {
  const [first, ...rest] = measure.path;
  if (first === undefined) throw new RangeError('a measure of an entity needs a path');
  const inner = openScope(scope.schema, first.to, scope.taken);
  let tail = inner;
  const joins: string[] = [];
  for (const step of rest) {
    const next = openScope(scope.schema, step.to, scope.taken);
    joins.push(`JOIN ${quoteName(step.to)} ${next.alias} ON ${joinText(step, tail.alias, next.alias)}`);
    tail = next;
  }
  const conditions = setConditions(tail, measure.set);
  const value = measureText(tail, measure);
  const keys = first.columns.map(([from, to]) => ({ outer: `${scope.alias}.${quoteName(from)}`, as: to, inner: `${inner.alias}.${quoteName(to)}` }));
  const extra = [...tail.joins.values(), ...(tail === inner ? [] : [...inner.joins.values()])].map((join) => join.text);
  const from = [`FROM ${quoteName(first.to)} ${inner.alias}`, ...joins, ...extra].join(' ');
  const list = keys.map((key) => key.inner).join(', ');
  const body = `${from}${whereText(conditions)} GROUP BY ${list}`;
  const outer = keys.map((key) => key.outer).join(', ');
  return { outer: keys.length === 1 ? outer : `(${outer})`, keys, select: `SELECT ${list} ${body}`, selectWithValue: `SELECT ${list}, ${value} AS value ${body}`, value };
}
