export { makeFileObjects } from './file-objects.ts';
export type { ObjectStore, ReplaceableKey } from './object-store.ts';
