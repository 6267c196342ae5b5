import { AtlasError } from '@aureus/contract';
import { bootstrapDatabase, DATABASE_ROLES, makeDb, type DatabaseRole } from '#platform/db';
import { type Home, openHome } from '#platform/home';
import { type Cluster, ensureCluster, removeAbandonedShelters } from '#platform/postgres';
import { untilReady, untilStopped } from '#platform/process';
import { makeRooms } from '../app.ts';
import { type Config, checkListening } from '../config.ts';
import { makeDemo, type Demo } from './demo.ts';
import { openFoundation } from './foundation.ts';
import { type Role, startRole } from './serve.ts';
import { type DatabaseUrls, prepare } from './setup.ts';

const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

const ROLES: readonly Role[] = ['sequencer', 'signer', 'worker', 'api'];

/** `atlasd start`: everything in one process, with a PostgreSQL for Atlas and one for the demo bank. */
export async function start(config: Config): Promise<void> {
  checkListening(config);
  const home = openHome(config.home);
  removeAbandonedShelters();
  const stopping = untilStopped();
  const clusters = await startClusters(home);
  try {
    const urls = await prepareDatabase(config, home, clusters.app);
    const running = await run(config, { home, clusters, urls });
    await stopping;
    say('Stopping.');
    await running.stop();
  } finally {
    home.removeReady();
    await Promise.all([clusters.app.stop(), clusters.bank.stop()]);
  }
}

type Clusters = { readonly app: Cluster; readonly bank: Cluster };

/** Two servers, so that the bank can be stopped alone: it is reached over the wire like any customer's. */
async function startClusters(home: Home): Promise<Clusters> {
  say('Starting PostgreSQL.');
  const startOne = (name: string): Promise<Cluster> =>
    ensureCluster({ home: home.path, name, superuserPassword: home.secret(`postgres ${name}`), onProgress: say });
  const [app, bank] = await Promise.all([startOne('app'), startOne('bank')]);
  return { app, bank };
}

async function prepareDatabase(config: Config, home: Home, app: Cluster): Promise<DatabaseUrls> {
  const passwords = Object.fromEntries(DATABASE_ROLES.map((role) => [role, home.secret(`database ${role}`)]));
  await bootstrapDatabase({
    superuserUrl: app.url,
    database: 'atlas',
    passwords: passwords as Record<DatabaseRole, string>,
  });
  const urlOf = (role: DatabaseRole): string =>
    app.urlOf({ user: role, password: passwords[role] ?? '', database: 'atlas' });
  const urls = {
    app: urlOf('atlas_app'),
    owner: urlOf('atlas_owner'),
    worker: urlOf('atlas_worker'),
    sequencer: urlOf('atlas_sequencer'),
    signer: urlOf('atlas_signer'),
  };
  await prepare(config, urls, say);
  return urls;
}

type Setting = { readonly home: Home; readonly clusters: Clusters; readonly urls: DatabaseUrls };

async function run(config: Config, { home, clusters, urls }: Setting): Promise<{ stop(): Promise<void> }> {
  const foundation = await openFoundation(config, 'atlas');
  const running: Awaited<ReturnType<typeof startRole>>[] = [];
  const urlFor: Readonly<Record<Role, string>> = { ...urls, api: urls.app };
  const stop = async (): Promise<void> => {
    for (const one of running.toReversed()) await one.stop();
  };
  try {
    say('Looking at what each demo person may see.');
    const demo = await openDemo(foundation, { home, clusters, urls });
    for (const role of ROLES) running.push(await startRole(foundation, role, urlFor[role]));
    const { url, ownUrl } = running.at(-1) ?? {};
    if (url === undefined || ownUrl === undefined) throw new AtlasError('INTERNAL_ERROR', 'The server has no address.');
    await untilReady(ownUrl);
    home.writeReady({
      url: ownUrl,
      pid: process.pid,
      ...demo.ready(clusters.app.urlOf({ user: 'postgres', password: home.secret('postgres app'), database: 'atlas' })),
    });
    announce(url, demo);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The demo's tables, people and profiles are made as the owner: no running role may publish without an approval. */
async function openDemo(foundation: Parameters<typeof makeRooms>[0], { home, clusters, urls }: Setting): Promise<Demo> {
  const db = makeDb({ url: urls.owner, name: 'atlas demo', max: 4 });
  try {
    const rooms = await makeRooms({ ...foundation, log: foundation.log.module('demo') }, db);
    return await makeDemo(rooms, { home, bank: clusters.bank, clock: foundation.clock, keys: foundation.keys, say });
  } finally {
    await db.destroy();
  }
}

function announce(url: string, demo: Demo): void {
  say('');
  say('Demo people (all their data is invented):');
  for (const { role, email, password } of demo.people) say(`  ${role.padEnd(9)} ${email}  ${password}`);
  say('');
  say(`Atlas is ready at ${url}`);
}
