import { AtlasError } from '@aureus/contract';
import { type Tx, transaction } from '#platform/db';
import { toAnswerView } from './answer-view.ts';
import type { AskDeps } from './ask-deps.ts';
import { lockClaimed, updateClosed } from './ask-store.ts';
import { type Answered, Refusal, type Sealed, mint } from './stages.ts';
import type { Trail } from './trail.ts';

/**
 * Signs execution and release, stages their leaves and ends the question, in one transaction. The loser of a race
 * writes nothing: its parts are named nowhere and their keys die with it.
 */
export async function record(deps: AskDeps, trail: Trail, sealed: Sealed): Promise<Answered> {
  const { fetched } = sealed;
  const { question } = fetched.cleared.intended.compiled.permitted.guarded.planned.grounded;
  const view = toAnswerView(fetched, trail.times());
  const evidenceId = await transaction(deps.db, async (tx) => {
    const row = await lockClaimed(tx, question);
    if (row === null) throw new AtlasError('CONFLICT', 'Another worker has closed this question.');
    await checkStillAllowed(deps, tx, question.person);
    const closed = await deps.evidence.release(tx, row.chain, { sealed: sealed.sealed, execution: fetched.execution });
    await updateClosed(tx, question.id, {
      status: 'success',
      chain: closed.chain,
      evidenceId: closed.evidenceId,
      executed: 'yes',
      view: view.details,
      reading: view.reading,
      candidateSql: null,
      rowCount: fetched.rows.length,
      truncated: fetched.truncated,
      error: null,
    });
    return closed.evidenceId;
  });
  return mint<Answered>({ sealed, evidenceId });
}

/** Rights may have been narrowed while the question ran: then nobody sees what it found. */
async function checkStillAllowed(deps: AskDeps, tx: Tx, before: Refusable): Promise<void> {
  const now = await deps.identity.loadPerson(tx, before.id);
  const same = now?.active === true && now.role === before.role && sameSet(now.jurisdictions, before.jurisdictions);
  if (!same) {
    throw new Refusal('AUTHORIZATION_FAILED', 'Your rights changed while the question ran. Ask again.', {
      rules: ['access.changed_while_running'],
    });
  }
}

type Refusable = { readonly id: string; readonly role: string; readonly jurisdictions: readonly string[] };

const sameSet = (a: readonly string[], b: readonly string[]): boolean => a.toSorted().join() === b.toSorted().join();
