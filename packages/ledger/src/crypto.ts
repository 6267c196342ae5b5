/**
 * The functions this package is handed, asynchronous so that WebCrypto (browser, Node) and node:crypto serve alike.
 * Only the tree is hashed with a synchronous function (`HashSync`), where one is handed in: a sequencer hashes hundreds
 * of nodes inside a transaction. Bytes at this border are raw: Ed25519 keys 32 bytes, signatures 64 bytes, ECDSA
 * signatures r‖s in 64 bytes (the package itself reads and writes DER), P-256 public keys as SPKI DER.
 */
export type Crypto = {
  readonly sha256: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly hmacSha256: (key: Uint8Array, bytes: Uint8Array) => Promise<Uint8Array>;
  readonly verifyEd25519: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>;
  /** ECDSA over SHA-256. A key that cannot be read is `false`, never an exception. */
  readonly verifyP256: (spki: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>;
  /** AES-256-GCM with a 96-bit IV; returns ciphertext‖tag (16 bytes). */
  readonly sealAesGcm: (key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array, aad: Uint8Array) => Promise<Uint8Array>;
  /** null if the tag does not fit. */
  readonly openAesGcm: (
    key: Uint8Array,
    iv: Uint8Array,
    sealed: Uint8Array,
    aad: Uint8Array,
  ) => Promise<Uint8Array | null>;
  /** Bytes from a cryptographic generator. */
  readonly random: (length: number) => Uint8Array;
};

/** SHA-256, synchronous or not: verifying functions take either. */
export type Hash = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** SHA-256, synchronous: for appending and for assembling proofs. */
export type HashSync = (bytes: Uint8Array) => Uint8Array;

/** Signs log checkpoints and trust versions. `sign` gives 64 bytes (RFC 8032). */
export type Ed25519Signer = {
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
};

/** Signs statements, events and receipts. `kid` is the SHA-256 of the SPKI DER in hex; `sign` gives r‖s, 64 bytes. */
export type Attester = {
  readonly kid: string;
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
};
