import bcrypt from 'bcrypt';
import { readJson } from '../reading/jsonl.ts';
import { makeTally, type SuiteResult } from '../scoring/tally.ts';

type Vector = { readonly prefix: string; readonly hash: string; readonly password_hex: string };

/** `$2x$` is the historic sign-extension bug: it must be refused. */
const REFUSED = '$2x$';

/** `$2y$` is PHP's name for the corrected `$2b$`; the library knows only the latter. */
const RENAMED = /^\$2y\$/;

/** The library that keeps the product's passwords, asked with known answers. */
export async function runBcrypt(path: string): Promise<SuiteResult> {
  const tally = makeTally('vectors/bcrypt');
  for (const [index, { prefix, hash, password_hex: password }] of readJson<Vector[]>(path).entries()) {
    const matches = await bcrypt
      .compare(Buffer.from(password, 'hex'), hash.replace(RENAMED, '$2b$'))
      .catch(() => false);
    if (matches !== (prefix === REFUSED)) tally.pass(prefix);
    else tally.fail(prefix, `${index} ${hash}`, matches ? 'taken for right' : 'taken for wrong');
  }
  return tally.result();
}
