import type { Dataset, MaskKind } from '@aureus/contract';
import type { MaskedRelation, ProfiledRelation } from '../types.ts';

/** The mask of a column; a column the profile does not name is withheld. */
export function maskOf(profiled: ProfiledRelation, column: string): MaskKind {
  return Object.hasOwn(profiled.columns, column) ? (profiled.columns[column] ?? 'redact') : 'redact';
}

type MaskedColumns = { readonly columns: MaskedRelation['columns']; readonly allInFull: boolean };

/** Profiles and catalogues outlive questions by far. */
const known = new WeakMap<ProfiledRelation, WeakMap<Dataset, MaskedColumns>>();

/** What a profile shows of each classified column of a dataset. */
export function maskedColumns(dataset: Dataset, profiled: ProfiledRelation): MaskedColumns {
  let ofProfile = known.get(profiled);
  if (ofProfile === undefined) known.set(profiled, (ofProfile = new WeakMap()));
  let masked = ofProfile.get(dataset);
  if (masked === undefined) ofProfile.set(dataset, (masked = read(dataset, profiled)));
  return masked;
}

function read(dataset: Dataset, profiled: ProfiledRelation): MaskedColumns {
  const columns = dataset.columns
    .filter((column) => column.class !== 'unclassified')
    .map((column) => ({ column: column.name, mask: maskOf(profiled, column.name) }));
  return { columns, allInFull: columns.every(({ mask }) => mask === 'full') };
}
