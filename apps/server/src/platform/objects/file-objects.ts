import { AtlasError } from '@aureus/contract';
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, readdir, rename, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkKey, isDeletable } from './object-keys.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * Objects as files, 0600 in folders 0700. A file appears under its name by `link`, which fails where `rename` would
 * overwrite; the file is synced before and its folder after, so that what was acknowledged survives a power cut.
 */
export function makeFileObjects(options: { readonly folder: string; readonly readOnly?: boolean }): ObjectStore {
  const root = resolve(options.folder);
  const pathOf = (key: string): string => join(root, checkKey(key));
  const checkWritable = (): void => {
    if (options.readOnly === true) throw unavailable('the object store is read-only');
  };
  return {
    putOnce: async (key, bytes) => {
      checkWritable();
      const path = pathOf(key);
      await reporting(async () => {
        await makeFolder(dirname(path));
        if (!(await writeOnce(path, bytes))) await checkSame(path, bytes);
        await syncFolder(dirname(path));
      });
    },
    replace: async (key, bytes) => {
      checkWritable();
      const path = pathOf(key);
      await reporting(async () => {
        await makeFolder(dirname(path));
        const temporary = await writeTemporary(dirname(path), bytes);
        await rename(temporary, path);
        await syncFolder(dirname(path));
      });
    },
    get: (key) => reporting(() => unlessMissing(readFile(pathOf(key)), null)),
    list: (prefix) => reporting(() => listBelow(root, prefix)),
    deleteIfAllowed: async (key) => {
      checkWritable();
      const path = pathOf(key);
      if (!isDeletable(key)) return false;
      await reporting(() => unlessMissing(unlink(path), undefined));
      return true;
    },
    urlOf: (key) => pathToFileURL(pathOf(key)).href,
  };
}

const unavailable = (detail: string, cause?: unknown): AtlasError =>
  new AtlasError('SERVICE_UNAVAILABLE', 'The evidence store cannot be reached. Nothing was shown; try again later.', {
    detail,
    cause,
  });

async function reporting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AtlasError) throw error;
    throw unavailable(`object store: ${codeOf(error)}`, error);
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';

/** ENOENT alone means "not there"; a file where a folder should be (ENOTDIR) is a broken store, not an empty one. */
async function unlessMissing<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return otherwise;
    throw error;
  }
}

/** True if the file is new. */
async function writeOnce(path: string, bytes: Uint8Array): Promise<boolean> {
  const temporary = await writeTemporary(dirname(path), bytes);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(temporary);
  }
}

async function writeTemporary(folder: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, `.new-${randomBytes(9).toString('hex')}`);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

async function checkSame(path: string, bytes: Uint8Array): Promise<void> {
  const there = await readFile(path);
  if (there.equals(bytes)) return;
  throw new AtlasError('CONFLICT', 'The evidence could not be stored.', {
    detail: 'other bytes stand under this object key already',
  });
}

/** A new folder is durable once the folder above it is synced. */
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

async function listBelow(root: string, prefix: string): Promise<string[]> {
  checkKey(`${prefix}x`);
  const found = await unlessMissing(readdir(join(root, prefix), { recursive: true, withFileTypes: true }), []);
  return found
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.new-'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1).replaceAll('\\', '/'))
    .sort();
}
