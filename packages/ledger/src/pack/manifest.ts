import { isDigest } from '../bytes/hex.ts';
import {
  type Json,
  type JsonObject,
  asArray,
  asCount,
  asObject,
  asString,
  checkRebuilt,
  parseObject,
  prettyJson,
} from '../bytes/json.ts';
import { isInstant, isUuid } from '../leaf.ts';
import { checkFormat } from '../ledger-error.ts';
import { CLEAR_PARTS, comparePackNames, rankOf } from './pack-layout.ts';

/** A part by what identifies it: SHA-256 and size in bytes, or the salted commitment for what may be personal. */
export type ManifestPart =
  | { readonly name: string; readonly sha256: string; readonly size: number }
  | { readonly name: string; readonly commitment: string };

/**
 * What a person reads first. Lists every part but envelopes, Sigstore copy, receipt, proofs, trust file and disclosed
 * keys. Its SHA-256 is a subject of the closing statement and the customer's `signature`.
 */
export type Manifest = {
  readonly evidence_id: string;
  readonly query_id: string;
  readonly user: { readonly id: string; readonly role: string };
  readonly timestamp: string;
  readonly closing: 'release' | 'refusal';
  /** From this instant on `result.jwe` may be missing; null where there is no result. */
  readonly result_until: string | null;
  readonly atlas: { readonly version: string; readonly build: string };
  readonly parts: readonly ManifestPart[];
};

const KEYS = ['format', 'evidence_id', 'query_id', 'user', 'timestamp', 'closing', 'result_until', 'atlas', 'parts'];

/** The bytes of `manifest.json`; parts are put into pack order. A `format` error for a value it may not hold. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  const { evidence_id, query_id, user, timestamp, closing, result_until, atlas } = manifest;
  checkFormat([evidence_id, query_id, user.id].every(isUuid), 'the manifest names no UUID');
  checkFormat(isInstant(timestamp) && (result_until === null || isInstant(result_until)), 'the manifest has no time');
  const parts = manifest.parts.toSorted((a, b) => comparePackNames(a.name, b.name));
  checkFormat(new Set(parts.map(({ name }) => name)).size === parts.length, 'the manifest names a part twice');
  return prettyJson({
    format: 1,
    evidence_id,
    query_id,
    user: { id: user.id, role: user.role },
    timestamp,
    closing,
    result_until,
    atlas: { version: atlas.version, build: atlas.build },
    parts: parts.map(writePart),
  });
}

/** Reads a manifest in exactly the form `encodeManifest` writes; else a `format` error. */
export function parseManifest(bytes: Uint8Array): Manifest {
  const read = asObject(parseObject(bytes, 'the manifest'), 'the manifest', KEYS);
  const user = asObject(read['user'], 'user', ['id', 'role']);
  const atlas = asObject(read['atlas'], 'atlas', ['version', 'build']);
  const closing = read['closing'];
  checkFormat(read['format'] === 1, 'a manifest of an unknown format');
  checkFormat(closing === 'release' || closing === 'refusal', 'the manifest names no closing');
  const manifest: Manifest = {
    evidence_id: asString(read['evidence_id'], 'evidence_id'),
    query_id: asString(read['query_id'], 'query_id'),
    user: { id: asString(user['id'], 'id'), role: asString(user['role'], 'role') },
    timestamp: asString(read['timestamp'], 'timestamp'),
    closing,
    result_until: read['result_until'] === null ? null : asString(read['result_until'], 'result_until'),
    atlas: { version: asString(atlas['version'], 'version'), build: asString(atlas['build'], 'build') },
    parts: asArray(read['parts'], 'parts').map(readPart),
  };
  checkRebuilt(bytes, encodeManifest(manifest), 'the manifest');
  return manifest;
}

function writePart(part: ManifestPart): JsonObject {
  checkFormat(rankOf(part.name) !== null, 'the manifest names an unknown part');
  const salted = CLEAR_PARTS.some((name) => name === part.name);
  checkFormat(salted === 'commitment' in part, `${part.name} stands in the manifest in the wrong way`);
  if ('commitment' in part) return { name: part.name, commitment: part.commitment };
  return { name: part.name, sha256: part.sha256, size: part.size };
}

function readPart(entry: Json): ManifestPart {
  const object = asObject(entry, 'a part');
  const name = asString(object['name'], 'a part name');
  const digest = object['commitment'] ?? object['sha256'];
  checkFormat(isDigest(digest), 'a part has no digest');
  return 'commitment' in object
    ? { name, commitment: digest }
    : { name, sha256: digest, size: asCount(object['size'], 'size') };
}
