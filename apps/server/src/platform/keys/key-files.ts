import { AtlasError } from '@aureus/contract';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOnce } from '#platform/files';

/** Where the embedded keys stand: files 0600 in a folder 0700 of the home. */
export const keyFolder = (home: string): string => join(home, 'keys');

/** A key that is not there is never made again in passing: data under the old one would be lost without a word. */
export async function readKeyFile(home: string, name: string): Promise<string> {
  try {
    return await readFile(join(keyFolder(home), name), 'utf8');
  } catch (cause) {
    throw new AtlasError('SERVICE_UNAVAILABLE', 'A key of this Atlas is missing or cannot be read.', {
      detail: `key file ${name}`,
      cause,
    });
  }
}

/** Makes the key unless it is there. Two processes that start together end up with the same one. */
export async function ensureKeyFile(home: string, name: string, make: () => string): Promise<void> {
  await writeOnce(join(keyFolder(home), name), Buffer.from(make()));
}
