export type { ObjectStore, ReplaceableKey } from './object-store.ts';
