import { parseLeaf } from '@aureus/ledger';
import { pause } from '../atlas.ts';
import type { Acknowledged } from './kills.ts';
import type { Estate } from './estate.ts';

/** What the record says of one question. */
export type Account = {
  readonly id: string;
  readonly found: boolean;
  readonly status: string | null;
  readonly code: string | null;
  readonly executed: string | null;
  /** Stages of the question's leaves in the log, in the chain's order. */
  readonly chain: readonly { readonly seq: number; readonly type: string }[];
  /** How often its SQL was opened as a cursor on the bank's server. */
  readonly opened: number;
};

export type Findings = {
  readonly ended: number;
  readonly success: number;
  readonly by_code: Readonly<Record<string, number>>;
  readonly executed_unknown: number;
  /** Cursors that the bank's server saw opened for these questions. */
  readonly opened_on_bank: number;
  readonly lost: readonly string[];
  readonly unfinished: readonly string[];
  readonly ended_twice: readonly string[];
  readonly executed_twice: readonly string[];
  readonly run_without_record: readonly string[];
  /** Answered, and the bank's server has seen nothing of it. */
  readonly answered_from_nowhere: readonly string[];
  readonly broken_chains: readonly string[];
};

/** The question's own deadline, and what a live process takes to close it after that. */
const PATIENCE_MS = 100_000;

/** Waits until every question has ended and every leaf stands in the log, or until they should have. */
export async function untilSettled({ app }: Estate): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const { rows } = await app.query<{ open: boolean }>(
      'SELECT EXISTS (SELECT FROM ask.queries WHERE finished_at IS NULL) OR EXISTS (SELECT FROM audit.staging) AS open',
    );
    if (rows[0]?.open === false) return;
    await pause(250);
  }
}

/** Reads what Atlas has on record, and what the bank's server saw. */
export async function readAccounts(estate: Estate, asked: readonly Acknowledged[]): Promise<Account[]> {
  type Row = { id: string; status: string; code: string | null; executed: string };
  const queries = await estate.app.query<Row>('SELECT id::text, status, error_code AS code, executed FROM ask.queries');
  const rowOf = new Map(queries.rows.map((row) => [row.id, row]));
  const leaves = await estate.app.query<{ leaf: Buffer }>('SELECT leaf FROM audit.entries ORDER BY index');
  const chains = Map.groupBy(
    leaves.rows.map(({ leaf }) => parseLeaf(new Uint8Array(leaf))).filter(({ seq }) => seq !== null),
    ({ run }) => run,
  );
  const log = estate.bankLog();
  return asked.map(({ id, mark }) => {
    const row = rowOf.get(id);
    return {
      id,
      found: row !== undefined,
      status: row?.status ?? null,
      code: row?.code ?? null,
      executed: row?.executed ?? null,
      chain: (chains.get(id) ?? []).map(({ seq, type }) => ({ seq: Number(seq), type })),
      opened: countOpened(log, mark),
    };
  });
}

/** Cursors opened for the question with this mark. EXPLAIN of the same text runs nothing. */
export function countOpened(log: string, mark: number): number {
  return log.split('\n').filter((line) => new RegExp(`execute \\S+: DECLARE .*\\b${mark}\\b`).test(line)).length;
}

/** Holds the record against the promises: ended once, executed at most once and on record, nothing lost. */
export function judge(accounts: readonly Account[]): Findings {
  const idsOf = (wanted: (account: Account) => boolean) => accounts.filter(wanted).map(({ id }) => id);
  const closings = ({ chain }: Account) => chain.filter(({ type }) => type === 'release' || type === 'refusal').length;
  const executions = ({ chain }: Account) => chain.filter(({ type }) => type === 'execution').length;
  const ended = accounts.filter(({ status }) => status === 'success' || status === 'error');
  const byCode: Record<string, number> = {};
  for (const { code } of ended) if (code !== null) byCode[code] = (byCode[code] ?? 0) + 1;
  return {
    ended: ended.length,
    success: ended.filter(({ status }) => status === 'success').length,
    by_code: byCode,
    executed_unknown: ended.filter(({ executed }) => executed === 'unknown').length,
    opened_on_bank: accounts.reduce((sum, { opened }) => sum + opened, 0),
    lost: idsOf(({ found }) => !found),
    unfinished: idsOf(({ found, status }) => found && status !== 'success' && status !== 'error'),
    ended_twice: idsOf((account) => closings(account) > 1),
    executed_twice: idsOf((account) => account.opened > 1 || executions(account) > 1),
    run_without_record: idsOf((account) => account.opened > 0 && executions(account) === 0),
    answered_from_nowhere: idsOf(({ status, opened }) => status === 'success' && opened === 0),
    broken_chains: idsOf((account) => account.found && !isWhole(account)),
  };
}

/** From 1 without a gap, and closed at its end. */
function isWhole({ chain }: Account): boolean {
  const last = chain.at(-1)?.type;
  return chain.every(({ seq }, index) => seq === index + 1) && (last === 'release' || last === 'refusal');
}

/** True if every list of broken promises is empty. */
export function holds(findings: Findings): boolean {
  return Object.values(findings).every((finding) => !Array.isArray(finding) || finding.length === 0);
}
