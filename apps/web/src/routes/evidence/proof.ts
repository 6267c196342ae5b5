import type { PackReport } from '@aureus/ledger';
import type { ProofAsk, ProofRefusal, TrustSummary } from './proof-words.ts';
// oxlint-disable-next-line import/default -- the bundler answers `?worker&url` with the file's address
import workerAddress from './verify-worker.ts?worker&url';

/** Trusted Types: a worker may be started from this build's own file and from nowhere else. The server's policy allows this one name. */
const ownScripts = window.trustedTypes?.createPolicy('atlas', { createScriptURL: checkOwn });

function checkOwn(address: string): string {
  const url = new URL(address, location.origin);
  if (url.origin !== location.origin || url.href !== new URL(workerAddress, location.origin).href)
    throw new TypeError('not our worker');
  return url.href;
}

export function readTrust(trust: Uint8Array): Promise<TrustSummary | ProofRefusal> {
  return askWorker<TrustSummary>({ kind: 'read_trust', trust });
}

export function verify(pack: Uint8Array, trust: Uint8Array): Promise<PackReport | ProofRefusal> {
  return askWorker<PackReport>({ kind: 'verify', pack, trust, now: new Date().toISOString() });
}

/** One worker a question: it keeps nothing, and what it throws ends with it. */
function askWorker<T>(ask: ProofAsk): Promise<T | ProofRefusal> {
  const address = ownScripts?.createScriptURL(workerAddress) ?? checkOwn(workerAddress);
  const worker = new Worker(address as string, { type: 'module' });
  return new Promise<T | ProofRefusal>((resolve) => {
    worker.onmessage = (event: MessageEvent<T | ProofRefusal>) => resolve(event.data);
    worker.onerror = (event) => resolve({ kind: 'refused', why: 'unreadable', detail: event.message });
    worker.postMessage(ask);
  }).finally(() => worker.terminate());
}

export const isRefused = (reply: object): reply is ProofRefusal => 'kind' in reply && reply.kind === 'refused';
