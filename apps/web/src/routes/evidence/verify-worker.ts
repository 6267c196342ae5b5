import {
  LedgerError,
  fromHex,
  makeSubtleCrypto,
  newestVersion,
  parseTrustFile,
  trustFingerprint,
  verifyPack,
} from '@aureus/ledger';
import type { PackReport } from '@aureus/ledger';
import type { ProofAsk, ProofRefusal, TrustSummary } from './proof-words.ts';

/** Verifying hashes and checks signatures for a while; here it never holds up a key stroke. */
onmessage = (event: MessageEvent<ProofAsk>) => {
  void answer(event.data).then((reply) => postMessage(reply));
};

async function answer(ask: ProofAsk): Promise<TrustSummary | PackReport | ProofRefusal> {
  if (!(await hasEd25519())) return { kind: 'refused', why: 'unsupported', detail: '' };
  const ledgerCrypto = makeSubtleCrypto(crypto);
  try {
    if (ask.kind === 'verify')
      return await verifyPack(ask.pack, { trust: ask.trust, now: ask.now, crypto: ledgerCrypto });
    const file = await parseTrustFile(ask.trust, ledgerCrypto);
    const { version, logs } = newestVersion(file);
    return {
      fingerprint: await trustFingerprint(file, ledgerCrypto),
      origins: logs.map(({ origin }) => origin),
      version,
    };
  } catch (error) {
    if (error instanceof LedgerError) return { kind: 'refused', why: 'unreadable', detail: error.message };
    throw error;
  }
}

/** RFC 8032's first test key: a browser either can import it or cannot check a log's signature at all. */
async function hasEd25519(): Promise<boolean> {
  if (globalThis.crypto?.subtle === undefined) return false;
  const key = fromHex(
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    32,
  ) as Uint8Array<ArrayBuffer>;
  return crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']).then(
    () => true,
    () => false,
  );
}
