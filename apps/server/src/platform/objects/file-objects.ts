import { AtlasError } from '@aureus/contract';
import { readFile, readdir, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UNFINISHED, replaceFile, writeOnce } from '#platform/files';
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
        if (!(await writeOnce(path, bytes))) await checkSame(path, bytes);
      });
    },
    replace: async (key, bytes) => {
      checkWritable();
      const path = pathOf(key);
      await reporting(() => replaceFile(path, bytes));
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

async function checkSame(path: string, bytes: Uint8Array): Promise<void> {
  const there = await readFile(path);
  if (there.equals(bytes)) return;
  throw new AtlasError('CONFLICT', 'The evidence could not be stored.', {
    detail: 'other bytes stand under this object key already',
  });
}

async function listBelow(root: string, prefix: string): Promise<string[]> {
  checkKey(`${prefix}x`);
  const found = await unlessMissing(readdir(join(root, prefix), { recursive: true, withFileTypes: true }), []);
  return found
    .filter((entry) => entry.isFile() && !entry.name.startsWith(UNFINISHED))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}
