import { z } from 'zod';

/** Whether the leaves of a pack are already under a signed checkpoint. */
export const inclusion = z.strictObject({
  state: z.enum(['pending', 'included']),
  checkpoint_size: z.number().int().nullable(),
});

/** `GET /v1/audit/evidence/{id}`: the customer's shape (specification 4.2) and the inclusion state. */
export const evidenceView = z.strictObject({
  evidence_id: z.uuid(),
  query_id: z.uuid(),
  user: z.strictObject({ id: z.uuid(), email: z.string(), role: z.string() }),
  timestamp: z.string(),
  snapshot: z.strictObject({
    question: z.string(),
    /** The candidate, as in `GET /v1/query/{id}` and in the pack's `snapshot.json`. */
    generated_sql: z.string().nullable(),
    /** What ran and was answered from. */
    executed_sql: z.string().nullable(),
    guard_policies_applied: z.array(z.string()),
    datasets_accessed: z.array(z.string()),
    row_count: z.number().int().nullable(),
  }),
  validation: z.strictObject({
    prompt_injection_check: z.string(),
    sql_safety_check: z.string(),
    policy_compliance: z.string(),
  }),
  signature: z.string(),
  immutable_storage_url: z.string(),
  /** Short-lived, bound to this person, pack and choice of keys. */
  download_url: z.string(),
  /** The same without content keys: what the browser's own verification fetches. */
  download_url_sealed: z.string(),
  inclusion,
});
export type EvidenceView = z.infer<typeof evidenceView>;

export const evidenceDownloadQuery = z.strictObject({
  token: z.string().max(4000),
  keys: z.enum(['all', 'none']).optional(),
});
