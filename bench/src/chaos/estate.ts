import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { ensureCluster, type Cluster } from '../../../apps/server/src/platform/postgres/index.ts';
import { endProcess, pause, settings, spawnAtlas, startAtlas, type Ready } from '../atlas.ts';

/** A whole Atlas in processes of its own, one a role, over two PostgreSQL servers. Only the worker is ever killed. */
export type Estate = {
  readonly url: string;
  readonly people: Ready['demo'];
  /** As superuser: what is on record is read from the outside. */
  readonly app: pg.Client;
  /** Resolves when the worker takes jobs. */
  startWorker(): Promise<ChildProcess>;
  /** The statements that reached the bank, as its own server wrote them down. */
  bankLog(): string;
  stop(): Promise<void>;
};

type Secrets = Readonly<Record<string, string>>;

const ROLE_LOGINS = {
  DATABASE_URL: 'atlas_app',
  ATLAS_OWNER_DATABASE_URL: 'atlas_owner',
  ATLAS_WORKER_DATABASE_URL: 'atlas_worker',
  ATLAS_SEQUENCER_DATABASE_URL: 'atlas_sequencer',
  ATLAS_SIGNER_DATABASE_URL: 'atlas_signer',
} as const;

/** Lets `atlasd start` make home, bank and people once, then runs the same home role by role. */
export async function openEstate(): Promise<Estate> {
  const made = await startAtlas();
  const people = made.ready.demo;
  await made.halt();
  const secrets = JSON.parse(readFileSync(join(made.home, 'secrets.json'), 'utf8')) as Secrets;
  const open = (name: string, more: Record<string, string> = {}) =>
    ensureCluster({ home: made.home, name, superuserPassword: secrets[`postgres ${name}`] ?? '', settings: more });
  const [appCluster, bank] = await Promise.all([
    open('app'),
    open('bank', { log_statement: 'all', log_min_duration_statement: '-1' }),
  ]);
  const app = new pg.Client({ connectionString: superuser(appCluster, secrets['postgres app'] ?? '', 'atlas') });
  await app.connect();
  await moveBank(app, bank);
  const port = await freePort();
  const env = { ...settings(made.home), ATLAS_PORT: String(port), ...roleUrls(appCluster, secrets) };
  const children = ['sequencer', 'signer', 'api'].map((role) => spawnAtlas([role], env));
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(url);
  const log = await bankLogFile(superuser(bank, secrets['postgres bank'] ?? '', 'meridian'));
  const workers: ChildProcess[] = [];
  return {
    url,
    people,
    app,
    async startWorker() {
      const worker = spawnAtlas(['worker'], { ...env, ATLAS_LOG_LEVEL: 'INFO' }, 'pipe');
      workers.push(worker);
      await untilLogged(worker, '"Ready"');
      return worker;
    },
    bankLog: () => readFileSync(log, 'utf8'),
    async stop() {
      await Promise.all([...children, ...workers].map((child) => endProcess(child, 'SIGTERM')));
      await app.end();
      await Promise.all([appCluster.stop(), bank.stop()]);
      rmSync(made.home, { recursive: true, force: true });
    },
  };
}

function superuser(cluster: Cluster, password: string, database: string): string {
  return cluster.urlOf({ user: 'postgres', password, database });
}

function roleUrls(cluster: Cluster, secrets: Secrets): Record<string, string> {
  const entries = Object.entries(ROLE_LOGINS).map(([key, user]) => {
    const password = secrets[`database ${user}`] ?? '';
    return [key, cluster.urlOf({ user, password, database: 'atlas' })] as const;
  });
  return Object.fromEntries(entries);
}

/** The bank's server came up on another port, as after a move: its address is configuration. */
async function moveBank(app: pg.Client, bank: Cluster): Promise<void> {
  const { port } = new URL(bank.url);
  await app.query("UPDATE catalogue.sources SET address = jsonb_set(address, '{port}', $1::jsonb)", [port]);
}

async function bankLogFile(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ folder: string }>("SELECT current_setting('data_directory') AS folder");
  await client.end();
  return join(dirname(rows[0]?.folder ?? ''), 'bank.log');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Reads the program's log until the words come; what comes after is thrown away, so that the pipe never fills. */
function untilLogged(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    child.once('exit', (code) => reject(new Error(`A role ended with code ${code} before it was ready.`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      if (seen.includes(words)) return;
      seen += chunk.toString('utf8');
      if (seen.includes(words)) resolve();
    });
  });
}

async function untilHealthy(url: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const status = await fetch(`${url}/health`).then(
      (reply) => reply.status,
      () => 0,
    );
    if (status === 200) return;
    await pause(100);
  }
  throw new Error('The api was not healthy within a minute.');
}
