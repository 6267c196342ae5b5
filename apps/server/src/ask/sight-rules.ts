import { type Catalogue, type MaskKind, isAtLeast } from '@aureus/contract';
import type { Reach } from '#trust/access';
import type { MadeUnder } from './answer-view.ts';

/**
 * May this person see rows that somebody else's question fetched? Only if they could have asked it now: every dataset
 * allowed, the same row filter or none, every touched column on the same rung or wider than the rows were made under.
 */
export function maySeeRows(reach: Reach, catalogue: Catalogue, made: MadeUnder): boolean {
  const asks = made.datasets.every((name) => reach.known.some((one) => one.dataset === name && one.may === 'ask'));
  return (
    asks && made.datasets.every((name) => filterCovers(reach, name, made)) && columnsCovered(reach, catalogue, made)
  );
}

function filterCovers(reach: Reach, dataset: string, made: MadeUnder): boolean {
  const own = reach.profile.relations[dataset]?.filter;
  if (own === undefined) return false;
  if (own === null) return true;
  return own.values.toSorted().join() === (made.filters[dataset] ?? []).toSorted().join();
}

function columnsCovered(reach: Reach, catalogue: Catalogue, made: MadeUnder): boolean {
  return made.columns.every(({ dataset, column, mask }) => {
    const published = catalogue.datasets
      .find((one) => one.name === dataset)
      ?.columns.find((one) => one.name === column);
    const own = reach.profile.relations[dataset]?.columns[column];
    return published !== undefined && own !== undefined && isAtLeast(published.class, own, mask as MaskKind);
  });
}
