import { Link } from '@tanstack/react-router';
import { Status } from '../../components/status.tsx';
import { readerTime } from '../../components/instant.ts';
import type { AnswerView } from '../../api/query.ts';
import { words } from '../../words/en.ts';
import { stageWords } from './stage-words.ts';
import style from './proof-line.module.css';

/** Sealed · evidence id · duration · time · how it ran. The seal leads to where it can be checked. */
export function ProofLine({ view }: { readonly view: AnswerView }) {
  if (view.evidence_id === null) return null;
  return (
    <footer className={style['proof']} aria-label={words.proof.label}>
      <Link to="/evidence/$id" params={{ id: view.evidence_id }} className={style['seal']}>
        <Status status="sealed" />
        <code>{view.evidence_id}</code>
        <span className={style['verify']}>{words.proof.verify}</span>
      </Link>
      {view.execution_time_ms !== null && <span>{words.proof.took(view.execution_time_ms)}</span>}
      <time dateTime={view.finished_at ?? view.created_at}>{readerTime(view.finished_at ?? view.created_at)}</time>
      <details className={style['how']}>
        <summary>{words.proof.how}</summary>
        <ol aria-label={words.proof.how}>
          {view.stages.map(({ name, ms }, index) => (
            <li key={index}>
              {stageWords(name)}
              <span>{words.proof.ms(ms)}</span>
            </li>
          ))}
        </ol>
        {view.planner !== null && <p>{words.proof.planner(view.planner)}</p>}
      </details>
    </footer>
  );
}
