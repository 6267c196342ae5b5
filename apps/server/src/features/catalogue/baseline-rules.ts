import { isDeepStrictEqual } from 'node:util';
import type { Dataset } from '@aureus/contract';
import type { Baseline } from '#platform/source';
import type { Baselines } from './catalogue-store.ts';

/**
 * What is not as it was when a dataset was published or last looked at, a sentence each: all that attestation would stop
 * the source for and the operator may accept. What nobody looked at before is no change.
 */
export function judgeChanges(dataset: Dataset, was: Baselines[string] | undefined, now: Baseline): string[] {
  if (was === undefined) return [];
  const { name, schema, relation } = dataset;
  const base = `${schema}.${relation}`;
  const moved = Object.entries(was.places ?? {}).filter(([column, place]) => now.places[column] !== place);
  return [
    ...(was.oid === now.oid ? [] : [`${base} is another relation than the one that was looked at (oid)`]),
    ...(was.kind === now.kind ? [] : [`${base} is of another kind (${was.kind}, now ${now.kind})`]),
    ...moved.map(([column]) => `${base}.${column} is another column than the one that had this name`),
    ...judgePolicies(dataset, was.policies, now.policies).map((what) => `the row security of ${base} ${what}`),
  ].map((what) => `${name}: ${what}`);
}

/** Groups are completed by the published key, whoever looked at it before: to accept that it is gone would make several rows one. */
export const judgeLost = (dataset: Dataset, now: Baseline): string[] =>
  isKeyHeld(dataset, now)
    ? []
    : [
        `${dataset.name}: the key of ${dataset.schema}.${dataset.relation} does not hold: ${dataset.primaryKey.join(', ')}`,
      ];

/** What was published as the key is one on the bank's server. */
export const isKeyHeld = (dataset: Pick<Dataset, 'primaryKey'>, now: Baseline): boolean =>
  isDeepStrictEqual(dataset.primaryKey, now.primaryKey);

function judgePolicies(
  dataset: Dataset,
  was: Baseline['policies'] | undefined,
  now: Baseline['policies'],
): readonly string[] {
  if (dataset.rowSecurity !== true || was === undefined) return [];
  return [
    ...(was.enabled === now.enabled ? [] : [now.enabled ? 'was switched on' : 'was switched off']),
    ...(was.forced === now.forced ? [] : ['holds for its owner as it did not, or no longer']),
    ...(was.digest === now.digest ? [] : ['has other policies, or they call or read something else']),
  ];
}
