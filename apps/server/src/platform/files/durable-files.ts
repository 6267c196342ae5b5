import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** How files that are still being written are called; whoever lists a folder passes over them. */
export const UNFINISHED = '.new-';

/**
 * Writes a file that was not there, 0600. False if there is one of that name, which then stays as it is: `link` fails
 * where `rename` would overwrite. When the promise resolves, file and folder survive a power cut.
 */
export async function writeOnce(path: string, bytes: Uint8Array): Promise<boolean> {
  const folder = dirname(path);
  await makeFolder(folder);
  const temporary = await writeTemporary(folder, bytes);
  try {
    return await linkTo(temporary, path);
  } finally {
    await unlink(temporary);
    await syncFolder(folder);
  }
}

/** Puts a file in the place of another, 0600: a reader sees the old one or the new one, also after a power cut. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  await rename(await writeTemporary(folder, bytes), path);
  await syncFolder(folder);
}

async function writeTemporary(folder: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${UNFINISHED}${randomBytes(9).toString('hex')}`);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

async function linkTo(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Folders are made 0700; a new one is durable once the folder above it is synced. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let at = folder; at.length >= first.length; at = dirname(at)) await syncFolder(dirname(at));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
