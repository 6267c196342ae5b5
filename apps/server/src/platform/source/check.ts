import type { SourceTypes } from '@aureus/contract';

/** What a finding is about: all that a person who asks is told of it. */
export type FindingClass = 'server' | 'settings' | 'login' | 'grants' | 'code' | 'relations' | 'views';

/** One thing that is not as it must be, in a sentence for the operator. What does not stop is told by `doctor` alone. */
export type Finding = {
  readonly check: string;
  readonly about: FindingClass;
  readonly stops: boolean;
  readonly sentence: string;
};

/** `collation`: null is what the server sorts such a type by. */
type AttestedColumn = {
  readonly name: string;
  readonly type: string;
  readonly collation: string | null;
  readonly comparesLoosely: boolean;
};

/** The bank's own row security on a relation: whether it is on, holds for the owner too, and by which policies. */
export type RowSecurity = { readonly enabled: boolean; readonly forced: boolean; readonly digest: string };

/** A base relation as the catalogue knows it. */
export type AttestedRelation = {
  readonly schema: string;
  readonly relation: string;
  /** As the server had them when the relation was published or last provisioned; null if nobody looked. */
  readonly oid: string | null;
  readonly kind: string | null;
  readonly primaryKey: readonly string[];
  /** Number of each of its columns; null where an older Atlas did not look. */
  readonly places: Readonly<Record<string, number>> | null;
  /** Its row security as it was looked at; null where an older Atlas did not look. */
  readonly policies: RowSecurity | null;
  readonly columns: readonly AttestedColumn[];
  /** The bank's own row security on it was declared when it was published. */
  readonly rowSecurity: boolean;
};

/** What a login must find on its server before a question may run under it. */
export type Expected = {
  readonly provision: 'views' | 'inline';
  readonly serverMajor: number;
  readonly login: string;
  /** The profile's schema and the views' owner; with `views` alone. */
  readonly schema: string;
  readonly owner: string;
  readonly provisioner: string;
  readonly connections: number;
  readonly relations: readonly AttestedRelation[];
  /** All that Atlas asked to read, whatever of it this profile shows. */
  readonly published: readonly { readonly schema: string; readonly relation: string }[];
  /** What the domains and enums of their columns were made of when they were published. */
  readonly types: SourceTypes;
  /** Digest of each view as the server read it back; null where it is seen for the first time. */
  readonly views: Readonly<Record<string, string | null>>;
  /** Views that were taken away and may still stand: nobody is answered from them. */
  readonly away?: readonly string[];
  /** What a question names where the bank's own row security was declared below it. */
  readonly walled?: readonly { readonly schema: string; readonly relation: string }[];
  /** Columns that a view must not even name, in the relation that the view reads. */
  readonly withheld: readonly { view: string; schema: string; relation: string; column: string }[];
};

/** A query that gives one sentence for each thing it finds wrong; what is expected it reads from the tables of expected-sql.ts. */
export type Check = {
  readonly name: string;
  readonly about: FindingClass;
  /** `inline` is a bank's own login: what it may reach beyond its duty is told, not refused. */
  readonly stops: 'always' | 'views' | 'never';
  /** Where the check has a meaning; everywhere if it is not said. */
  readonly only?: 'views' | 'inline';
  readonly sql: string;
};
