import { AtlasError } from '@aureus/contract';
import { transaction } from '#platform/db';
import { type SourceLogin, StoodOn, runAsOwner, toSteps } from '#platform/source';
import { type SourceRow, addAway, removeAway } from './catalogue-store.ts';
import { alone, openWorking } from './profile-actions.ts';
import { dropScript, dropStatements, quote } from './profile-script.ts';
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
  const atOnce = await takeAway(deps, source, datasets);
  return alone(deps, source.id, async () => {
    // A run that we waited for may have brought some of them back.
    const taken = [...atOnce, ...(await takeAway(deps, source, datasets))];
    const statements = dropStatements(await loadStored(deps.db, source.id), datasets);
    const maker = print ? null : ((await openWorking(deps, source, 'drop'))?.maker ?? null);
    if (maker !== null) {
      await dropAll(deps, { source, taken, datasets }, { maker, statements });
    }
    const named = datasets
      .map(quote)
      .join(', ')
      .replaceAll(/[\r\n]/g, ' ');
    const said = `-- Nobody is answered from ${named} from the moment this was printed, until atlasd source provision puts the views back\n`;
    const script = statements.length === 0 ? '' : dropScript(catalogue.source.serverMajor, statements);
    return { datasets, script: said + script, dropped: maker !== null };
  });
}

/** Puts on file that nobody is answered from the datasets; gives those that somebody was answered from until now. */
const takeAway = (deps: SourceDeps, { id }: SourceRow, datasets: readonly string[]): Promise<string[]> =>
  transaction(deps.db, async (tx) => {
    const taken = await addAway(tx, id, datasets);
    if (taken.length > 0)
      await recordAct(deps.audit, tx, { type: 'views_taken_away', id, details: { datasets: taken } });
    return taken;
  });

/** `taken`: those of the datasets that this run took away. */
type Dropping = { readonly source: SourceRow; readonly taken: readonly string[]; readonly datasets: readonly string[] };
type Drops = { readonly maker: SourceLogin; readonly statements: readonly string[] };

async function dropAll(deps: SourceDeps, dropping: Dropping, { maker, statements }: Drops): Promise<void> {
  let isBegun = false;
  try {
    for (const step of toSteps(statements)) {
      await runAsOwner(dropping.source.address, maker, step);
      isBegun = true;
    }
  } catch (error) {
    if (!isBegun) return keepInService(deps, dropping, error);
    if (!(error instanceof StoodOn)) throw error;
    const left = `Some views are gone, and nobody is answered from ${dropping.datasets.join(', ')}: run this again to go on, or \`atlasd source provision\` to put them back.`;
    throw new AtlasError('CONFLICT', `${error.message} ${left}`, { cause: error });
  }
}

/** The views stand as they did: whoever was answered from them is so again. */
async function keepInService(deps: SourceDeps, { source, taken: datasets }: Dropping, error: unknown): Promise<never> {
  await transaction(deps.db, async (tx) => {
    await removeAway(tx, source.id, datasets);
    await recordAct(deps.audit, tx, { type: 'views_restored', id: source.id, details: { datasets } });
  });
  if (!(error instanceof StoodOn)) throw error;
  const asked = datasets.length === 0 ? '' : `, and questions about ${datasets.join(', ')} are answered as before`;
  throw new AtlasError('CONFLICT', `${error.message} Nothing was dropped${asked}.`, { cause: error });
}
