import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { loadEvidence, loadSealedPack } from '../../api/evidence.ts';
import { verify } from './proof.ts';
import type { TrustPin } from './trust-pin.ts';

/** Inclusion takes at most two seconds almost always: the proof of a pack that is not yet in the log follows without a click. */
const TRY_AGAIN = 2000;

/** The pack's description, and what this browser found in the pack. Each download is on record, so one per state is fetched. */
export function useProof(id: string, pin: TrustPin | null) {
  const evidence = useQuery({
    queryKey: ['evidence', id],
    queryFn: () => loadEvidence(id),
    refetchInterval: ({ state }) => (state.data?.inclusion.state === 'pending' ? TRY_AGAIN : false),
  });
  const inclusion = evidence.data?.inclusion.state;
  const proof = useQuery({
    queryKey: ['proof', id, pin?.fingerprint, inclusion],
    enabled: pin !== null && inclusion !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const pack = await loadSealedPack(id);
      const outcome = await verify(pack, new TextEncoder().encode(pin?.file ?? ''));
      return { pack, outcome, checkedAt: new Date().toISOString() };
    },
    staleTime: Infinity,
  });
  return { evidence, proof };
}
