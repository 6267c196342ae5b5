import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import * as ledger from '../src/index.ts';
import type {
  Attester,
  Crypto,
  NoteSigner,
  SignedAct,
  StatementBody,
  Subject,
  TrustVersion,
  ZipEntry,
} from '../src/index.ts';

/** A whole question, from its keys to its pack, signed as the server signs one. Keys are fresh in each process. */
export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
export const crypto: Crypto = ledger.makeSubtleCrypto(globalThis.crypto);

export const ORIGIN = 'aureus-atlas/0192f0c1-7a7e-7b3c-9d5e-2f6a1b3c4d5e';
export const RUN = '0192f0c1-8a00-7000-8000-00000000a001';
export const EVIDENCE = '0192f0c1-8a00-7000-8000-00000000e001';
export const USER = '5b7d1f0e-3a52-4c1b-9a7e-8c0d2e4f6a1b';
export const NOW = '2026-11-22T18:00:00.000Z';
const ATLAS = { version: '0.1.0', build: '9'.repeat(64) };

export function makeAttester(): Attester & { readonly pem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  return {
    kid: ledger.toHex(sha256(spki)),
    pem: ledger.spkiToPem(spki),
    sign: async (message) => new Uint8Array(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
  };
}

export function makeLogSigner(name: string = ORIGIN): NoteSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    name,
    publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)),
    sign: async (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

export type Keys = { readonly attester: ReturnType<typeof makeAttester>; readonly log: NoteSigner };
export const makeKeys = (): Keys => ({ attester: makeAttester(), log: makeLogSigner() });

export async function trustVersionOf(keys: Keys, more: Partial<TrustVersion> = {}): Promise<TrustVersion> {
  const { kid, pem } = keys.attester;
  return {
    version: 1,
    logs: [
      { origin: ORIGIN, vkey: await ledger.toVkey(ORIGIN, keys.log.publicKey, crypto), from_size: 0, to_size: null },
    ],
    attesters: [{ kid, pem, origin: ORIGIN, from_index: 0, to_index: null }],
    witnesses: [],
    tsa: [],
    ...more,
  };
}

export async function makeTrust(keys: Keys, more: Partial<TrustVersion> = {}): Promise<Uint8Array> {
  return ledger.encodeTrustFile([await ledger.signTrustVersion(await trustVersionOf(keys, more), keys.log, crypto)]);
}

export const TEXTS = {
  question: 'How many customers are there per jurisdiction? «EU»',
  email: 'analyst@meridian.example',
  'candidate.sql': 'select jurisdiction, count(*) from customers group by 1',
  'final.sql': 'SELECT c.jurisdiction, count(*) FROM atlas_m_1.customers AS c GROUP BY c.jurisdiction',
  'snapshot.json': '{\n  "question": "How many customers are there per jurisdiction? «EU»",\n  "row_count": 3\n}\n',
} as const;

/** Deterministic stand-in for rows: what is in the Parquet file does not matter here. */
export const RESULT = ledger.utf8Bytes('PAR1 rows PAR1');

const CLEAR: Readonly<Record<string, string>> = {
  'validation.json': '{\n  "sql_safety_check": "passed"\n}\n',
  'policies/core.cedar': 'permit (principal, action, resource);\n',
  'policies/schema.cedarschema': 'entity User;\n',
  'entities.json': '[]\n',
  'request.json': '{"action":"query"}\n',
  'mask-profile.json': '{"provision":"views"}\n',
};

export type Stage = { readonly body: StatementBody; readonly subjects?: readonly Subject[] };

/** Signs stages as one chain. */
export async function signChain(
  stages: readonly Stage[],
  attester: Attester,
  run = RUN,
): Promise<readonly SignedAct[]> {
  const acts: SignedAct[] = [];
  for (const [at, stage] of stages.entries()) {
    const time = new Date(Date.parse(NOW) + at).toISOString();
    const head = { run, seq: at + 1, time, actor: USER, prev: acts.at(-1)?.leafHash ?? null, atlas: ATLAS };
    acts.push(await ledger.signStage({ head, ...stage }, attester, crypto));
  }
  return acts;
}

export type Run = {
  readonly acts: readonly SignedAct[];
  readonly files: readonly ZipEntry[];
  readonly manifest: ledger.Manifest;
};

type Commit = Readonly<Record<string, string>>;
const only = (all: Commit, ...names: string[]): Commit =>
  Object.fromEntries(names.map((name) => [name, all[name] ?? '']));

export function requestBody(commitments: Commit): StatementBody {
  return { stage: 'request', instant: NOW, time_zone: 'Europe/Zurich', role: 'analyst', dataset: null, commitments };
}

export function derivationBody(commitments: Commit): StatementBody {
  const guard = { outcome: 'accepted', rules: [] } as const;
  return {
    stage: 'derivation',
    planner: { name: 'offline', version: '1' },
    model: null,
    catalogue: '1'.repeat(64),
    guard,
    printer: '1',
    commitments,
  };
}

export function decisionBody(
  outcome: 'allow' | 'wait' | 'refuse',
  evaluated: Commit,
  commitments: Commit,
): StatementBody {
  return {
    stage: 'decision',
    outcome,
    policy_set: '2'.repeat(64),
    schema: '3'.repeat(64),
    entities: '4'.repeat(64),
    activated: { policy_set: null, masking_policy: null, catalogue: null },
    policies: ['core/active'],
    grants: [],
    approvals: [],
    profile: '5'.repeat(64),
    evaluated,
    commitments,
  };
}

export function executionBody(outcome: 'done' | 'not_run' | 'unknown', commitments: Commit): StatementBody {
  const done = outcome === 'done';
  return {
    stage: 'execution',
    outcome,
    login_role: done ? 'atlas_x_1' : null,
    server: done ? { identity: '7391', version: '18.4' } : null,
    settings: done ? { transaction_read_only: 'on' } : {},
    started: done ? NOW : null,
    ended: done ? NOW : null,
    result: done ? { row_count: 3, columns: [{ name: 'jurisdiction', type: 'text' }], truncated: false } : null,
    commitments,
  };
}

/** An answered question: request, derivation, decision, execution, release, and all its files. */
export async function makeAnswer(keys: Keys, salt = new Uint8Array(32).fill(7)): Promise<Run> {
  const commit = await ledger.commitToTexts(TEXTS, salt, crypto);
  const result = await ledger.commitTo({ name: 'result', bytes: RESULT }, salt, crypto);
  const texts = Object.entries(TEXTS).map(([name, text]) => ({ name, text }));
  const sealed = await sealParts({ 'result.jwe': RESULT, 'sealed.jwe': ledger.encodeSealed({ salt, texts }) });
  const files = [...clearFiles(), { name: 'VERIFY.md', bytes: ledger.encodeVerifyGuide() }, ...sealed.files];
  const manifest = manifestOf(files, commit, { closing: 'release', result_until: '2027-02-20T18:00:00.000Z' });
  const manifestFile = { name: 'manifest.json', bytes: ledger.encodeManifest(manifest) };
  const evaluated = Object.fromEntries(files.filter(isEvaluated).map(({ name, bytes }) => [name, digestOf(bytes)]));
  const acts = await signChain(
    [
      { body: requestBody(only(commit, 'question', 'email')) },
      { body: derivationBody(only(commit, 'candidate.sql')) },
      { body: decisionBody('allow', evaluated, only(commit, 'final.sql')) },
      {
        body: executionBody('done', { ...only(commit, 'final.sql'), result }),
        subjects: [subjectOf(files, 'result.jwe')],
      },
      { body: { stage: 'release', commitments: {} }, subjects: [subjectOf([manifestFile], 'manifest.json')] },
    ],
    keys.attester,
  );
  const open = ledger.CLEAR_PARTS.map((name) => ({ name, bytes: ledger.utf8Bytes(TEXTS[name]) }));
  return { acts, files: [manifestFile, ...files, ...open, sealed.keys], manifest };
}

/** A question that was not understood: request and refusal, with an operator's part. */
export async function makeRefusal(keys: Keys, salt = new Uint8Array(32).fill(7)): Promise<Run> {
  const texts = (['question', 'email', 'snapshot.json'] as const).map((name) => ({
    name,
    text: TEXTS[name] as string,
  }));
  const commit = await ledger.commitToTexts(
    Object.fromEntries(texts.map(({ name, text }) => [name, text])),
    salt,
    crypto,
  );
  const sealed = await sealParts({
    'sealed.jwe': ledger.encodeSealed({ salt, texts }),
    'operator.jwe': ledger.utf8Bytes('why'),
  });
  const files = [
    ...clearFiles().filter(({ name }) => name === 'validation.json'),
    { name: 'VERIFY.md', bytes: ledger.encodeVerifyGuide() },
    ...sealed.files,
  ];
  const manifest = manifestOf(files, commit, { closing: 'refusal', result_until: null });
  const manifestFile = { name: 'manifest.json', bytes: ledger.encodeManifest(manifest) };
  const refusal = { stage: 'refusal', code: 'NOT_UNDERSTOOD', rules: [], reached: 'plan', commitments: {} } as const;
  const acts = await signChain(
    [
      { body: requestBody(only(commit, 'question', 'email')) },
      { body: refusal, subjects: [subjectOf([manifestFile], 'manifest.json')] },
    ],
    keys.attester,
  );
  const open = { name: 'snapshot.json', bytes: ledger.utf8Bytes(TEXTS['snapshot.json']) };
  return { acts, files: [manifestFile, ...files, open, sealed.keys], manifest };
}

/** Files of a pack handed out without keys. */
export function sealedFiles(files: readonly ZipEntry[]): readonly ZipEntry[] {
  const clear = new Set<string>([...ledger.CLEAR_PARTS, 'keys.json']);
  return files.filter(({ name }) => !clear.has(name));
}

/** A log with other people's leaves before, between and after; proofs to its one checkpoint. */
export async function logRun(
  acts: readonly SignedAct[],
  signers: readonly NoteSigner[],
  origin = ORIGIN,
): Promise<readonly ledger.TlogProof[]> {
  const stranger = (at: number): Uint8Array => ledger.utf8Bytes(`leaf of somebody else ${at}`);
  const leaves = [stranger(0), ...acts.flatMap(({ leafBytes }, at) => [leafBytes, stranger(at + 1)])];
  const { range, nodes } = ledger.appendLeaves(
    ledger.EMPTY_RANGE,
    leaves.map((leaf) => ledger.hashLeaf(leaf, sha256)),
    sha256,
  );
  const stored = new Map(nodes.map((node) => [`${node.level}/${node.index}`, node.hash]));
  const root = ledger.rangeRoot(range, sha256);
  const checkpoint = await ledger.signCheckpoint({ origin, size: range.size, root }, signers, crypto);
  return acts.map(({ leafBytes }) => {
    const index = leaves.indexOf(leafBytes);
    const plan = ledger.planInclusion(index, range.size);
    const hashes = ledger.assembleProof(plan, ({ level, index: at }) => stored.get(`${level}/${at}`), sha256);
    return { leaf: leafBytes, index, hashes, checkpoint };
  });
}

export type PackChoice = { readonly sealed?: boolean; readonly pending?: boolean; readonly trust?: Uint8Array };

/** The pack of a run and the trust file to judge it by. */
export async function packRun(
  run: Run,
  keys: Keys,
  choice: PackChoice = {},
): Promise<{ readonly pack: Uint8Array; readonly trust: Uint8Array }> {
  const trust = choice.trust ?? (await makeTrust(keys));
  const inclusion: ledger.PackInclusion =
    choice.pending === true
      ? { state: 'pending', receipt: await receiptOf(run.acts, keys) }
      : { state: 'included', proofs: await logRun(run.acts, [keys.log]) };
  const envelopes = run.acts.map(({ envelope }) => envelope);
  const files = choice.sealed === true ? sealedFiles(run.files) : run.files;
  return { pack: ledger.buildPack({ envelopes, inclusion, trust, files }), trust };
}

export async function receiptOf(acts: readonly SignedAct[], keys: Keys, origin = ORIGIN): Promise<string> {
  const leaf = acts.at(-1)?.leafBytes ?? new Uint8Array(0);
  return ledger.encodeEnvelope(await ledger.signReceipt({ origin, leaf, time: NOW }, keys.attester));
}

export function digestOf(bytes: Uint8Array): string {
  return ledger.toHex(sha256(bytes));
}

export function subjectOf(files: readonly ZipEntry[], name: string): Subject {
  const bytes = files.find((file) => file.name === name)?.bytes ?? new Uint8Array(0);
  return { name, sha256: digestOf(bytes) };
}

export function clearFiles(): readonly ZipEntry[] {
  return Object.entries(CLEAR).map(([name, text]) => ({ name, bytes: ledger.utf8Bytes(text) }));
}

export function isEvaluated(file: ZipEntry): boolean {
  return (
    file.name.startsWith('policies/') || ['entities.json', 'request.json', 'mask-profile.json'].includes(file.name)
  );
}

export async function sealParts(
  parts: Readonly<Record<string, Uint8Array>>,
): Promise<{ readonly files: readonly ZipEntry[]; readonly keys: ZipEntry }> {
  const files: ZipEntry[] = [];
  const keys: ledger.ContentKey[] = [];
  for (const [name, plaintext] of Object.entries(parts)) {
    const kid = ledger.contentKeyId(EVIDENCE, name);
    const key = crypto.random(32);
    files.push({ name, bytes: await ledger.encryptJwe({ kid, plaintext }, key, crypto) });
    if (name !== 'operator.jwe') keys.push({ kid, key });
  }
  return { files, keys: { name: 'keys.json', bytes: ledger.encodeContentKeys(keys) } };
}

export function manifestOf(
  files: readonly ZipEntry[],
  commit: Commit,
  closing: Pick<ledger.Manifest, 'closing' | 'result_until'>,
): ledger.Manifest {
  const salted = ledger.CLEAR_PARTS.flatMap((name) =>
    commit[name] === undefined ? [] : [{ name, commitment: commit[name] }],
  );
  const plain = files.map(({ name, bytes }) => ({ name, sha256: digestOf(bytes), size: bytes.length }));
  const user = { id: USER, role: 'analyst' };
  return {
    evidence_id: EVIDENCE,
    query_id: RUN,
    user,
    timestamp: NOW,
    ...closing,
    atlas: ATLAS,
    parts: [...plain, ...salted],
  };
}
