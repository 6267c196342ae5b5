import type { Alternative, ReadToken } from '@aureus/planner';
import type { Catalogue, ErrorCode, Person, StageName } from '@aureus/contract';
import type { Facts, MisleadingUse } from '@aureus/sqlguard';
import type { Ground, ProvisionedProfile } from '#features/catalogue';
import type { CompiledText } from '#platform/guard';
import type { Fetched as FetchedRows, SourceSession } from '#platform/source';
import type { RecordedDecision } from '#trust/access';
import type { Decision, Derivation, ExecutionFacts, Sealed as SealedAnswer } from '#trust/evidence';

/**
 * The types between the stages of one question. Each is the only key to the next: it carries a brand that the stage of
 * that name alone puts on (a test holds this), its values are frozen, and each contains the one before it.
 */
declare const brand: unique symbol;
type Branded<N extends string, T> = Readonly<T> & { readonly [brand]: N };

/** Puts a stage's brand on its outcome. Only the file named after the stage may call it with that stage's type. */
export function mint<S extends Branded<string, object>>(outcome: Omit<S, typeof brand>): S {
  return Object.freeze(outcome) as S;
}

export type Instant = { readonly at: string; readonly timeZone: string };

/** A question as it was submitted, and the worker's claim to answer it. */
export type Question = {
  readonly id: string;
  readonly claim: string;
  readonly text: string;
  readonly datasetId: string | null;
  readonly choice: string | null;
  readonly person: Person;
  readonly instant: Instant;
  readonly askedAt: string;
  readonly deadline: Date;
};

export type Grounded = Branded<'ground', { question: Question; ground: Ground; catalogue: Catalogue }>;

/** Candidate SQL: an untrusted text, whoever wrote it, with an account of how the question was read. */
export type Candidate = {
  readonly sql: string;
  readonly sentence: string;
  readonly assumptions: readonly string[];
  readonly tokens: readonly ReadToken[];
  readonly alternatives: readonly Alternative[];
};

export type Planned = Branded<
  'plan',
  { grounded: Grounded; attempt: number; planner: PlannerName; candidate: Candidate }
>;

/** The candidate's own bytes, what they do, and the digest that compiling them must reach again. */
export type Guarded = Branded<'guard', { planned: Planned; sql: string; facts: Facts; factsDigest: string }>;

export type Permitted = Branded<
  'permit',
  { guarded: Guarded; profile: ProvisionedProfile; exact: boolean; decisions: readonly RecordedDecision[] }
>;

export type Compiled = Branded<'compile', { permitted: Permitted; compiled: CompiledText }>;

export type Intended = Branded<'intend', { compiled: Compiled }>;

export type Cleared = Branded<
  'preflight',
  { intended: Intended; session: SourceSession; facts: Omit<ExecutionFacts, 'endedAt'> }
>;

export type Fetched = Branded<
  'execute',
  { cleared: Cleared; rows: FetchedRows['rows']; truncated: boolean; execution: ExecutionFacts }
>;

export type Sealed = Branded<'seal', { fetched: Fetched; sealed: SealedAnswer }>;

export type Answered = Branded<'record', { sealed: Sealed; evidenceId: string }>;

/** How long a stage took, in milliseconds. */
export type StageTime = { readonly name: StageName; readonly ms: number };

export type PlannerName = { readonly name: string; readonly version: string };

/** What the plan stage asks: the offline planner, later a model, in a test a scripted attacker. */
export type Planner = PlannerName & {
  readonly plan: (grounded: Grounded, hint: string | null) => Promise<Candidate>;
  /** True if a hint can lead to another candidate. */
  readonly repairs: boolean;
};

/** What a refusal tells its reader beyond the sentence. */
export type RefusalView = {
  readonly tokens?: readonly ReadToken[];
  readonly alternatives?: readonly Alternative[];
  readonly misleading?: readonly MisleadingUse[];
  readonly accessRequest?: { type: string; payload: Record<string, unknown>; reason: string };
};

/** Statements that the refused attempt owes the record, because it never came to `intend`. */
export type OwedStatements = { readonly derivation?: Derivation; readonly decision?: Decision };

/**
 * A bad verdict of a pure room, thrown by its stage, caught once by `answer` and recorded with the same care as an
 * answer.
 */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly rules: readonly string[];
  readonly view: RefusalView;
  readonly owed: OwedStatements;
  /** For the planner; null where no other candidate could help. */
  readonly hint: string | null;
  /** For the operator alone. */
  readonly detail: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: {
      rules?: readonly string[];
      view?: RefusalView;
      owed?: OwedStatements;
      hint?: string | null;
      detail?: string;
      cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'Refusal';
    this.code = code;
    this.rules = more.rules ?? [];
    this.view = more.view ?? {};
    this.owed = more.owed ?? {};
    this.hint = more.hint ?? null;
    this.detail = more.detail;
  }
}
