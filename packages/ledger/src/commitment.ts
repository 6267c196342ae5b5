import { toHex } from './bytes/hex.ts';
import { utf8Bytes } from './bytes/text.ts';
import type { Crypto } from './crypto.ts';
import { LedgerError } from './ledger-error.ts';

/** The run's salt: 32 random bytes made by submit, kept beside the query and inside `sealed.jwe`. */
export const RUN_SALT_BYTES = 32;

/**
 * A salted digest in hex: HMAC-SHA-256(salt, bytes) with salt = HMAC-SHA-256(run salt, part name). Stands wherever an
 * unsalted SHA-256 could be guessed back to what someone asked.
 */
export async function commitTo(
  part: { readonly name: string; readonly bytes: Uint8Array },
  runSalt: Uint8Array,
  crypto: Pick<Crypto, 'hmacSha256'>,
): Promise<string> {
  if (runSalt.length !== RUN_SALT_BYTES) throw new LedgerError('usage', 'a run salt has 32 bytes');
  const salt = await crypto.hmacSha256(runSalt, utf8Bytes(part.name));
  return toHex(await crypto.hmacSha256(salt, part.bytes));
}

/** Commitments to texts by name: what a statement's `commitments` takes. */
export async function commitToTexts(
  texts: Readonly<Record<string, string>>,
  runSalt: Uint8Array,
  crypto: Pick<Crypto, 'hmacSha256'>,
): Promise<Record<string, string>> {
  const commitments: Record<string, string> = {};
  for (const [name, text] of Object.entries(texts)) {
    commitments[name] = await commitTo({ name, bytes: utf8Bytes(text) }, runSalt, crypto);
  }
  return commitments;
}
