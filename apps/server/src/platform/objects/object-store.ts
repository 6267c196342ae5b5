/** The one object that is ever replaced: the newest signed checkpoint. Everything else is written once. */
export type ReplaceableKey = 'log/checkpoint';

/**
 * Where immutable bytes live. Keys are ASCII paths with `/`. Every method fails with SERVICE_UNAVAILABLE when the store
 * cannot do it; when a promise resolves, the bytes survive a power cut.
 */
export type ObjectStore = {
  /** Writes once. The same bytes again succeed (a retry after a crash); other bytes under the key are a CONFLICT. */
  putOnce(key: string, bytes: Uint8Array): Promise<void>;
  replace(key: ReplaceableKey, bytes: Uint8Array): Promise<void>;
  /** null: there is no such object. */
  get(key: string): Promise<Uint8Array | null>;
  /** Every key below a prefix that ends in `/`, sorted. */
  list(prefix: string): Promise<readonly string[]>;
  /** False, and nothing happens, if the object's kind must be kept. Deleting what is not there is true. */
  deleteIfAllowed(key: string): Promise<boolean>;
  /** What a person or an auditor calls the object: `file:///…`, later `s3://…`. */
  urlOf(key: string): string;
};
