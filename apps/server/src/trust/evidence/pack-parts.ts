import { AtlasError } from '@aureus/contract';
import { decryptJwe, parseManifest, parseSealed, toHex } from '@aureus/ledger';
import type { Manifest, SealedContent } from '@aureus/ledger';
import type { Handle } from '#platform/db';
import { nodeCrypto, sha256 } from '#platform/keys';
import type { EvidenceDeps } from './evidence-deps.ts';
import { loadPack, loadParts } from './evidence-store.ts';
import type { PackRow } from './evidence-store.ts';
import { openKey } from './run-keys.ts';

export type FoundPack = { readonly row: PackRow; readonly manifest: Manifest; readonly manifestBytes: Uint8Array };

/** RESOURCE_NOT_FOUND if there is no such pack. */
export async function findPack(deps: EvidenceDeps, db: Handle, evidenceId: string): Promise<FoundPack> {
  const row = await loadPack(db, evidenceId);
  if (row === null) throw new AtlasError('RESOURCE_NOT_FOUND', 'There is no such evidence.');
  const digest = row.manifest_digest.toString('hex');
  const manifestBytes = await readPart(deps, db, { key: `evidence-packs/${evidenceId}/manifest.json`, digest });
  if (manifestBytes === null) throw damaged('the manifest is missing');
  if (toHex(sha256(manifestBytes)) !== digest) throw damaged('the manifest has another digest than its pack');
  return { row, manifest: parseManifest(manifestBytes), manifestBytes };
}

/**
 * A part by its digest: from the object store, else from the database, where parts of refusals and clear parts stand.
 * Bytes with another digest are handed out all the same: a reader with the verifier must be able to see it.
 */
export async function readPart(
  deps: Pick<EvidenceDeps, 'objects'>,
  db: Handle,
  part: { readonly key: string | null; readonly digest: string },
): Promise<Uint8Array | null> {
  const stored = (await loadParts(db, [part.digest])).get(part.digest);
  if (stored !== undefined || part.key === null) return stored ?? null;
  return deps.objects.get(part.key);
}

/** Where a part of an answer stands in the object store; null: in the database by digest. */
export function keyOf({ row }: FoundPack, name: string): string | null {
  if (name === 'result.jwe') return `query-results/${row.run}/results.parquet`;
  return name === 'sealed.jwe' || name === 'operator.jwe' ? `evidence-packs/${row.evidence_id}/${name}` : null;
}

/** Question, SQL and e-mail, opened with the key of this record. */
export async function openSealed(deps: EvidenceDeps, db: Handle, pack: FoundPack): Promise<SealedContent> {
  return parseSealed(await openPart(deps, db, pack, { name: 'sealed.jwe', key: 'sealed' }));
}

export async function openPart(
  deps: EvidenceDeps,
  db: Handle,
  pack: FoundPack,
  part: { readonly name: 'sealed.jwe' | 'result.jwe'; readonly key: 'sealed' | 'result' },
): Promise<Uint8Array> {
  const digest = digestIn(pack.manifest, part.name);
  const bytes = digest === undefined ? null : await readPart(deps, db, { key: keyOf(pack, part.name), digest });
  if (bytes === null) throw new AtlasError('RESOURCE_NOT_FOUND', 'This part of the evidence is no longer kept.');
  if (toHex(sha256(bytes)) !== digest) throw damaged(`${part.name} has another digest than its manifest says`);
  const key = await openKey(deps.keys, db, pack.row.run, part.key);
  if (key === null) throw new AtlasError('RESOURCE_NOT_FOUND', 'The content of this evidence has been erased.');
  return decryptJwe(bytes, key, nodeCrypto);
}

export function digestIn(manifest: Manifest, name: string): string | undefined {
  const part = manifest.parts.find((candidate) => candidate.name === name);
  return part !== undefined && 'sha256' in part ? part.sha256 : undefined;
}

const damaged = (detail: string): AtlasError =>
  new AtlasError('INTERNAL_ERROR', 'This evidence is damaged. Verify the pack to see where.', { detail });
