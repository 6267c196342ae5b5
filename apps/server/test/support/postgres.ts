import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { bootstrapDatabase } from '../../src/platform/db/index.ts';
import { CLUSTER_KEY, startTestCluster, TEMPLATE } from './cluster.ts';
import type { TestCluster } from './cluster.ts';

/** One database of one test file, as each of those who log in to it. */
export type TestDatabase = {
  readonly name: string;
  readonly superuserUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly workerUrl: string;
  readonly sequencerUrl: string;
  readonly signerUrl: string;
};

/** Atlas's own database with all migrations applied, for this file alone. Takes some 50 ms. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const cluster = await findCluster();
  const name = await createFrom(cluster, ` TEMPLATE ${TEMPLATE}`);
  // Rights on the database itself are not copied with the template.
  await bootstrapDatabase({ superuserUrl: cluster.superuserUrl, database: name });
  const as = (user: string): string => urlFor(cluster, name, user);
  return {
    name,
    superuserUrl: as('postgres'),
    ownerUrl: as('atlas_owner'),
    appUrl: as('atlas_app'),
    workerUrl: as('atlas_worker'),
    sequencerUrl: as('atlas_sequencer'),
    signerUrl: as('atlas_signer'),
  };
}

/** An empty database, for a bank or whatever else a test wants; the address is a superuser's. */
export async function createDatabase(): Promise<string> {
  const cluster = await findCluster();
  return urlFor(cluster, await createFrom(cluster, ''), 'postgres');
}

/** Who the address of a database names, with the password in it. */
export function loginOf(url: string): { readonly user: string; readonly password: string } {
  const { username, password } = new URL(url);
  return { user: username, password: decodeURIComponent(password) };
}

let own: Promise<TestCluster> | undefined;

/** Rights on databases belong to the whole server: a file that changes them for all takes a server of its own. */
export function useOwnCluster(): void {
  delete process.env[CLUSTER_KEY];
}

/** The cluster of the whole run where there is one (test/support/run.ts), else one of this process alone. */
function findCluster(): Promise<TestCluster> {
  const shared = process.env[CLUSTER_KEY];
  if (shared !== undefined) return Promise.resolve(JSON.parse(shared) as TestCluster);
  own ??= startTestCluster().then((cluster) => {
    process.once('beforeExit', () => void cluster.stop());
    return cluster;
  });
  return own;
}

const made: string[] = [];

async function createFrom(cluster: TestCluster, template: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  // The files of hundreds of databases would take longer to remove at the end than the tests took to run.
  if (made.length === 0 && own === undefined) process.once('beforeExit', () => void dropMade(cluster));
  made.push(name);
  await asSuperuser(cluster, (client) => client.query(`CREATE DATABASE ${name}${template}`));
  return name;
}

function dropMade(cluster: TestCluster): Promise<void> {
  return asSuperuser(cluster, async (client) => {
    for (const name of made) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
}

async function asSuperuser(cluster: TestCluster, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(cluster.superuserUrl);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function urlFor(cluster: TestCluster, database: string, user: string): string {
  const url = new URL(cluster.superuserUrl);
  url.pathname = `/${database}`;
  url.username = user;
  url.password = cluster.password;
  return url.href;
}
