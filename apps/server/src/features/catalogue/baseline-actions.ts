import { isDeepStrictEqual } from 'node:util';
import type { Catalogue } from '@aureus/contract';
import { transaction } from '#platform/db';
import { type SourceLogin, checkPublished, loadBaseline } from '#platform/source';
import { judgeChanges, judgeLost } from './baseline-rules.ts';
import { type SourceRow, replaceBaseline } from './catalogue-store.ts';
import { type SourceDeps, recordAct } from './source-deps.ts';

type Looked = { readonly source: SourceRow; readonly catalogue: Catalogue };

/**
 * `changed`: what is not as it was and was not accepted, in sentences; `lost`: what nobody may accept. Where there is either,
 * nothing is put on file.
 */
export type Renewed = {
  readonly source: SourceRow;
  readonly changed: readonly string[];
  readonly lost: readonly string[];
};

/**
 * Types must be those published. Of each relation, what it is now is put on file, with a leaf; where that is a change, only
 * if the operator says so: a swapped column or a wider policy would else be approved by the next run.
 */
export async function renewBaseline(
  deps: SourceDeps,
  { source, catalogue }: Looked,
  { looker, acceptChanges }: { readonly looker: SourceLogin; readonly acceptChanges: boolean },
): Promise<Renewed> {
  await checkPublished(source.address, looker, catalogue.datasets);
  const baseline = await loadBaseline(source.address, looker, catalogue.datasets);
  const judged = catalogue.datasets.flatMap((one) => {
    const now = baseline[one.name];
    return now === undefined
      ? []
      : [{ changed: judgeChanges(one, source.baseline[one.name], now), lost: judgeLost(one, now) }];
  });
  const lost = judged.flatMap((one) => one.lost);
  const changed = acceptChanges ? [] : judged.flatMap((one) => one.changed);
  if (lost.length + changed.length > 0) return { source, changed, lost };
  const datasets = catalogue.datasets
    .map((one) => one.name)
    .filter((name) => !isDeepStrictEqual(baseline[name], source.baseline[name]));
  if (datasets.length === 0) return { source, changed, lost };
  await transaction(deps.db, async (tx) => {
    await replaceBaseline(tx, source.id, baseline);
    await recordAct(deps.audit, tx, { type: 'baseline_renewed', id: source.id, details: { datasets } });
  });
  return { source: { ...source, baseline }, changed, lost };
}
