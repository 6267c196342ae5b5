import { isSameBytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { utf8Bytes } from '../bytes/text.ts';
import { commitTo } from '../commitment.ts';
import { parseContentKeys } from '../content-keys.ts';
import type { Crypto } from '../crypto.ts';
import { contentKeyId, decryptJwe, parseJwe } from '../jwe.ts';
import { checkFormat } from '../ledger-error.ts';
import { sigstoreCopy } from '../pack/build-pack.ts';
import { findEntry, getEntry } from '../pack/zip-read.ts';
import type { ZipEntry } from '../pack/zip-write.ts';
import { type SealedContent, parseSealed } from '../sealed-part.ts';
import { readDigests } from '../statement.ts';
import type { PackFiles } from './check-files.ts';
import type { Found } from './claim.ts';
import { type ReadStatement, lastOf } from './read-statements.ts';

export type PackContent = {
  readonly entries: readonly ZipEntry[];
  readonly statements: readonly ReadStatement[];
  readonly files: PackFiles;
};

/** The closing statement pins the manifest; the attacker swaps in the manifest of another question. */
export async function checkManifest(pack: PackContent, crypto: Crypto): Promise<Found<true>> {
  const { manifest } = pack.files;
  const digest = toHex(await crypto.sha256(getEntry(pack.entries, 'manifest.json')));
  const closing = pack.statements.at(-1)?.statement;
  const named = closing?.subjects.find(({ name }) => name === 'manifest.json');
  checkFormat(named?.sha256 === digest, 'the closing statement names another manifest');
  checkFormat(closing?.stage === manifest.closing, 'the manifest names another closing');
  const request = pack.statements[0]?.statement.head;
  checkFormat(request?.run === manifest.query_id, 'the manifest belongs to another question');
  checkFormat(request.actor === manifest.user.id, 'the manifest names another person');
  for (const name of ['candidate.sql', 'final.sql']) checkNewest(pack, name);
  return { value: true, compared: 'SHA-256 of manifest.json with the subject of the closing statement', digest };
}

/** The manifest shows the newest SQL of a question that was repaired, never an older one. */
function checkNewest(pack: PackContent, name: string): void {
  const newest = pack.statements.findLast(({ statement }) => name in statement.commitments)?.statement.commitments[
    name
  ];
  const part = pack.files.manifest.parts.find((candidate) => candidate.name === name);
  const listed = part !== undefined && 'commitment' in part ? part.commitment : undefined;
  checkFormat(newest === listed, `${name} in the manifest is not the newest one`);
}

/** Every listed part that is in the pack and not salted. */
export async function checkParts(pack: PackContent, crypto: Crypto): Promise<Found<true>> {
  let compared = 0;
  for (const part of pack.files.manifest.parts) {
    const bytes = findEntry(pack.entries, part.name);
    if (bytes === undefined || 'commitment' in part) continue;
    checkFormat(bytes.length === part.size, `${part.name} has another size than the manifest says`);
    checkFormat(
      toHex(await crypto.sha256(bytes)) === part.sha256,
      `${part.name} has another digest than the manifest says`,
    );
    compared += 1;
  }
  return { value: true, compared: `SHA-256 and size of ${compared} files` };
}

/** What Cedar was asked, and with which rules, as the last decision named it before anything ran. */
export function checkDecision(pack: PackContent): Found<true> {
  const decision = lastOf(pack.statements, 'decision');
  if (decision === undefined)
    return { value: true, verdict: 'not_applicable', compared: 'The question ended before a decision.' };
  const evaluated = Object.entries(readDigests(decision.statement.predicate['evaluated'], 'evaluated'));
  const listed = pack.files.manifest.parts;
  for (const [name, digest] of evaluated) {
    const part = listed.find((candidate) => candidate.name === name);
    checkFormat(
      part !== undefined && 'sha256' in part && part.sha256 === digest,
      `${name} is not what the decision evaluated`,
    );
  }
  for (const name of ['entities.json', 'request.json', ...(isAllowed(decision) ? ['mask-profile.json'] : [])]) {
    checkFormat(
      evaluated.some(([evaluatedName]) => evaluatedName === name),
      `the decision does not name ${name}`,
    );
  }
  checkFormat(
    evaluated.some(([name]) => name.startsWith('policies/')),
    'the decision names no policy',
  );
  return { value: true, compared: `${evaluated.length} digests of the decision with the manifest` };
}

function isAllowed(decision: ReadStatement): boolean {
  return decision.statement.predicate['outcome'] === 'allow';
}

/**
 * Opens `sealed.jwe` and checks every commitment against it. One GCM ciphertext can open to two texts under two keys, so
 * only what was committed to before is believed; and every text committed to must be there.
 */
export async function checkContent(pack: PackContent, crypto: Crypto): Promise<Found<SealedContent>> {
  if (pack.files.shape === 'sealed') {
    return { verdict: 'not_applicable', compared: 'The pack was handed out without its content keys.' };
  }
  const sealed = parseSealed(await openPart(pack, 'sealed.jwe', crypto));
  const opened = new Map<string, string>();
  for (const { name, text } of sealed.texts) {
    opened.set(await sealedKey(name, text, sealed.salt, crypto), text);
  }
  checkFormat(opened.size === sealed.texts.length, 'a sealed text is there twice');
  const committed = new Set(commitmentsOf(pack));
  for (const key of committed) checkFormat(opened.has(key), `${nameIn(key)} is not what was committed to`);
  for (const key of opened.keys())
    checkFormat(committed.has(key), `${nameIn(key)} is sealed, but nothing committed to it`);
  for (const part of pack.files.manifest.parts) {
    if (!('commitment' in part)) continue;
    const text = opened.get(`${part.commitment} ${part.name}`);
    const same = text !== undefined && isSameBytes(utf8Bytes(text), getEntry(pack.entries, part.name));
    checkFormat(same, `${part.name} in the clear is not the sealed one`);
  }
  return { value: sealed, compared: `${committed.size} salted commitments, opened with keys.json` };
}

/** `COMMITMENT NAME` of everything sealed.jwe must hold; the result is committed to as well, but lies in its own file. */
function commitmentsOf(pack: PackContent): readonly string[] {
  const inStatements = pack.statements.flatMap(({ statement }) => Object.entries(statement.commitments));
  const snapshot = pack.files.manifest.parts.find(({ name }) => name === 'snapshot.json');
  const inManifest =
    snapshot !== undefined && 'commitment' in snapshot ? [[snapshot.name, snapshot.commitment] as const] : [];
  return [...inStatements.filter(([name]) => name !== 'result'), ...inManifest].map(
    ([name, value]) => `${value} ${name}`,
  );
}

/** The result by digest, and its rows by commitment where the pack can be opened. */
export async function checkResult(
  pack: PackContent,
  sealed: SealedContent | undefined,
  crypto: Crypto,
): Promise<Found<true>> {
  const { manifest, resultExpired, shape } = pack.files;
  if (manifest.result_until === null)
    return { value: true, verdict: 'not_applicable', compared: 'The question has no result.' };
  const execution = lastOf(pack.statements, 'execution')?.statement;
  const listed = manifest.parts.find(({ name }) => name === 'result.jwe');
  const named = execution?.subjects.find(({ name }) => name === 'result.jwe');
  const digest = listed !== undefined && 'sha256' in listed ? listed.sha256 : '';
  checkFormat(named?.sha256 === digest, 'the execution names another result than the manifest');
  if (resultExpired)
    return { value: true, verdict: 'expired', compared: `Kept until ${manifest.result_until}.`, digest };
  checkKid(pack, 'result.jwe');
  if (shape === 'sealed')
    return { value: true, compared: 'SHA-256 of result.jwe with the execution; not opened.', digest };
  if (sealed === undefined) {
    return {
      verdict: 'not_checked',
      compared: 'Its digest is right; its rows were not compared, as the sealed part is wrong.',
      digest,
    };
  }
  const bytes = await openPart(pack, 'result.jwe', crypto);
  const commitment = await commitTo({ name: 'result', bytes }, sealed.salt, crypto);
  checkFormat(execution?.commitments['result'] === commitment, 'the result is not what the execution committed to');
  return {
    value: true,
    compared: `SHA-256 of result.jwe, and its ${bytes.length} bytes opened with the commitment of the execution`,
    digest,
  };
}

/** The second copy is derived, so it is rebuilt and compared. */
export function checkSigstore(pack: PackContent): Found<true> {
  const [copy] = sigstoreCopy(pack.statements.map(({ line }) => line));
  if (copy === undefined) return { value: true, verdict: 'not_applicable', compared: 'Nothing was executed.' };
  checkFormat(
    isSameBytes(copy.bytes, getEntry(pack.entries, copy.name)),
    `${copy.name} is not the execution's envelope`,
  );
  return { value: true, compared: 'execution.sigstore.json with the envelope of the execution' };
}

async function openPart(pack: PackContent, name: string, crypto: Crypto): Promise<Uint8Array> {
  checkKid(pack, name);
  const keys = parseContentKeys(getEntry(pack.entries, 'keys.json'));
  const found = keys.find(({ kid }) => kid === contentKeyId(pack.files.manifest.evidence_id, name));
  checkFormat(found !== undefined, `keys.json holds no key for ${name}`);
  return decryptJwe(getEntry(pack.entries, name), found.key, crypto);
}

function checkKid(pack: PackContent, name: string): void {
  const { kid } = parseJwe(getEntry(pack.entries, name));
  checkFormat(kid === contentKeyId(pack.files.manifest.evidence_id, name), `${name} was sealed for another pack`);
}

async function sealedKey(name: string, text: string, salt: Uint8Array, crypto: Crypto): Promise<string> {
  return `${await commitTo({ name, bytes: utf8Bytes(text) }, salt, crypto)} ${name}`;
}

function nameIn(key: string): string {
  return key.slice(key.indexOf(' ') + 1);
}
