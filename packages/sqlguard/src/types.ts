import type { Catalogue, DataClass, MaskKind, SourceTypes } from '@aureus/contract';

/** The parser is handed in, so that the package stays pure: libpg-query's synchronous parse, giving its JSON tree. */
export type Parse = (sql: string) => unknown;

/** The one moment every "now" in a question means, and the zone "today" is read in. */
export type Instant = { readonly at: string; readonly timeZone: string };

export type GuardInput = {
  readonly sql: string;
  readonly catalogue: Catalogue;
  readonly instant: Instant;
  readonly parse: Parse;
  /** In place of those that the catalogue names. */
  readonly types?: SourceTypes;
};

/** Why a text was refused: rule id, half-open character range in the candidate, a sentence for a business user, a hint for the planner. */
export type Verdict = {
  readonly rule: string;
  readonly from: number;
  readonly to: number;
  readonly sentence: string;
  readonly hint?: string;
  readonly repairable: boolean;
};

export type Use = 'output' | 'computed' | 'filter' | 'join' | 'group' | 'order' | 'aggregate' | 'distinct' | 'window';

export type ColumnUse = {
  readonly dataset: string;
  readonly column: string;
  readonly class: DataClass;
  readonly use: Use;
  /**
   * For a comparison: the operator and the literals it is compared with. For a part of a date (`extract`, `date_trunc`):
   * operator `part` and the part. For one of several values that is shown as it is (`coalesce`, CASE): operator `chosen`.
   * Null where something else stands there.
   */
  readonly compared: { readonly operator: string; readonly literals: readonly string[] } | null;
  /** Of a column grouped or de-duplicated by: the rows so made are the rows of the answer, and each says its value. */
  readonly shown?: true;
};

export type OutputColumn = {
  readonly name: string;
  readonly type: string;
  /** Source columns this output depends on; `direct` when it is that column unchanged. */
  readonly sources: readonly { readonly dataset: string; readonly column: string; readonly direct: boolean }[];
  /** Source columns whose unit its values are in, as those of a sum, an average or a difference are; counts and ratios: none. */
  readonly amountOf: readonly { readonly dataset: string; readonly column: string }[];
  /** Of an exact number with a fraction: the digits behind the point that every value has; null where they differ. */
  readonly scale: number | null;
  /**
   * Bytes that a value of it has at most, from the widths that the catalogue states, 10 KB where it states none; of a list as
   * many values of usual length as its rows are estimated to be.
   */
  readonly size: number;
};

/** What a checked query does, in data: policy, explanation, evidence and screen all read this one thing. */
export type Facts = {
  readonly datasets: readonly string[];
  readonly columns: readonly ColumnUse[];
  readonly output: readonly OutputColumn[];
  readonly functions: readonly string[];
  readonly shape: {
    readonly aggregated: boolean;
    readonly distinct: boolean;
    readonly ordered: boolean;
    readonly limit: number | null;
    readonly relations: number;
    readonly antiJoin: boolean;
    /** Some part of it takes the first of its rows: LIMIT, OFFSET, DISTINCT ON, ARRAY(…). */
    readonly picks: boolean;
  };
  /** Reasons why rows or their order are not determined by the data (window over ties, string_agg without order …). */
  readonly undetermined: readonly string[];
};

export type Guarded = { readonly ok: true; readonly facts: Facts; readonly factsDigestInput: string };
export type Refused = {
  readonly ok: false;
  readonly verdict: Verdict;
  /** What went wrong inside parser or guard, for the operator alone: it may hold text of the candidate. */
  readonly detail?: string;
};

/** A person's total map (dataset, column) → mask, and the row filter of every dataset they reach. */
export type MaskProfile = {
  readonly digest: string;
  readonly relations: Readonly<Record<string, ProfiledRelation>>;
};

export type ProfiledRelation = {
  readonly columns: Readonly<Record<string, MaskKind>>;
  /** null: every row. Otherwise only rows whose column is one of the values (NULL and unlisted are hidden). */
  readonly filter: { readonly column: string; readonly values: readonly string[] } | null;
};

export type Provision = 'views' | 'inline' | 'none';

export type CompileInput = GuardInput & {
  readonly profile: MaskProfile;
  readonly provision: Provision;
  /** Schema of the profile's views; used with `views` alone. */
  readonly maskedSchema: string;
  /** The most rows a result may have; the executor asks for one more to know that it was cut. */
  readonly rowCap: number;
};

export type MaskedRelation = {
  readonly dataset: string;
  readonly provision: Provision;
  readonly columns: readonly { readonly column: string; readonly mask: MaskKind }[];
  readonly filter: ProfiledRelation['filter'];
};

/** Half-open range of the printed text (UTF-16 units) that is a mask, by its kind, or a row filter: `filter`. */
export type SqlMark = { readonly from: number; readonly to: number; readonly kind: MaskKind | 'filter' };

export type Compiled = {
  readonly ok: true;
  /** The only text that may reach the bank's server. */
  readonly sql: string;
  readonly facts: Facts;
  readonly factsDigestInput: string;
  /** `facts.undetermined`, and what only a mask would have had completed: see `determine`. */
  readonly undetermined: readonly string[];
  readonly columns: readonly OutputColumn[];
  readonly maskedRelations: readonly MaskedRelation[];
  /** Relations (schema.name) the preflight must see locked, base relations below the views included. */
  readonly expectedRelations: readonly string[];
  /** Masks that stand in the text: with provision `inline` alone. */
  readonly marks: readonly SqlMark[];
};

/** A use of a masked column that would mislead (3-guard, "No misleading answers"). */
export type MisleadingUse = {
  readonly dataset: string;
  readonly column: string;
  readonly mask: MaskKind;
  readonly use: Use;
  readonly sentence: string;
};

export type GuardApi = {
  guard(input: GuardInput): Guarded | Refused;
  compile(input: CompileInput): Compiled | Refused;
  judgeUses(facts: Facts, profile: MaskProfile, catalogue: Catalogue): readonly MisleadingUse[];
  /** What a profile shows of a column: the kind it names, or `redact` where that kind has no form for the column's type. */
  shownMask(
    catalogue: Catalogue,
    profile: Pick<MaskProfile, 'relations'>,
    of: { readonly dataset: string; readonly column: string },
  ): MaskKind;
  /** DDL statements that make the views of one profile, in order: schema, views, grants. Base relations are in the catalogue. */
  viewStatements(
    catalogue: Catalogue,
    profile: MaskProfile,
    names: { schema: string; owner: string; login: string },
  ): readonly string[];
};
