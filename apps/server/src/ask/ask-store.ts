import { sql } from 'kysely';
import type { ErrorCode, QueryStatus, StageName } from '@aureus/contract';
import type { Handle, Tx } from '#platform/db';
import type { Chain } from '#trust/audit';
import type { Question, StageTime } from './stages.ts';

export type Attempt = { readonly candidateSql: string | null; readonly finalSql: string | null };

export type NewQuery = {
  readonly id: string;
  readonly userId: string;
  readonly datasetId: string | null;
  readonly question: string;
  readonly choice: string | null;
  readonly idempotencyKey: string | null;
  readonly bodyDigest: string;
  readonly requestLeaf: Uint8Array;
  readonly requestLeafHash: string;
  readonly traceId: string;
  readonly instant: string;
  readonly chain: Chain;
  readonly deadline: Date;
};

export async function appendQuery(tx: Tx, query: NewQuery): Promise<void> {
  await sql`
    INSERT INTO ask.queries (id, user_id, dataset_id, question, choice, idempotency_key, body_digest, request_leaf,
                             request_leaf_hash, trace_id, instant, status, seq, prev, deadline)
    VALUES (${query.id}, ${query.userId}, ${query.datasetId}, ${query.question}, ${query.choice}, ${query.idempotencyKey},
            ${query.bodyDigest}, ${Buffer.from(query.requestLeaf)}, ${query.requestLeafHash}, ${query.traceId},
            ${query.instant}, 'pending', ${query.chain.seq}, ${query.chain.prev}, ${query.deadline})`.execute(tx);
}

export type Twin = {
  readonly id: string;
  readonly bodyDigest: string;
  readonly leaf: Buffer;
  readonly leafHash: string;
};

/** The question that this person asked under this key within 24 hours; an older use of the key is forgotten here. */
export async function loadByIdempotencyKey(db: Handle, userId: string, key: string): Promise<Twin | null> {
  await sql`
    UPDATE ask.queries SET idempotency_key = NULL
     WHERE user_id = ${userId} AND idempotency_key = ${key} AND created_at < now() - interval '24 hours'`.execute(db);
  const found = await sql<Twin>`
    SELECT id, body_digest AS "bodyDigest", request_leaf AS leaf, request_leaf_hash AS "leafHash"
      FROM ask.queries WHERE user_id = ${userId} AND idempotency_key = ${key}`.execute(db);
  return found.rows[0] ?? null;
}

/** How many questions of this person are on their way. Counted under a lock of the person, so that two asks cannot both be the third. */
export async function countRunning(tx: Tx, userId: string): Promise<number> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`asks ${userId}`}, 0))`.execute(tx);
  const found = await sql<{ n: number }>`
    SELECT count(*) AS n FROM ask.queries
     WHERE user_id = ${userId} AND finished_at IS NULL AND status <> 'awaiting_approval'`.execute(tx);
  return found.rows[0]?.n ?? 0;
}

export type OpenRow = {
  readonly id: string;
  readonly userId: string;
  readonly datasetId: string | null;
  readonly question: string;
  readonly choice: string | null;
  readonly traceId: string;
  readonly instant: Date;
  readonly createdAt: Date;
  readonly deadline: Date;
  readonly executed: 'no' | 'intended' | 'yes' | 'unknown';
  readonly claim: string | null;
  readonly stage: StageName | null;
  readonly decided: Decided | null;
  readonly chain: Chain;
};

/** What an intention stands on, for whoever has to close the question if its worker never comes back. */
type Decided = { readonly policies: readonly string[]; readonly datasets: readonly string[] };

type LockedRow = Omit<OpenRow, 'chain'> & { readonly seq: number; readonly prev: string | null };

const OPEN_COLUMNS = sql`
  id, user_id AS "userId", dataset_id AS "datasetId", question, choice, trace_id AS "traceId", instant,
  created_at AS "createdAt", deadline, executed, claim, stage, view -> 'decided' AS decided, seq, prev`;

const withChain = ({ seq, prev, ...row }: LockedRow): OpenRow => ({ ...row, chain: { run: row.id, seq, prev } });

/** Takes the row with a status that is not final; null if somebody has closed the question. */
export async function lockOpen(tx: Tx, id: string): Promise<OpenRow | null> {
  const found = await sql<LockedRow>`
    SELECT ${OPEN_COLUMNS} FROM ask.queries WHERE id = ${id} AND finished_at IS NULL FOR UPDATE`.execute(tx);
  const row = found.rows[0];
  return row === undefined ? null : withChain(row);
}

/** The same, but only for the worker whose claim stands. */
export async function lockClaimed(tx: Tx, question: Question): Promise<OpenRow | null> {
  const row = await lockOpen(tx, question.id);
  return row?.claim === question.claim ? row : null;
}

/** A new worker's claim ends the claim of the one before it. */
export async function updateClaim(tx: Tx, id: string, claim: string): Promise<void> {
  await sql`
    UPDATE ask.queries SET claim = ${claim}, status = 'running', version = version + 1
     WHERE id = ${id} AND finished_at IS NULL`.execute(tx);
}

export async function updateProgress(
  db: Handle,
  question: Question,
  now: { stage: StageName; times: readonly StageTime[]; reading: string | null },
): Promise<void> {
  await sql`
    UPDATE ask.queries
       SET stage = ${now.stage}, version = version + 1, reading = coalesce(${now.reading}, reading),
           view = jsonb_set(view, '{stages}', ${JSON.stringify(now.times)}::jsonb)
     WHERE id = ${question.id} AND claim = ${question.claim} AND finished_at IS NULL`.execute(db);
}

type Intention = {
  readonly chain: Chain;
  readonly candidateSql: string;
  readonly finalSql: string;
  readonly reading: string;
  readonly decided: Decided;
};

export async function updateIntended(tx: Tx, question: Question, intention: Intention): Promise<void> {
  const attempt: Attempt = { candidateSql: intention.candidateSql, finalSql: intention.finalSql };
  await sql`
    UPDATE ask.queries
       SET executed = 'intended', stage = 'intend', seq = ${intention.chain.seq}, prev = ${intention.chain.prev},
           generated_sql = ${intention.candidateSql}, executed_sql = ${intention.finalSql}, reading = ${intention.reading},
           view = view || ${JSON.stringify({ decided: intention.decided })}::jsonb,
           attempts = attempts || ${JSON.stringify([attempt])}::jsonb
     WHERE id = ${question.id}`.execute(tx);
}

/** The attempt is on record as not run; another candidate may follow. */
export async function updateNotRun(tx: Tx, id: string, chain: Chain): Promise<void> {
  await sql`
    UPDATE ask.queries SET executed = 'no', seq = ${chain.seq}, prev = ${chain.prev} WHERE id = ${id}`.execute(tx);
}

export async function appendAttempt(tx: Tx, id: string, chain: Chain, attempt: Attempt): Promise<void> {
  await sql`
    UPDATE ask.queries
       SET seq = ${chain.seq}, prev = ${chain.prev}, generated_sql = ${attempt.candidateSql},
           attempts = attempts || ${JSON.stringify([attempt])}::jsonb
     WHERE id = ${id}`.execute(tx);
}

export async function loadAttempts(db: Handle, id: string): Promise<Attempt[]> {
  const found = await sql<{ attempts: Attempt[] }>`SELECT attempts FROM ask.queries WHERE id = ${id}`.execute(db);
  return found.rows[0]?.attempts ?? [];
}

export type Closing = {
  readonly status: Extract<QueryStatus, 'success' | 'error'>;
  readonly chain: Chain;
  readonly evidenceId: string;
  readonly executed: 'no' | 'yes' | 'unknown';
  readonly view: Readonly<Record<string, unknown>>;
  readonly reading: string | null;
  /** Of an attempt that never came to its intention; what was refused is shown too. */
  readonly candidateSql: string | null;
  readonly rowCount: number | null;
  readonly truncated: boolean;
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly id: string } | null;
};

/** The one write that ends a question; the caller holds the row's lock. */
export async function updateClosed(tx: Tx, id: string, closing: Closing): Promise<void> {
  await sql`
    UPDATE ask.queries
       SET status = ${closing.status}, version = version + 1, seq = ${closing.chain.seq}, prev = ${closing.chain.prev},
           evidence_id = ${closing.evidenceId}, executed = ${closing.executed}, view = ${JSON.stringify(closing.view)}::jsonb,
           generated_sql = coalesce(${closing.candidateSql}, generated_sql), reading = coalesce(${closing.reading}, reading), row_count = ${closing.rowCount}, truncated = ${closing.truncated},
           error_code = ${closing.error?.code ?? null}, error_message = ${closing.error?.message ?? null},
           error_id = ${closing.error?.id ?? null}, finished_at = clock_timestamp(),
           execution_time_ms = extract(epoch FROM clock_timestamp() - created_at) * 1000
     WHERE id = ${id}`.execute(tx);
}

/** Questions past their time that nobody closes any more, or whose claim belongs to a dead worker. */
export async function loadOverdue(db: Handle): Promise<string[]> {
  const found = await sql<{ id: string }>`
    SELECT id FROM ask.queries
     WHERE finished_at IS NULL AND status <> 'awaiting_approval' AND deadline < clock_timestamp()
     ORDER BY deadline LIMIT 50`.execute(db);
  return found.rows.map((row) => row.id);
}
