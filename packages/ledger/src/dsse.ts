import { concatBytes } from './bytes/bytes.ts';
import { fromBase64, toBase64 } from './bytes/base64.ts';
import { toHex } from './bytes/hex.ts';
import { asArray, asObject, asString, checkRebuilt, parseObject } from './bytes/json.ts';
import { asciiBytes, utf8Bytes } from './bytes/text.ts';
import type { Attester, Crypto } from './crypto.ts';
import { ecdsaFromDer, ecdsaToDer } from './ecdsa-der.ts';
import { checkFormat } from './ledger-error.ts';

/** A DSSE envelope (v1.0.2) with exactly one signature: ECDSA P-256 over SHA-256, strict DER. */
export type Envelope = {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly keyid: string;
  /** DER, as it stands in the envelope. */
  readonly signature: Uint8Array;
};

/** The same as JSON holds it: what an API reply or a Sigstore bundle embeds. */
export type EnvelopeJson = {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
};

/** Pre-authentication encoding: what is signed, so that type and length cannot be traded for content. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8Bytes(payloadType);
  return concatBytes(asciiBytes(`DSSEv1 ${type.length} `), type, asciiBytes(` ${payload.length} `), payload);
}

/** Signs a payload. */
export async function signEnvelope(payloadType: string, payload: Uint8Array, attester: Attester): Promise<Envelope> {
  const signature = ecdsaToDer(await attester.sign(preAuthEncoding(payloadType, payload)));
  return { payloadType, payload, keyid: attester.kid, signature };
}

/** True if the envelope's one signature is by the key with this SPKI. The caller chooses the key, never the envelope. */
export async function verifyEnvelope(envelope: Envelope, spki: Uint8Array, crypto: Crypto): Promise<boolean> {
  const message = preAuthEncoding(envelope.payloadType, envelope.payload);
  return crypto.verifyP256(spki, message, ecdsaFromDer(envelope.signature));
}

/** The envelope as JSON, keys in the order of the DSSE document. */
export function toEnvelopeJson(envelope: Envelope): EnvelopeJson {
  return {
    payload: toBase64(envelope.payload),
    payloadType: envelope.payloadType,
    signatures: [{ keyid: envelope.keyid, sig: toBase64(envelope.signature) }],
  };
}

/** The envelope as one line without a newline: what is stored, hashed into its leaf and put into the pack. */
export function encodeEnvelope(envelope: Envelope): string {
  return JSON.stringify(toEnvelopeJson(envelope));
}

/** Reads a line in exactly the form `encodeEnvelope` writes: one signature, canonical base64, strict DER. Verifies nothing. */
export function parseEnvelope(line: string): Envelope {
  const bytes = utf8Bytes(line);
  const read = asObject(parseObject(bytes, 'an envelope'), 'an envelope', ['payload', 'payloadType', 'signatures']);
  const [first, ...more] = asArray(read['signatures'], 'signatures');
  checkFormat(first !== undefined && more.length === 0, 'an envelope has not exactly one signature');
  const signature = asObject(first, 'a signature', ['keyid', 'sig']);
  const envelope = {
    payload: fromBase64(asString(read['payload'], 'payload')),
    payloadType: asString(read['payloadType'], 'payloadType'),
    keyid: asString(signature['keyid'], 'keyid'),
    signature: fromBase64(asString(signature['sig'], 'sig')),
  };
  ecdsaFromDer(envelope.signature);
  checkRebuilt(bytes, utf8Bytes(encodeEnvelope(envelope)), 'an envelope');
  return envelope;
}

/** A key's id: SHA-256 of its SPKI DER, lower-case hex. */
export async function keyIdOfSpki(spki: Uint8Array, crypto: Pick<Crypto, 'sha256'>): Promise<string> {
  return toHex(await crypto.sha256(spki));
}
