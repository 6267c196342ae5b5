import type { Day } from '../calendar.ts';
import { offsetAt } from '../calendar.ts';
import type { Kind } from '../lexicon/table.ts';
import type { ColRef, EntitySet, Fn, Literal, Measure, Path, Pred } from '../meaning.ts';
import { extraOf } from '../meaning.ts';
import { fansOut } from '../joins.ts';
import { quoteName, quoteText } from './names.ts';
import type { Scope } from './scope.ts';
import { columnText, fromText, joinText, openScope } from './scope.ts';

/** A figure without exponent, as SQL writes numeric constants. */
export function numberText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 12 }) : text;
}

export function literalText(value: Literal): string {
  switch (value.kind) {
    case 'number':
      return numberText(value.value);
    case 'boolean':
      return value.value ? 'TRUE' : 'FALSE';
    case 'text':
      return quoteText(value.value);
    case 'date':
      return `DATE ${quoteText(value.value)}`;
  }
}

function dayText(scope: Scope, ref: ColRef, iso: string): string {
  const kind = kindOf(scope, ref);
  if (kind !== 'timestamptz')
    return kind === 'timestamp' ? `TIMESTAMP ${quoteText(`${iso} 00:00:00`)}` : `DATE ${quoteText(iso)}`;
  const [year = 0, month = 0, day = 0] = iso.split('-').map(Number);
  const at: Day = { year, month, day };
  return `TIMESTAMPTZ ${quoteText(`${iso} 00:00:00${offsetAt(at, scope.schema.timeZone)}`)}`;
}

function kindOf(scope: Scope, ref: ColRef): Kind | undefined {
  return scope.schema.tables.get(ref.table)?.byName.get(ref.column)?.kind;
}

function isFlag(scope: Scope, ref: ColRef): boolean {
  return kindOf(scope, ref) === 'boolean';
}

function compareText(scope: Scope, pred: Extract<Pred, { kind: 'compare' }>): string {
  const left = columnText(scope, pred.col);
  if (pred.value.kind === 'boolean' && isFlag(scope, pred.col)) {
    const truth = (pred.op === '=') === pred.value.value;
    return truth ? left : `NOT ${left}`;
  }
  return `${left} ${pred.op} ${literalText(pred.value)}`;
}

function rangeText(scope: Scope, pred: Extract<Pred, { kind: 'range' }>): string {
  const left = columnText(scope, pred.col);
  const parts = [];
  if (pred.from !== null) parts.push(`${left} >= ${dayText(scope, pred.col, pred.from)}`);
  if (pred.to !== null) parts.push(`${left} < ${dayText(scope, pred.col, pred.to)}`);
  return parts.join(' AND ');
}

function likeText(scope: Scope, pred: Extract<Pred, { kind: 'like' }>): string {
  const escaped = pred.value.replace(/[\\%_]/g, (sign) => `\\${sign}`);
  const text = columnText(scope, pred.col);
  if (pred.how === 'word') {
    const patterns = [escaped, `${escaped} %`, `% ${escaped}`, `% ${escaped} %`];
    return `(${patterns.map((one) => `${text} ILIKE ${quoteText(one)}`).join(' OR ')})`;
  }
  const pattern = `${pred.how === 'starts' ? '' : '%'}${escaped}${pred.how === 'ends' ? '' : '%'}`;
  return `${text} ILIKE ${quoteText(pattern)}`;
}

/** FROM and WHERE of the rows at the end of a path that belong to the row of the outer scope. */
export function relatedBody(
  scope: Scope,
  path: Path,
  set: EntitySet,
): { readonly inner: Scope; readonly body: string } {
  const first = path[0];
  if (first === undefined) throw new RangeError('a relation needs a path');
  const start = openScope(scope.schema, first.to, scope.taken);
  let tail = start;
  const joins: string[] = [];
  for (const step of path.slice(1)) {
    const next = openScope(scope.schema, step.to, scope.taken);
    joins.push(`JOIN ${quoteName(step.to)} ${next.alias} ON ${joinText(step, tail.alias, next.alias)}`);
    tail = next;
  }
  const conditions = [joinText(first, scope.alias, start.alias), ...setConditions(tail, set)];
  const extra = [...tail.joins.values()].map((join) => join.text);
  const from = [`FROM ${quoteName(first.to)} ${start.alias}`, ...joins, ...extra].join(' ');
  return { inner: tail, body: `${from} WHERE ${conditions.join(' AND ')}` };
}

/** A moment is after a day when it lies on a later day. */
function columnsText(scope: Scope, { left, op, right }: Extract<Pred, { kind: 'columns' }>): string {
  const [a, b] = [kindOf(scope, left), kindOf(scope, right)];
  const text = (ref: ColRef, kind: string | undefined): string =>
    a !== b && kind?.startsWith('timestamp') === true && (a === 'date' || b === 'date')
      ? `CAST(${columnText(scope, ref)} AS date)`
      : columnText(scope, ref);
  return `${text(left, a)} ${op} ${text(right, b)}`;
}

function relatedText(scope: Scope, pred: Extract<Pred, { kind: 'related' }>): string {
  const { body } = relatedBody(scope, pred.path, pred.set);
  return `${pred.negated ? 'NOT ' : ''}EXISTS (SELECT 1 ${body})`;
}

function countText(scope: Scope, pred: Extract<Pred, { kind: 'count' }>): string {
  const key = scope.schema.tables.get(pred.set.table)?.key ?? [];
  const once = fansOut(pred.path) && key.length === 1;
  const col = once ? { table: pred.set.table, column: key[0] ?? '', path: [] } : null;
  const measure: Measure = { kind: 'aggregate', fn: once ? 'distinct' : 'count', col, set: pred.set, path: pred.path };
  return totalText(scope, { kind: 'total', measure, op: pred.op, value: pred.value });
}

/** True where zero related rows satisfy the comparison, so rows without any must be kept. */
function holdsOfNone(op: string, value: number): boolean {
  return op === '='
    ? value === 0
    : op === '<>'
      ? value !== 0
      : op === '<'
        ? value > 0
        : op === '<='
          ? value >= 0
          : op === '>='
            ? value <= 0
            : value < 0;
}

function totalText(scope: Scope, pred: Extract<Pred, { kind: 'total' }>): string {
  const { measure } = pred;
  if (measure.kind === 'column' || measure.path.length === 0)
    return `${columnText(scope, measure.kind === 'column' ? measure.col : { table: scope.table, column: '', path: [] })} ${pred.op} ${numberText(pred.value)}`;
  const counts = measure.kind === 'aggregate' && (measure.fn === 'count' || measure.fn === 'distinct');
  if (counts && holdsOfNone(pred.op, pred.value)) {
    const { inner, body } = relatedBody(scope, measure.path, measure.set);
    return `(SELECT ${measureText(inner, measure)} ${body}) ${pred.op} ${numberText(pred.value)}`;
  }
  const keyed = keyedMeasure(scope, measure);
  return `${keyed.outer} IN (${keyed.select} HAVING ${keyed.value} ${pred.op} ${numberText(pred.value)})`;
}

function scalarText(scope: Scope, pred: Extract<Pred, { kind: 'scalar' }>): string {
  const inner = openScope(scope.schema, pred.over.table, scope.taken);
  const value = aggregateText(pred.fn, columnText(inner, pred.col));
  const where = whereText(setConditions(inner, pred.over));
  return `${columnText(scope, pred.col)} ${pred.op} (SELECT ${value} ${fromText(inner)}${where})`;
}

export function whereText(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}

/** The condition as SQL over the scope's row. */
export function conditionText(scope: Scope, pred: Pred): string {
  switch (pred.kind) {
    case 'compare':
      return compareText(scope, pred);
    case 'member':
      return `${columnText(scope, pred.col)} ${pred.negated ? 'NOT ' : ''}IN (${pred.values.map(literalText).join(', ')})`;
    case 'range':
      return rangeText(scope, pred);
    case 'null':
      return `${columnText(scope, pred.col)} IS ${pred.negated ? 'NOT ' : ''}NULL`;
    case 'like':
      return likeText(scope, pred);
    case 'columns':
      return columnsText(scope, pred);
    case 'scalar':
      return scalarText(scope, pred);
    case 'related':
      return relatedText(scope, pred);
    case 'count':
      return countText(scope, pred);
    case 'total':
      return totalText(scope, pred);
    case 'any':
      return anyText(scope, pred.parts);
    case 'all':
      return pred.parts.map((part) => conditionText(scope, part)).join(' AND ');
    case 'not':
      return `NOT (${conditionText(scope, pred.part)})`;
  }
}

/** Equalities of one column become IN; anything else stays OR. */
function anyText(scope: Scope, parts: readonly Pred[]): string {
  const first = parts[0];
  const same =
    first?.kind === 'compare' &&
    parts.every(
      (part) =>
        part.kind === 'compare' &&
        part.op === '=' &&
        part.value.kind !== 'boolean' &&
        JSON.stringify(part.col) === JSON.stringify(first.col),
    );
  if (same && first?.kind === 'compare') {
    const values = parts.flatMap((part) => (part.kind === 'compare' ? [literalText(part.value)] : []));
    return `${columnText(scope, first.col)} IN (${values.join(', ')})`;
  }
  return `(${parts.map((part) => conditionText(scope, part)).join(' OR ')})`;
}

function bestText(scope: Scope, set: EntitySet): readonly string[] {
  const { best } = set;
  if (best === null) return [];
  const inner = openScope(scope.schema, set.table, scope.taken);
  const rest = { ...set, best: null };
  if (best.by.kind === 'column' && best.n === null) {
    const value = columnText(inner, best.by.col);
    const conditions = setConditions(inner, rest);
    return [
      `${columnText(scope, best.by.col)} = (SELECT ${best.dir === 'desc' ? 'MAX' : 'MIN'}(${value}) ${fromText(inner)}${whereText(conditions)})`,
    ];
  }
  return [rankedKeys(scope, inner, set)];
}

function rankedKeys(scope: Scope, inner: Scope, set: EntitySet): string {
  const { best } = set;
  const key = scope.schema.tables.get(set.table)?.key ?? [];
  if (best === null || key.length === 0) throw new RangeError('a ranking inside a condition needs a key');
  const conditions = setConditions(inner, { ...set, best: null });
  const order = orderBy(inner, best.by, best.dir);
  const list = (alias: string): string => key.map((name) => `${alias}.${quoteName(name)}`).join(', ');
  const left = key.length === 1 ? list(scope.alias) : `(${list(scope.alias)})`;
  const where = whereText(conditions);
  return `${left} IN (SELECT ${list(inner.alias)} ${fromText(inner)}${order.join}${where} ORDER BY ${order.text}${best.n === null ? ' FETCH FIRST 1 ROWS WITH TIES' : `, ${list(inner.alias)} LIMIT ${best.n}`})`;
}

/** The ORDER BY expression of a measure over the scope's rows, and the join that brings it in. */
export function orderBy(
  scope: Scope,
  by: Measure,
  dir: 'asc' | 'desc',
): { readonly text: string; readonly join: string; readonly value: string } {
  const way = dir === 'desc' ? 'DESC NULLS LAST' : 'ASC NULLS LAST';
  if (by.kind === 'column') {
    const value = columnText(scope, by.col);
    return { text: `${value} ${way}`, join: '', value };
  }
  const joined = joinMeasure(scope, by, dir === 'asc');
  return { text: `${joined.value} ${way}`, join: joined.join, value: joined.value };
}

/** Joins the measure, computed at its own grain first, to the scope's rows. */
export function joinMeasure(
  scope: Scope,
  measure: Measure,
  keepAll: boolean,
): { readonly join: string; readonly value: string } {
  if (measure.kind === 'column') return { join: '', value: columnText(scope, measure.col) };
  const keyed = keyedMeasure(scope, measure);
  const alias = `m${[...scope.taken].filter((name) => /^m\d+$/.test(name)).length + 1}`;
  scope.taken.add(alias);
  const counts = measure.kind === 'aggregate' && (measure.fn === 'count' || measure.fn === 'distinct');
  const left = keepAll && counts;
  const on = keyed.keys.map((key) => `${alias}.${quoteName(key.as)} = ${key.outer}`).join(' AND ');
  const value = left ? `COALESCE(${alias}.value, 0)` : `${alias}.value`;
  return { join: ` ${left ? 'LEFT JOIN' : 'JOIN'} (${keyed.selectWithValue}) ${alias} ON ${on}`, value };
}

/** Every condition the set puts on the row of the scope. */
export function setConditions(scope: Scope, set: EntitySet): readonly string[] {
  return [...set.preds.map((pred) => conditionText(scope, pred)), ...bestText(scope, set)];
}

/** The aggregate as SQL; sums and averages keep their numeric type. */
export function aggregateText(fn: Fn, column: string): string {
  switch (fn) {
    case 'count':
      return 'COUNT(*)';
    case 'distinct':
      return `COUNT(DISTINCT ${column})`;
    case 'per':
      return `1.0 * COUNT(*) / NULLIF(COUNT(DISTINCT ${column}), 0)`;
    case 'sum':
      return `SUM(${column})`;
    case 'avg':
      return `AVG(${column})`;
    case 'min':
      return `MIN(${column})`;
    case 'max':
      return `MAX(${column})`;
    case 'median':
      return `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY ${column})`;
  }
}

/** The measure over the rows of the scope, whose conditions are already in WHERE. */
export function measureText(scope: Scope, measure: Measure): string {
  if (measure.kind === 'column') return columnText(scope, measure.col);
  const column = measure.col === null ? '*' : columnText(scope, measure.col);
  if (measure.kind === 'aggregate') return aggregateText(measure.fn, column);
  const extra = extraOf(measure)
    .map((pred) => conditionText(scope, pred))
    .join(' AND ');
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
  const keys = first.columns.map(([from, to]) => ({
    outer: `${scope.alias}.${quoteName(from)}`,
    as: to,
    inner: `${inner.alias}.${quoteName(to)}`,
  }));
  const extra = [...tail.joins.values(), ...(tail === inner ? [] : [...inner.joins.values()])].map((join) => join.text);
  const from = [`FROM ${quoteName(first.to)} ${inner.alias}`, ...joins, ...extra].join(' ');
  const list = keys.map((key) => key.inner).join(', ');
  const body = `${from}${whereText(conditions)} GROUP BY ${list}`;
  const outer = keys.map((key) => key.outer).join(', ');
  return {
    outer: keys.length === 1 ? outer : `(${outer})`,
    keys,
    select: `SELECT ${list} ${body}`,
    selectWithValue: `SELECT ${list}, ${value} AS value ${body}`,
    value,
  };
}
