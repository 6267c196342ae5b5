import { AtlasError } from '@aureus/contract';
import { signEvent, signReceipt, signStage, toEnvelopeJson } from '@aureus/ledger';
import type { JsonObject, SignedAct, StatementBody, Subject } from '@aureus/ledger';
import type { Clock } from '#platform/clock';
import type { Handle, Tx } from '#platform/db';
import { newId } from '#platform/ids';
import { nodeCrypto } from '#platform/keys';
import type { Attester } from '#platform/keys';
import type { Audit, AuditEvent, Build, Chain, Staged } from './audit.ts';
import { rowOf, toAuditRow } from './audit-rules.ts';
import { appendActs, appendEvent, loadLongestWait } from './audit-store.ts';
import { makeRefusalCounter } from './refusal-counter.ts';

/** Seconds after which a leaf must stand under a signed checkpoint. Receipts are judged by it, so it never grows. */
export const MERGE_DELAY = 10;
/** How long an answer of `checkAlive` holds, in milliseconds. */
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
    stage: (tx, chain, stage) => stageStatements(deps, tx, { chain, ...stage }),
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
  const time = deps.clock.now().toISOString();
  const row = toAuditRow(event, newId(), time);
  const head = {
    type: event.type,
    run: event.run ?? null,
    time,
    actor: row.user_id,
    row: row as unknown as JsonObject,
  };
  const act = await signEvent(head, deps.attester, nodeCrypto);
  await appendActs(tx, [act]);
  await appendEvent(tx, rowOf(act), act.leafHash);
  return { leafHash: act.leafHash, leaf: act.leafBytes };
}

export type StageInput = {
  readonly actor: string | null;
  readonly statements: readonly { readonly body: StatementBody; readonly subjects?: readonly Subject[] }[];
};

async function stageStatements(
  deps: AuditDeps,
  tx: Tx,
  input: StageInput & { readonly chain: Chain },
): Promise<Staged & { readonly chain: Chain }> {
  const acts: SignedAct[] = [];
  let chain = input.chain;
  for (const { body, subjects } of input.statements) {
    const time = deps.clock.now().toISOString();
    const head = { run: chain.run, seq: chain.seq + 1, prev: chain.prev, time, actor: input.actor, atlas: deps.build };
    const act = await signStage(
      { head, body, ...(subjects === undefined ? {} : { subjects }) },
      deps.attester,
      nodeCrypto,
    );
    acts.push(act);
    chain = { run: chain.run, seq: chain.seq + 1, prev: act.leafHash };
  }
  const last = acts.at(-1);
  if (last === undefined) throw new AtlasError('INTERNAL_ERROR', 'Nothing to put on record.');
  await appendActs(tx, acts);
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
      throw new AtlasError('SERVICE_UNAVAILABLE', UNAVAILABLE, { detail: 'the log could not be asked', cause });
    });
    if (seconds <= MERGE_DELAY) return;
    throw new AtlasError('SERVICE_UNAVAILABLE', UNAVAILABLE, { detail: `a leaf waits since ${Math.round(seconds)} s` });
  };
}

const UNAVAILABLE = 'Nothing can be put on record at the moment, so nothing can be done. Try again later.';
