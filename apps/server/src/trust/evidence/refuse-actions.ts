import { prettyJson, toHex } from '@aureus/ledger';
import type { StatementBody } from '@aureus/ledger';
import type { Tx } from '#platform/db';
import { newId } from '#platform/ids';
import type { Chain, Staged } from '#trust/audit';
import { keepClearParts } from './copy-actions.ts';
import type { EvidenceRoom } from './evidence-deps.ts';
import type { Closed, Refusal } from './evidence.ts';
import { appendCopies, appendPack, appendParts, loadPartSizes } from './evidence-store.ts';
import { keepKeys, openSalt } from './run-keys.ts';
import { committedOf, evaluatedOf, isIntended, loadRunRecord } from './run-record.ts';
import type { RunRecord } from './run-record.ts';
import { encryptPart, sealPack, toPart } from './seal-parts.ts';
import type { EncryptedPart, SealedPack } from './seal-parts.ts';
import { toUnfinishedBody } from './stage-bodies.ts';

/**
 * Ends a question without an answer. Works from what the database holds: also for a worker that never came back, also
 * while the object store is down (encrypted parts wait in the database and are copied later).
 */
export async function refuse(deps: EvidenceRoom, tx: Tx, chain: Chain, refusal: Refusal): Promise<Closed> {
  const { run } = refusal.account;
  const evidenceId = newId();
  const timestamp = deps.clock.now();
  const record = await loadRunRecord(tx, run);
  const operator = refusal.operator === undefined ? [] : [await encryptOperatorPart(evidenceId, refusal.operator)];
  const pack = await sealPack({
    evidenceId,
    closing: 'refusal',
    timestamp: timestamp.toISOString(),
    resultUntil: null,
    build: deps.audit.build,
    account: refusal.account,
    ending: { rowCount: null, truncated: false, refusal },
    record,
    salt: await openSalt(deps.keys, tx, run),
    sizes: await loadPartSizes(tx, Object.values(evaluatedOf(record))),
    encrypted: operator,
  });
  const staged = await stageClosing(deps, tx, chain, { refusal, record, pack, evidenceId });
  await keepParts(deps, tx, { evidenceId, run, pack, operator });
  await appendPack(tx, {
    evidence_id: evidenceId,
    run,
    manifest_digest: Buffer.from(pack.manifest.digest),
    leaf_hash: Buffer.from(staged.leafHash, 'hex'),
    created_at: timestamp,
  });
  return { ...staged, evidenceId };
}

type Closing = {
  readonly refusal: Refusal;
  readonly record: RunRecord;
  readonly pack: SealedPack;
  readonly evidenceId: string;
};

/** An intention that has no execution on record gets one first: nobody may read from the log that nothing happened. */
function stageClosing(
  deps: EvidenceRoom,
  tx: Tx,
  chain: Chain,
  closing: Closing,
): Promise<Staged & { readonly chain: Chain }> {
  const { refusal, record, pack } = closing;
  const { code, rules, stage: reached, account } = refusal;
  const { actor, run } = account;
  const execution: { body: StatementBody }[] = isIntended(record)
    ? [{ body: toUnfinishedBody(refusal.execution ?? { outcome: 'unknown' }, committedOf(record, 'final.sql')) }]
    : [];
  return deps.audit.stage(tx, chain, {
    actor: actor.id,
    statements: [
      ...execution,
      {
        body: { stage: 'refusal', code, rules, reached, commitments: {} },
        subjects: [{ name: 'manifest.json', sha256: toHex(pack.manifest.digest) }],
      },
    ],
    event: {
      type: 'query_refused',
      actor: { id: actor.id, team: actor.team },
      resource: { type: 'query', id: run },
      details: { evidence_id: closing.evidenceId, code, rules, stage: reached },
      origin: { address: null, userAgent: null },
      run,
    },
  });
}

function encryptOperatorPart(
  evidenceId: string,
  { errorId, message, detail }: NonNullable<Refusal['operator']>,
): Promise<EncryptedPart> {
  return encryptPart(evidenceId, 'operator.jwe', prettyJson({ error_id: errorId, message, detail }));
}

type Kept = {
  readonly evidenceId: string;
  readonly run: string;
  readonly pack: SealedPack;
  readonly operator: readonly EncryptedPart[];
};

async function keepParts(deps: EvidenceRoom, tx: Tx, kept: Kept): Promise<void> {
  const { evidenceId, run, pack, operator } = kept;
  await keepClearParts(tx, pack.clear, deps.known);
  const own = [
    { name: 'manifest.json', part: pack.manifest },
    ...[pack.sealed, ...operator].map(({ name, bytes }) => ({ name, part: toPart(bytes) })),
  ];
  await appendParts(
    tx,
    own.map(({ part }) => part),
  );
  await appendCopies(
    tx,
    own.map(({ name, part }) => ({ key: `evidence-packs/${evidenceId}/${name}`, digest: toHex(part.digest) })),
  );
  await keepKeys(deps.keys, tx, run, [
    { name: 'sealed', key: pack.sealed.key },
    ...operator.map(({ key }) => ({ name: 'operator' as const, key })),
  ]);
}
