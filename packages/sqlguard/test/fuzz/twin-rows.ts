import type { MaskKind } from '@aureus/contract';
import type { MaskProfile } from '../../src/index.ts';
import type { Random } from './random.ts';
import { REGIONS } from './twin-catalogue.ts';

export type Value = string | number | null;
const quote = (value: Value): string =>
  value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
export const rowOf = (values: readonly Value[]): string => `(${values.map(quote).join(', ')})`;

/** What one bank hides beyond the values: how many rows, and whether careless predicates fail on them. */
export type HiddenRows = { readonly count: number; readonly raises: boolean };

export const maskIn = (profile: MaskProfile, dataset: string, column: string): MaskKind =>
  profile.relations[dataset]?.columns[column] ?? 'redact';
export const regionIn = (profile: MaskProfile, dataset: string, shared: Random): string =>
  shared.pick(profile.relations[dataset]?.filter?.values ?? REGIONS);
