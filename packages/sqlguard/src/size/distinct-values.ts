import type { Dataset } from '@aureus/contract';
import { childrenOf } from '../ir/children.ts';
import { literalText } from '../ir/literals.ts';
import type { Call, Column, Expr } from '../ir/nodes.ts';
import { isEnum } from '../pg/types.ts';
import { keyOf } from '../print/print.ts';
import type { Binder } from '../bind/env.ts';

type Known = Pick<Binder, 'datasets'>;

/** Of these types values are few, whatever is computed: truth values, an enum's labels. */
const FEW: ReadonlyMap<string, number> = new Map([
  ['bool', 3],
  ['char', 256],
]);
const LABELS = 200;
/** Of what a bank stores: the days of a century, and the letters and digits that a code is made of. */
const DAYS = 40_000;
const SIGNS = 40;
const SHORT_CODE = 3;

/** How many values an expression has at most, over all rows; infinity where nobody knows. */
export function mostValues(known: Known, expr: Expr): number {
  return Math.min(isEnum(expr.type) ? LABELS : (FEW.get(expr.type) ?? Infinity), ofShape(known, expr));
}

/** Of several together: what is computed of a column beside that column adds none. */
export function mostValuesOf(known: Known, exprs: readonly Expr[]): number {
  const told = new Set<string>();
  const isBare = ({ kind }: Expr): number => (kind === 'column' ? 0 : 1);
  return exprs
    .toSorted((one, other) => isBare(one) - isBare(other))
    .reduce((values, expr) => {
      const columns = columnsOf(expr);
      if (columns?.every((column) => told.has(keyOf(column)))) return values;
      if (expr.kind === 'column') told.add(keyOf(expr));
      return values * mostValues(known, expr);
    }, 1);
}

/** The columns that a value is computed of in each row, and of nothing else. */
function columnsOf(expr: Expr): readonly Column[] | null {
  if (expr.kind === 'column') return [expr];
  if (expr.kind === 'sublink' || (expr.kind === 'call' && expr.role !== 'function')) return null;
  const parts = childrenOf(expr).map(columnsOf);
  return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
}

/** What is computed has as many values as its parts together, or as a part of a date can have, or one of some results. */
function ofShape(known: Known, expr: Expr): number {
  switch (expr.kind) {
    case 'literal':
      return 1;
    case 'column':
      return Math.min(ofStored(expr), valuesOf(known, expr));
    case 'sublink':
      return Infinity;
    case 'case':
      return sumOf(known, [...expr.whens.map(({ result }) => result), ...(expr.otherwise ? [expr.otherwise] : [])]);
    case 'coalesce':
    case 'extreme':
      return sumOf(known, expr.args);
    case 'call':
      return Math.min(ofCall(expr), expr.role === 'function' ? productOf(known, expr) : Infinity);
    default:
      return Math.min(isDay(expr) ? DAYS : Infinity, productOf(known, expr));
  }
}

const productOf = (known: Known, expr: Expr): number =>
  childrenOf(expr).reduce((product, child) => product * mostValues(known, child), 1);
/** One more for NULL. */
const sumOf = (known: Known, exprs: readonly Expr[]): number =>
  exprs.reduce((sum, expr) => sum + mostValues(known, expr), 1);

function ofStored(column: Column): number {
  const { type, mod, deps } = column;
  if (deps.length !== 1 || deps[0]?.direct !== true) return Infinity;
  if (type === 'date') return DAYS;
  const isCode = (type === 'varchar' || type === 'bpchar') && mod !== null && Number(mod) <= SHORT_CODE;
  return isCode ? SIGNS ** Number(mod) : Infinity;
}

/** Parts of a date that come round, and years. */
const PARTS: Readonly<Record<string, number>> = {
  century: 100,
  day: 31,
  decade: 1000,
  dow: 7,
  doy: 366,
  hour: 24,
  isodow: 7,
  isoyear: 10_000,
  minute: 60,
  month: 12,
  quarter: 4,
  week: 53,
  year: 10_000,
};
/** Moments that a question computes go as far as the year 294276. */
const COMPUTED = 30;
const LONG: ReadonlySet<string> = new Set([
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'decade',
  'century',
  'millennium',
]);
/** Of a day or longer, and signs between them. */
const PATTERNS = /"[^"\\]*"|FM|TH|I?Y+|Q|MONTH|MON|MM|RM|DAY|DY|I?D{1,3}|I?W{1,2}|CC/gi;

function ofCall({ name, args }: Call): number {
  const [first, second] = args;
  if (first === undefined) return Infinity;
  const told = (literalText(first) ?? '').toLowerCase();
  if (name === 'ntile') return Number(told) > 0 ? Number(told) + 1 : Infinity;
  if (second === undefined) return Infinity;
  if (name === 'extract' || name === 'date_part')
    return second.type !== 'interval' && Object.hasOwn(PARTS, told)
      ? (PARTS[told] ?? 0) * (isMoment(second) ? 1 : COMPUTED) + 1
      : Infinity;
  if (name === 'date_trunc') return LONG.has(told) && isMoment(second) ? DAYS : Infinity;
  return name === 'to_char' && isMoment(first) && isOfDays(literalText(second)) ? DAYS : Infinity;
}

/** No sign is left that could be a pattern of hours. */
const isOfDays = (format: string | null): boolean =>
  format !== null && !/[a-z"\\]/i.test(format.replaceAll(PATTERNS, ''));

const MOMENTS: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamptz']);

/** A moment that a bank stored, and not one that was computed to have many values. */
function isMoment(expr: Expr): boolean {
  if (!MOMENTS.has(expr.type)) return false;
  if (expr.kind === 'cast') return isMoment(expr.arg);
  // Cut to a longer part, or in another zone.
  if (expr.kind === 'call' && (expr.name === 'date_trunc' || expr.name === 'timezone'))
    return expr.args[1] !== undefined && isMoment(expr.args[1]);
  return expr.kind === 'column' && expr.deps.length === 1 && expr.deps[0]?.direct === true;
}

const isDay = (expr: Expr): boolean => expr.type === 'date' && isMoment(expr);

/**
 * Of a stored column: what the catalogue enumerates or was told by the server, the rows that a foreign key leads to, the
 * rows of its own key.
 */
export function valuesOf({ datasets }: Known, column: Column): number {
  const [dep, ...others] = column.deps;
  if (dep === undefined || others.length > 0 || !dep.direct) return Infinity;
  const dataset = datasets.byName.get(dep.dataset);
  const stored = dataset?.columns.find(({ name }) => name === dep.column);
  if (dataset === undefined || stored === undefined) return Infinity;
  const isOnly = (columns: readonly string[]): boolean => columns.length === 1 && columns[0] === dep.column;
  const key = dataset.foreignKeys.find(({ columns }) => isOnly(columns));
  const enumerated = stored.values === undefined || stored.values.length === 0 ? Infinity : stored.values.length + 1;
  return Math.min(
    enumerated,
    stored.distinct || Infinity,
    (key && parentOf(datasets, key)?.rowEstimate) || Infinity,
    (isOnly(dataset.primaryKey) && dataset.rowEstimate) || Infinity,
  );
}

const parentOf = (datasets: Known['datasets'], { references }: Dataset['foreignKeys'][number]): Dataset | undefined =>
  datasets.byName.get(references.dataset);

/** By how much the most frequent parent of a foreign key may outnumber an average one, where no statistics tell. */
const MOST_SKEW = 10;
/** And by how much statistics may be out of date. */
const MOST_GROWTH = 2;

/**
 * The share of all rows that one value of a stored column may have, `nulls`: NULL too. Whoever asks picks the value, so an
 * average says nothing: only the server's own count of the most frequent one, or a key, makes it less than all.
 */
export function mostShare(known: Known, column: Column, nulls: boolean): number {
  const [dep, ...others] = column.deps;
  if (dep === undefined || others.length > 0 || !dep.direct) return 1;
  const dataset = known.datasets.byName.get(dep.dataset);
  const stored = dataset?.columns.find(({ name }) => name === dep.column);
  if (dataset === undefined || stored === undefined) return 1;
  const isOnly = (columns: readonly string[]): boolean => columns.length === 1 && columns[0] === dep.column;
  if (isOnly(dataset.primaryKey)) return 1 / Math.max(1, dataset.rowEstimate);
  if (stored.mostFrequent !== undefined)
    return Math.min(1, Math.max(stored.mostFrequent, nulls ? (stored.missing ?? 0) : 0) * MOST_GROWTH);
  const isKey = dataset.foreignKeys.some(({ columns }) => isOnly(columns));
  return isKey ? Math.min(1, MOST_SKEW / valuesOf(known, column)) : 1;
}
