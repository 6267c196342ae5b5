import type { Schema } from '../lexicon/table.ts';
import { fansOut } from '../joins.ts';
import type { Measure, Path } from '../meaning.ts';

/**
 * The measure of an entity over what lies at the end of a path from it. Where the path fans out, things are counted
 * once each, and figures that would be added up several times are no reading at all.
 */
export function alongPath(
  schema: Schema,
  measure: Exclude<Measure, { kind: 'column' }>,
  path: Path,
): readonly Exclude<Measure, { kind: 'column' }>[] {
  if (!path.some((step) => step.many)) return [];
  if (!fansOut(path)) return [{ ...measure, path }];
  const key = schema.tables.get(measure.set.table)?.key ?? [];
  if (measure.kind !== 'aggregate') return [];
  if (measure.fn === 'distinct' || measure.fn === 'min' || measure.fn === 'max') return [{ ...measure, path }];
  if (measure.fn !== 'count' || key.length !== 1) return [];
  return [{ ...measure, fn: 'distinct', col: { table: measure.set.table, column: key[0] ?? '', path: [] }, path }];
}
