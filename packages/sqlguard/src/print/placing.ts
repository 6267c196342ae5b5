import type { From } from '../ir/nodes.ts';

/** Where a query reads its datasets when it is written down. */
export type Placing = { readonly place: (dataset: string, alias: string) => From };

/** Datasets by their own names: for comparing expressions, never for a server. */
export const UNPLACED: Placing = { place: (dataset, alias) => ({ kind: 'base', schema: '', name: dataset, alias }) };
