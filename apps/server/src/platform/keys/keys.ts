/** The key that signs statements, events and receipts: ECDSA P-256. */
export type Attester = {
  /** SHA-256 of the SPKI DER, lower-case hex. */
  readonly kid: string;
  /** SPKI, PEM. */
  readonly publicPem: string;
  /** Strict DER, over SHA-256 of `bytes`. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
};

/** A content key under the master key. It opens only for the `purpose` it was wrapped for. */
export type WrappedKey = { readonly masterKid: string; readonly wrapped: Uint8Array };

/** The data master key, which never leaves the port. */
export type KeyWrapper = {
  wrap(contentKey: Uint8Array, purpose: string): Promise<WrappedKey>;
  /** SERVICE_UNAVAILABLE for another master key or purpose, or altered bytes. */
  unwrap(key: WrappedKey, purpose: string): Promise<Uint8Array>;
};

/** What the api and the worker may use. */
export type Keys = { readonly attester: Attester; readonly data: KeyWrapper };

/** The log's key, held by the signer's process alone: Ed25519. */
export type LogKey = {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Promise<Uint8Array>;
};
