/**
 * What can be wrong with bytes or arguments given to this package. `format`: bytes that are not exactly what FORMAT.md
 * says; `signature`: a signature that does not verify or a key that is not named; `proof`: a Merkle proof that does not
 * lead to the root; `cipher`: a JWE that its key does not open; `usage`: the caller broke a promise of a function.
 */
export type LedgerErrorCode = 'format' | 'signature' | 'proof' | 'cipher' | 'usage';

/** The one error of this package. The message names the place and never repeats content. */
export class LedgerError extends Error {
  readonly code: LedgerErrorCode;

  constructor(code: LedgerErrorCode, message: string) {
    super(message);
    this.name = 'LedgerError';
    this.code = code;
  }
}

/** Throws a `format` error unless the condition holds. */
export function checkFormat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new LedgerError('format', message);
}
