/** What the page and its worker say to each other. Bytes go over as they are; the worker holds no token and asks no server. */
export type ProofAsk =
  | { readonly kind: 'read_trust'; readonly trust: Uint8Array }
  | { readonly kind: 'verify'; readonly pack: Uint8Array; readonly trust: Uint8Array; readonly now: string };

export type TrustSummary = {
  readonly fingerprint: string;
  readonly origins: readonly string[];
  readonly version: number;
};

/** Why nothing could be judged. `unsupported`: this browser has no Ed25519 (or no WebCrypto at all). */
export type ProofRefusal = {
  readonly kind: 'refused';
  readonly why: 'unreadable' | 'unsupported';
  readonly detail: string;
};
