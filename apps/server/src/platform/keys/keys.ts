import type { Attester as Signer, Ed25519Signer } from '@aureus/ledger';

/** The key that signs statements, events and receipts: ECDSA P-256. */
export type Attester = Signer & {
  /** SPKI, PEM. */
  readonly publicPem: string;
};

/** A content key under the master key. It opens only for the `purpose` it was wrapped for. */
export type WrappedKey = {
  /** A fingerprint: says which master key, tells nothing of it. */
  readonly masterKid: string;
  readonly wrapped: Uint8Array;
};

/** The data master key, which never leaves the port. */
export type KeyWrapper = {
  wrap(contentKey: Uint8Array, purpose: string): Promise<WrappedKey>;
  /** SERVICE_UNAVAILABLE for another master key or purpose, or altered bytes. */
  unwrap(key: WrappedKey, purpose: string): Promise<Uint8Array>;
};

/** What the api and the worker may use. */
export type Keys = { readonly attester: Attester; readonly data: KeyWrapper };

/** The log's key, held by the signer's process alone. */
export type LogKey = Ed25519Signer;
