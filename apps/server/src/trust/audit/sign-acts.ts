import { signEvent, signStage } from '@aureus/ledger';
import type { JsonObject, SignedAct } from '@aureus/ledger';
import type { Clock } from '#platform/clock';
import { newId } from '#platform/ids';
import { nodeCrypto } from '#platform/keys';
import type { Attester } from '#platform/keys';
import type { AuditEvent, Build, Chain, StageStatements } from './audit.ts';
import { toAuditRow } from './audit-rules.ts';

export type Signing = { readonly attester: Attester; readonly clock: Clock; readonly build: Build };

/** An event as an act of its own, outside every chain. */
export function signAuditEvent({ attester, clock }: Signing, event: AuditEvent): Promise<SignedAct> {
  const time = clock.now().toISOString();
  const row = toAuditRow(event, newId(), time);
  const head = { type: event.type, run: event.run ?? null, time, actor: row.user_id };
  return signEvent({ ...head, row: row as unknown as JsonObject }, attester, nodeCrypto);
}

/** The next stages of a run: each names the leaf before it. */
export async function signStages(
  { attester, clock, build }: Signing,
  from: Chain,
  { actor, statements }: Pick<StageStatements, 'actor' | 'statements'>,
): Promise<{ readonly acts: readonly SignedAct[]; readonly chain: Chain }> {
  const acts: SignedAct[] = [];
  let chain = from;
  for (const statement of statements) {
    const time = clock.now().toISOString();
    const head = { run: chain.run, seq: chain.seq + 1, prev: chain.prev, time, actor, atlas: build };
    const act = await signStage({ head, ...statement }, attester, nodeCrypto);
    acts.push(act);
    chain = { run: chain.run, seq: chain.seq + 1, prev: act.leafHash };
  }
  return { acts, chain };
}
