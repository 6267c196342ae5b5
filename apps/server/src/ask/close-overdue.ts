import { randomUUID } from 'node:crypto';
import type { ErrorCode, Person } from '@aureus/contract';
import { type Tx, transaction } from '#platform/db';
import type { Account } from '#trust/evidence';
import type { AskDeps } from './ask-deps.ts';
import { type Attempt, type OpenRow, loadAttempts, loadOverdue, lockOpen, updateClosed } from './ask-store.ts';

type Closer = Pick<AskDeps, 'db' | 'evidence' | 'identity' | 'log'>;

/**
 * Closes every question that is past its time, also if its worker never comes back; any live api or worker does it.
 * Needs nothing from the dead: texts, salts and the chain are in the database since the intention.
 */
export async function closeOverdue(deps: Closer): Promise<number> {
  const overdue = await loadOverdue(deps.db);
  for (const id of overdue) await closeBroken(deps, id, 'TIMEOUT');
  return overdue.length;
}

/** Closes one question that nobody works on any more. A decision without an execution on record becomes `unknown`. */
export async function closeBroken(deps: Closer, id: string, code: ErrorCode): Promise<void> {
  await transaction(deps.db, async (tx) => {
    const row = await lockOpen(tx, id);
    if (row === null) return;
    const person = await deps.identity.loadPerson(tx, row.userId);
    if (person === null) return;
    await close(deps, tx, { row, person, code });
  });
}

async function close(deps: Closer, tx: Tx, broken: { row: OpenRow; person: Person; code: ErrorCode }): Promise<void> {
  const { row, person, code } = broken;
  const intended = row.executed === 'intended';
  const message = intended
    ? "The question broke off after it was sent to the bank's database; whether it ran there is not known. Ask again."
    : 'The question was not answered in time, and nothing was run. Ask again.';
  const closed = await deps.evidence.refuse(tx, row.chain, {
    account: accountOfRow(row, person, await loadAttempts(tx, row.id)),
    code,
    message,
    rules: [],
    stage: row.stage ?? 'submit',
    ...(intended ? { execution: { outcome: 'unknown' as const } } : {}),
  });
  await updateClosed(tx, row.id, {
    status: 'error',
    chain: closed.chain,
    evidenceId: closed.evidenceId,
    executed: intended ? 'unknown' : 'no',
    view: {},
    reading: null,
    candidateSql: null,
    rowCount: null,
    truncated: false,
    error: { code, message, id: randomUUID() },
  });
  deps.log.warning('A broken question was closed', { query_id: row.id, code, intended });
}

function accountOfRow(row: OpenRow, person: Person, attempts: readonly Attempt[]): Account {
  const { id, email, role, team } = person;
  const decided = row.executed === 'no' ? null : row.decided;
  // An attempt that came to no intention left no verdict behind, whatever its worker had found out by then.
  const check = decided === null ? ('not_reached' as const) : ('passed' as const);
  return {
    run: row.id,
    actor: { id, email, role, team },
    askedAt: row.createdAt.toISOString(),
    question: row.question,
    choice: row.choice,
    attempts,
    policiesApplied: decided?.policies ?? [],
    datasets: decided?.datasets ?? [],
    validation: { promptInjectionCheck: 'passed', sqlSafetyCheck: check, policyCompliance: check },
  };
}
