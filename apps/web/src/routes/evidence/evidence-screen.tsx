import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { useAddressedId } from '../../app/address.ts';
import { useArrival } from '../../app/arrival.ts';
import { useTitle } from '../../app/title.ts';
import { loadSealedPack } from '../../api/evidence.ts';
import { failureOf } from '../../api/failure.ts';
import { failureWords, words } from '../../words/en.ts';
import { toEvidenceState } from './evidence-state.ts';
import type { EvidenceState } from './evidence-state.ts';
import { PinTrust } from './pin-trust.tsx';
import { Report } from './report.tsx';
import { savePack } from './save-pack.ts';
import { forgetPin, keepPin, loadPin } from './trust-pin.ts';
import type { TrustPin } from './trust-pin.ts';
import { useProof } from './use-proof.ts';
import style from './evidence.module.css';

const text = words.evidence;

/** One pack, fetched without content keys and judged by this browser against what its person pinned. */
export function EvidenceScreen() {
  const id = useAddressedId() ?? '';
  const [pin, setPin] = useState(loadPin);
  const heading = useArrival();
  const { evidence, proof } = useProof(id, pin);
  useTitle(text.of(id));

  const choosePin = (next: TrustPin | null) => {
    if (next === null) forgetPin();
    else keepPin(next);
    setPin(next);
    heading.current?.focus();
  };
  const save = async () => savePack(proof.data?.pack ?? (await loadSealedPack(id)), id);
  const error = evidence.error ?? proof.error;
  const failure = error === null ? null : failureOf(error);
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
        state={toEvidenceState({ failure, pin, outcome: proof.data?.outcome ?? null })}
        checkedAt={proof.data?.checkedAt ?? ''}
        onPin={choosePin}
        onForget={() => choosePin(null)}
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
