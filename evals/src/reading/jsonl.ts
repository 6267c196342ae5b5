import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A corpus file that is not there is no error: a corpus may bring only some of the formats. */
export function hasJsonl(path: string): boolean {
  return existsSync(path) || existsSync(`${path}.gz`);
}

/** Reads NAME.jsonl, or NAME.jsonl.gz where that is what stands there. A line that is no JSON names its number. */
export function readJsonl<T>(path: string): T[] {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : gunzipSync(readFileSync(`${path}.gz`)).toString('utf8');
  const items: T[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      items.push(JSON.parse(line) as T);
    } catch (cause) {
      throw new Error(`${path}: line ${index + 1} is no JSON`, { cause });
    }
  }
  return items;
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
