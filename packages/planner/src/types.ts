import type { Catalogue, MaskKind } from '@aureus/contract';

/** The asker's slice: only datasets this person may know, values as their own profile sees them, and their masks. */
export type PlannerSlice = {
  readonly catalogue: Catalogue;
  /** Masks by dataset and column; a column left out is `full`. */
  readonly masks: Readonly<Record<string, Readonly<Record<string, MaskKind>>>>;
};

/** The compiled lexicon is opaque: cache it by `digest`. */
export type Lexicon = { readonly digest: string; readonly opaque: unknown };

export type PlanInput = {
  readonly question: string;
  readonly lexicon: Lexicon;
  /** RFC 3339 instant that "today" means, and the IANA zone it is read in. */
  readonly instant: { readonly at: string; readonly timeZone: string };
  /** Extra defined terms or instructions given along with the question; may be empty. */
  readonly context?: string;
  /** A `choice` from an earlier set of alternatives. */
  readonly choice?: string;
};

export type TokenState = 'linked' | 'operator' | 'relation' | 'politeness' | 'assumed' | 'unknown';
export type ReadToken = { readonly text: string; readonly became: string | null; readonly state: TokenState };

export type Reading = {
  /** Candidate SQL: one PostgreSQL SELECT over dataset names (unqualified relation names of the catalogue). */
  readonly sql: string;
  /** One sentence, one clause a node: how the question was read. */
  readonly sentence: string;
  readonly assumptions: readonly string[];
  readonly tokens: readonly ReadToken[];
  readonly confidence: number;
};

export type Alternative = { readonly sentence: string; readonly differs_in: string; readonly choice: string };

export type Planned =
  | { readonly kind: 'reading'; readonly reading: Reading; readonly alternatives: readonly Alternative[] }
  | {
      readonly kind: 'not_understood';
      readonly message: string;
      readonly tokens: readonly ReadToken[];
      readonly alternatives: readonly Alternative[];
    };

export type PlannerApi = {
  compileLexicon(slice: PlannerSlice): Lexicon;
  plan(input: PlanInput): Planned;
};
