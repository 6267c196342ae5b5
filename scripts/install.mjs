import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './pinned-node.mjs';

const OLDEST_STARTER = 20;

/** Makes node_modules what package-lock.json says, if it is not. Runs on the installed Node. */
export function ensureInstalled() {
  const [major] = process.versions.node.split('.');
  if (Number(major) < OLDEST_STARTER) {
    throw new Error(`Atlas needs Node ${OLDEST_STARTER} or later to start; this is Node ${process.versions.node}.`);
  }
  if (isInstalled()) return;
  console.log('Installing what Atlas needs from npm. The first time this takes a minute or two.');
  const npm = process.env.npm_execpath;
  // Not `npm ci`: it wants the packages of every other system in the registry too, and mirrors in banks lack some. What
  // the lock file names is installed at its version and digest either way.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const result = spawnSync(command, [...first, ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  if (result.status !== 0) throw new Error('npm could not install what Atlas needs: its own words are above.');
}

/** Compares the lock file with npm's own list of what it installed. Packages for other systems are left out of both. */
function isInstalled() {
  const list = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const installed = read(list);
  return Object.entries(read(join(ROOT, 'package-lock.json'))).every(
    ([path, wanted]) =>
      !path.startsWith('node_modules/') ||
      wanted.link === true ||
      (wanted.optional === true && installed[path] === undefined) ||
      installed[path]?.version === wanted.version,
  );
}
