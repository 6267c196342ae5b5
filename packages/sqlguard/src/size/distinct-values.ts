import type { Dataset } from '@aureus/contract';
import { childrenOf } from '../ir/children.ts';
import type { Column, Expr } from '../ir/nodes.ts';
import { isEnum } from '../pg/types.ts';
import type { Binder } from '../bind/env.ts';

type Known = Pick<Binder, 'datasets'>;

/** Of these types values are few, whatever a bank keeps: truth values, an enum's labels, the days of a century. */
const FEW: ReadonlyMap<string, number> = new Map([
  ['bool', 3],
  ['char', 256],
  ['date', 40_000],
]);
const LABELS = 200;
/** Letters and digits that a code is made of. */
const SIGNS = 40;
const SHORT_CODE = 3;

/** How many values an expression has at most, over all rows; infinity where nobody knows. */
export function mostValues(known: Known, expr: Expr): number {
  return Math.min(ofType(expr), ofColumns(known, expr));
}

/** Of several together. */
export const mostValuesOf = (known: Known, exprs: readonly Expr[]): number =>
  exprs.reduce((values, expr) => values * mostValues(known, expr), 1);

function ofType({ type, mod }: Expr): number {
  if (isEnum(type)) return LABELS;
  const few = FEW.get(type);
  if (few !== undefined) return few;
  const isCode = (type === 'varchar' || type === 'bpchar') && mod !== null && Number(mod) <= SHORT_CODE;
  return isCode ? SIGNS ** Number(mod) : Infinity;
}

/** What is computed from some columns has as many values as these together. */
function ofColumns(known: Known, expr: Expr): number {
  if (expr.kind === 'literal') return 1;
  if (expr.kind === 'column') return valuesOf(known, expr);
  if (expr.kind === 'sublink' || (expr.kind === 'call' && expr.role !== 'function')) return Infinity;
  return childrenOf(expr).reduce((product, child) => product * ofColumns(known, child), 1);
}

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
 * The share of all rows that one value of a stored column may have. Whoever asks picks the value, so an average says
 * nothing: only the server's own count of the most frequent one, or a key, makes it less than all.
 */
export function mostShare(known: Known, column: Column): number {
  const [dep, ...others] = column.deps;
  if (dep === undefined || others.length > 0 || !dep.direct) return 1;
  const dataset = known.datasets.byName.get(dep.dataset);
  const stored = dataset?.columns.find(({ name }) => name === dep.column);
  if (dataset === undefined || stored === undefined) return 1;
  const isOnly = (columns: readonly string[]): boolean => columns.length === 1 && columns[0] === dep.column;
  if (isOnly(dataset.primaryKey)) return 1 / Math.max(1, dataset.rowEstimate);
  if (stored.mostFrequent !== undefined) return Math.min(1, stored.mostFrequent * MOST_GROWTH);
  const isKey = dataset.foreignKeys.some(({ columns }) => isOnly(columns));
  return isKey ? Math.min(1, MOST_SKEW / valuesOf(known, column)) : 1;
}
