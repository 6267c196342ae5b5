import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapDatabase, DATABASE_ROLES, migrate } from '../../src/platform/db/index.ts';
import type { DatabaseRole } from '../../src/platform/db/index.ts';
import { installQueue } from '../../src/platform/jobs/index.ts';
import { ensureCluster, removeAbandonedShelters } from '../../src/platform/postgres/index.ts';
import type { Cluster } from '../../src/platform/postgres/index.ts';

/** What a test process must know of the cluster; crosses to the test processes in one environment variable. */
export type TestCluster = { readonly superuserUrl: string; readonly password: string };

export const TEMPLATE = 'atlas_template';
export const CLUSTER_KEY = 'AUREUS_TEST_CLUSTER';
const PREFIX = 'atlas-test-';

/** As durable as a real one, because the api refuses a database that forgets. */
const SETTINGS = {
  full_page_writes: 'off',
  max_connections: '300',
  max_parallel_workers_per_gather: '0',
};

/** A real PostgreSQL with a template database: roles made, migrations applied, the queue installed. */
export async function startTestCluster(): Promise<TestCluster & { stop(): Promise<void> }> {
  removeLeftovers();
  const home = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(home, 0o711);
  const password = randomBytes(16).toString('hex');
  const cluster = await ensureCluster({ home, name: 'test', superuserPassword: password, settings: SETTINGS });
  const stop = async (): Promise<void> => {
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
    removeAbandonedShelters();
  };
  try {
    await makeTemplate(cluster, password);
  } catch (error) {
    await stop();
    throw error;
  }
  return { superuserUrl: cluster.url, password, stop };
}

async function makeTemplate(cluster: Cluster, password: string): Promise<void> {
  const passwords = Object.fromEntries(DATABASE_ROLES.map((role) => [role, password]));
  await bootstrapDatabase({
    superuserUrl: cluster.url,
    database: TEMPLATE,
    passwords: passwords as Record<DatabaseRole, string>,
  });
  const as = (user: DatabaseRole): string => cluster.urlOf({ user, password, database: TEMPLATE });
  await migrate({ ownerUrl: as('atlas_owner') });
  await installQueue(as('atlas_worker'));
}

/** A killed run cannot tidy up after itself; the next one does. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : 0;
    if (pid > 0 && !isRunning(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
