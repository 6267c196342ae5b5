import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import { ensureCluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { canReach, chooseUser } from './run-as.ts';
import { removeAbandonedShelters } from './shelter.ts';

const isRoot = process.getuid?.() === 0;
const settings = { fsync: 'off' };

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

describe('a PostgreSQL cluster of a home', () => {
  let home: string;
  let cluster: Cluster | undefined;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'atlas-cluster-'));
    chmodSync(home, 0o711);
  });
  afterEach(async () => {
    await cluster?.stop();
    cluster = undefined;
    rmSync(home, { recursive: true, force: true });
    removeAbandonedShelters();
  });
  const start = async (more: { patienceMs?: number } = {}): Promise<Cluster> => {
    cluster = await ensureCluster({ home, name: 'app', superuserPassword: "p w'/@", settings, ...more });
    return cluster;
  };
  const data = (): string => join(home, 'postgres', 'app');

  it('keeps its data from one start to the next, and is no longer there after the stop', async () => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    await first.stop();
    await assert.rejects(ask(first.url, 'SELECT 1'), /ECONNREFUSED/);
    assert.equal(await ask((await start()).url, 'SELECT n FROM kept'), 7);
  });

  it('listens on the loopback alone, and lets nobody in without a password', async () => {
    const { url } = await start();
    assert.equal(await ask(url, 'SHOW listen_addresses'), '127.0.0.1');
    assert.equal(await ask(url, 'SHOW unix_socket_directories'), '');
    const stranger = new URL(url);
    stranger.password = 'guess';
    await assert.rejects(ask(stranger.href, 'SELECT 1'), /password authentication failed/);
  });

  it('writes neither the words of a statement nor the values of a row into its log', async () => {
    const { url } = await start();
    await ask(url, 'CREATE TABLE people (email text PRIMARY KEY)');
    await ask(url, "INSERT INTO people VALUES ('ada@example.test')");
    await assert.rejects(ask(url, "INSERT INTO people VALUES ('ada@example.test')"), /duplicate key/);
    const log = readFileSync(join(home, 'postgres', 'app.log'), 'utf8');
    assert.match(log, /duplicate key/);
    assert.doesNotMatch(log, /ada@example|INSERT/);
  });

  it('refuses a home in which another Atlas is at work', async () => {
    await start();
    const second = ensureCluster({ home, name: 'app', superuserPassword: 'x', patienceMs: 50 });
    await assert.rejects(second, /Another Atlas is using this home/);
  });

  it('goes with an Atlas that is killed, and starts again after it', async () => {
    const program = `
      const { ensureCluster } = await import(${JSON.stringify(new URL('./cluster.ts', import.meta.url).href)});
      const cluster = await ensureCluster({ home: ${JSON.stringify(home)}, name: 'app', superuserPassword: 'x' });
      console.log(cluster.url);
      setInterval(() => {}, 1000);`;
    const victim = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(victim.stdout, 'data')) as [Buffer];
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    cluster = await ensureCluster({ home, name: 'app', superuserPassword: 'x' });
    assert.notEqual(cluster.url, line.toString().trim());
    assert.equal(await ask(cluster.url.replace("p%20w'%2F%40", 'x'), 'SELECT 1'), 1);
  });

  it('starts although a crash left a file that names somebody else’s process', async () => {
    await (await start()).stop();
    const dead = `${process.pid}\n${data()}\n1\n1\n\n127.0.0.1\n\nready   \n`;
    writeFileSync(join(data(), 'postmaster.pid'), dead, { mode: 0o644 });
    assert.equal(await ask((await start()).url, 'SELECT 1'), 1);
  });

  it('makes the cluster anew if the first making was interrupted', async () => {
    await (await start()).stop();
    writeFileSync(`${data()}.unfinished`, '');
    rmSync(join(data(), 'base'), { recursive: true });
    assert.equal(await ask((await start()).url, 'SELECT 1'), 1);
    assert.equal(existsSync(`${data()}.unfinished`), false);
  });

  it('says what its log says if it cannot start', async () => {
    await (await start()).stop();
    writeFileSync(join(data(), 'postgresql.auto.conf'), "shared_buffers = 'plenty'\n");
    await assert.rejects(start(), /PostgreSQL did not start\. The end of its log: .*shared_buffers/);
  });

  it(
    'takes its files to a folder it can reach if only root may enter the home',
    { skip: !isRoot && 'needs root' },
    async () => {
      chmodSync(home, 0o700);
      const { url } = await start();
      assert.equal(await ask(url, 'SELECT 1'), 1);
      const shelter = readFileSync(join(home, 'postgres-folder'), 'utf8');
      assert.ok(existsSync(join(shelter, 'app', 'PG_VERSION')));
      await cluster?.stop();
      assert.equal(await ask((await start()).url, 'SELECT 1'), 1);
      assert.equal(readFileSync(join(home, 'postgres-folder'), 'utf8'), shelter);
      await cluster?.stop();
      rmSync(home, { recursive: true });
      removeAbandonedShelters();
      assert.equal(existsSync(shelter), false);
    },
  );
});

describe('the user that PostgreSQL runs as', () => {
  it('is never root', { skip: !isRoot && 'needs root' }, () => {
    assert.notEqual(chooseUser('/nowhere')?.uid, 0);
    assert.notEqual(chooseUser('/root')?.uid, 0);
  });

  it('cannot reach what lies below a private folder', { skip: !isRoot && 'needs root' }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'atlas-private-'));
    assert.equal(canReach(join(folder, 'not', 'there'), { uid: 65_534, gid: 65_534 }), false);
    chmodSync(folder, 0o711);
    assert.equal(canReach(join(folder, 'not', 'there'), { uid: 65_534, gid: 65_534 }), true);
    rmSync(folder, { recursive: true });
  });

  it('is whoever runs Atlas otherwise, who reaches what the system lets them enter', () => {
    const folder = mkdtempSync(join(tmpdir(), 'atlas-own-'));
    assert.equal(canReach(folder, undefined), true);
    assert.deepEqual(readdirSync(folder), []);
    rmSync(folder, { recursive: true });
  });
});
