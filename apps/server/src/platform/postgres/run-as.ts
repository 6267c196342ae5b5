import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The operating-system user that PostgreSQL runs as. `undefined`: as whoever runs Atlas. */
export type RunAs = { readonly uid: number; readonly gid: number } | undefined;

/**
 * PostgreSQL refuses to run as root, so that a hole in the database is no hole in the machine. Under root it runs as
 * the owner of an existing data folder, else as `nobody`.
 */
export function chooseUser(dataFolder: string): RunAs {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(dataFolder)) {
    const { uid, gid } = statSync(dataFolder);
    if (uid !== 0) return { uid, gid };
  }
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new Error('PostgreSQL cannot run as root and this machine has no user "nobody": run Atlas as another user.');
  }
  return { uid: Number(uid), gid: Number(gid) };
}

/** May this user enter the folder, that is, every folder above it as well? */
export function canReach(folder: string, user: RunAs): boolean {
  if (user === undefined) return isEnterable(folder);
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(at)) {
      const { uid, gid, mode } = statSync(at);
      const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    }
    if (at === dirname(at)) return true;
  }
}

function isEnterable(folder: string): boolean {
  try {
    accessSync(existsSync(folder) ? folder : dirname(folder), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
