import { randomUUID } from 'node:crypto';
import { AtlasError, type ErrorCode } from '@aureus/contract';
import { type Tx, transaction } from '#platform/db';
import type { Chain } from '#trust/audit';
import type { ExecutionFacts } from '#trust/evidence';
import type { AskDeps } from './ask-deps.ts';
import { type OpenRow, appendAttempt, lockClaimed, updateClosed, updateNotRun } from './ask-store.ts';
import { policyOfMask } from './deciding-rules.ts';
import { accountOf } from './statements.ts';
import { type Fetched, type Grounded, type Planned, Refusal } from './stages.ts';
import type { Trail } from './trail.ts';

type Reason = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail: string | undefined;
  readonly rules: readonly string[];
  readonly view: Refusal['view'];
  readonly owed: Refusal['owed'];
};

/** Ends a question that has no answer: refusals and failures leave the same record as answers. */
export async function refuse(deps: AskDeps, trail: Trail, error: unknown): Promise<void> {
  const { question } = trail;
  const reason = toReason(error, deps.clock.now() >= question.deadline);
  const errorId = randomUUID();
  const stage = trail.reached();
  log(deps, trail, { reason, errorId });
  const account = await accountOf(deps, trail, { code: reason.code, error });
  await transaction(deps.db, async (tx) => {
    const row = await lockClaimed(tx, question);
    if (row === null) return;
    const chain = await stageOwed(deps, tx, row, reason);
    const intended = row.executed === 'intended';
    const execution = executionOf(trail);
    const closed = await deps.evidence.refuse(tx, chain, {
      account,
      code: reason.code,
      message: reason.message,
      rules: reason.rules,
      stage,
      ...(intended ? { execution } : {}),
      ...(reason.detail === undefined ? {} : { operator: { errorId, message: reason.message, detail: reason.detail } }),
    });
    await updateClosed(tx, question.id, {
      status: 'error',
      chain: closed.chain,
      evidenceId: closed.evidenceId,
      executed: intended ? TOLD[execution.outcome] : 'no',
      view: viewOf(trail, reason),
      reading: trail.outcome<Planned>('plan')?.candidate.sentence ?? null,
      candidateSql: trail.outcome<Planned>('plan')?.candidate.sql ?? null,
      rowCount: null,
      truncated: false,
      error: { code: reason.code, message: reason.message, id: errorId },
    });
  });
}

/**
 * Takes a repairable refusal back to the planner: the attempt is closed on record, as not run if it was intended.
 * Returns the hint, or null where another candidate cannot help.
 */
export async function refuseAttempt(deps: AskDeps, trail: Trail, error: unknown): Promise<string | null> {
  if (!(error instanceof Refusal) || error.hint === null || !deps.planner.repairs) return null;
  const planned = trail.outcome<Planned>('plan');
  await transaction(deps.db, async (tx) => {
    const row = await lockClaimed(tx, trail.question);
    if (row === null) throw new AtlasError('CONFLICT', 'Another worker answers this question.');
    if (row.executed === 'intended') {
      const attempt = planned?.attempt ?? 1;
      const { chain } = await deps.evidence.stage(tx, row.chain, [{ kind: 'execution', attempt, outcome: 'not_run' }]);
      await updateNotRun(tx, row.id, chain);
      return;
    }
    const chain = await stageOwed(deps, tx, row, toReason(error, false));
    await appendAttempt(tx, row.id, chain, { candidateSql: planned?.candidate.sql ?? null, finalSql: null });
  });
  return error.hint;
}

/** Statements of an attempt that never came to `intend`: what was derived and decided is on record all the same. */
async function stageOwed(deps: AskDeps, tx: Tx, row: OpenRow, { owed }: Reason): Promise<Chain> {
  const [first, ...rest] = [owed.derivation, owed.decision].filter((one) => one !== undefined);
  if (first === undefined || row.executed === 'intended') return row.chain;
  return (await deps.evidence.stage(tx, row.chain, [first, ...rest])).chain;
}

const TOLD = { done: 'yes', not_run: 'no', unknown: 'unknown' } as const;

/** Rows that were fetched and never shown are an execution all the same; one that broke off is not known. */
function executionOf(trail: Trail): { outcome: keyof typeof TOLD; facts?: ExecutionFacts } {
  const fetched = trail.outcome<Fetched>('execute');
  if (fetched !== undefined) return { outcome: 'done', facts: fetched.execution };
  return { outcome: trail.reached() === 'execute' ? 'unknown' : 'not_run' };
}

function toReason(error: unknown, late: boolean): Reason {
  if (error instanceof Refusal) return { ...pick(error), detail: error.detail };
  const nothing = { rules: [], view: {}, owed: {} };
  if (late) {
    const message = 'The question took longer than 60 seconds and was stopped.';
    return { code: 'TIMEOUT', message, detail: textOf(error), ...nothing };
  }
  if (error instanceof AtlasError) {
    return { code: error.code, message: error.message, detail: error.detail ?? textOf(error), ...nothing };
  }
  if (isOwnDatabase(error)) {
    const message = 'Atlas cannot reach its own store just now. Ask again in a minute.';
    return { code: 'SERVICE_UNAVAILABLE', message, detail: textOf(error), ...nothing };
  }
  return {
    code: 'INTERNAL_ERROR',
    message: 'Something went wrong inside Atlas. The support id finds it.',
    detail: textOf(error),
    ...nothing,
  };
}

const pick = ({ code, message, rules, view, owed }: Refusal) => ({ code, message, rules, view, owed });

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** SQLSTATE classes of a database that is going away, and the system's own words for it. */
function isOwnDatabase(error: unknown): boolean {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === 'string' && /^(08|53|57P|ECONN|EPIPE)/.test(code);
}

function viewOf(trail: Trail, reason: Reason): Record<string, unknown> {
  const planned = trail.outcome<Planned>('plan');
  const reach = planned?.grounded.ground.reach;
  return {
    assumptions: planned?.candidate.assumptions ?? [],
    tokens: reason.view.tokens ?? planned?.candidate.tokens ?? [],
    alternatives: reason.view.alternatives ?? [],
    withheld: withheldOf(reason.view.misleading ?? [], reach),
    access_request: reason.view.accessRequest ?? null,
    rules: reason.rules,
    policy_set: trail.outcome<Grounded>('ground')?.ground.reach.policySet.digest ?? null,
    stages: trail.times(),
    planner: planned?.planner.name ?? null,
  };
}

type Misleading = NonNullable<Reason['view']['misleading']>;

/** Each column once, with everything the question does with it. */
function withheldOf(misleading: Misleading, reach: Grounded['ground']['reach'] | undefined) {
  const columns = Map.groupBy(misleading, ({ dataset, column }) => `${dataset}.${column}`);
  return [...columns].flatMap(([name, uses]) =>
    uses.slice(0, 1).map(({ dataset, column, mask }) => ({
      dataset,
      column,
      mask,
      used_in: [...new Set(uses.map(({ use }) => use))],
      policy: policyOfMask(reach?.masks.get(name) ?? [], mask),
    })),
  );
}

/** Refusals are daily business; only what a person must look at is an error. */
function log(deps: AskDeps, trail: Trail, { reason, errorId }: { reason: Reason; errorId: string }): void {
  const context = {
    query_id: trail.question.id,
    code: reason.code,
    rule: reason.rules[0],
    stage: trail.reached(),
    error_id: errorId,
  };
  if (reason.code === 'INTERNAL_ERROR') deps.log.error('Question failed', context);
  else deps.log.info('Question refused', context);
}
