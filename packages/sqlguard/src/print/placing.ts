import type { From } from '../ir/nodes.ts';

/** How a query is written down: where its datasets are read, and whether views hide their primary keys. */
export type Placing = {
  readonly place: (dataset: string, alias: string) => From;
  /** Print columns that hang on a grouped primary key in GROUP BY: a view has no primary key. */
  readonly completeGroups: boolean;
};

/** Datasets by their own names: for comparing expressions, never for a server. */
export const UNPLACED: Placing = { place: (dataset, alias) => ({ kind: 'base', schema: '', name: dataset, alias }), completeGroups: false };
