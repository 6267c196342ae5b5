import { AtlasError } from '@aureus/contract';
import type { Home } from '#platform/home';
import { type Cluster, HomeInUse, ensureCluster } from '#platform/postgres';
import { isAnswering } from '#platform/process';

/** The PostgreSQL of Atlas itself and that of the demo bank. */
export type Clusters = { readonly app: Cluster; readonly bank: Cluster };

type Starting = { readonly stopping: AbortSignal; readonly say: (sentence: string) => void };

/** Two servers, so that the bank can be stopped alone: it is reached over the wire like any customer's. */
export async function startClusters(home: Home, { stopping, say }: Starting): Promise<Clusters> {
  const other = await findOther(home);
  say('Starting PostgreSQL.');
  const startOne = (name: string): Promise<Cluster> =>
    ensureCluster({
      home: home.path,
      name,
      superuserPassword: home.secret(`postgres ${name}`),
      onProgress: say,
      signal: stopping,
      // One that answers is not about to go.
      ...(other === null ? {} : { patienceMs: 0 }),
    });
  const [app, bank] = await Promise.allSettled([startOne('app'), startOne('bank')]);
  if (app.status === 'fulfilled' && bank.status === 'fulfilled') return { app: app.value, bank: bank.value };
  for (const one of [app, bank]) if (one.status === 'fulfilled') await one.value.stop();
  const failed = [app, bank].find((one) => one.status === 'rejected');
  throw failed?.reason instanceof HomeInUse && other !== null ? inUse(home, other) : failed?.reason;
}

type Other = { readonly url: string; readonly pid: number };

async function findOther(home: Home): Promise<Other | null> {
  const other = home.readReady() as Other | null;
  return other !== null && (await isAnswering(other)) ? other : null;
}

const inUse = (home: Home, { pid, url }: Other): AtlasError =>
  new AtlasError(
    'CONFLICT',
    `Another Atlas is using ${home.path}: process ${pid}, at ${url}. Stop it first, or give this one a folder of its own in ATLAS_HOME.`,
  );

export const stopClusters = ({ app, bank }: Clusters): Promise<unknown> => Promise.all([app.stop(), bank.stop()]);
