import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { loadOfferedTrust } from '../../api/evidence.ts';
import { words } from '../../words/en.ts';
import { isRefused, readTrust } from './proof.ts';
import { spellFingerprint } from './trust-pin.ts';
import type { TrustPin } from './trust-pin.ts';
import style from './evidence.module.css';

const text = words.evidence;

/** The fingerprint stands there to be compared with paper; only then is the file pinned, by the person, never by us. */
export function PinTrust({ onPin }: { readonly onPin: (pin: TrustPin) => void }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const offered = useQuery({ queryKey: ['trust'], queryFn: loadOfferedTrust });
  const file = chosen ?? offered.data ?? null;
  const read = useQuery({
    queryKey: ['trust', 'read', file],
    queryFn: () => readTrust(new TextEncoder().encode(file ?? '')),
    enabled: file !== null,
  });
  const summary = read.data;
  return (
    <section className={style['pin']} aria-labelledby="no-pin">
      <h2 id="no-pin">{text.noPin}</h2>
      <p>{text.noPinWhy}</p>
      {summary !== undefined && isRefused(summary) && (
        <p role="alert">{summary.why === 'unsupported' ? text.noEd25519 : text.unreadableTrust}</p>
      )}
      {file !== null && summary !== undefined && !isRefused(summary) && (
        <>
          <dl>
            <dt>{text.source}</dt>
            <dd>{chosen === null ? text.offered : text.chosen}</dd>
            <dt>{text.fingerprint}</dt>
            <dd>
              <code>{spellFingerprint(summary.fingerprint)}</code>
            </dd>
            <dt>{text.origin}</dt>
            <dd>
              <code>{summary.origins.join(', ')}</code>
            </dd>
          </dl>
          <Button onClick={() => onPin({ file, fingerprint: summary.fingerprint, pinnedAt: new Date().toISOString() })}>
            {text.pin}
          </Button>
        </>
      )}
      <label className={style['file']}>
        {text.choose}
        <input
          type="file"
          accept="application/json,.json"
          onChange={(event) => void event.currentTarget.files?.[0]?.text().then(setChosen)}
        />
      </label>
    </section>
  );
}
