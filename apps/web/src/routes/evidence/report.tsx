import type { PackReport } from '@aureus/ledger';
import { utcTime } from '../../components/instant.ts';
import { Status } from '../../components/status.tsx';
import { words } from '../../words/en.ts';
import { Stages } from './stages.tsx';
import { spellFingerprint } from './trust-pin.ts';
import type { TrustPin } from './trust-pin.ts';
import style from './evidence.module.css';

const text = words.evidence;

type Props = {
  readonly report: PackReport;
  readonly pin: TrustPin;
  readonly checkedAt: string;
  readonly onForget: () => void;
};

/** The headline wears the worst claim; below it against what it was judged, and what no claim shows. */
export function Report(props: Props) {
  const { headline, claims, not_shown: notShown, stages } = props.report;
  return (
    <>
      <section className={style['headline']} data-verdict={headline.verdict} role="status">
        <Status status={headline.verdict} />
        <h2>{headline.sentence}</h2>
      </section>
      <Facts {...props} />
      <section aria-labelledby="limits">
        <h2 id="limits">{text.limits}</h2>
        <ul className={style['limits']}>
          {[...notShown, text.thisPage].map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </section>
      <Claims claims={claims} />
      <Stages stages={stages} />
    </>
  );
}

/** Where, when and against which trust file it was judged. */
function Facts({ report: { checkpoint }, pin, checkedAt, onForget }: Props) {
  return (
    <dl className={style['facts']}>
      <dt>{text.checked}</dt>
      <dd>{text.checkedAt(utcTime(checkedAt))}</dd>
      <dt>{text.against}</dt>
      <dd>
        <code>{spellFingerprint(pin.fingerprint)}</code> {text.pinnedAt(utcTime(pin.pinnedAt))}{' '}
        <button type="button" onClick={onForget}>
          {text.unpin}
        </button>
      </dd>
      {checkpoint !== null && (
        <>
          <dt>{text.checkpoint}</dt>
          <dd>
            {text.size(checkpoint.size)} <code>{checkpoint.root}</code>
          </dd>
        </>
      )}
    </dl>
  );
}

function Claims({ claims }: Pick<PackReport, 'claims'>) {
  return (
    <section aria-labelledby="claims">
      <h2 id="claims">{text.claims}</h2>
      <ol className={style['claims']}>
        {claims.map(({ id, verdict, sentence, compared, digest }) => (
          <li key={id}>
            <Status status={verdict} />
            <p>
              {sentence}
              <span>
                {compared}
                {digest !== null && <code>{digest}</code>}
              </span>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
