import { buildPack, contentKeyId, encodeContentKeys, toHex, utf8Bytes } from '@aureus/ledger';
import type { ContentKey, PackInclusion, ZipEntry } from '@aureus/ledger';
import type { Handle } from '#platform/db';
import { findEntries, loadFirstCheckpointOver, makeProofs } from '#trust/audit';
import type { EvidenceDeps } from './evidence-deps.ts';
import type { Inclusion, KeyChoice } from './evidence.ts';
import { appendCopies, appendParts, chooseCheckpoint, loadChosenCheckpoint, loadParts } from './evidence-store.ts';
import type { ChosenCheckpoint } from './evidence-store.ts';
import { findPack, keyOf, openSealed } from './pack-parts.ts';
import type { FoundPack } from './pack-parts.ts';
import { openKey } from './run-keys.ts';
import { loadRunRecord } from './run-record.ts';
import type { RunRecord } from './run-record.ts';
import { toPart } from './seal-parts.ts';

/** The download: the same bytes every time, once the log has taken the closing leaf in. */
export async function makePack(
  deps: EvidenceDeps,
  db: Handle,
  evidenceId: string,
  keys: KeyChoice,
): Promise<Uint8Array> {
  const pack = await findPack(deps, db, evidenceId);
  const record = await loadRunRecord(db, pack.row.run);
  const files = await readFiles(deps, db, pack);
  const opened = keys === 'all' ? await openFiles(deps, db, pack, files) : [];
  return buildPack({
    envelopes: record.envelopes,
    inclusion: await proveInclusion(deps, db, pack, record),
    trust: deps.trust.bytes,
    files: [{ name: 'manifest.json', bytes: pack.manifestBytes }, ...files, ...opened],
  });
}

/** Every part the manifest lists by digest. A result whose time is over is left out; whatever else is gone shows as red. */
async function readFiles(deps: EvidenceDeps, db: Handle, pack: FoundPack): Promise<readonly ZipEntry[]> {
  const listed = pack.manifest.parts.filter((part) => 'sha256' in part);
  const stored = await loadParts(
    db,
    listed.map(({ sha256 }) => sha256),
  );
  const files: ZipEntry[] = [];
  for (const { name, sha256 } of listed) {
    const key = keyOf(pack, name);
    const bytes = stored.get(sha256) ?? (key === null ? null : await deps.objects.get(key));
    if (bytes !== null) files.push({ name, bytes });
  }
  return files;
}

/** What only a reader with the keys may have: the keys themselves, and the texts they open. */
async function openFiles(
  deps: EvidenceDeps,
  db: Handle,
  pack: FoundPack,
  files: readonly ZipEntry[],
): Promise<readonly ZipEntry[]> {
  const { texts } = await openSealed(deps, db, pack);
  const clear = pack.manifest.parts.flatMap((part) => {
    const text = 'commitment' in part ? texts.findLast(({ name }) => name === part.name)?.text : undefined;
    return text === undefined ? [] : [{ name: part.name, bytes: utf8Bytes(text) }];
  });
  const keys: ContentKey[] = [];
  for (const [file, name] of [
    ['result.jwe', 'result'],
    ['sealed.jwe', 'sealed'],
  ] as const) {
    const key = files.some((entry) => entry.name === file) ? await openKey(deps.keys, db, pack.row.run, name) : null;
    if (key !== null) keys.push({ kid: contentKeyId(pack.row.evidence_id, file), key });
  }
  return [...clear, { name: 'keys.json', bytes: encodeContentKeys(keys) }];
}

async function proveInclusion(
  deps: EvidenceDeps,
  db: Handle,
  pack: FoundPack,
  record: RunRecord,
): Promise<PackInclusion> {
  const checkpoint = await findCheckpoint(db, pack);
  if (checkpoint === null) {
    const leaf = new Uint8Array(record.acts.at(-1)?.leaf ?? []);
    const receipt = await deps.audit.receipt({ leaf, leafHash: pack.row.leaf_hash.toString('hex') });
    return { state: 'pending', receipt: JSON.stringify(receipt) };
  }
  const placed = await findEntries(
    db,
    record.acts.map((act) => new Uint8Array(act.leaf_hash)),
  );
  return { state: 'included', proofs: await makeProofs(db, placed, checkpoint) };
}

/**
 * The first checkpoint that covers the closing leaf, chosen once; null while there is none. It is also on its way to the
 * object store, for whoever compares packs with the log: reading evidence must not depend on a store that can be written.
 */
async function findCheckpoint(db: Handle, { row }: FoundPack): Promise<ChosenCheckpoint | null> {
  const chosen = await loadChosenCheckpoint(db, row.evidence_id);
  if (chosen !== null) return chosen;
  const [closing] = await findEntries(db, [new Uint8Array(row.leaf_hash)]);
  const covering = closing === undefined ? null : await loadFirstCheckpointOver(db, closing.index);
  if (covering === null) return null;
  const note = toPart(utf8Bytes(covering.note));
  await appendParts(db, [note]);
  await appendCopies(db, [{ key: `log/checkpoints/${covering.size}`, digest: toHex(note.digest) }]);
  await chooseCheckpoint(db, row.evidence_id, covering);
  return loadChosenCheckpoint(db, row.evidence_id);
}

export async function loadInclusion(db: Handle, pack: FoundPack): Promise<Inclusion> {
  const checkpoint = await findCheckpoint(db, pack);
  return checkpoint === null
    ? { state: 'pending', checkpoint_size: null }
    : { state: 'included', checkpoint_size: checkpoint.size };
}
