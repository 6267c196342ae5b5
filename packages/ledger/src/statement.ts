import { isDigest } from './bytes/hex.ts';
import { type Json, type JsonObject, asArray, asObject, asString, compactJson, parseObject } from './bytes/json.ts';
import { checkFormat } from './ledger-error.ts';

export const STATEMENT_PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** Names the predicates for ever: a verifier of any age must know them, so it never changes. */
const PREDICATE_PREFIX = 'https://aureus.example/atlas/';

/** The stages of a run that leave a statement, in the order they can first occur. */
export const STATEMENT_STAGES = [
  'request',
  'derivation',
  'decision',
  'execution',
  'waiting',
  'release',
  'refusal',
] as const;
export type StatementStage = (typeof STATEMENT_STAGES)[number];

/** True for the two stages that end a run. */
export function isClosing(stage: StatementStage): stage is 'release' | 'refusal' {
  return stage === 'release' || stage === 'refusal';
}

/** What stands in every predicate; the verifier compares it with the leaf. */
export type StatementHead = {
  readonly run: string;
  readonly seq: number;
  readonly time: string;
  readonly actor: string | null;
  /** Leaf hash of `seq` − 1 in hex; null at 1. */
  readonly prev: string | null;
  /** 32 random bytes in hex, fresh for each envelope: without it a digest of little content could be guessed. */
  readonly blind: string;
  readonly atlas: { readonly version: string; readonly build: string };
};

/** Salted digests by part name (see `commitTo`): never an unsalted SHA-256 of what may be personal. */
export type Commitments = Readonly<Record<string, string>>;

export type RequestBody = {
  readonly stage: 'request';
  /** What "today" means in this question, and where. */
  readonly instant: string;
  readonly time_zone: string;
  readonly role: string;
  readonly dataset: string | null;
  /** question, email (if known). */
  readonly commitments: Commitments;
};

export type DerivationBody = {
  readonly stage: 'derivation';
  readonly planner: { readonly name: string; readonly version: string };
  /** Digests of prompt template and reply; null without a model. */
  readonly model: { readonly name: string; readonly prompt_template: string; readonly reply: string } | null;
  readonly catalogue: string;
  readonly guard: { readonly outcome: 'accepted' | 'refused' | 'not_reached'; readonly rules: readonly string[] };
  /** Version of the printer, once it has printed. */
  readonly printer: string | null;
  /** candidate.sql, if there is one; transcript where a model answered. */
  readonly commitments: Commitments;
};

export type DecisionBody = {
  readonly stage: 'decision';
  /** allow is the intention: an execution must follow it in the chain. */
  readonly outcome: 'allow' | 'wait' | 'refuse';
  readonly policy_set: string;
  readonly schema: string;
  readonly entities: string;
  /** Leaf hashes of the acts that put these in force; null where the log began with them. */
  readonly activated: {
    readonly policy_set: string | null;
    readonly masking_policy: string | null;
    readonly catalogue: string | null;
  };
  readonly policies: readonly string[];
  readonly grants: readonly string[];
  readonly approvals: readonly string[];
  readonly profile: string | null;
  /** SHA-256 of each clear part that was evaluated, by its name in the pack: policies/…, entities.json, request.json, mask-profile.json. */
  readonly evaluated: Readonly<Record<string, string>>;
  /** final.sql if allowed. */
  readonly commitments: Commitments;
};

export type ExecutionBody = {
  readonly stage: 'execution';
  /** unknown: the worker died after the intention, nobody can say whether the bank's server ran it. */
  readonly outcome: 'done' | 'not_run' | 'unknown';
  /** null: not known, because the worker died. */
  readonly login_role: string | null;
  readonly server: { readonly identity: string; readonly version: string } | null;
  readonly settings: Readonly<Record<string, string>>;
  readonly started: string | null;
  readonly ended: string | null;
  /** The result's shape if done, else null. */
  readonly result: {
    readonly row_count: number;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
    readonly truncated: boolean;
  } | null;
  /** final.sql; result (the plaintext of result.jwe) if done. */
  readonly commitments: Commitments;
};

export type WaitingBody = {
  readonly stage: 'waiting';
  readonly approval: string;
  readonly commitments: Commitments;
};

export type ReleaseBody = { readonly stage: 'release'; readonly commitments: Commitments };

export type RefusalBody = {
  readonly stage: 'refusal';
  readonly code: string;
  readonly rules: readonly string[];
  /** The last stage of the question's life that was entered: `guard`, `preflight`, … */
  readonly reached: string;
  readonly commitments: Commitments;
};

export type StatementBody =
  | RequestBody
  | DerivationBody
  | DecisionBody
  | ExecutionBody
  | WaitingBody
  | ReleaseBody
  | RefusalBody;

/** Something named by the SHA-256 of bytes that an outsider can have. */
export type Subject = { readonly name: string; readonly sha256: string };

/** A statement as read: the head checked, the rest as it stands. */
export type Statement = {
  readonly stage: StatementStage;
  readonly subjects: readonly Subject[];
  readonly head: StatementHead;
  readonly commitments: Commitments;
  readonly predicate: JsonObject;
};

/** An in-toto v1 statement: its bytes are the DSSE payload and are never canonicalised, only kept. */
export function encodeStatement(head: StatementHead, body: StatementBody, subjects: readonly Subject[]): Uint8Array {
  const { stage, commitments, ...rest } = body;
  const { atlas, run, seq, time, actor, prev, blind } = head;
  const bytes = compactJson({
    _type: STATEMENT_TYPE,
    subject: subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: predicateTypeOf(stage),
    predicate: { atlas: { ...atlas }, run, seq, time, actor, prev, blind, commitments, ...(rest as JsonObject) },
  });
  parseStatement(bytes);
  return bytes;
}

/** `https://aureus.example/atlas/STAGE/v1`. */
export function predicateTypeOf(stage: StatementStage): string {
  return `${PREDICATE_PREFIX}${stage}/v1`;
}

/** Reads a statement; a `format` error for another type, an unknown stage, an empty subject or a head that lacks a field. */
export function parseStatement(payload: Uint8Array): Statement {
  const read = asObject(parseObject(payload, 'a statement'), 'a statement', [
    '_type',
    'subject',
    'predicateType',
    'predicate',
  ]);
  const stage = STATEMENT_STAGES.find((candidate) => predicateTypeOf(candidate) === read['predicateType']);
  checkFormat(read['_type'] === STATEMENT_TYPE && stage !== undefined, 'a statement of an unknown type');
  const predicate = asObject(read['predicate'], 'a predicate');
  const subjects = asArray(read['subject'], 'subject').map(readSubject);
  checkFormat(subjects.length > 0, 'a statement has no subject');
  return {
    stage,
    subjects,
    head: readHead(predicate),
    commitments: readDigests(predicate['commitments'], 'commitments'),
    predicate,
  };
}

/** A map from names to SHA-256 values, as commitments and `evaluated` are. */
export function readDigests(value: Json | undefined, what: string): Readonly<Record<string, string>> {
  const object = asObject(value, what);
  checkFormat(Object.values(object).every(isDigest), `${what} holds something that is no digest`);
  return object as Readonly<Record<string, string>>;
}

function readSubject(value: Json): Subject {
  const subject = asObject(value, 'a subject', ['name', 'digest']);
  const { sha256 } = asObject(subject['digest'], 'a digest', ['sha256']);
  checkFormat(isDigest(sha256), 'a subject has no SHA-256');
  return { name: asString(subject['name'], 'a subject name'), sha256 };
}

function readHead(predicate: JsonObject): StatementHead {
  const { run, seq, time, actor, prev, blind } = predicate;
  const atlas = asObject(predicate['atlas'], 'atlas', ['version', 'build']);
  checkFormat(isDigest(blind), 'a statement has no blind');
  checkFormat(typeof seq === 'number', 'a statement has no seq');
  return {
    run: asString(run, 'run'),
    seq,
    time: asString(time, 'time'),
    actor: actor === null ? null : asString(actor, 'actor'),
    prev: prev === null ? null : asString(prev, 'prev'),
    blind,
    atlas: { version: asString(atlas['version'], 'version'), build: asString(atlas['build'], 'build') },
  };
}
