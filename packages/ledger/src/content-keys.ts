import { fromBase64Url, toBase64Url } from './bytes/base64.ts';
import { asArray, asObject, asString, checkRebuilt, parseObject, prettyJson } from './bytes/json.ts';
import { checkFormat } from './ledger-error.ts';

/** Content keys by the `kid` of the JWE that each opens. */
export type ContentKey = { readonly kid: string; readonly key: Uint8Array };

/** `keys.json`: a JWK set (RFC 7517) of octet keys, in pack order of the parts they open. */
export function encodeContentKeys(keys: readonly ContentKey[]): Uint8Array {
  return prettyJson({ keys: keys.map(({ kid, key }) => ({ kty: 'oct', kid, alg: 'A256GCM', k: toBase64Url(key) })) });
}

/** Reads `keys.json` in its one form; else a `format` error. */
export function parseContentKeys(bytes: Uint8Array): readonly ContentKey[] {
  const { keys } = asObject(parseObject(bytes, 'keys.json'), 'keys.json', ['keys']);
  const read = asArray(keys, 'keys').map((entry) => {
    const jwk = asObject(entry, 'a key', ['kty', 'kid', 'alg', 'k']);
    return { kid: asString(jwk['kid'], 'kid'), key: fromBase64Url(asString(jwk['k'], 'k')) };
  });
  checkFormat(
    read.every(({ key }) => key.length === 32),
    'a content key has not 32 bytes',
  );
  checkRebuilt(bytes, encodeContentKeys(read), 'keys.json');
  return read;
}
