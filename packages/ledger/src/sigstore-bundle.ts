import { type JsonObject, prettyJson } from './bytes/json.ts';
import { type Envelope, toEnvelopeJson } from './dsse.ts';

/**
 * A Sigstore bundle v0.3 around an envelope, with a bare key: `hint` is the kid. It holds no Rekor entry and no
 * timestamp, so clients must set their log and timestamp thresholds to 0.
 */
export function encodeSigstoreBundle(envelope: Envelope): Uint8Array {
  return prettyJson({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: envelope.keyid }, tlogEntries: [] },
    dsseEnvelope: toEnvelopeJson(envelope) as unknown as JsonObject,
  });
}
