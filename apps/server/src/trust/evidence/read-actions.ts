import { AtlasError } from '@aureus/contract';
import type { Handle } from '#platform/db';
import type { EvidenceDeps, EvidenceRoom } from './evidence-deps.ts';
import type { EvidenceJson, Result } from './evidence.ts';
import { loadKey } from './evidence-store.ts';
import { loadInclusion } from './pack-actions.ts';
import { digestIn, findPack, openPart, openSealed, readPart } from './pack-parts.ts';
import { fromParquet } from './result-parquet.ts';
import type { Snapshot, Validation } from './snapshot.ts';

/**
 * Rows of a released answer; null for a question that ended without any. Rows opened lately are kept in memory, but
 * their key must still be there: an erasure in any process shuts them at once.
 */
export async function openResult(room: EvidenceRoom, db: Handle, evidenceId: string): Promise<Result | null> {
  const opened = room.opened.get(evidenceId);
  if (opened !== undefined && (await loadKey(db, opened.run, 'result')) !== null) return opened.result;
  const pack = await findPack(room, db, evidenceId);
  if (digestIn(pack.manifest, 'result.jwe') === undefined) return null;
  const result = await fromParquet(await openPart(room, db, pack, { name: 'result.jwe', key: 'result' }));
  room.opened.put(evidenceId, { run: pack.row.run, result });
  return result;
}

/** The customer's evidence object (specification 4.2). */
export async function loadJson(deps: EvidenceDeps, db: Handle, evidenceId: string): Promise<EvidenceJson> {
  const pack = await findPack(deps, db, evidenceId);
  const { texts } = await openSealed(deps, db, pack);
  const textOf = (name: string): string => texts.findLast((text) => text.name === name)?.text ?? '';
  const snapshot = JSON.parse(textOf('snapshot.json')) as Snapshot;
  const validation = await readValidation(deps, db, digestIn(pack.manifest, 'validation.json') ?? '');
  return {
    evidence_id: evidenceId,
    query_id: pack.row.run,
    user: { id: pack.manifest.user.id, email: textOf('email'), role: pack.manifest.user.role },
    timestamp: pack.manifest.timestamp,
    snapshot: {
      question: snapshot.question,
      generated_sql: snapshot.generated_sql,
      executed_sql: snapshot.executed_sql,
      guard_policies_applied: [...snapshot.guard_policies_applied],
      datasets_accessed: [...snapshot.datasets_accessed],
      row_count: snapshot.row_count,
    },
    validation,
    signature: `SHA256:${pack.row.manifest_digest.toString('hex')}`,
    immutable_storage_url: deps.objects.urlOf(`evidence-packs/${evidenceId}/manifest.json`),
    inclusion: await loadInclusion(db, pack),
  };
}

async function readValidation(deps: EvidenceDeps, db: Handle, digest: string): Promise<Validation> {
  const bytes = await readPart(deps, db, { key: null, digest });
  if (bytes === null) throw new AtlasError('INTERNAL_ERROR', 'This evidence is damaged. Verify the pack to see where.');
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as Validation;
}
