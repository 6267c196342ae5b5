import type { Column, Dataset, DatasetView, MaskKind } from '@aureus/contract';
import type { DatasetReach } from '#trust/access';
import type { DatasetStatistics } from './profile-store.ts';

/** How the reader's own profile shows a dataset. */
type Seen = {
  readonly shown: (column: string) => MaskKind;
  readonly statistics: DatasetStatistics | undefined;
};

/** What a reader is told of a dataset. Counts and values are the reader's own; of a dataset only known, there are none. */
export function toDatasetView(dataset: Dataset, reach: DatasetReach, seen: Seen): DatasetView {
  const asks = reach.may !== 'refused';
  return {
    id: dataset.id,
    name: dataset.name,
    description: dataset.description,
    domain: dataset.domain,
    owner: dataset.owner,
    jurisdictions: [...dataset.jurisdictions],
    approved_for_viewers: dataset.approvedForViewers,
    approval_required: dataset.approvalRequired,
    row_count: asks ? (seen.statistics?.rows ?? null) : null,
    last_updated: dataset.lastUpdated,
    synonyms: [...dataset.synonyms],
    sample_questions: asks ? [...dataset.sampleQuestions] : [],
    schema: dataset.columns
      .filter((column) => column.class !== 'unclassified')
      .map((column) => toColumnView(column, seen)),
    can: asks ? ['ask'] : ['request_access'],
  };
}

function toColumnView(column: Column, seen: Seen): DatasetView['schema'][number] {
  const counted = seen.statistics?.values[column.name];
  return {
    name: column.name,
    type: column.type,
    pii: column.class !== 'none',
    class: column.class,
    description: column.description,
    mask: seen.shown(column.name),
    unit: column.unit ?? null,
    values: counted === undefined ? [] : Object.keys(counted),
  };
}
