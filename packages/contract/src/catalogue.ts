import type { DataClass } from './classes.ts';

/**
 * What Atlas knows about a bank's data: the shape every room shares. The guard resolves names in it, the planner
 * compiles its lexicon from it, policies read its classes. It holds no row of the bank, only enumerated values of
 * non-personal low-cardinality columns.
 */
export type Catalogue = {
  /** SHA-256, lower-case hex, of the catalogue's canonical JSON: cache key and part of the evidence. */
  readonly digest: string;
  readonly source: CatalogueSource;
  readonly datasets: readonly Dataset[];
};

export type CatalogueSource = {
  readonly id: string;
  readonly name: string;
  readonly serverMajor: 15 | 16 | 17 | 18;
  /** IANA name; words like "today" mean this zone. */
  readonly timeZone: string;
  /** Absent in a catalogue that an older Atlas published: columns of such types are then shown as text only. */
  readonly types?: SourceTypes;
};

/**
 * Types of the source's own that columns have, by the name `format_type` prints. A domain is computed with as its base
 * type; an enum may be compared with literals and cast to text. A type not named here may be shown as text only.
 */
export type SourceTypes = Readonly<
  Record<
    string,
    | { readonly kind: 'domain'; readonly base: string }
    /** Labels in their order, which is the order of the values. */
    | { readonly kind: 'enum'; readonly labels: readonly string[] }
  >
>;

export type Dataset = {
  readonly id: string;
  /** The name people, policies and generated SQL use. Unique in a source. */
  readonly name: string;
  /** The base relation on the bank's server. */
  readonly schema: string;
  readonly relation: string;
  readonly description: string;
  /** What one row is, in words: "loan" / "loans". */
  readonly entity: { readonly singular: string; readonly plural: string };
  readonly synonyms: readonly string[];
  readonly domain: string;
  readonly owner: string;
  readonly jurisdictionColumn: string | null;
  readonly jurisdictions: readonly string[];
  readonly approvedForViewers: boolean;
  readonly approvalRequired: boolean;
  /** The bank's own row security stands on the relation and is meant to: answers are under it. Undeclared it stops the source. */
  readonly rowSecurity?: true;
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly ForeignKey[];
  /** The column that names a row to a person, if there is one ("name" of branches). */
  readonly displayColumn: string | null;
  /** The date meant when a question gives a time and no column. */
  readonly defaultDate: string | null;
  readonly columns: readonly Column[];
  readonly terms: readonly Term[];
  readonly rowEstimate: number;
  /** Of a partitioned relation: the partitions below it, each of which a planner has before it. */
  readonly partitions?: number;
  readonly lastUpdated: string;
  readonly sampleQuestions: readonly string[];
};

export type ForeignKey = {
  readonly columns: readonly string[];
  readonly references: { readonly dataset: string; readonly columns: readonly string[] };
  /** Words that mean this key when two keys lead to one parent ("from", "to"). */
  readonly roleWords?: readonly string[];
};

export type ColumnRole = 'key' | 'entity' | 'dimension' | 'measure' | 'flag' | 'date' | 'text';

export type Column = {
  readonly name: string;
  /** As `format_type` prints it: `numeric(14,2)`, `character varying(40)`. */
  readonly type: string;
  readonly notNull: boolean;
  /** What it is sorted by, as `regcollation` prints it (`"C"`, `bank.german`), if it is not its built-in type's own. */
  readonly collation?: string;
  /** Its collation is not deterministic: texts that are equal may look different. It may be shown, and nothing else. */
  readonly comparesLoosely?: true;
  readonly class: DataClass;
  readonly description: string;
  readonly synonyms: readonly string[];
  readonly role: ColumnRole;
  /** Measures only. Rates and ratios are never summed; stocks (balances) are not summed over time. */
  readonly additivity?: 'additive' | 'semi_additive' | 'non_additive';
  readonly unit?: string;
  /** Adjectives that order by this measure: {"big": "desc"}. */
  readonly adjectives?: Readonly<Record<string, 'asc' | 'desc'>>;
  /** Enumerated values of a non-personal, low-cardinality column, most frequent first. */
  readonly values?: readonly EnumeratedValue[];
  /** About how many values it has, by the server's statistics when it was published; a list of each group is sized by it. */
  readonly distinct?: number;
  /** Of all rows the share, 0 to 1, that has its most frequent value, by the same statistics. */
  readonly mostFrequent?: number;
  /** Of all rows the share, 0 to 1, in which it is NULL, by the same statistics; none is told where none is. */
  readonly missing?: number;
  /** Upper width of a text value in bytes, if known. */
  readonly width?: number;
  /** Bytes that a value has on average, of a text, JSON or a list, by a look at some of them when it was published. */
  readonly averageWidth?: number;
};

export type EnumeratedValue = {
  readonly value: string;
  readonly label?: string;
  readonly synonyms?: readonly string[];
  readonly frequency?: number;
};

/** A defined term of the bank: "delinquent" = days_past_due > 30. Data, not code. */
export type Term = {
  readonly phrase: string;
  readonly column: string;
  readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=';
  readonly value: string | number | boolean;
};
