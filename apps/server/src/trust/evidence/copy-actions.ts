import { AtlasError } from '@aureus/contract';
import { toHex } from '@aureus/ledger';
import type { Handle, Tx } from '#platform/db';
import type { EvidenceDeps, KnownParts } from './evidence-deps.ts';
import { appendCopies, appendParts, loadCopies, removeCopy } from './evidence-store.ts';
import type { DueCopy, StoredPart } from './evidence-store.ts';

/** Copies of one round. */
const ROUND = 100;

const MAX_KNOWN = 10_000;

/**
 * Stores clear parts; each new one is also on its way to `evidence-packs/by-digest/`, once. A part counts as known only
 * when somebody else's transaction had it already: our own may still roll back.
 */
export async function keepClearParts(tx: Tx, parts: readonly StoredPart[], known: KnownParts): Promise<void> {
  const named = parts.map((part) => ({ ...part, name: toHex(part.digest) })).filter(({ name }) => !known.has(name));
  if (named.length === 0) return;
  const fresh = new Set(await appendParts(tx, named));
  if (known.size > MAX_KNOWN) known.clear();
  for (const { name } of named) if (!fresh.has(name)) known.add(name);
  if (fresh.size === 0) return;
  await appendCopies(
    tx,
    [...fresh].map((digest) => ({ key: `evidence-packs/by-digest/${digest}`, digest })),
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
