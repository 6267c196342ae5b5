import { sql } from 'kysely';
import type { Person, QueryStatus } from '@aureus/contract';
import type { Handle } from '#platform/db';

/** A question as readers see it; `view` is what the answering stages left (answer-view.ts, refuse.ts). */
export type ReadRow = {
  readonly id: string;
  readonly userId: string;
  readonly question: string;
  readonly status: QueryStatus;
  readonly stage: string | null;
  readonly version: number;
  readonly executed: 'no' | 'intended' | 'yes' | 'unknown';
  readonly generatedSql: string | null;
  readonly executedSql: string | null;
  readonly reading: string | null;
  readonly view: Readonly<Record<string, unknown>>;
  readonly rowCount: number | null;
  readonly truncated: boolean;
  readonly evidenceId: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly errorId: string | null;
  readonly executionTimeMs: number | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
};

const COLUMNS = sql`
  id, user_id AS "userId", question, status, stage, version, executed, generated_sql AS "generatedSql",
  executed_sql AS "executedSql", reading, view, row_count AS "rowCount", truncated, evidence_id AS "evidenceId",
  error_code AS "errorCode", error_message AS "errorMessage", error_id AS "errorId",
  execution_time_ms AS "executionTimeMs", created_at AS "createdAt", finished_at AS "finishedAt"`;

/** By id, who may see a question's results may read the question: one's own; approvers and admins, all. */
const seesAll = (person: Person): boolean => person.role === 'approver' || person.role === 'admin';

/** One SELECT with the reach in its WHERE: what one may not see costs and looks the same as what does not exist. */
export async function loadReadable(db: Handle, person: Person, id: string): Promise<ReadRow | null> {
  const found = await sql<ReadRow>`
    SELECT ${COLUMNS} FROM ask.queries
     WHERE id = ${id} AND (user_id = ${person.id} OR ${seesAll(person)})`.execute(db);
  return found.rows[0] ?? null;
}

/** Appends the first view of an answer by this person; false if it is on record already. */
export async function appendView(tx: Handle, queryId: string, userId: string): Promise<boolean> {
  const done = await sql`
    INSERT INTO ask.views (query_id, user_id) VALUES (${queryId}, ${userId}) ON CONFLICT DO NOTHING`.execute(tx);
  return done.numAffectedRows === 1n;
}

export type HistoryFilter = {
  readonly status: QueryStatus | null;
  readonly text: string | null;
  readonly limit: number;
  readonly offset: number;
};

/** Most rows that are counted exactly. */
export const COUNTED = 10_000;

const ownQueries = (userId: string, filter: HistoryFilter) => sql`
  FROM ask.queries
 WHERE user_id = ${userId}
   AND (${filter.status}::text IS NULL OR status = ${filter.status})
   AND (${filter.text}::text IS NULL OR question ILIKE '%' || ${escapeLike(filter.text)}::text || '%')`;

/** One's own questions, newest first. */
export async function loadHistory(db: Handle, userId: string, filter: HistoryFilter): Promise<ReadRow[]> {
  const found = await sql<ReadRow>`
    SELECT ${COLUMNS} ${ownQueries(userId, filter)}
     ORDER BY created_at DESC, id DESC LIMIT ${filter.limit} OFFSET ${filter.offset}`.execute(db);
  return found.rows;
}

export async function countHistory(db: Handle, userId: string, filter: HistoryFilter): Promise<number> {
  const found = await sql<{ n: number }>`
    SELECT count(*) AS n FROM (SELECT 1 ${ownQueries(userId, filter)} LIMIT ${COUNTED + 1}) AS counted`.execute(db);
  return found.rows[0]?.n ?? 0;
}

const escapeLike = (text: string | null): string | null => text?.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`) ?? null;
