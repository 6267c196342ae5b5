import type { ReportedStage } from '@aureus/ledger';
import { words } from '../../words/en.ts';
import style from './evidence.module.css';

const text = words.evidence;

/** Each statement in order, with its leaf and the bytes as they stand in the pack. */
export function Stages({ stages }: { readonly stages: readonly ReportedStage[] }) {
  return (
    <section aria-labelledby="statements">
      <h2 id="statements">{text.statements}</h2>
      <ol className={style['stages']}>
        {stages.map(({ stage, statement, envelope, leaf, leaf_hash: leafHash, index }, at) => (
          <li key={at}>
            <details>
              <summary>
                <b>{stage}</b>
                <span>{index === null ? text.notIncluded : text.leaf(index)}</span>
                {leafHash !== null && <code>{leafHash}</code>}
              </summary>
              <Raw title={text.statement} bytes={statement} />
              {leaf !== null && <Raw title={text.leafBytes} bytes={leaf} />}
              <Raw title={text.envelope} bytes={envelope} />
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Raw({ title, bytes }: { readonly title: string; readonly bytes: string }) {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <pre tabIndex={0}>
        <code>{bytes}</code>
      </pre>
    </figure>
  );
}
