import { fromBase64, toBase64 } from './bytes/base64.ts';
import { asObject, asString, checkRebuilt, compactJson, parseObject } from './bytes/json.ts';
import type { Attester } from './crypto.ts';
import { type Envelope, signEnvelope } from './dsse.ts';
import { isInstant } from './leaf.ts';
import { checkFormat } from './ledger-error.ts';

export const RECEIPT_PAYLOAD_TYPE = 'application/vnd.aureus.atlas-receipt+json';

/** Atlas's signed promise that a leaf is staged and committed: the caller's proof if the leaf never appears in the log. */
export type Receipt = { readonly origin: string; readonly leaf: Uint8Array; readonly time: string };

/** Signs a receipt. Only after the commit: a receipt for a transaction that rolled back would accuse an honest log. */
export function signReceipt(receipt: Receipt, attester: Attester): Promise<Envelope> {
  return signEnvelope(RECEIPT_PAYLOAD_TYPE, encodeReceipt(receipt), attester);
}

/** Reads a receipt's payload in its one form; the envelope's signature is the caller's to verify. */
export function parseReceipt(envelope: Envelope): Receipt {
  checkFormat(envelope.payloadType === RECEIPT_PAYLOAD_TYPE, 'not a receipt');
  const read = asObject(parseObject(envelope.payload, 'a receipt'), 'a receipt', ['v', 'origin', 'leaf', 'time']);
  const receipt = {
    origin: asString(read['origin'], 'origin'),
    leaf: fromBase64(asString(read['leaf'], 'leaf')),
    time: asString(read['time'], 'time'),
  };
  checkFormat(read['v'] === 1 && isInstant(receipt.time), 'not a receipt');
  checkRebuilt(envelope.payload, encodeReceipt(receipt), 'a receipt');
  return receipt;
}

function encodeReceipt(receipt: Receipt): Uint8Array {
  return compactJson({ v: 1, origin: receipt.origin, leaf: toBase64(receipt.leaf), time: receipt.time });
}
