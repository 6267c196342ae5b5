import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { findBinaries } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import { chooseUser } from './run-as.ts';
import type { RunAs } from './run-as.ts';
import { chooseShelter } from './shelter.ts';

export type Login = { readonly user: string; readonly password: string; readonly database: string };

export type Cluster = {
  /** As superuser `postgres`, on the database `postgres`. */
  readonly url: string;
  /** The same server, for somebody else. */
  urlOf(login: Login): string;
  /** Ends every connection and waits until the server has stopped. Safe to call twice. */
  stop(): Promise<void>;
};

export type ClusterOptions = {
  /** The home of this Atlas: files stand in `<home>/postgres/<name>`, unless PostgreSQL's user cannot go there. */
  readonly home: string;
  readonly name: string;
  readonly superuserPassword: string;
  /** Server settings, beyond those below. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Another server than the one Atlas ships with: the folder of its programs, and its major version. */
  readonly release?: { readonly native: string; readonly major: number };
  /** Says what is being done while it is done. */
  readonly onProgress?: (sentence: string) => void;
  /** How long to wait for the PostgreSQL of an Atlas that was killed a moment ago. */
  readonly patienceMs?: number;
  /** Ends the start where it is; what it leaves behind, the next start makes anew. */
  readonly signal?: AbortSignal;
};

/** A living PostgreSQL stands on this home's files, so another Atlas does. */
export class HomeInUse extends Error {}

/**
 * TCP on the loopback only, and a log without the words of statements or the values of rows: both can hold what a
 * person wrote.
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  logging_collector: 'off',
  timezone: 'UTC',
};

type Place = { readonly data: string; readonly log: string; readonly user: RunAs; readonly binaries: Binaries };

/** Starts the PostgreSQL server of this home and name, and makes its cluster the first time. */
export async function ensureCluster(options: ClusterOptions): Promise<Cluster> {
  const place = findPlace(options);
  await makeCluster(place, options);
  await waitForPredecessor(place, options);
  for (let attempt = 1; ; attempt += 1) {
    options.signal?.throwIfAborted();
    const port = await freePort();
    const server = startServer(place, port, options.settings ?? {});
    const outcome = await waitUntilReady(server, place);
    if (outcome === 'ready') return clusterOf(server, port, options.superuserPassword);
    // Somebody may have taken the port between our look and PostgreSQL's.
    if (attempt === 3) throw new Error(`PostgreSQL did not start. The end of its log: ${tailOf(place.log)}`);
  }
}

function findPlace(options: ClusterOptions): Place {
  mkdirSync(options.home, { recursive: true, mode: 0o711 });
  const shelter = chooseShelter(options.home, chooseUser(join(options.home, 'postgres', options.name)));
  const data = join(shelter, options.name);
  const user = chooseUser(data);
  const binaries = findBinaries(user, shelter, options.release?.native);
  return { data, log: join(shelter, `${options.name}.log`), user, binaries };
}

async function makeCluster(place: Place, options: ClusterOptions): Promise<void> {
  if (existsSync(join(place.data, 'PG_VERSION')) && !existsSync(`${place.data}.unfinished`)) return;
  options.onProgress?.(`Making the ${options.name} database cluster.`);
  rmSync(place.data, { recursive: true, force: true });
  writeFileSync(`${place.data}.unfinished`, '');
  mkdirSync(place.data, { mode: 0o700 });
  const passwordFile = `${place.data}.password`;
  writeFileSync(passwordFile, `${options.superuserPassword}\n`, { mode: 0o600 });
  if (place.user !== undefined) {
    chownSync(place.data, place.user.uid, place.user.gid);
    chownSync(passwordFile, place.user.uid, place.user.gid);
  }
  const flags = ['-U', 'postgres', '-A', 'scram-sha-256', '-E', 'UTF8', '--no-sync', '--no-instructions'];
  // Before 17 there is no provider of its own.
  const isOld = (options.release?.major ?? 18) < 17;
  const builtin = isOld ? [] : ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  try {
    const args = ['-D', place.data, `--pwfile=${passwordFile}`, ...flags, ...builtin, '--locale=C'];
    await runToEnd(place, args, options.signal);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  rmSync(`${place.data}.unfinished`);
}

/** In a session of its own, so that a Ctrl-C reaches it through the signal alone. */
function runToEnd(place: Place, args: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const log = openSync(place.log, 'w', 0o600);
  const child = spawn(place.binaries.initdb, args, {
    stdio: ['ignore', log, log],
    cwd: '/',
    env: {},
    detached: true,
    ...place.user,
  });
  closeSync(log);
  const stop = (): void => void child.kill('SIGTERM');
  signal?.addEventListener('abort', stop);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      signal?.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else reject(new Error(`initdb failed: ${tailOf(place.log)}`));
    });
  });
}

/**
 * PostgreSQL in a session of its own, so that Ctrl-C reaches Atlas alone and the database outlives the last request;
 * and behind a shell that waits for the end of its standard input, so that it also stops when Atlas is killed.
 */
const KEEPER = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r _ <&3; kill -INT $server 2>/dev/null; } &
watcher=$!
exec 3<&-
wait $server
code=$?
kill $watcher 2>/dev/null
exit $code`;

function startServer(place: Place, port: number, more: Readonly<Record<string, string>>): ChildProcess {
  const settings = Object.entries({ ...SETTINGS, ...more, port: String(port) });
  const args = ['-D', place.data, ...settings.flatMap(([key, value]) => ['-c', `${key}=${value}`])];
  const log = openSync(place.log, 'w', 0o600);
  const child = spawn('/bin/sh', ['-c', KEEPER, 'sh', place.binaries.postgres, ...args], {
    stdio: ['pipe', log, log],
    cwd: '/',
    env: {},
    detached: true,
    ...place.user,
  });
  closeSync(log);
  child.unref();
  return child;
}

/** The first line of postmaster.pid is the server's process, the eighth its state. */
function readState(place: Place): { readonly pid: number; readonly status: string } | undefined {
  try {
    const lines = readFileSync(join(place.data, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: lines[7]?.trim() ?? '' };
  } catch {
    return undefined;
  }
}

const POLL_MS = 10;
const PATIENCE_MS = 15_000;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MS));

async function waitUntilReady(server: ChildProcess, place: Place): Promise<'ready' | 'failed'> {
  let failed = false;
  server.once('error', () => (failed = true));
  server.once('exit', () => (failed = true));
  while (!failed) {
    if (readState(place)?.status === 'ready') return 'ready';
    await pause();
  }
  return 'failed';
}

/**
 * A killed Atlas takes its PostgreSQL with it, a moment later. One that stays belongs to an Atlas that is running. A
 * file left by a crash of the machine names a process that is gone, or one that is no PostgreSQL on this folder.
 */
async function waitForPredecessor(place: Place, options: ClusterOptions): Promise<void> {
  const deadline = Date.now() + (options.patienceMs ?? PATIENCE_MS);
  for (let state = readState(place); state !== undefined; state = readState(place)) {
    options.signal?.throwIfAborted();
    if (!isServerOf(state.pid, place.data)) return rmSync(join(place.data, 'postmaster.pid'), { force: true });
    if (Date.now() > deadline) {
      throw new HomeInUse(`Another Atlas is using this home: its PostgreSQL is process ${state.pid}.`);
    }
    await pause();
  }
}

function isServerOf(pid: number, data: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`\0${data}\0`);
  } catch {
    return process.platform !== 'linux';
  }
}

function clusterOf(server: ChildProcess, port: number, superuserPassword: string): Cluster {
  const urlOf = ({ user, password, database }: Login): string =>
    `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  return {
    url: urlOf({ user: 'postgres', password: superuserPassword, database: 'postgres' }),
    urlOf,
    stop: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.ref();
      server.stdin?.end();
      await ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function tailOf(log: string): string {
  try {
    return readFileSync(log, 'utf8').trim().split('\n').slice(-5).join(' | ');
  } catch {
    return '(none)';
  }
}
