import type { EvidenceView } from '@aureus/contract';
import { call, callJson, callOpen } from './client.ts';

export function loadEvidence(id: string): Promise<EvidenceView> {
  return callJson(`/v1/audit/evidence/${encodeURIComponent(id)}`);
}

/** The pack without content keys: enough to verify every claim, nothing of the answer in it. Its link lives minutes, so a fresh one is asked for. */
export async function loadSealedPack(id: string): Promise<Uint8Array> {
  const link = new URL((await loadEvidence(id)).download_url_sealed, location.origin);
  const reply = await call(link.pathname + link.search, { headers: { accept: 'application/zip' } });
  return new Uint8Array(await reply.arrayBuffer());
}

/** The trust file that this server hands out: a proposal to be compared with paper, never proof by itself. */
export async function loadOfferedTrust(): Promise<string> {
  return (await callOpen('/v1/log/trust')).text();
}
