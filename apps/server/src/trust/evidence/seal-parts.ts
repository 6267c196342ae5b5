import {
  commitTo,
  contentKeyId,
  encodeManifest,
  encodeSealed,
  encodeVerifyGuide,
  encryptJwe,
  toHex,
  utf8Bytes,
} from '@aureus/ledger';
import type { ManifestPart, SealedText } from '@aureus/ledger';
import { nodeCrypto, sha256 } from '#platform/keys';
import type { Build } from '#trust/audit';
import type { Account } from './evidence.ts';
import type { StoredPart } from './evidence-store.ts';
import { newContentKey } from './run-keys.ts';
import { committedOf, evaluatedOf } from './run-record.ts';
import type { RunRecord } from './run-record.ts';
import { toSnapshotText, toValidationBytes } from './snapshot.ts';
import type { Ending } from './snapshot.ts';

export type EncryptedPart = { readonly name: string; readonly bytes: Uint8Array; readonly key: Uint8Array };

export type PackPlan = {
  readonly evidenceId: string;
  readonly closing: 'release' | 'refusal';
  readonly timestamp: string;
  readonly resultUntil: string | null;
  readonly build: Build;
  readonly account: Account;
  readonly ending: Ending;
  readonly record: RunRecord;
  readonly salt: Uint8Array;
  /** Sizes of the clear parts that the decision evaluated, by digest. */
  readonly sizes: ReadonlyMap<string, number>;
  /** `result.jwe` of an answer, `operator.jwe` after a server error. */
  readonly encrypted: readonly EncryptedPart[];
};

export type SealedPack = {
  readonly manifest: StoredPart;
  readonly sealed: EncryptedPart;
  /** Clear parts that this closing brings: validation and guide. */
  readonly clear: readonly StoredPart[];
};

export const toPart = (bytes: Uint8Array): StoredPart => ({ digest: sha256(bytes), bytes });

/** Encrypts one part under a fresh key: a content key is used once. */
export async function encryptPart(evidenceId: string, name: string, plaintext: Uint8Array): Promise<EncryptedPart> {
  const key = newContentKey();
  return { name, key, bytes: await encryptJwe({ kid: contentKeyId(evidenceId, name), plaintext }, key, nodeCrypto) };
}

/** Everything of a pack that is made at the end of a question: what may be personal encrypted, and the manifest over all. */
export async function sealPack(plan: PackPlan): Promise<SealedPack> {
  const snapshot = { name: 'snapshot.json', text: toSnapshotText(plan.account, plan.ending) };
  const texts = [...(await committedTexts(plan)), snapshot];
  const sealed = await encryptPart(plan.evidenceId, 'sealed.jwe', encodeSealed({ salt: plan.salt, texts }));
  const validation = toPart(toValidationBytes(plan.account));
  const guide = toPart(encodeVerifyGuide());
  const { account } = plan;
  const manifest = encodeManifest({
    evidence_id: plan.evidenceId,
    query_id: account.run,
    user: { id: account.actor.id, role: account.actor.role },
    timestamp: plan.timestamp,
    closing: plan.closing,
    result_until: plan.resultUntil,
    atlas: plan.build,
    parts: [
      { name: snapshot.name, commitment: await commit(plan, snapshot) },
      ...sqlParts(plan),
      listed('validation.json', validation),
      listed('VERIFY.md', guide),
      ...evaluatedParts(plan),
      ...[...plan.encrypted, sealed].map((part) => listed(part.name, toPart(part.bytes))),
    ],
  });
  return { manifest: toPart(manifest), sealed, clear: [validation, guide] };
}

const listed = (name: string, part: StoredPart): ManifestPart => ({
  name,
  sha256: toHex(part.digest),
  size: part.bytes.length,
});

/** The newest SQL texts, by the commitments that their statements made. */
function sqlParts({ record }: PackPlan): ManifestPart[] {
  return ['candidate.sql', 'final.sql'].flatMap((name) => {
    const commitment = committedOf(record, name);
    return commitment === undefined ? [] : [{ name, commitment }];
  });
}

function evaluatedParts({ record, sizes }: PackPlan): ManifestPart[] {
  return Object.entries(evaluatedOf(record)).map(([name, digest]) => ({
    name,
    sha256: digest,
    size: sizes.get(digest) ?? 0,
  }));
}

/** Exactly the texts that statements committed to: the caller's account may know of attempts that left no statement. */
async function committedTexts(plan: PackPlan): Promise<readonly SealedText[]> {
  const committed = new Set(
    plan.record.statements.flatMap(({ commitments }) =>
      Object.entries(commitments).map(([name, value]) => `${value} ${name}`),
    ),
  );
  const kept: SealedText[] = [];
  for (const text of textsOfAccount(plan.account)) {
    const mark = `${await commit(plan, text)} ${text.name}`;
    if (committed.delete(mark)) kept.push(text);
  }
  return kept;
}

function textsOfAccount({ question, actor, choice, attempts }: Account): readonly SealedText[] {
  const sql = attempts.flatMap(({ candidateSql, finalSql }) => [
    { name: 'candidate.sql', text: candidateSql },
    { name: 'final.sql', text: finalSql },
  ]);
  const texts = [
    { name: 'question', text: question },
    { name: 'email', text: actor.email },
    { name: 'choice', text: choice },
    ...sql,
  ];
  return texts.flatMap(({ name, text }) => (text === null ? [] : [{ name, text }]));
}

const commit = ({ salt }: PackPlan, { name, text }: SealedText): Promise<string> =>
  commitTo({ name, bytes: utf8Bytes(text) }, salt, nodeCrypto);
