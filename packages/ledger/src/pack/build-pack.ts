import { utf8Bytes } from '../bytes/text.ts';
import { LedgerError } from '../ledger-error.ts';
import { parseEnvelope } from '../dsse.ts';
import { encodeSigstoreBundle } from '../sigstore-bundle.ts';
import { parseStatement } from '../statement.ts';
import { type TlogProof, encodeTlogProof } from '../tlog-proof.ts';
import { comparePackNames, proofName } from './pack-layout.ts';
import { type ZipEntry, writeZip } from './zip-write.ts';

/** Before inclusion a pack holds the closing leaf's receipt, afterwards one proof per envelope, all to one checkpoint. */
export type PackInclusion =
  | { readonly state: 'pending'; /** The receipt's envelope as one line. */ readonly receipt: string }
  | { readonly state: 'included'; /** In the order of the envelopes. */ readonly proofs: readonly TlogProof[] };

export type PackParts = {
  /** The run's envelopes in the order of `seq`, each one line without newline. */
  readonly envelopes: readonly string[];
  readonly inclusion: PackInclusion;
  /** The bytes of the trust file to put in. */
  readonly trust: Uint8Array;
  /**
   * Every other file by name: `manifest.json` and what it lists; in an open pack also `keys.json`, `snapshot.json`,
   * `candidate.sql`, `final.sql`; in a sealed one none of these four.
   */
  readonly files: readonly ZipEntry[];
};

/**
 * The download: one deterministic ZIP, files in the order of FORMAT.md. Equal parts give equal bytes. Sets parts
 * together and judges nothing; who hands packs out may run `verifyPack` over it.
 */
export function buildPack(parts: PackParts): Uint8Array {
  const envelopes = {
    name: 'evidence.intoto.jsonl',
    bytes: utf8Bytes(parts.envelopes.map((line) => `${line}\n`).join('')),
  };
  const entries = [
    ...parts.files,
    envelopes,
    ...sigstoreCopy(parts.envelopes),
    ...inclusionFiles(parts),
    { name: 'trust.json', bytes: parts.trust },
  ];
  return writeZip(entries.toSorted((a, b) => comparePackNames(a.name, b.name)));
}

/** The last execution's envelope again, as a Sigstore bundle; a run that never came so far has none. */
export function sigstoreCopy(envelopes: readonly string[]): readonly ZipEntry[] {
  const execution = envelopes
    .map(parseEnvelope)
    .findLast(({ payload }) => parseStatement(payload).stage === 'execution');
  return execution === undefined ? [] : [{ name: 'execution.sigstore.json', bytes: encodeSigstoreBundle(execution) }];
}

function inclusionFiles(parts: PackParts): readonly ZipEntry[] {
  const { inclusion, envelopes } = parts;
  if (inclusion.state === 'pending') return [{ name: 'receipt.json', bytes: utf8Bytes(`${inclusion.receipt}\n`) }];
  if (inclusion.proofs.length !== envelopes.length)
    throw new LedgerError('usage', 'a pack needs one proof per envelope');
  return inclusion.proofs.map((proof, at) => {
    const { stage } = parseStatement(parseEnvelope(envelopes[at] ?? '').payload);
    return { name: proofName(at + 1, stage), bytes: encodeTlogProof(proof) };
  });
}
