import { fromHex, toHex } from './bytes/hex.ts';
import { asArray, asObject, asString, checkRebuilt, compactJson, parseObject } from './bytes/json.ts';
import { RUN_SALT_BYTES } from './commitment.ts';
import { checkFormat } from './ledger-error.ts';

/** One sealed text under the name it is committed to: question, email, candidate.sql, final.sql, transcript, snapshot.json. */
export type SealedText = { readonly name: string; readonly text: string };

/**
 * What `sealed.jwe` holds: the run's salt and every text that a statement or the manifest commits to, each once. A run
 * that was repaired has several texts of one name.
 */
export type SealedContent = { readonly salt: Uint8Array; readonly texts: readonly SealedText[] };

/** `{"v":1,"salt","texts":[{"name","text"}]}`: the plaintext of `sealed.jwe`. */
export function encodeSealed(content: SealedContent): Uint8Array {
  const texts = content.texts.map(({ name, text }) => ({ name, text }));
  return compactJson({ v: 1, salt: toHex(content.salt), texts });
}

/** Reads it in its one form; else a `format` error. */
export function parseSealed(bytes: Uint8Array): SealedContent {
  const read = asObject(parseObject(bytes, 'sealed content'), 'sealed content', ['v', 'salt', 'texts']);
  checkFormat(read['v'] === 1, 'sealed content of an unknown version');
  const texts = asArray(read['texts'], 'texts').map((entry) => {
    const { name, text } = asObject(entry, 'a sealed text', ['name', 'text']);
    return { name: asString(name, 'a name'), text: asString(text, 'a text') };
  });
  const content = { salt: fromHex(asString(read['salt'], 'salt'), RUN_SALT_BYTES), texts };
  checkRebuilt(bytes, encodeSealed(content), 'sealed content');
  return content;
}
