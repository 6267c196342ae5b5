import type { Column, ColumnRole, MaskKind, Term } from '@aureus/contract';

export type Kind = 'number' | 'text' | 'date' | 'timestamp' | 'timestamptz' | 'boolean' | 'other';

/** A column as the planner sees it: what is published, and what follows from its name and type where nothing is. */
export type Col = {
  readonly table: string;
  readonly name: string;
  readonly words: readonly string[];
  /** The name as people read it: its words spelled out, in the number they were given in ("days past due"). */
  readonly label: string;
  readonly kind: Kind;
  readonly type: string;
  readonly role: ColumnRole;
  readonly additive: boolean;
  readonly unit: string | null;
  readonly masked: boolean;
  readonly mask: MaskKind;
  readonly notNull: boolean;
  readonly source: Column;
};

export type Table = {
  readonly name: string;
  readonly words: readonly string[];
  readonly singular: string;
  readonly plural: string;
  readonly synonyms: readonly string[];
  readonly cols: readonly Col[];
  readonly byName: ReadonlyMap<string, Col>;
  readonly key: readonly string[];
  readonly display: string | null;
  /** The columns that name a row: the display column, or first and last name; empty if nothing does. */
  readonly names: readonly string[];
  readonly defaultDate: string | null;
  readonly terms: readonly Term[];
  readonly links: readonly Link[];
  readonly rows: number;
  /** Questions that the dataset was published with. */
  readonly samples: readonly string[];
  readonly junction: boolean;
  /** True if one thing may fill several rows (no key, and its name repeats): lists and counts are of different names. */
  readonly repeats: boolean;
};

/** A key of this table that points at one row of another. */
export type Link = {
  readonly from: string;
  readonly to: string;
  readonly columns: readonly (readonly [string, string])[];
  readonly roles: readonly string[];
  readonly declared: boolean;
};
export type Schema = { readonly tables: ReadonlyMap<string, Table>; readonly timeZone: string };
