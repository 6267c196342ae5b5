import { z } from 'zod';
import { DATA_CLASSES, MASK_KINDS } from '../classes.ts';

/** The states a query passes through; `success` and `error` are final. */
export const QUERY_STATUSES = ['pending', 'running', 'awaiting_approval', 'success', 'error'] as const;
export type QueryStatus = (typeof QUERY_STATUSES)[number];

/** The stages of one question, in the order they run. */
export const STAGES = [
  'ground',
  'plan',
  'guard',
  'permit',
  'compile',
  'intend',
  'preflight',
  'execute',
  'seal',
  'record',
] as const;
export type StageName = (typeof STAGES)[number];

/** Stands for one reading of one question over one catalogue; a digest, so that it goes back in any body. */
const choice = z.string().max(200);

export const askBody = z.strictObject({
  question: z.string().trim().min(1, 'Field is required').max(2000),
  dataset_id: z.uuid().optional(),
  /** A `choice` of the alternatives that this question had: a reading instead of the first one. */
  choice: choice.optional(),
});
export type AskBody = z.infer<typeof askBody>;

/** A DSSE envelope over the leaf: what the caller keeps to prove that Atlas took the act on record. */
export const receipt = z.looseObject({
  payloadType: z.string(),
  payload: z.string(),
  signatures: z.array(z.unknown()),
});

export const askAccepted = z.strictObject({
  query_id: z.uuid(),
  status: z.literal('pending'),
  message: z.string(),
  receipt,
});
export type AskAccepted = z.infer<typeof askAccepted>;

export const maskKind = z.enum(MASK_KINDS);
export const dataClass = z.enum(DATA_CLASSES as [string, ...string[]]);

export const resultColumn = z.strictObject({
  name: z.string(),
  label: z.string(),
  description: z.string(),
  type: z.string(),
  role: z.string(),
  unit: z.string().nullable(),
  scale: z.number().int().nullable(),
  class: z.string(),
  mask: maskKind,
});
export type ResultColumn = z.infer<typeof resultColumn>;

/** Ids of the policies that decided, separated by commas; null where none did: what nobody permits is not shown. */
const decidedBy = z.string().nullable();

export const withheld = z.strictObject({
  dataset: z.string(),
  column: z.string(),
  mask: maskKind,
  used_in: z.array(z.string()),
  policy: decidedBy,
});
export const scope = z.strictObject({ dataset: z.string(), filter: z.string(), policy: decidedBy });
export const token = z.strictObject({ text: z.string(), became: z.string().nullable(), state: z.string() });
export const alternative = z.strictObject({ sentence: z.string(), differs_in: z.string(), choice });
export const maskedRelation = z.strictObject({
  dataset: z.string(),
  provision: z.enum(['views', 'inline', 'none']),
  columns: z.array(z.strictObject({ column: z.string(), mask: maskKind })),
  filter: z.string().nullable(),
});
export const accessRequest = z.strictObject({
  type: z.string(),
  payload: z.record(z.string(), z.unknown()),
  reason: z.string(),
});

/** A cell: JSON number where the whole column fits 15 digits, else PostgreSQL's own text; null is NULL. */
export type Cell = string | number | boolean | null;
export type ResultRow = Record<string, Cell>;

export const queryView = z.strictObject({
  query_id: z.uuid(),
  status: z.enum(QUERY_STATUSES),
  question: z.string(),
  message: z.string().optional(),
  created_at: z.string(),
  finished_at: z.string().nullable(),
  generated_sql: z.string().nullable(),
  executed_sql: z.string().nullable(),
  reading: z.string().nullable(),
  assumptions: z.array(z.string()),
  tokens: z.array(token),
  alternatives: z.array(alternative),
  columns: z.array(resultColumn),
  results: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))).nullable(),
  row_count: z.number().int().nullable(),
  truncated: z.boolean(),
  undetermined: z.array(z.string()),
  withheld: z.array(withheld),
  scope: z.array(scope),
  masked_relations: z.array(maskedRelation),
  sql_marks: z.array(z.strictObject({ from: z.number(), to: z.number(), kind: z.string() })),
  execution_time_ms: z.number().int().nullable(),
  /** Without `record`: it writes this list in the transaction that it would have to time, and a finished row stands. */
  stages: z.array(z.strictObject({ name: z.string(), ms: z.number() })),
  planner: z.string().nullable(),
  evidence_id: z.uuid().nullable(),
  evidence_url: z.string().nullable(),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  error_id: z.string().nullable(),
  /** Whether the bank's database was touched: no execution leaf, one, or not known (a worker died). */
  executed: z.enum(['no', 'yes', 'unknown']),
  /** What refused it, by id: policies, or rules of the guard. */
  rules: z.array(z.string()),
  /** Digest of the policy set it was decided by; null where no policy was asked. */
  policy_set: z.string().nullable(),
  access_request: accessRequest.nullable(),
  can: z.array(z.string()),
});
export type QueryView = z.infer<typeof queryView>;

/** One event of `GET /v1/query/{id}/events`: a whole state; `id` is its sequence number. */
export const queryEvent = z.strictObject({
  seq: z.number().int(),
  status: z.enum(QUERY_STATUSES),
  stage: z.string().nullable(),
  stages: z.array(z.strictObject({ name: z.string(), ms: z.number() })),
  reading: z.string().nullable(),
});
export type QueryEvent = z.infer<typeof queryEvent>;

export const resultQuery = z.strictObject({
  format: z.enum(['json', 'csv']).default('json'),
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(1000).default(1000),
});
export const resultPage = z.strictObject({
  query_id: z.uuid(),
  columns: z.array(resultColumn),
  results: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  row_count: z.number().int(),
  page: z.number().int(),
  page_size: z.number().int(),
  truncated: z.boolean(),
});
export type ResultPage = z.infer<typeof resultPage>;

export const historyQuery = z.strictObject({
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(200).default(50),
  status: z.enum(QUERY_STATUSES).optional(),
  text: z.string().max(200).optional(),
});
export const historyItem = z.strictObject({
  query_id: z.uuid(),
  question: z.string(),
  status: z.enum(QUERY_STATUSES),
  error_code: z.string().nullable(),
  row_count: z.number().int().nullable(),
  evidence_id: z.uuid().nullable(),
  created_at: z.string(),
  can: z.array(z.string()),
});
export const historyPage = z.strictObject({
  queries: z.array(historyItem),
  total: z.number().int(),
  total_is_minimum: z.boolean(),
  page: z.number().int(),
  page_size: z.number().int(),
});
export type HistoryPage = z.infer<typeof historyPage>;
export type HistoryItem = z.infer<typeof historyItem>;
export type Withheld = z.infer<typeof withheld>;
export type Scope = z.infer<typeof scope>;
export type MaskedRelationView = z.infer<typeof maskedRelation>;
