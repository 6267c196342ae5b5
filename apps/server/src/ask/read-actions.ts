import {
  AtlasError,
  type HistoryPage,
  type Person,
  type QueryView,
  type ResultColumn,
  type ResultPage,
} from '@aureus/contract';
import { transaction } from '#platform/db';
import { isId } from '#platform/ids';
import type { Origin } from '#trust/audit';
import type { MadeUnder } from './answer-view.ts';
import type { AskDeps } from './ask-deps.ts';
import { toHistoryItem, toQueryView, uniqueNames } from './query-view.ts';
import {
  COUNTED,
  type HistoryFilter,
  type ReadRow,
  appendView,
  countHistory,
  loadHistory,
  loadReadable,
} from './reading-store.ts';
import { toCsv, toResultRows } from './result-cells.ts';
import { maySeeRows } from './sight-rules.ts';

type Reader = Pick<AskDeps, 'db' | 'audit' | 'catalogue' | 'evidence'>;
type Who = { readonly person: Person; readonly origin: Origin };

/** Rows that a view carries; the rest is read in pages. */
export const FIRST_ROWS = 1000;

/** The question one may read, or 404 as if it did not exist. */
export async function readRow(deps: Pick<Reader, 'db'>, person: Person, id: string): Promise<ReadRow> {
  const row = isId(id) ? await loadReadable(deps.db, person, id) : null;
  if (row === null) throw new AtlasError('RESOURCE_NOT_FOUND', 'There is no such question.');
  return row;
}

export async function readQuery(deps: Reader, who: Who, id: string): Promise<QueryView> {
  const row = await readRow(deps, who.person, id);
  const rows =
    row.status === 'success' && (await seesRows(deps, who.person, row)) ? await openRows(deps, who, row) : null;
  const shown = rows === null ? null : toResultRows(columnsOf(row), rows, { from: 0, to: FIRST_ROWS });
  return toQueryView(row, who.person, shown);
}

type Page = { readonly page: number; readonly page_size: number };

export async function readResult(
  deps: Reader,
  who: Who,
  { id, page, page_size }: Page & { id: string },
): Promise<ResultPage> {
  const { row, rows } = await openResult(deps, who, id);
  const from = (page - 1) * page_size;
  return {
    query_id: row.id,
    columns: uniqueNames(columnsOf(row)),
    results: toResultRows(columnsOf(row), rows, { from, to: from + page_size }),
    row_count: rows.length,
    page,
    page_size,
    truncated: row.truncated,
  };
}

export async function readCsv(deps: Reader, who: Who, id: string): Promise<string> {
  const { row, rows } = await openResult(deps, who, id);
  return toCsv(columnsOf(row), rows);
}

async function openResult(deps: Reader, who: Who, id: string) {
  const row = await readRow(deps, who.person, id);
  if (row.status !== 'success') throw new AtlasError('CONFLICT', 'This question has no result.');
  if (!(await seesRows(deps, who.person, row))) {
    throw new AtlasError(
      'AUTHORIZATION_FAILED',
      'You could not have asked this question now, so its rows are not shown.',
    );
  }
  return { row, rows: await openRows(deps, who, row) };
}

/** How far a person sees into a question's evidence: not at all, everything but rows and keys, or everything. */
export async function judgeEvidenceSight(
  deps: Reader,
  person: Person,
  run: string,
): Promise<'none' | 'sealed' | 'open'> {
  const row = isId(run) ? await loadReadable(deps.db, person, run) : null;
  if (row === null) return 'none';
  if (row.userId === person.id) return 'open';
  return row.status === 'success' && (await seesRows(deps, person, row)) ? 'open' : 'sealed';
}

const columnsOf = (row: ReadRow): ResultColumn[] => (row.view['columns'] as ResultColumn[] | undefined) ?? [];

async function seesRows(deps: Reader, person: Person, row: ReadRow): Promise<boolean> {
  if (row.userId === person.id) return true;
  const { active, reach } = await deps.catalogue.ground(person);
  return maySeeRows(reach, active.catalogue, row.view['made_under'] as MadeUnder);
}

/** Decrypts the stored rows. The first view of an answer by a person is on record before they get it. */
async function openRows(deps: Reader, { person, origin }: Who, row: ReadRow) {
  await transaction(deps.db, async (tx) => {
    if (!(await appendView(tx, row.id, person.id))) return;
    await deps.audit.record(tx, {
      type: 'result_viewed',
      actor: { id: person.id, team: person.team },
      resource: { type: 'query', id: row.id },
      details: { rows: row.rowCount },
      origin,
      run: row.id,
    });
  });
  const result = await deps.evidence.openResult(deps.db, row.evidenceId ?? '');
  return result?.rows ?? [];
}

export async function readHistory(
  deps: Reader,
  person: Person,
  asked: Page & { status?: ReadRow['status'] | undefined; text?: string | undefined },
): Promise<HistoryPage> {
  const { page, page_size } = asked;
  const filter: HistoryFilter = {
    status: asked.status ?? null,
    text: asked.text ?? null,
    limit: page_size,
    offset: (page - 1) * page_size,
  };
  const rows = await loadHistory(deps.db, person.id, filter);
  const counted = await countHistory(deps.db, person.id, filter);
  return {
    queries: rows.map((row) => toHistoryItem(row, person)),
    total: Math.min(counted, COUNTED),
    total_is_minimum: counted > COUNTED,
    page,
    page_size,
  };
}
