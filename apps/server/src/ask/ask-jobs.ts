import { randomUUID } from 'node:crypto';
import { transaction } from '#platform/db';
import type { Task } from '#platform/jobs';
import { z } from 'zod';
import { answer } from './answer.ts';
import type { AskDeps } from './ask-deps.ts';
import { type OpenRow, lockOpen, updateClaim } from './ask-store.ts';
import { closeBroken } from './close-overdue.ts';
import type { Question } from './stages.ts';

const payloadOf = z.strictObject({ query_id: z.uuid() });

/** The worker's door to `answer`. A question whose intention is on record is closed, never executed again. */
export function askJobs(deps: AskDeps): { execute_query: Task } {
  return {
    execute_query: async (payload, context) => {
      const { query_id: id } = payloadOf.parse(payload);
      const log = context.trace === undefined ? deps.log : deps.log.traced(context.trace);
      const question = await claim(deps, id);
      if (question === null) return;
      if (question === 'broken') return closeBroken(deps, id, 'SERVICE_UNAVAILABLE');
      const late = setTimeout(() => deps.source.cancel(id), Math.max(0, question.deadline.getTime() - Date.now()));
      const stop = (): void => deps.source.cancel(id);
      context.signal.addEventListener('abort', stop);
      try {
        await answer({ ...deps, log }, question);
      } finally {
        clearTimeout(late);
        context.signal.removeEventListener('abort', stop);
      }
    },
  };
}

/** Takes the question for this worker; the claim of a worker before it ends here. */
async function claim(deps: AskDeps, id: string): Promise<Question | 'broken' | null> {
  const { catalogue } = await deps.catalogue.active();
  return transaction(deps.db, async (tx) => {
    const row = await lockOpen(tx, id);
    if (row === null) return null;
    const person = await deps.identity.loadPerson(tx, row.userId);
    if (row.executed !== 'no' || person === null) return 'broken';
    const mine = randomUUID();
    await updateClaim(tx, id, mine);
    return {
      ...toQuestion(row, mine),
      person,
      instant: { at: row.instant.toISOString(), timeZone: catalogue.source.timeZone },
    };
  });
}

const toQuestion = (row: OpenRow, mine: string) => ({
  id: row.id,
  claim: mine,
  text: row.question,
  datasetId: row.datasetId,
  choice: row.choice,
  askedAt: row.createdAt.toISOString(),
  deadline: row.deadline,
});
