import { Button } from '@mantine/core';
import type { Failure } from '../../api/failure.ts';
import type { AnswerView } from '../../api/query.ts';
import { failureWords, words } from '../../words/en.ts';
import { Notice } from './notice.tsx';
import { ProofLine } from './proof-line.tsx';
import type { AskFor } from './use-ask.ts';
import style from './notice.module.css';
import page from './ask.module.css';

type Props = { readonly failure: Failure; readonly view: AnswerView | null; readonly onAsk: AskFor };

/** What happened, whether the bank's database was touched, what to do, whom to tell. The text is kept. */
export function Failed({ failure, view, onAsk }: Props) {
  const { what, advice } = failureWords(failure);
  return (
    <article className={page['answer']}>
      <Notice status={failure.code === 'CANCELLED' ? 'cancelled' : 'failed'} title={what} level={1}>
        {view !== null && <p className={style['touched']}>{words.failed.touched[view.executed]}</p>}
        {advice !== '' && <p>{advice}</p>}
        {view !== null && (
          <Button variant="default" onClick={() => onAsk(view.question)}>
            {words.failed.again}
          </Button>
        )}
        {failure.requestId !== null && <p className={style['support']}>{words.failed.support(failure.requestId)}</p>}
      </Notice>
      {view !== null && <ProofLine view={view} />}
    </article>
  );
}
