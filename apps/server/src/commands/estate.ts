import { AtlasError } from '@aureus/contract';
import { bootstrapDatabase, DATABASE_ROLES, makeDb, type DatabaseRole } from '#platform/db';
import type { Home } from '#platform/home';
import { untilReady } from '#platform/process';
import { type Foundation, makeRooms, type Running } from '../app.ts';
import type { Config } from '../config.ts';
import { type Clusters, stopClusters } from './clusters.ts';
import { makeDemo, type Demo } from './demo.ts';
import { openFoundation } from './foundation.ts';
import { type Role, startRole } from './serve.ts';
import { type DatabaseUrls, prepare } from './setup.ts';

const ROLES: readonly Role[] = ['sequencer', 'signer', 'worker', 'api'];

type Setting = {
  readonly home: Home;
  readonly clusters: Clusters;
  readonly stopping: AbortSignal;
  readonly say: (sentence: string) => void;
};

/** Everything that stands on the two clusters: Atlas's own database, the demo bank, and every role of the program. */
export async function openEstate(config: Config, setting: Setting): Promise<Running> {
  const ground = await cutShort(setting, async () => {
    const urls = await prepareDatabase(config, setting);
    const foundation = await openFoundation(config, 'atlas');
    return { urls, foundation, demo: await openDemo(foundation, setting, urls) };
  });
  return openRoles(ground, setting);
}

/**
 * Work on the databases that may take a minute: when it is to stop, they stop. Whatever was under way is rolled back
 * there, every step fails here, and the next start makes the rest.
 */
async function cutShort<T>({ clusters, stopping }: Setting, work: () => Promise<T>): Promise<T> {
  stopping.throwIfAborted();
  const cut = (): void => void stopClusters(clusters);
  stopping.addEventListener('abort', cut);
  try {
    const made = await work();
    stopping.throwIfAborted();
    return made;
  } finally {
    stopping.removeEventListener('abort', cut);
  }
}

async function prepareDatabase(config: Config, { home, clusters, say }: Setting): Promise<DatabaseUrls> {
  const { app } = clusters;
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

type Ground = { readonly urls: DatabaseUrls; readonly foundation: Foundation; readonly demo: Demo };

async function openRoles({ urls, foundation, demo }: Ground, setting: Setting): Promise<Running> {
  const urlFor: Readonly<Record<Role, string>> = { ...urls, api: urls.app };
  const started = await Promise.allSettled(ROLES.map((role) => startRole(foundation, role, urlFor[role])));
  const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async (): Promise<void> => {
    for (const one of running.toReversed()) await one.stop();
  };
  try {
    const failed = started.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const { url, ownUrl } = running.at(-1) ?? {};
    if (url === undefined || ownUrl === undefined) throw new AtlasError('INTERNAL_ERROR', 'The server has no address.');
    await untilReady(ownUrl, setting.stopping);
    announce({ url, ownUrl }, demo, setting);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The demo's tables, people and profiles are made as the owner: no running role may publish without an approval. */
async function openDemo(foundation: Foundation, { home, clusters, say }: Setting, urls: DatabaseUrls): Promise<Demo> {
  const db = makeDb({ url: urls.owner, name: 'atlas demo', max: 4 });
  try {
    const rooms = await makeRooms({ ...foundation, log: foundation.log.module('demo') }, db);
    return await makeDemo(rooms, { home, bank: clusters.bank, clock: foundation.clock, keys: foundation.keys, say });
  } finally {
    await db.destroy();
  }
}

type Address = { readonly url: string; readonly ownUrl: string };

function announce({ url, ownUrl }: Address, demo: Demo, { home, clusters, say }: Setting): void {
  const app = clusters.app.urlOf({ user: 'postgres', password: home.secret('postgres app'), database: 'atlas' });
  home.writeReady({ url: ownUrl, pid: process.pid, ...demo.ready(app) });
  say('');
  say('Demo people (all their data is invented):');
  for (const { role, email, password } of demo.people) say(`  ${role.padEnd(9)} ${email}  ${password}`);
  say('');
  say(`Atlas is ready at ${url}`);
}
