import { AtlasError } from '@aureus/contract';

const KEY = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)+$/;

/** A key is a plain lower-case path: nothing in it can climb out of the store, on any file system. */
export function checkKey(key: string): string {
  if (!KEY.test(key)) {
    throw new AtlasError('INTERNAL_ERROR', 'The evidence could not be stored.', { detail: 'malformed object key' });
  }
  return key;
}

/**
 * What may be deleted: results and exports when their time is over, and a partial tile once the full one is there.
 * Anything else is kept, whoever asks.
 */
export function isDeletable(key: string): boolean {
  return /^(query-results|exports)\//.test(key) || /^log\/tile\/.*\.p\/\d+$/.test(key);
}
