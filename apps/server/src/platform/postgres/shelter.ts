import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { canReach } from './run-as.ts';
import type { RunAs } from './run-as.ts';

/** Where PostgreSQL's files stand when its user may not enter the home: only root ever needs it. */
const SHELTERS = '/var/lib/aureus-atlas';
const POINTER = 'postgres-folder';

/**
 * The folder for PostgreSQL's files: inside the home where its user can go there, else one under /var/lib to which the
 * home points. The name is random and both sides name each other, so that a new checkout at an old path never
 * inherits a stranger's data, and shelters whose home is gone are removed.
 */
export function chooseShelter(home: string, user: RunAs): string {
  const inside = join(resolve(home), 'postgres');
  if (canReach(inside, user)) {
    mkdirSync(inside, { recursive: true, mode: 0o755 });
    return inside;
  }
  removeAbandonedShelters();
  const known = pointerOf(home);
  if (known !== undefined && existsSync(known)) return known;
  mkdirSync(SHELTERS, { recursive: true, mode: 0o755 });
  const folder = mkdtempSync(join(SHELTERS, 'home-'));
  chmodSync(folder, 0o755);
  // In this order: another Atlas that tidies up in between must not take it for abandoned.
  writeFileSync(join(home, POINTER), folder);
  writeFileSync(join(folder, 'home'), resolve(home));
  return folder;
}

function pointerOf(home: string): string | undefined {
  const path = join(home, POINTER);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Removes shelters whose home is gone or has moved on. */
export function removeAbandonedShelters(): void {
  if (!existsSync(SHELTERS)) return;
  for (const name of readdirSync(SHELTERS)) {
    const folder = join(SHELTERS, name);
    const claim = join(folder, 'home');
    if (existsSync(claim) && pointerOf(readFileSync(claim, 'utf8')) !== folder) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
