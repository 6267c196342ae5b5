import { LedgerError, checkFormat } from '../ledger-error.ts';
import { contentKeyId } from '../jwe.ts';
import { parseContentKeys } from '../content-keys.ts';
import { CLEAR_PARTS, comparePackNames, isDisclosable, proofName, rankOf } from '../pack/pack-layout.ts';
import { type Manifest, parseManifest } from '../pack/manifest.ts';
import { findEntry, getEntry } from '../pack/zip-read.ts';
import type { ZipEntry } from '../pack/zip-write.ts';
import { readDigests } from '../statement.ts';
import type { Found } from './claim.ts';
import { type ReadStatement, lastOf } from './read-statements.ts';

/** Open: content keys and clear parts. Sealed: neither. */
export type PackShape = 'open' | 'sealed';

export type PackFiles = { readonly manifest: Manifest; readonly shape: PackShape; readonly resultExpired: boolean };

/**
 * Which files must be there is decided by the statements and the manifest, never by the files themselves: the attacker
 * leaves one out, or adds one that a reader might believe.
 */
export function checkFiles(
  entries: readonly ZipEntry[],
  statements: readonly ReadStatement[],
  now: string,
): Found<PackFiles> {
  const names = entries.map(({ name }) => name);
  names.forEach((name, at) => checkPlace(name, names[at - 1]));
  const manifest = parseManifest(getEntry(entries, 'manifest.json'));
  checkListed(manifest, statements);
  const shape: PackShape = names.includes('keys.json') ? 'open' : 'sealed';
  const resultExpired = isResultExpired(manifest, names, now);
  const expected = expectedNames(manifest, statements, { shape, names, resultExpired });
  const missing = expected.find((name) => !names.includes(name));
  const extra = names.find((name) => !expected.includes(name));
  checkFormat(missing === undefined, `${missing ?? ''} is missing`);
  checkFormat(extra === undefined, `${extra ?? ''} does not belong in this pack`);
  if (shape === 'open') checkKeyNames(entries, manifest);
  return {
    value: { manifest, shape, resultExpired },
    compared: `${names.length} files of ${shape === 'open' ? 'an open' : 'a sealed'} pack`,
  };
}

function checkPlace(name: string, before: string | undefined): void {
  checkFormat(rankOf(name) !== null, `${printable(name)} is no file of a pack`);
  const order = before === undefined ? -1 : comparePackNames(before, name);
  checkFormat(order !== 0, `${name} is there twice`);
  checkFormat(order < 0, `${name} stands in the wrong place`);
}

/** What the closing statement makes obligatory must be listed; what is listed must be in the pack (`expectedNames`). */
function checkListed(manifest: Manifest, statements: readonly ReadStatement[]): void {
  const listed = manifest.parts.map(({ name }) => name);
  const must = mustList(statements);
  const may = [...must, ...(manifest.closing === 'refusal' ? ['operator.jwe'] : [])];
  for (const name of must) checkFormat(listed.includes(name), `the manifest does not list ${name}`);
  for (const name of listed)
    checkFormat(may.includes(name), `the manifest lists ${name}, which this question cannot have`);
  checkFormat(
    listed.includes('result.jwe') === (manifest.result_until !== null),
    'result_until does not fit the result',
  );
}

function mustList(statements: readonly ReadStatement[]): readonly string[] {
  const decision = lastOf(statements, 'decision');
  const evaluated = decision === undefined ? {} : readDigests(decision.statement.predicate['evaluated'], 'evaluated');
  const committed = (name: string): boolean => statements.some(({ statement }) => name in statement.commitments);
  return [
    'snapshot.json',
    'validation.json',
    ...['candidate.sql', 'final.sql'].filter(committed),
    ...Object.keys(evaluated),
    ...(lastOf(statements, 'release') === undefined ? [] : ['result.jwe']),
    'sealed.jwe',
    'VERIFY.md',
  ];
}

type Held = { readonly shape: PackShape; readonly names: readonly string[]; readonly resultExpired: boolean };

function expectedNames(manifest: Manifest, statements: readonly ReadStatement[], held: Held): readonly string[] {
  const proofs = statements.map(({ statement }, at) => proofName(at + 1, statement.stage));
  const parts = manifest.parts.map(({ name }) => name);
  return [
    'manifest.json',
    'evidence.intoto.jsonl',
    ...(lastOf(statements, 'execution') === undefined ? [] : ['execution.sigstore.json']),
    ...(held.names.includes('receipt.json') ? ['receipt.json'] : proofs),
    'trust.json',
    ...parts
      .filter((name) => held.shape === 'open' || !isClear(name))
      .filter((name) => name !== 'result.jwe' || !held.resultExpired),
    ...(held.shape === 'open' ? ['keys.json'] : []),
  ];
}

function isResultExpired(manifest: Manifest, names: readonly string[], now: string): boolean {
  if (manifest.result_until === null || names.includes('result.jwe')) return false;
  if (Date.parse(now) < Date.parse(manifest.result_until))
    throw new LedgerError('format', 'result.jwe is missing before its time');
  return true;
}

/** A key for each disclosable part in the pack, no key for anything else. */
function checkKeyNames(entries: readonly ZipEntry[], manifest: Manifest): void {
  const kids = parseContentKeys(getEntry(entries, 'keys.json')).map(({ kid }) => kid);
  const sealed = entries
    .map(({ name }) => name)
    .filter((name) => isDisclosable(name) && findEntry(entries, name) !== undefined);
  const expected = sealed.map((name) => contentKeyId(manifest.evidence_id, name));
  checkFormat(kids.join('\n') === expected.join('\n'), 'keys.json holds other keys than the pack needs');
}

function isClear(name: string): boolean {
  return CLEAR_PARTS.some((clear) => clear === name);
}

function printable(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}
