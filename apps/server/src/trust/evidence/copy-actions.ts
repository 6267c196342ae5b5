import { AtlasError } from '@aureus/contract';
import type { Handle, Tx } from '#platform/db';
import type { EvidenceDeps } from './evidence-deps.ts';
import { appendCopies, appendParts, loadCopies, removeCopy } from './evidence-store.ts';
import type { DueCopy, StoredPart } from './evidence-store.ts';

/** Copies of one round. */
const ROUND = 100;

/** Stores clear parts; each new one is also on its way to `evidence-packs/by-digest/`, once. */
export async function keepClearParts(tx: Tx, parts: readonly StoredPart[]): Promise<void> {
  if (parts.length === 0) return;
  const fresh = await appendParts(tx, parts);
  if (fresh.length === 0) return;
  await appendCopies(
    tx,
    fresh.map((digest) => ({ key: `evidence-packs/by-digest/${digest}`, digest })),
  );
}

/**
 * Brings parts that stand in the database alone into the object store. Two workers at once put equal bytes, which is
 * harmless. A store that is down ends the round, and the parts wait.
 */
export async function copyParts({ objects }: Pick<EvidenceDeps, 'objects'>, db: Handle): Promise<number> {
  const due = await loadCopies(db, ROUND);
  const foreign: AtlasError[] = [];
  for (const copy of due) {
    const conflict = await putCopy(objects, copy);
    if (conflict !== null) foreign.push(conflict);
    await removeCopy(db, copy.id);
  }
  // The pack reads the part from the database; whoever wrote other bytes under its key must be looked for.
  if (foreign[0] !== undefined) throw foreign[0];
  return due.length;
}

async function putCopy(objects: EvidenceDeps['objects'], { key, bytes }: DueCopy): Promise<AtlasError | null> {
  try {
    await objects.putOnce(key, bytes);
    return null;
  } catch (error) {
    if (error instanceof AtlasError && error.code === 'CONFLICT') return error;
    throw error;
  }
}
