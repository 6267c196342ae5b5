import type { Schema } from '../lexicon/table.ts';
import { narrowMeasure } from './measures.ts';
import type { MeasureSem, Result, SetSem } from './sems.ts';

/** "by loan type for loans originated after 2023": the rows meant, said after the group. */
export function amongst(schema: Schema, ms: readonly MeasureSem[], n: SetSem): readonly Result<MeasureSem>[] {
  const [only] = ms;
  if (only === undefined || ms.length > 1 || only.measure.kind !== 'aggregate') return [];
  const { measure } = only;
  if (measure.set.table !== n.set.table) return narrowMeasure(schema, only, { k: 'rel', set: n.set, negated: false });
  const bare = measure.set.preds.length === 0 && measure.set.best === null;
  return bare ? [{ sem: { measure: { ...measure, set: n.set }, notes: [...only.notes, ...n.notes] } }] : [];
}
