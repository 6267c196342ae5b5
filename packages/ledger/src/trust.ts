import { isDigest } from './bytes/hex.ts';
import {
  type Json,
  type JsonObject,
  asArray,
  asCount,
  asObject,
  asString,
  checkRebuilt,
  compactJson,
  parseObject,
  prettyJson,
} from './bytes/json.ts';
import { utf8Bytes, utf8Text } from './bytes/text.ts';
import type { Crypto } from './crypto.ts';
import { keyIdOfSpki } from './dsse.ts';
import { spkiFromPem } from './ecdsa-der.ts';
import { LedgerError, checkFormat } from './ledger-error.ts';
import { type NoteSigner, fromVkey, isSignedBy, parseNote, signNote, verifyNoteSignature } from './note.ts';

/** A log key, valid for checkpoints of a size in [from_size, to_size); null: no end. `origin` is the vkey's name. */
export type TrustedLog = {
  readonly origin: string;
  readonly vkey: string;
  readonly from_size: number;
  readonly to_size: number | null;
};

/**
 * An attester, valid for leaves of that log with an index in [from_index, to_index); null: no end. By index, because a
 * date is the signer's own word: a stolen key is ended at an index, and age alone ends nothing.
 */
export type TrustedAttester = {
  readonly kid: string;
  readonly pem: string;
  readonly origin: string;
  readonly from_index: number;
  readonly to_index: number | null;
};

/** Who is trusted. Witnesses (vkeys) and TSA certificates (PEM) are empty lists until an installation names some. */
export type TrustVersion = {
  readonly version: number;
  readonly logs: readonly TrustedLog[];
  readonly attesters: readonly TrustedAttester[];
  readonly witnesses: readonly string[];
  readonly tsa: readonly string[];
};

/** A whole trust file: its versions, oldest first, and the signed notes they came from, byte for byte. */
export type TrustFile = { readonly versions: readonly TrustVersion[]; readonly notes: readonly string[] };

/** One version as a signed note. Signed by a log key of the version before; version 1 by its own. */
export function signTrustVersion(
  version: TrustVersion,
  signer: NoteSigner,
  crypto: Pick<Crypto, 'sha256'>,
): Promise<string> {
  return signNote(`${utf8Text(encodeVersion(version))}\n`, [signer], crypto);
}

/** The bytes of `trust.json`: `{"format":1,"versions":[note, …]}`. */
export function encodeTrustFile(notes: readonly string[]): Uint8Array {
  return prettyJson({ format: 1, versions: notes });
}

/**
 * Reads a trust file and checks its chain: version n is the n-th, each but the first signed by a log key without end of
 * the one before, the first by one of its own. This says that the file is whole, not that it is yours: compare its
 * fingerprint with one you got elsewhere. Throws `format` or `signature`.
 */
export async function parseTrustFile(bytes: Uint8Array, crypto: Crypto): Promise<TrustFile> {
  const read = asObject(parseObject(bytes, 'the trust file'), 'the trust file', ['format', 'versions']);
  checkFormat(read['format'] === 1, 'a trust file of an unknown format');
  const notes = asArray(read['versions'], 'versions').map((note) => asString(note, 'a version'));
  checkFormat(notes.length > 0, 'a trust file without a version');
  checkRebuilt(bytes, encodeTrustFile(notes), 'the trust file');
  const versions: TrustVersion[] = [];
  for (const note of notes) {
    const version = readVersion(note);
    checkFormat(version.version === versions.length + 1, 'the versions of the trust file have a gap');
    await checkKeys(version, crypto);
    await checkVersionSignature(note, versions.at(-1) ?? version, crypto);
    versions.push(version);
  }
  return { versions, notes };
}

/**
 * Which version counts for a pack: the newest of the pack's own copy if that holds the pinned file's newest version byte
 * for byte; the pinned one if the copy is older. Two files of which neither continues the other are a `signature` error:
 * keys that only the pack knows are never believed.
 */
export function chooseTrust(pinned: TrustFile, copy: TrustFile): TrustVersion {
  const shared = Math.min(pinned.notes.length, copy.notes.length);
  const continues = pinned.notes.slice(0, shared).every((note, at) => note === copy.notes[at]);
  if (!continues) throw new LedgerError('signature', 'the trust file in the pack does not continue yours');
  return newestVersion(copy.notes.length > pinned.notes.length ? copy : pinned);
}

export function newestVersion(file: TrustFile): TrustVersion {
  const newest = file.versions.at(-1);
  if (newest === undefined) throw new LedgerError('usage', 'a trust file without a version');
  return newest;
}

/** The public key of an attester that may sign the leaf at `index` (null: not yet in the log, so its range must be open). */
export function findAttester(
  trust: TrustVersion,
  kid: string,
  at: { readonly origin: string; readonly index: number | null },
): Uint8Array | null {
  const found = trust.attesters.find(
    (key) =>
      key.kid === kid &&
      key.origin === at.origin &&
      (at.index === null ? key.to_index === null : isWithin(at.index, key.from_index, key.to_index)),
  );
  return found === undefined ? null : spkiFromPem(found.pem);
}

/** True for `from` ≤ value < `to`; null is no end. */
export function isWithin(value: number, from: number, to: number | null): boolean {
  return value >= from && (to === null || value < to);
}

function encodeVersion(version: TrustVersion): Uint8Array {
  const { logs, attesters, witnesses, tsa } = version;
  return compactJson({
    version: version.version,
    logs: logs.map(({ origin, vkey, from_size, to_size }) => ({ origin, vkey, from_size, to_size })),
    attesters: attesters.map(({ kid, pem, origin, from_index, to_index }) => ({
      kid,
      pem,
      origin,
      from_index,
      to_index,
    })),
    witnesses,
    tsa,
  });
}

function readVersion(note: string): TrustVersion {
  const { text } = parseNote(utf8Bytes(note));
  const bytes = utf8Bytes(text.slice(0, -1));
  const read = asObject(parseObject(bytes, 'a trust version'), 'a trust version', [
    'version',
    'logs',
    'attesters',
    'witnesses',
    'tsa',
  ]);
  const version = {
    version: asCount(read['version'], 'version'),
    logs: asArray(read['logs'], 'logs').map(readLog),
    attesters: asArray(read['attesters'], 'attesters').map(readAttester),
    witnesses: asArray(read['witnesses'], 'witnesses').map((vkey) => asString(vkey, 'a witness')),
    tsa: asArray(read['tsa'], 'tsa').map((pem) => asString(pem, 'a certificate')),
  };
  checkRebuilt(bytes, encodeVersion(version), 'a trust version');
  return version;
}

function readLog(entry: Json): TrustedLog {
  const log = asObject(entry, 'a log', ['origin', 'vkey', 'from_size', 'to_size']);
  return {
    origin: asString(log['origin'], 'origin'),
    vkey: asString(log['vkey'], 'vkey'),
    from_size: asCount(log['from_size'], 'from_size'),
    to_size: readEnd(log, 'to_size'),
  };
}

function readAttester(entry: Json): TrustedAttester {
  const key = asObject(entry, 'an attester', ['kid', 'pem', 'origin', 'from_index', 'to_index']);
  return {
    kid: asString(key['kid'], 'kid'),
    pem: asString(key['pem'], 'pem'),
    origin: asString(key['origin'], 'origin'),
    from_index: asCount(key['from_index'], 'from_index'),
    to_index: readEnd(key, 'to_index'),
  };
}

function readEnd(object: JsonObject, key: string): number | null {
  return object[key] === null ? null : asCount(object[key], key);
}

async function checkKeys(version: TrustVersion, crypto: Crypto): Promise<void> {
  for (const log of version.logs) {
    checkFormat((await fromVkey(log.vkey, crypto)).name === log.origin, 'a vkey names another log');
  }
  for (const { kid, pem } of version.attesters) {
    checkFormat(isDigest(kid) && (await keyIdOfSpki(spkiFromPem(pem), crypto)) === kid, 'a kid belongs to another key');
  }
}

/** The attacker holds an ended (stolen) log key and would like to name new keys: only a key without end may. */
async function checkVersionSignature(noteText: string, signedBy: TrustVersion, crypto: Crypto): Promise<void> {
  const note = parseNote(utf8Bytes(noteText));
  const [signature, ...more] = note.signatures;
  checkFormat(signature !== undefined && more.length === 0, 'a trust version has not exactly one signature');
  for (const log of signedBy.logs) {
    const key = await fromVkey(log.vkey, crypto);
    if (log.to_size !== null || !isSignedBy(signature, key)) continue;
    if (await verifyNoteSignature(note, signature, key, crypto)) return;
  }
  throw new LedgerError('signature', `trust version ${signedBy.version} names no key that signed the next`);
}
