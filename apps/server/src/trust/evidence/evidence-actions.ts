import { commitTo, commitToTexts, toHex } from '@aureus/ledger';
import type { ExecutionBody } from '@aureus/ledger';
import type { Handle, Tx } from '#platform/db';
import { newId } from '#platform/ids';
import { nodeCrypto, sha256 } from '#platform/keys';
import type { Chain, Staged } from '#trust/audit';
import { keepClearParts } from './copy-actions.ts';
import type { EvidenceRoom } from './evidence-deps.ts';
import type { Closed, ExecutionFacts, OpenRun, SealAnswer, Sealed, StageStatement } from './evidence.ts';
import { appendPack, loadPartSizes } from './evidence-store.ts';
import { toParquet } from './result-parquet.ts';
import { keepKeys, newSalt, openSalt } from './run-keys.ts';
import { committedOf, evaluatedOf, loadRunRecord } from './run-record.ts';
import { encryptPart, sealPack } from './seal-parts.ts';
import type { EncryptedPart, SealedPack } from './seal-parts.ts';
import { partsOf, serverFacts, textsOf, textsOfRequest, toBody, toRequestBody } from './stage-bodies.ts';

/** Days that a result is kept. */
const RESULT_DAYS = 90;
const DAY_MS = 86_400_000;

type Chained = Staged & { readonly chain: Chain };

export async function openRun(deps: EvidenceRoom, tx: Tx, opening: OpenRun): Promise<Chained> {
  const { run, actor, origin } = opening;
  const salt = newSalt();
  await keepKeys(deps.keys, tx, run, [{ name: 'salt', key: salt }]);
  const body = toRequestBody(opening, await commitToTexts(textsOfRequest(opening), salt, nodeCrypto));
  return deps.audit.stage(
    tx,
    { run, seq: 0, prev: null },
    {
      actor: actor.id,
      statements: [{ body }],
      event: {
        type: 'query_asked',
        actor: { id: actor.id, team: actor.team },
        resource: { type: 'query', id: run },
        details: { role: actor.role, dataset_id: opening.datasetId },
        origin,
        run,
      },
    },
  );
}

/** Stores every byte that a statement names in the transaction that stages it. */
export async function stage(
  deps: EvidenceRoom,
  tx: Tx,
  chain: Chain,
  statements: readonly StageStatement[],
): Promise<Chained> {
  const salt = await openSalt(deps.keys, tx, chain.run);
  const record = await loadRunRecord(tx, chain.run);
  let finalSql = committedOf(record, 'final.sql');
  const bodies = [];
  for (const statement of statements) {
    const commitments = await commitToTexts(textsOf(statement), salt, nodeCrypto);
    finalSql = commitments['final.sql'] ?? finalSql;
    const parts = partsOf(statement).map((part) => ({ ...part, digest: sha256(part.bytes) }));
    await keepClearParts(tx, parts, deps.known);
    const digests = Object.fromEntries(parts.map(({ name, digest }) => [name, toHex(digest)]));
    bodies.push({ body: toBody(statement, { commitments, digests, finalSql }) });
  }
  return deps.audit.stage(tx, chain, { actor: record.statements[0]?.head.actor ?? null, statements: bodies });
}

/** What `release` needs of a sealed answer; nobody else looks inside. */
export type SealedAnswer = {
  readonly answer: SealAnswer;
  readonly pack: SealedPack;
  readonly result: EncryptedPart;
  readonly resultCommitment: string;
  readonly finalSql: string | undefined;
  readonly timestamp: Date;
};

export async function seal(deps: EvidenceRoom, db: Handle, answer: SealAnswer): Promise<Sealed> {
  const { account } = answer;
  const evidenceId = newId();
  const timestamp = deps.clock.now();
  const [salt, record] = await Promise.all([openSalt(deps.keys, db, account.run), loadRunRecord(db, account.run)]);
  const parquet = toParquet(answer.result);
  const result = await encryptPart(evidenceId, 'result.jwe', parquet);
  const pack = await sealPack({
    evidenceId,
    closing: 'release',
    timestamp: timestamp.toISOString(),
    resultUntil: new Date(timestamp.getTime() + RESULT_DAYS * DAY_MS).toISOString(),
    build: deps.audit.build,
    account,
    ending: { rowCount: answer.result.rows.length, truncated: answer.truncated, refusal: null },
    record,
    salt,
    sizes: await loadPartSizes(db, Object.values(evaluatedOf(record))),
    encrypted: [result],
  });
  await Promise.all([
    deps.objects.putOnce(`evidence-packs/${evidenceId}/manifest.json`, pack.manifest.bytes),
    deps.objects.putOnce(`evidence-packs/${evidenceId}/sealed.jwe`, pack.sealed.bytes),
    deps.objects.putOnce(`query-results/${account.run}/results.parquet`, result.bytes),
  ]);
  const resultCommitment = await commitTo({ name: 'result', bytes: parquet }, salt, nodeCrypto);
  const opaque: SealedAnswer = {
    answer,
    pack,
    result,
    resultCommitment,
    finalSql: committedOf(record, 'final.sql'),
    timestamp,
  };
  return { evidenceId, manifestDigest: toHex(pack.manifest.digest), opaque };
}

export type Release = { readonly sealed: Sealed; readonly execution: ExecutionFacts };

export async function release(
  deps: EvidenceRoom,
  tx: Tx,
  chain: Chain,
  { sealed, execution }: Release,
): Promise<Closed> {
  const { evidenceId, manifestDigest } = sealed;
  const parts = sealed.opaque as SealedAnswer;
  const { actor, run, datasets } = parts.answer.account;
  const staged = await deps.audit.stage(tx, chain, {
    actor: actor.id,
    statements: [
      {
        body: toDoneBody(parts, execution),
        subjects: [{ name: 'result.jwe', sha256: toHex(sha256(parts.result.bytes)) }],
      },
      { body: { stage: 'release', commitments: {} }, subjects: [{ name: 'manifest.json', sha256: manifestDigest }] },
    ],
    event: {
      type: 'query_executed',
      actor: { id: actor.id, team: actor.team },
      resource: { type: 'query', id: run },
      details: { evidence_id: evidenceId, row_count: parts.answer.result.rows.length, datasets },
      origin: { address: null, userAgent: null },
      run,
    },
  });
  await keepClearParts(tx, parts.pack.clear, deps.known);
  await keepKeys(deps.keys, tx, run, [
    { name: 'sealed', key: parts.pack.sealed.key },
    { name: 'result', key: parts.result.key },
  ]);
  await appendPack(tx, {
    evidence_id: evidenceId,
    run,
    manifest_digest: Buffer.from(manifestDigest, 'hex'),
    leaf_hash: Buffer.from(staged.leafHash, 'hex'),
    created_at: parts.timestamp,
  });
  return { ...staged, evidenceId };
}

function toDoneBody(parts: SealedAnswer, facts: ExecutionFacts): ExecutionBody {
  const { result, truncated } = parts.answer;
  const finalSql = parts.finalSql === undefined ? {} : { 'final.sql': parts.finalSql };
  return {
    stage: 'execution',
    outcome: 'done',
    ...serverFacts(facts),
    result: {
      row_count: result.rows.length,
      columns: result.columns.map(({ name, type }) => ({ name, type })),
      truncated,
    },
    commitments: { ...finalSql, result: parts.resultCommitment },
  };
}
