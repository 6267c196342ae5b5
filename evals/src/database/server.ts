import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ensureCluster } from '../../../apps/server/src/platform/postgres/index.ts';

/** A server on which the suites may make databases. */
export type EvalServer = {
  /** An empty database; it is dropped when the server is closed. */
  createDatabase(name: string): Promise<string>;
  close(): Promise<void>;
};

/** The server at `url`, else one of our own that lives as long as this program. */
export async function openServer(url: string | null): Promise<EvalServer> {
  if (url !== null) return serverAt(url, async () => undefined);
  const home = mkdtempSync(join(tmpdir(), 'atlas-eval-'));
  // Nothing outlives the run, so nothing is synced to disk.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '256MB' };
  const superuserPassword = randomBytes(12).toString('hex');
  const cluster = await ensureCluster({ home, name: 'eval', superuserPassword, settings });
  return serverAt(cluster.url, async () => {
    await cluster.stop();
    rmSync(home, { recursive: true, force: true });
  });
}

async function serverAt(url: string, stop: () => Promise<void>): Promise<EvalServer> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const mark = randomBytes(4).toString('hex');
  const made: string[] = [];
  return {
    async createDatabase(name) {
      const stem = name
        .replace(/[^a-z0-9]/gi, '_')
        .toLowerCase()
        .slice(0, 30);
      const database = `eval_${stem}_${mark}_${made.length}`;
      await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(database)} TEMPLATE template0 ENCODING 'UTF8'`);
      made.push(database);
      const address = new URL(url);
      address.pathname = `/${database}`;
      return address.href;
    },
    async close() {
      for (const database of made)
        await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database)} WITH (FORCE)`);
      await admin.end();
      await stop();
    },
  };
}
