import { type Catalogue, isAtLeast } from '@aureus/contract';
import type { Profile, ProfiledDataset } from '#trust/access';

type Relations = Profile['relations'];

/**
 * True if `held` is nowhere wider than `wanted`: every dataset of it is wanted, every mask on the same rung or lower,
 * every row filter the same or stricter. Unknown columns and classes are wider, because unknown means no.
 */
export function isNowhereWider(catalogue: Catalogue, held: Relations, wanted: Relations): boolean {
  return Object.entries(held).every(([name, relation]) => {
    const target = wanted[name];
    return target !== undefined && columnsFit(catalogue, name, relation, target) && filterFits(relation, target);
  });
}

function columnsFit(catalogue: Catalogue, name: string, held: ProfiledDataset, wanted: ProfiledDataset): boolean {
  const dataset = catalogue.datasets.find((one) => one.name === name);
  return Object.entries(held.columns).every(([column, mask]) => {
    const dataClass = dataset?.columns.find((one) => one.name === column)?.class;
    const limit = wanted.columns[column];
    return dataClass !== undefined && limit !== undefined && isAtLeast(dataClass, limit, mask);
  });
}

function filterFits(held: ProfiledDataset, wanted: ProfiledDataset): boolean {
  if (wanted.filter === null) return true;
  if (held.filter === null || held.filter.column !== wanted.filter.column) return false;
  const allowed = new Set(wanted.filter.values);
  return held.filter.values.every((value) => allowed.has(value));
}

/**
 * The provisioned profile a question runs on: the person's own where it exists, else the widest one that is nowhere
 * wider. A wider or sideways profile is never chosen; with none the question cannot run.
 */
export function chooseProfile<P extends { digest: string; relations: Relations }>(
  catalogue: Catalogue,
  wanted: Profile,
  provisioned: readonly P[],
): { profile: P; exact: boolean } | null {
  const own = provisioned.find((one) => one.digest === wanted.digest);
  if (own !== undefined) return { profile: own, exact: true };
  const fitting = provisioned.filter((one) => isNowhereWider(catalogue, one.relations, wanted.relations));
  const widest = fitting.find((one) =>
    fitting.every((other) => isNowhereWider(catalogue, other.relations, one.relations)),
  );
  const chosen = widest ?? fitting.toSorted((a, b) => (a.digest < b.digest ? -1 : 1))[0];
  return chosen === undefined ? null : { profile: chosen, exact: false };
}
