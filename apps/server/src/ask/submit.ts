import { createHash } from 'node:crypto';
import { type AskBody, AtlasError, type Person } from '@aureus/contract';
import { transaction } from '#platform/db';
import { newId } from '#platform/ids';
import type { Trace } from '#platform/log';
import type { Origin, Receipt } from '#trust/audit';
import type { AskDeps } from './ask-deps.ts';
import { appendQuery, countRunning, loadByIdempotencyKey } from './ask-store.ts';
import { judgeQuestion } from './screening-rules.ts';

export type Submission = {
  readonly person: Person;
  readonly body: AskBody;
  readonly origin: Origin;
  readonly trace: Trace;
  readonly idempotencyKey: string | null;
};

export type Submitted = { readonly id: string; readonly receipt: Receipt };

/** Screens the question, then takes it on record: query row, audit leaf and job commit together or not at all. */
export async function submit(deps: AskDeps, submission: Submission): Promise<Submitted> {
  checkQuestion(submission.body.question);
  await checkDataset(deps, submission);
  const bodyDigest = createHash('sha256').update(JSON.stringify(submission.body)).digest('hex');
  const twin = await findTwin(deps, submission, bodyDigest);
  if (twin !== null) return twin;
  try {
    return await append(deps, submission, bodyDigest);
  } catch (error) {
    const raced = isTwinRace(error) ? await findTwin(deps, submission, bodyDigest) : null;
    if (raced === null) throw error;
    return raced;
  }
}

async function append(deps: AskDeps, submission: Submission, bodyDigest: string): Promise<Submitted> {
  const { person, body, origin, trace } = submission;
  const id = newId();
  const { catalogue } = await deps.catalogue.active();
  const instant = deps.clock.instant().toISOString();
  const opened = await transaction(deps.db, async (tx) => {
    if ((await countRunning(tx, person.id)) >= deps.running) {
      throw new AtlasError(
        'RATE_LIMIT_EXCEEDED',
        `At most ${deps.running} of your questions can run at once. Wait for one to end.`,
      );
    }
    const staged = await deps.evidence.openRun(tx, {
      run: id,
      actor: { id: person.id, email: person.email, role: person.role, team: person.team },
      question: body.question,
      datasetId: body.dataset_id ?? null,
      choice: body.choice ?? null,
      instant: { at: instant, timeZone: catalogue.source.timeZone },
      origin,
    });
    await appendQuery(tx, {
      id,
      userId: person.id,
      datasetId: body.dataset_id ?? null,
      question: body.question,
      choice: body.choice ?? null,
      idempotencyKey: submission.idempotencyKey,
      bodyDigest,
      requestLeaf: staged.leaf,
      requestLeafHash: staged.leafHash,
      traceId: trace.traceId,
      instant,
      chain: staged.chain,
      deadline: new Date(deps.clock.now().getTime() + deps.questionMs),
    });
    // A killed worker's job is taken up again; the second attempt closes what the first one intended.
    await deps.jobs.enqueue(tx, 'execute_query', { query_id: id }, { priority: -10, maxAttempts: 4, trace });
    return staged;
  });
  return { id, receipt: await deps.audit.receipt(opened) };
}

function checkQuestion(question: string): void {
  const rule = judgeQuestion(question);
  if (rule === null) return;
  throw new AtlasError(
    'PROMPT_INJECTION_DETECTED',
    'The question holds characters or tokens that no business question carries.',
    {
      detail: rule,
    },
  );
}

/** A dataset one may not know of answers exactly like one that does not exist. */
async function checkDataset(deps: AskDeps, { person, body }: Submission): Promise<void> {
  if (body.dataset_id === undefined) return;
  const { active, reach } = await deps.catalogue.ground(person);
  const dataset = active.catalogue.datasets.find((one) => one.id === body.dataset_id);
  if (dataset === undefined || !reach.known.some((one) => one.dataset === dataset.name)) {
    throw new AtlasError('RESOURCE_NOT_FOUND', 'There is no such dataset.');
  }
}

async function findTwin(deps: AskDeps, submission: Submission, bodyDigest: string): Promise<Submitted | null> {
  if (submission.idempotencyKey === null) return null;
  const twin = await loadByIdempotencyKey(deps.db, submission.person.id, submission.idempotencyKey);
  if (twin === null) return null;
  if (twin.bodyDigest !== bodyDigest) {
    throw new AtlasError('CONFLICT', 'This Idempotency-Key was used for another question.');
  }
  return { id: twin.id, receipt: await deps.audit.receipt({ leaf: twin.leaf, leafHash: twin.leafHash }) };
}

const isTwinRace = (error: unknown): boolean =>
  error instanceof Error && (error as Error & { constraint?: string }).constraint === 'queries_idempotency';
