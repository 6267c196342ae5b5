/** `node --test --test-global-setup=…/run.ts`: one cluster for all test files of the run. */
import { CLUSTER_KEY, startTestCluster } from './cluster.ts';

let stop: (() => Promise<void>) | undefined;

export async function globalSetup(): Promise<void> {
  const cluster = await startTestCluster();
  stop = cluster.stop;
  process.env[CLUSTER_KEY] = JSON.stringify({ superuserUrl: cluster.superuserUrl, password: cluster.password });
}

export async function globalTeardown(): Promise<void> {
  await stop?.();
}
