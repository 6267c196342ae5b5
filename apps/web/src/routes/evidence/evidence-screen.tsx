import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { useArrival } from '../../app/arrival.ts';
import { useTitle } from '../../app/title.ts';
import { loadEvidence, loadSealedPack } from '../../api/evidence.ts';
import { failureOf } from '../../api/failure.ts';
import { failureWords, words } from '../../words/en.ts';
import { toEvidenceState } from './evidence-state.ts';
import type { EvidenceState } from './evidence-state.ts';
import { PinTrust } from './pin-trust.tsx';
import { verify } from './proof.ts';
import { Report } from './report.tsx';
import { savePack } from './save-pack.ts';
import { forgetPin, keepPin, loadPin } from './trust-pin.ts';
import type { TrustPin } from './trust-pin.ts';
import style from './evidence.module.css';

const text = words.evidence;

/** Inclusion takes at most two seconds almost always: the proof of a pack that is not yet in the log follows without a click. */
const TRY_AGAIN = 2000;

/** One pack, fetched without content keys and judged by this browser against what its person pinned. */
export function EvidenceScreen() {
  const { id = '' } = useParams({ strict: false });
  const [pin, setPin] = useState(loadPin);
  const heading = useArrival();
  useTitle(text.of(id));

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
  const error = evidence.error ?? proof.error;
  const state = toEvidenceState({ failure: error === null ? null : failureOf(error), pin, outcome: proof.data?.outcome ?? null });
  const save = async () => savePack(proof.data?.pack ?? (await loadSealedPack(id)), id);

  return (
    <div className={style['page']}>
      <header className={style['head']}>
        <h1 ref={heading} tabIndex={-1}>
          {text.title} <code>{id}</code>
        </h1>
        <p>
          {evidence.data !== undefined && (
            <Link to="/q/$id" params={{ id: evidence.data.query_id }}>
              {text.back}
            </Link>
          )}
          <button type="button" onClick={() => void save()}>
            {text.download}
          </button>
          <button type="button" disabled={proof.isFetching || pin === null} onClick={() => void proof.refetch()}>
            {text.again}
          </button>
        </p>
      </header>
      <Judgement
        state={state}
        checkedAt={proof.data?.checkedAt ?? ''}
        onPin={(next) => {
          keepPin(next);
          setPin(next);
          heading.current?.focus();
        }}
        onForget={() => {
          forgetPin();
          setPin(null);
          heading.current?.focus();
        }}
      />
    </div>
  );
}

type Props = {
  readonly state: EvidenceState;
  readonly checkedAt: string;
  readonly onPin: (pin: TrustPin) => void;
  readonly onForget: () => void;
};

function Judgement({ state, checkedAt, onPin, onForget }: Props): JSX.Element {
  switch (state.kind) {
    case 'failed':
      return <p role="alert">{failureWords(state.failure).what}</p>;
    case 'no_pin':
      return <PinTrust onPin={onPin} />;
    case 'verifying':
      return <p role="status">{text.verifying}</p>;
    case 'refused':
      return (
        <div role="alert" className={style['refused']}>
          <p>{state.refusal.why === 'unsupported' ? text.noEd25519 : text.unreadable}</p>
          {state.refusal.detail !== '' && <p>{state.refusal.detail}</p>}
          <button type="button" onClick={onForget}>
            {text.unpin}
          </button>
        </div>
      );
    case 'report':
      return <Report report={state.report} pin={state.pin} checkedAt={checkedAt} onForget={onForget} />;
  }
}
