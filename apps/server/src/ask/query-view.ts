import type { HistoryItem, QueryEvent, QueryView, ResultColumn, ResultRow } from '@aureus/contract';
import type { Person } from '@aureus/contract';
import type { ReadRow } from './reading-store.ts';

const list = <T>(row: ReadRow, key: string): T[] => (row.view[key] as T[] | undefined) ?? [];

const isFinal = (row: ReadRow): boolean => row.finishedAt !== null;

/** What a question's reader gets. `rows` is null where there are none to show, or none for this reader. */
export function toQueryView(row: ReadRow, person: Person, rows: readonly ResultRow[] | null): QueryView {
  const columns = list<ResultColumn>(row, 'columns');
  return {
    query_id: row.id,
    status: row.status,
    question: row.question,
    ...(isFinal(row) ? {} : { message: 'Executing query...' }),
    created_at: row.createdAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
    generated_sql: row.generatedSql,
    executed_sql: row.executed === 'no' ? null : row.executedSql,
    reading: row.reading,
    assumptions: list(row, 'assumptions'),
    tokens: list(row, 'tokens'),
    alternatives: list(row, 'alternatives'),
    columns: uniqueNames(columns),
    results: rows === null ? null : [...rows],
    row_count: row.rowCount,
    truncated: row.truncated,
    undetermined: list(row, 'undetermined'),
    withheld: list(row, 'withheld'),
    scope: list(row, 'scope'),
    masked_relations: list(row, 'masked_relations'),
    // With views no mask stands in the text, so there is nothing to mark; the masked relations say it.
    sql_marks: list(row, 'sql_marks'),
    execution_time_ms: row.executionTimeMs,
    stages: list(row, 'stages'),
    planner: (row.view['planner'] as string | null | undefined) ?? null,
    evidence_id: row.evidenceId,
    evidence_url: row.evidenceId === null ? null : `/v1/audit/evidence/${row.evidenceId}`,
    error_code: row.errorCode,
    error_message: row.errorMessage,
    error_id: row.errorId,
    executed: row.executed === 'intended' ? 'unknown' : row.executed,
    rules: list(row, 'rules'),
    policy_set: (row.view['policy_set'] as string | null | undefined) ?? null,
    access_request: (row.view['access_request'] as QueryView['access_request'] | undefined) ?? null,
    can: verbs(row, person, rows !== null),
  };
}

/** Names repeat in SQL but not in JSON objects: the second `name` becomes `name_2`. */
export function uniqueNames<T extends { readonly name: string }>(columns: readonly T[]): T[] {
  const taken = new Set(columns.map((column) => column.name));
  const seen = new Set<string>();
  return columns.map((column) => {
    let name = column.name;
    for (let n = 2; seen.has(name); n += 1) {
      const next = `${column.name}_${n}`;
      name = taken.has(next) ? name : next;
    }
    seen.add(name);
    return { ...column, name };
  });
}

function verbs(row: ReadRow, person: Person, seesRows: boolean): string[] {
  const own = row.userId === person.id;
  return [
    ...(isFinal(row) && row.evidenceId !== null ? ['evidence'] : []),
    ...(row.status === 'success' && seesRows ? ['result'] : []),
    ...(own && isFinal(row) ? ['ask_again'] : []),
  ];
}

export function toHistoryItem(row: ReadRow, person: Person): HistoryItem {
  return {
    query_id: row.id,
    question: row.question,
    status: row.status,
    error_code: row.errorCode,
    row_count: row.rowCount,
    evidence_id: row.evidenceId,
    created_at: row.createdAt.toISOString(),
    can: verbs(row, person, true),
  };
}

export function toQueryEvent(row: ReadRow): QueryEvent {
  return { seq: row.version, status: row.status, stage: row.stage, stages: list(row, 'stages'), reading: row.reading };
}
