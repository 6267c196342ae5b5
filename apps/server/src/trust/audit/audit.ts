import type { StatementBody, Subject } from '@aureus/ledger';
import type { Handle, Tx } from '#platform/db';

/** Which Atlas made a statement: its version and the digest of its build. */
export type Build = { readonly version: string; readonly build: string };

/** What a leaf is about, for the chain of a run: how many leaves it has and the hash (hex) of the newest. */
export type Chain = { readonly run: string; readonly seq: number; readonly prev: string | null };

/** A leaf that was handed to the log in the caller's transaction. */
export type Staged = {
  /** SHA-256 of the leaf as the log hashes it, lower-case hex: its name for ever. */
  readonly leafHash: string;
  /** The leaf's bytes: `receipt` needs them. */
  readonly leaf: Uint8Array;
};

/** The DSSE envelope that a caller keeps: proof that Atlas took the act on record. */
export type Receipt = {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
};

/** Where an act came from. Stands in the event's payload in the database alone, never in the log. */
export type Origin = { readonly address: string | null; readonly userAgent: string | null };

/** Ids, codes, digests and numbers: never text that a person or a model wrote. */
export type EventDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** An act or a refusal that is no stage of a question: one row of the customer's `audit_events`, one leaf. */
export type AuditEvent = {
  /** Past tense, snake_case: `signed_in`, `query_asked`, `evidence_downloaded`. */
  readonly type: string;
  /** Who did it; null where nobody is known (a wrong e-mail). */
  readonly actor: { readonly id: string; readonly team: string | null } | null;
  readonly resource: { readonly type: string; readonly id: string | null } | null;
  readonly details: EventDetails;
  readonly origin: Origin;
  /** The question that a later act is about (a view of its result, a download). */
  readonly run?: string;
};

export type StageStatements = {
  readonly actor: string | null;
  readonly statements: readonly { readonly body: StatementBody; readonly subjects?: readonly Subject[] }[];
  /** The row of the trail that goes with these stages; its leaf stands behind theirs. */
  readonly event?: AuditEvent;
};

export type Audit = {
  /** What every statement and manifest says of the Atlas that made it. */
  readonly build: Build;
  /** Puts the event, its signed envelope and its leaf into the caller's transaction: no act without its record. */
  record(tx: Tx, event: AuditEvent): Promise<Staged>;
  /**
   * Signs the next stages of a run's chain, each a statement and a leaf, in the order given. For the evidence room: it
   * knows what a statement must say.
   */
  stage(tx: Tx, chain: Chain, stages: StageStatements): Promise<Staged & { readonly chain: Chain }>;
  /** Signs what the caller may keep. Only after the commit: it promises that the leaf will be in the log. */
  receipt(staged: Staged): Promise<Receipt>;
  /**
   * SERVICE_UNAVAILABLE while a leaf has been waiting for a signed checkpoint longer than the merge delay. Cheap: asked
   * of the database at most once a second.
   */
  checkAlive(db: Handle): Promise<void>;
  /**
   * Counts a refusal without a session (401, CSRF, unknown route, rate limit) by kind and address block: strangers
   * cannot fill the log.
   */
  countRefusal(kind: string, address: string): void;
  /** Writes the counts since the last call as one leaf; none if nothing was counted. Called once a minute. */
  recordRefusals(tx: Tx): Promise<Staged | null>;
};
