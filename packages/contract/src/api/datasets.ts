import { z } from 'zod';
import { maskKind } from './query.ts';

export const datasetColumn = z.strictObject({
  name: z.string(),
  type: z.string(),
  /** Whether the column's class is one of personal data (the customer's field). */
  pii: z.boolean(),
  class: z.string(),
  description: z.string(),
  /** What the reader sees of this column. */
  mask: maskKind,
  unit: z.string().nullable(),
  values: z.array(z.string()),
});

export const datasetView = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  domain: z.string(),
  owner: z.string(),
  jurisdictions: z.array(z.string()),
  approved_for_viewers: z.boolean(),
  approval_required: z.boolean(),
  /** As the reader's own profile sees it; absent for a dataset that one only knows of. */
  row_count: z.number().int().nullable(),
  last_updated: z.string(),
  synonyms: z.array(z.string()),
  sample_questions: z.array(z.string()),
  schema: z.array(datasetColumn),
  /** What the reader may do: `ask`, or `request_access`. */
  can: z.array(z.string()),
});
export type DatasetView = z.infer<typeof datasetView>;

export const datasetsQuery = z.strictObject({ known: z.enum(['true', 'false']).optional() });
export const datasetList = z.strictObject({ datasets: z.array(datasetView) });
export type DatasetList = z.infer<typeof datasetList>;
