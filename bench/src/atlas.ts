import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What a running Atlas writes about itself (`ready.json`). */
export type Ready = {
  readonly url: string;
  readonly pid: number;
  readonly demo: readonly { readonly role: string; readonly email: string; readonly password: string }[];
  readonly databases: { readonly demo: string; readonly app: string };
};

export type Program = {
  readonly home: string;
  readonly ready: Ready;
  /** Ends the program and leaves its home. */
  halt(): Promise<void>;
  /** Ends the program and takes its home away. */
  stop(): Promise<void>;
};

const MAIN = resolve(import.meta.dirname, '..', '..', 'apps', 'server', 'src', 'main.ts');
/** The "today" of every bench and kill run, so that questions about last month have rows. */
export const INSTANT = '2026-06-15T12:00:00Z';
const PATIENCE_MS = 180_000;

/** The settings a program under measurement runs with: nothing is throttled, nothing of the caller's `.env` leaks in. */
export function settings(home: string): NodeJS.ProcessEnv {
  const unlimited = '1000000';
  return {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    ATLAS_HOME: home,
    ATLAS_INSTANT: INSTANT,
    ATLAS_LOG_LEVEL: 'ERROR',
    ATLAS_LIMIT_ASK: unlimited,
    ATLAS_LIMIT_OTHER: unlimited,
    ATLAS_LIMIT_LOGIN: unlimited,
    ATLAS_LIMIT_RUNNING: unlimited,
  };
}

/** One role of the real program as a process of its own. Its standard error is ours. */
export function spawnAtlas(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  output: 'ignore' | 'pipe' = 'ignore',
): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', output, 'inherit'] });
}

/** `atlasd start` in a home of its own, which goes when the program stops. */
export async function startAtlas(more: NodeJS.ProcessEnv = {}): Promise<Program> {
  const home = mkdtempSync(join(tmpdir(), 'atlas-bench-'));
  const child = spawnAtlas(['start'], { ...settings(home), ...more });
  const halt = () => endProcess(child, 'SIGTERM');
  const stop = async () => {
    await halt();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    return { home, ready: await waitUntilReady(home, child), halt, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function waitUntilReady(home: string, child: ChildProcess): Promise<Ready> {
  const file = join(home, 'ready.json');
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`Atlas ended with code ${child.exitCode} before it was ready.`);
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Ready;
    await pause(50);
  }
  throw new Error('Atlas was not ready within three minutes.');
}

/** Sends the signal and waits for the end. A process that has ended stays ended. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill(signal);
  await ended;
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
