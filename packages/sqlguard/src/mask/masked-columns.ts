import type { Catalogue, Dataset, MaskKind } from '@aureus/contract';
import { fromFormatted } from '../pg/types.ts';
import type { MaskedRelation, MaskProfile, ProfiledRelation } from '../types.ts';
import { typeOf } from '../with-source-types.ts';
import { maskFor } from './mask-expressions.ts';

type Masked = { readonly name: string; readonly type: string };

/**
 * The kind that the profile names for a column, where it has a form for the column's type, domains seen through. A column
 * that the profile does not name is withheld.
 */
function maskOf(profiled: ProfiledRelation, { name, type }: Masked): MaskKind {
  const kind = Object.hasOwn(profiled.columns, name) ? profiled.columns[name] : undefined;
  return maskFor(fromFormatted(type).type, kind ?? 'redact');
}

/**
 * What a profile shows of a column: the one answer that masks, the judgement of uses and every word about them go by. A
 * column, dataset or profile that is not there shows nothing.
 */
export function shownMask(
  { datasets, source }: Catalogue,
  { relations }: Pick<MaskProfile, 'relations'>,
  { dataset, column }: { readonly dataset: string; readonly column: string },
): MaskKind {
  const profiled = Object.hasOwn(relations, dataset) ? relations[dataset] : undefined;
  const found = datasets.find(({ name }) => name === dataset)?.columns.find(({ name }) => name === column);
  if (profiled === undefined || found === undefined) return 'redact';
  return maskOf(profiled, { name: column, type: typeOf(found, source.types) });
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
    .map((column) => ({ column: column.name, mask: maskOf(profiled, column) }));
  return { columns, allInFull: columns.every(({ mask }) => mask === 'full') };
}
