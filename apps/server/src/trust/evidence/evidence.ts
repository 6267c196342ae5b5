import type { ErrorCode, Role, StageName } from '@aureus/contract';
import type { Handle, Tx } from '#platform/db';
import type { Chain, Origin, Staged } from '#trust/audit';

/** Who asked, as they were at that moment. The e-mail goes into the sealed part alone. */
export type RunActor = {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly team: string | null;
};

export type OpenRun = {
  /** The query's id. */
  readonly run: string;
  readonly actor: RunActor;
  readonly question: string;
  readonly datasetId: string | null;
  readonly choice: string | null;
  /** What "today" means in this question. */
  readonly instant: { readonly at: string; readonly timeZone: string };
  readonly origin: Origin;
};

/** How the candidate came about and what the guard said of it. */
export type Derivation = {
  readonly kind: 'derivation';
  readonly attempt: number;
  readonly planner: { readonly name: string; readonly version: string };
  /** Only on the model path: digests of what was sent and received. */
  readonly model?: { readonly name: string; readonly promptDigest: string; readonly replyDigest: string };
  readonly catalogueDigest: string;
  /** Null where there is none: the question was not understood. */
  readonly candidateSql: string | null;
  readonly guard: { readonly outcome: 'accepted' | 'refused' | 'not_reached'; readonly rules: readonly string[] };
  /** Version of the printer, once it has printed. */
  readonly printer: string | null;
};

/** What Cedar decided, complete enough to be decided again by somebody else. */
export type Decision = {
  readonly kind: 'decision';
  readonly attempt: number;
  readonly outcome: 'allow' | 'refuse' | 'wait';
  readonly policySet: {
    readonly digest: string;
    readonly schemaDigest: string;
    readonly schema: string;
    /** Cedar text by policy id. */
    readonly policies: Readonly<Record<string, string>>;
  };
  /** Leaf hashes (hex) of the acts that put policies, masks and catalogue in force. */
  readonly inForce: {
    readonly policySet: string | null;
    readonly masking: string | null;
    readonly catalogue: string | null;
  };
  /** Ids of the policies that decided, sorted. */
  readonly decidedBy: readonly string[];
  readonly grants: readonly string[];
  readonly approvals: readonly string[];
  /** Exact JSON texts. No e-mail, name or literal of the question: these parts are in the clear for ever. */
  readonly entities: string;
  readonly request: string;
  /** Profile digest, mask per column, provision mode; null after a refusal. */
  readonly maskProfile: string | null;
  /** The one text that may reach the bank; null after a refusal. */
  readonly finalSql: string | null;
};

export type ExecutionFacts = {
  /** Login role of the profile, as the bank's server knows it. */
  readonly loginRole: string;
  /** system_identifier, database and version of the bank's server. */
  readonly server: { readonly identity: string; readonly version: string };
  readonly settings: Readonly<Record<string, string>>;
  readonly startedAt: string;
  readonly endedAt: string;
};

/** What became of the SQL whose decision stands just before it in the chain. */
export type Execution =
  | { readonly kind: 'execution'; readonly attempt: number; readonly outcome: 'not_run' }
  | {
      readonly kind: 'execution';
      readonly attempt: number;
      readonly outcome: 'unknown';
      /** What is known of a run that broke off. */
      readonly facts?: ExecutionFacts;
    };

/** The question waits for a second person. */
export type Waiting = { readonly kind: 'waiting'; readonly approval: string; readonly queryDigest: string };

export type StageStatement = Derivation | Decision | Execution | Waiting;

/** Part of every pack, answer or refusal. */
export type Account = {
  readonly run: string;
  readonly actor: RunActor;
  readonly askedAt: string;
  readonly question: string;
  readonly choice: string | null;
  /** One for each attempt whose derivation was staged, in order; final SQL where the printer got so far. */
  readonly attempts: readonly { readonly candidateSql: string | null; readonly finalSql: string | null }[];
  /** Names of policies and masks that acted, for people: `core/active`, `pii_masking`. */
  readonly policiesApplied: readonly string[];
  readonly datasets: readonly string[];
  readonly validation: {
    readonly promptInjectionCheck: CheckOutcome;
    readonly sqlSafetyCheck: CheckOutcome;
    readonly policyCompliance: CheckOutcome;
  };
};
export type CheckOutcome = 'passed' | 'failed' | 'not_reached';

export type ResultColumn = {
  readonly name: string;
  /** As `format_type` prints it. */
  readonly type: string;
};

/** Rows in PostgreSQL's own text form; null is NULL. */
export type ResultRows = readonly (readonly (string | null)[])[];
export type Result = { readonly columns: readonly ResultColumn[]; readonly rows: ResultRows };

export type SealAnswer = {
  readonly account: Account;
  readonly result: Result;
  readonly truncated: boolean;
};

/**
 * An answer whose encrypted parts are durable under a new evidence id, and that nobody may see yet. If its `release`
 * does not commit, its keys die with this value and the parts are named nowhere.
 */
export type Sealed = {
  readonly evidenceId: string;
  readonly manifestDigest: string;
  readonly opaque: unknown;
};

/** `operator` is encrypted under a key that is never disclosed to the asker. */
export type Refusal = {
  readonly account: Account;
  readonly code: ErrorCode;
  /** The sentence the asker reads. */
  readonly message: string;
  readonly rules: readonly string[];
  readonly stage: StageName | 'submit';
  readonly operator?: { readonly errorId: string; readonly message: string; readonly detail: string };
  /**
   * If the newest decision allowed and has no execution on record, one is staged first: what is given here, else
   * `unknown`. `done`: it ran, and its rows were never shown.
   */
  readonly execution?: { readonly outcome: 'done' | 'not_run' | 'unknown'; readonly facts?: ExecutionFacts };
};

export type Closed = Staged & { readonly chain: Chain; readonly evidenceId: string };

export type KeyChoice = 'all' | 'none';

export type Inclusion = { readonly state: 'pending' | 'included'; readonly checkpoint_size: number | null };

/** The customer's shape (specification 4.2), without links. */
export type EvidenceJson = {
  readonly evidence_id: string;
  readonly query_id: string;
  readonly user: { readonly id: string; readonly email: string; readonly role: string };
  readonly timestamp: string;
  readonly snapshot: {
    readonly question: string;
    /** The candidate, as in the pack and in the question's own view. */
    readonly generated_sql: string | null;
    readonly executed_sql: string | null;
    readonly guard_policies_applied: string[];
    readonly datasets_accessed: string[];
    readonly row_count: number | null;
  };
  readonly validation: {
    readonly prompt_injection_check: string;
    readonly sql_safety_check: string;
    readonly policy_compliance: string;
  };
  readonly signature: string;
  readonly immutable_storage_url: string;
  readonly inclusion: Inclusion;
};

/**
 * The evidence of a question from its first leaf to its pack. The caller locks the query's row, hands in its chain and
 * stores the chain it gets back in the same transaction; a question gets exactly one `release` or `refuse`.
 */
export type Evidence = {
  /** Mints the run's salt; stages the request statement and the event `query_asked`. */
  openRun(tx: Tx, opening: OpenRun): Promise<Staged & { readonly chain: Chain }>;
  /** Stages statements in the order given, each its own leaf; `leafHash` and `leaf` are the last one's. */
  stage(
    tx: Tx,
    chain: Chain,
    statements: readonly [StageStatement, ...StageStatement[]],
  ): Promise<Staged & { readonly chain: Chain }>;
  /** Encrypts the answer and writes its parts, put-once, in parallel. No transaction: the bank's rows are in memory. */
  seal(db: Handle, answer: SealAnswer): Promise<Sealed>;
  /** Execution (`done`) and release statements, wrapped keys, the event `query_executed`. */
  release(
    tx: Tx,
    chain: Chain,
    answer: { readonly sealed: Sealed; readonly execution: ExecutionFacts },
  ): Promise<Closed>;
  /**
   * Refusal statement with its pack, the event `query_refused`; also closes a question whose worker died, and needs
   * nothing from that worker. Writes no object: a refusal stands even when the object store is down.
   */
  refuse(tx: Tx, chain: Chain, refusal: Refusal): Promise<Closed>;
  /** Copies parts to the object store that stand in the database alone so far; how many. For a timer. */
  copyParts(db: Handle): Promise<number>;
  /** Rows of a released answer; null where there never were rows, RESOURCE_NOT_FOUND where they have expired. */
  openResult(db: Handle, evidenceId: string): Promise<Result | null>;
  /** RESOURCE_NOT_FOUND if there is no such pack. */
  loadJson(db: Handle, evidenceId: string): Promise<EvidenceJson>;
  /** The pack's bytes. The same every time once its leaves are included. RESOURCE_NOT_FOUND if there is no such pack. */
  pack(db: Handle, evidenceId: string, keys: KeyChoice): Promise<Uint8Array>;
  /** The question that a pack is about; null if there is no such pack. */
  loadRun(db: Handle, evidenceId: string): Promise<string | null>;
};
