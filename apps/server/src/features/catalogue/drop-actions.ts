import { AtlasError } from '@aureus/contract';
import { transaction } from '#platform/db';
import { StoodOn, actAsOwner, runAsOwner, toScript } from '#platform/source';
import { type SourceRow, replaceAway } from './catalogue-store.ts';
import { alone, openWorking } from './profile-actions.ts';
import { DROPS_OWN, dropStatements, quote } from './profile-script.ts';
import { loadStored } from './profile-store.ts';
import type { Needed } from './needed-actions.ts';
import { type SourceDeps, recordAct } from './source-deps.ts';

/** Takes views away for a migration of the bank. From the first moment on nobody is answered from them. */
export async function dropViews(
  deps: SourceDeps,
  { source, catalogue }: Omit<Needed, 'profiles'>,
  { relation, print }: { relation: string | undefined; print: boolean },
): Promise<{
  readonly datasets: readonly string[];
  readonly script: string;
  readonly dropped: boolean;
}> {
  const datasets = catalogue.datasets
    .filter(
      (one) => relation === undefined || [one.name, one.relation, `${one.schema}.${one.relation}`].includes(relation),
    )
    .map((one) => one.name);
  if (datasets.length === 0)
    throw new AtlasError('RESOURCE_NOT_FOUND', `No dataset is published from ${relation ?? ''}.`);
  await transaction(deps.db, async (tx) => {
    await replaceAway(tx, source.id, [...new Set([...source.away, ...datasets])]);
    await recordAct(deps.audit, tx, { type: 'views_taken_away', id: source.id, details: { datasets } });
  });
  return alone(deps, source.id, async () => {
    const statements = dropStatements(await loadStored(deps.db, source.id), datasets);
    const maker = print ? null : ((await openWorking(deps, source, 'drop'))?.maker ?? null);
    if (maker !== null) {
      const back = { source, datasets: datasets.filter((one) => !source.away.includes(one)) };
      await runAsOwner(source.address, maker, statements).catch((error: unknown) => keepInService(deps, back, error));
    }
    const script = toScript([
      `-- Nobody is answered from ${datasets
        .map(quote)
        .join(', ')
        .replaceAll(
          /[\r\n]/g,
          ' ',
        )} from the moment this was printed, until atlasd source provision puts the views back`,
      ...(statements.length === 0 ? [] : [DROPS_OWN, ...actAsOwner(catalogue.source.serverMajor), ...statements]),
    ]);
    return { datasets, script, dropped: maker !== null };
  });
}

type Back = { readonly source: SourceRow; readonly datasets: readonly string[] };

/** The views stand as they did: whoever was answered from them is so again. */
async function keepInService(deps: SourceDeps, { source, datasets }: Back, error: unknown): Promise<never> {
  await transaction(deps.db, async (tx) => {
    await replaceAway(tx, source.id, source.away);
    await recordAct(deps.audit, tx, { type: 'views_restored', id: source.id, details: { datasets } });
  });
  if (!(error instanceof StoodOn)) throw error;
  const kept = `Nothing was dropped, and questions about ${datasets.join(', ')} are answered as before.`;
  throw new AtlasError('CONFLICT', `${error.message} ${kept}`, { cause: error });
}
