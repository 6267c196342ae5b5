import { toHex } from '../bytes/hex.ts';
import { toBase64 } from '../bytes/base64.ts';
import { utf8Bytes, utf8Text } from '../bytes/text.ts';
import type { Crypto } from '../crypto.ts';
import { checkFormat } from '../ledger-error.ts';
import { getEntry, isCutOff, isZipLike, readZip } from '../pack/zip-read.ts';
import type { ZipEntry } from '../pack/zip-write.ts';
import { type TrustFile, type TrustVersion, chooseTrust, newestVersion, parseTrustFile } from '../trust.ts';
import { checkChain, checkLeaves, checkStages } from './check-chain.ts';
import {
  type PackContent,
  checkContent,
  checkDecision,
  checkManifest,
  checkParts,
  checkResult,
  checkSigstore,
} from './check-content.ts';
import { checkFiles } from './check-files.ts';
import { type LogView, type ReadLeaf, checkCheckpoint, checkInclusion, checkSignatures } from './check-log.ts';
import { type Claim, type Found, type Judged, judge } from './claim.ts';
import { type Headline, NOT_SHOWN, makeHeadline } from './headline.ts';
import { type ReadStatement, readStatements } from './read-statements.ts';

export type VerifyOptions = {
  /** The bytes of a trust file that you got elsewhere. */
  readonly trust: Uint8Array;
  /** An instant (`Date.toISOString`): decides only whether a result may already be gone. */
  readonly now: string;
  readonly crypto: Crypto;
};

/** A stage for the reader: texts as they stand in the pack. */
export type ReportedStage = {
  readonly stage: string;
  readonly statement: string;
  readonly envelope: string;
  readonly leaf: string | null;
  readonly leaf_hash: string | null;
  readonly index: number | null;
};

export type PackReport = {
  readonly headline: Headline;
  readonly claims: readonly Claim[];
  /** What no claim shows. */
  readonly not_shown: readonly string[];
  readonly evidence_id: string | null;
  readonly query_id: string | null;
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: string } | null;
  /** The version judged by, and the SHA-256 of your trust file's newest version: compare it with paper. */
  readonly trust: { readonly version: number; readonly fingerprint: string };
  readonly stages: readonly ReportedStage[];
};

/**
 * Judges a pack against a trust file, offline. Every single-bit flip, removal, duplication and swap of what the pack
 * holds makes at least one claim fail. Throws `LedgerError` only if nothing can be judged: bytes that are no ZIP at all or the
 * beginning of one, or a trust file that is not whole.
 */
export async function verifyPack(bytes: Uint8Array, options: VerifyOptions): Promise<PackReport> {
  const { crypto, now } = options;
  const pinned = await parseTrustFile(options.trust, crypto);
  checkFormat(isZipLike(bytes), 'not a pack');
  checkFormat(!isCutOff(bytes), 'the pack is cut off: its end is missing');

  const archive = await judge('archive', [], () => checkArchive(bytes));
  const entries = archive.value;
  const trust = await judge('trust', [entries], (files) => checkTrust(files, pinned, crypto));
  const trusted = trust.value ?? newestVersion(pinned);
  const statements = await judge('statements', [entries], (files) => checkStatements(files, crypto));
  const files = await judge('files', [entries, statements.value], (all, read) => checkFiles(all, read, now));

  const pack = entries &&
    statements.value &&
    files.value && { entries, statements: statements.value, files: files.value };
  const log = await judgeLog({ entries, statements: statements.value, trust: trusted, crypto });
  const content = await judgeContent(pack, crypto);

  const claims = [archive, trust, statements, files].map(({ claim }) => claim).concat(log.claims, content);
  return {
    headline: makeHeadline(claims),
    claims,
    not_shown: NOT_SHOWN,
    evidence_id: files.value?.manifest.evidence_id ?? null,
    query_id: files.value?.manifest.query_id ?? null,
    checkpoint: toReportedCheckpoint(log.view),
    trust: { version: trusted.version, fingerprint: await trustFingerprint(pinned, crypto) },
    stages: (statements.value ?? []).map((read, at) => toReportedStage(read, log.leaves?.[at])),
  };
}

/** SHA-256 in hex of the newest version of a trust file: what two people compare by voice or on paper. */
export async function trustFingerprint(file: TrustFile, crypto: Pick<Crypto, 'sha256'>): Promise<string> {
  return toHex(await crypto.sha256(utf8Bytes(file.notes.at(-1) ?? '')));
}

type LogInput = {
  readonly entries: readonly ZipEntry[] | undefined;
  readonly statements: readonly ReadStatement[] | undefined;
  readonly trust: TrustVersion;
  readonly crypto: Crypto;
};
type LogJudged = {
  readonly claims: readonly Claim[];
  readonly view: LogView | undefined;
  readonly leaves: readonly ReadLeaf[] | undefined;
};

async function judgeLog({ entries, statements, trust, crypto }: LogInput): Promise<LogJudged> {
  const checkpoint = await judge('checkpoint', [entries, statements], (all, read) =>
    checkCheckpoint({ entries: all, statements: read }, trust, crypto),
  );
  const inclusion = await judge('inclusion', [checkpoint.value, statements], (view, read) =>
    checkInclusion(view, read, crypto),
  );
  const leaves = inclusion.value;
  const signatures = await judge('signatures', [statements, checkpoint.value, leaves], (read, { origin }, all) =>
    checkSignatures(read, { origin, leaves: all }, { trust, crypto }),
  );
  const agree = await judge('leaves', [statements, leaves], checkLeaves);
  const chain = await judge('chain', [leaves], checkChain);
  const stages = await judge('stages', [statements], (read) => checkStages(read, crypto));
  return {
    claims: [checkpoint, inclusion, signatures, agree, chain, stages].map(({ claim }) => claim),
    view: checkpoint.value,
    leaves,
  };
}

async function judgeContent(pack: PackContent | undefined, crypto: Crypto): Promise<readonly Claim[]> {
  const content = await judge('content', [pack], (all) => checkContent(all, crypto));
  const others: readonly Judged<true>[] = [
    await judge('manifest', [pack], (all) => checkManifest(all, crypto)),
    await judge('parts', [pack], (all) => checkParts(all, crypto)),
    await judge('decision', [pack], checkDecision),
  ];
  const result = await judge('result', [pack], (all) => checkResult(all, content.value, crypto));
  const sigstore = await judge('sigstore', [pack], checkSigstore);
  return [...others.map(({ claim }) => claim), content.claim, result.claim, sigstore.claim];
}

function checkArchive(bytes: Uint8Array): Found<readonly ZipEntry[]> {
  const { entries, fault } = readZip(bytes);
  if (fault !== null) return { value: entries, verdict: 'fails', compared: `First difference at ${fault}.` };
  return { value: entries, compared: `${bytes.length} bytes, written again from ${entries.length} files` };
}

async function checkTrust(
  entries: readonly ZipEntry[],
  pinned: TrustFile,
  crypto: Crypto,
): Promise<Found<TrustVersion>> {
  const chosen = chooseTrust(pinned, await parseTrustFile(getEntry(entries, 'trust.json'), crypto));
  const digest = await trustFingerprint(pinned, crypto);
  return {
    value: chosen,
    compared: `your version ${pinned.notes.length}, judged by version ${chosen.version}`,
    digest,
  };
}

async function checkStatements(entries: readonly ZipEntry[], crypto: Crypto): Promise<Found<readonly ReadStatement[]>> {
  const statements = await readStatements(getEntry(entries, 'evidence.intoto.jsonl'), crypto);
  return { value: statements, compared: `${statements.length} lines of evidence.intoto.jsonl` };
}

function toReportedCheckpoint(view: LogView | undefined): PackReport['checkpoint'] {
  if (view === undefined || view.checkpoint === null) return null;
  const { origin, size, root } = view.checkpoint;
  return { origin, size, root: toBase64(root) };
}

function toReportedStage(read: ReadStatement, leaf: ReadLeaf | undefined): ReportedStage {
  return {
    stage: read.statement.stage,
    statement: utf8Text(read.envelope.payload),
    envelope: read.line,
    leaf: leaf === undefined ? null : utf8Text(leaf.bytes),
    leaf_hash: leaf?.hash ?? null,
    index: leaf?.index ?? null,
  };
}
