import type { Grain } from './calendar.ts';

/** A step along a key: `many` if one row here may meet several there. */
export type Step = {
  readonly from: string;
  readonly to: string;
  readonly columns: readonly (readonly [string, string])[];
  readonly many: boolean;
};
export type Path = readonly Step[];

/** A column of the set's own table (empty path) or of a table it reaches along keys, one row to one row. */
export type ColRef = { readonly table: string; readonly column: string; readonly path: Path };
export type Literal =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'date'; readonly value: string };
export type Op = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Pred =
  | { readonly kind: 'compare'; readonly col: ColRef; readonly op: Op; readonly value: Literal }
  | { readonly kind: 'member'; readonly col: ColRef; readonly values: readonly Literal[]; readonly negated: boolean }
  | {
      readonly kind: 'range';
      readonly col: ColRef;
      readonly from: string | null;
      readonly to: string | null;
      readonly text: string;
      /** The date was not named: the one that the dataset is about was taken. */
      readonly isImplied?: true;
    }
  | { readonly kind: 'null'; readonly col: ColRef; readonly negated: boolean }
  | {
      readonly kind: 'like';
      readonly col: ColRef;
      readonly how: 'contains' | 'starts' | 'ends' | 'word';
      readonly value: string;
    }
  | { readonly kind: 'columns'; readonly left: ColRef; readonly op: Op; readonly right: ColRef }
  | {
      readonly kind: 'scalar';
      readonly col: ColRef;
      readonly op: Op;
      readonly fn: 'avg' | 'max' | 'min' | 'median';
      readonly over: EntitySet;
    }
  | { readonly kind: 'related'; readonly path: Path; readonly set: EntitySet; readonly negated: boolean }
  | { readonly kind: 'count'; readonly path: Path; readonly set: EntitySet; readonly op: Op; readonly value: number }
  | { readonly kind: 'total'; readonly measure: Measure; readonly op: Op; readonly value: number }
  /** `each`: said with "and", so of an owner's rows each is required. */
  | { readonly kind: 'any'; readonly parts: readonly Pred[]; readonly each: boolean; readonly contrast?: boolean }
  | { readonly kind: 'all'; readonly parts: readonly Pred[] }
  | { readonly kind: 'not'; readonly part: Pred };

/** `per`: rows for each different value of the column, on average. */
export type Fn = 'count' | 'per' | 'sum' | 'avg' | 'min' | 'max' | 'median' | 'distinct';

/**
 * A number: over `set` itself (path empty), or, for an entity, over the rows of `set` that belong to it
 * (path from the entity to the set's table).
 */
export type Measure =
  | { readonly kind: 'column'; readonly col: ColRef }
  | {
      readonly kind: 'aggregate';
      readonly fn: Fn;
      readonly col: ColRef | null;
      readonly set: EntitySet;
      readonly path: Path;
    }
  | {
      readonly kind: 'share';
      readonly fn: 'count' | 'sum';
      readonly col: ColRef | null;
      readonly part: EntitySet;
      readonly set: EntitySet;
      readonly path: Path;
      readonly percent: boolean;
    };

/** `n` null keeps ties: "the largest". */
export type Superlative = { readonly by: Measure; readonly dir: 'asc' | 'desc'; readonly n: number | null };
export type EntitySet = { readonly table: string; readonly preds: readonly Pred[]; readonly best: Superlative | null };

export type Group =
  | { readonly kind: 'column'; readonly col: ColRef }
  | { readonly kind: 'entity'; readonly table: string; readonly path: Path }
  | { readonly kind: 'time'; readonly col: ColRef; readonly grain: Grain; readonly isImplied?: true };

export type Show =
  | { readonly kind: 'column'; readonly col: ColRef }
  | { readonly kind: 'measure'; readonly measure: Measure };
export type Order = { readonly by: Measure; readonly dir: 'asc' | 'desc' };

/** `value` null: the same measure over all rows together. */
export type Having = { readonly measure: Measure; readonly op: Op; readonly value: number | null };

export type Query =
  | {
      readonly kind: 'list';
      readonly set: EntitySet;
      readonly show: readonly Show[];
      readonly star: boolean;
      readonly distinct: boolean;
      readonly order: Order | null;
      readonly limit: number | null;
      /** The superlative holds within each of these groups; empty: over all. */
      readonly per: readonly Group[];
    }
  | {
      readonly kind: 'group';
      readonly measures: readonly Measure[];
      readonly set: EntitySet;
      readonly groups: readonly Group[];
      readonly having: readonly Having[];
      readonly order: { readonly dir: 'asc' | 'desc'; readonly at: number } | null;
      readonly limit: number | null;
      readonly ties: boolean;
      readonly hideMeasures: boolean;
    }
  | { readonly kind: 'exists'; readonly set: EntitySet };

/**
 * What the chart hands on: the query, and what had to be assumed to get it. An assumption that is put as a question is
 * too bold to make: the asker is asked.
 */
export type Meaning = { readonly query: Query; readonly assumptions: readonly string[] };

/** The conditions that the part of a share has beyond the whole. */
export function extraOf(measure: Extract<Measure, { kind: 'share' }>): readonly Pred[] {
  const whole = new Set(measure.set.preds.map((pred) => JSON.stringify(pred)));
  return measure.part.preds.filter((pred) => !whole.has(JSON.stringify(pred)));
}
