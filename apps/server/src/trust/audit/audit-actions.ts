import { AtlasError } from '@aureus/contract';
import { signReceipt, toEnvelopeJson } from '@aureus/ledger';
import type { Clock } from '#platform/clock';
import type { Handle, Tx } from '#platform/db';
import type { Attester } from '#platform/keys';
import type { Audit, AuditEvent, Build, Chain, StageStatements, Staged } from './audit.ts';
import { rowOf } from './audit-rules.ts';
import { appendActs, loadLongestWait } from './audit-store.ts';
import { makeRefusalCounter } from './refusal-counter.ts';
import { signAuditEvent, signStages } from './sign-acts.ts';

/** Seconds after which a leaf must stand under a signed checkpoint. Receipts are judged by it, so it never grows. */
export const MERGE_DELAY = 10;
/** How long a good answer of `checkAlive` holds, in milliseconds. */
const ALIVE_FOR = 1000;

export type AuditDeps = {
  readonly attester: Attester;
  readonly clock: Clock;
  /** The log's origin, which receipts name. */
  readonly origin: string;
  readonly build: Build;
};

export function makeAudit(deps: AuditDeps): Audit {
  const counter = makeRefusalCounter();
  const record = (tx: Tx, event: AuditEvent): Promise<Staged> => recordEvent(deps, tx, event);
  return {
    build: deps.build,
    record,
    stage: (tx, chain, stages) => stageStatements(deps, tx, chain, stages),
    receipt: async (staged) => {
      const promise = { origin: deps.origin, leaf: staged.leaf, time: deps.clock.now().toISOString() };
      return toEnvelopeJson(await signReceipt(promise, deps.attester));
    },
    checkAlive: makeAliveCheck(deps.clock),
    countRefusal: (kind, address) => counter.count(kind, address),
    recordRefusals: async (tx) => {
      const details = counter.take();
      if (details === null) return null;
      const origin = { address: null, userAgent: null };
      return record(tx, { type: 'refusals_counted', actor: null, resource: null, details, origin });
    },
  };
}

async function recordEvent(deps: AuditDeps, tx: Tx, event: AuditEvent): Promise<Staged> {
  const act = await signAuditEvent(deps, event);
  await appendActs(tx, [act], [rowOf(act)]);
  return { leafHash: act.leafHash, leaf: act.leafBytes };
}

async function stageStatements(
  deps: AuditDeps,
  tx: Tx,
  from: Chain,
  stages: StageStatements,
): Promise<Staged & { readonly chain: Chain }> {
  const { acts, chain } = await signStages(deps, from, stages);
  const last = acts.at(-1);
  if (last === undefined) throw new AtlasError('INTERNAL_ERROR', 'Nothing to put on record.');
  const events = stages.event === undefined ? [] : [await signAuditEvent(deps, stages.event)];
  await appendActs(tx, [...acts, ...events], events.map(rowOf));
  return { chain, leafHash: last.leafHash, leaf: last.leafBytes };
}

function makeAliveCheck(clock: Clock): (db: Handle) => Promise<void> {
  let asked = Number.NEGATIVE_INFINITY;
  let wait: Promise<number> = Promise.resolve(0);
  return async (db) => {
    const now = clock.now().getTime();
    if (now - asked > ALIVE_FOR || now < asked) {
      asked = now;
      wait = loadLongestWait(db);
    }
    const seconds = await wait.catch((cause: unknown) => {
      asked = Number.NEGATIVE_INFINITY;
      throw new AtlasError('SERVICE_UNAVAILABLE', UNAVAILABLE, { detail: 'the log could not be asked', cause });
    });
    if (seconds <= MERGE_DELAY) return;
    // A log that has caught up must not be called dead for another second.
    asked = Number.NEGATIVE_INFINITY;
    throw new AtlasError('SERVICE_UNAVAILABLE', UNAVAILABLE, { detail: `a leaf waits since ${Math.round(seconds)} s` });
  };
}

const UNAVAILABLE = 'Nothing can be put on record at the moment, so nothing can be done. Try again later.';
