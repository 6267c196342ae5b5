import type { AnswerView } from '../../api/query.ts';
import { words } from '../../words/en.ts';
import { Notice } from './notice.tsx';
import { ProofLine } from './proof-line.tsx';
import style from './notice.module.css';
import page from './ask.module.css';

const text = words.notAllowed;
const RUN = { no: text.nothingRun, yes: text.run, unknown: text.unknownRun } as const;

/** The rule in words and what it speaks of. "Nothing was run" is said only where no execution is on record. */
export function NotAllowed({ view }: { readonly view: AnswerView }) {
  return (
    <article className={page['answer']}>
      <Notice status="not_allowed" title={view.error_message ?? text.title} level={1}>
        {view.withheld.length > 0 && (
          <>
            <h2>{text.columns}</h2>
            <ul className={style['list']}>
              {view.withheld.map(({ dataset, column, used_in, policy }) => (
                <li key={`${dataset}.${column}`}>
                  <span>{text.use(dataset, column, used_in.join(', '))}</span>
                  {policy === null ? '' : ` · ${policy}`}
                </li>
              ))}
            </ul>
          </>
        )}
        <p className={style['touched']}>{RUN[view.executed]}</p>
        {view.evidence_id !== null && <p>{text.sealed}</p>}
        {view.error_id !== null && <p className={style['support']}>{words.failed.support(view.error_id)}</p>}
      </Notice>
      <ProofLine view={view} />
    </article>
  );
}
