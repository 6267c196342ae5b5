import { Button } from '@mantine/core';
import type { Failure } from '../../api/failure.ts';
import type { AnswerView } from '../../api/query.ts';
import { failureWords, words } from '../../words/en.ts';
import { Notice } from './notice.tsx';
import { ProofLine } from './proof-line.tsx';
import type { AskFor } from './use-ask.ts';
import style from './notice.module.css';
import page from './ask.module.css';

type Props = {
  readonly failure: Failure;
  readonly view: AnswerView | null;
  readonly question: string | null;
  readonly onAsk: AskFor;
};

/** Answers to the sending itself that leave no doubt; after a broken line or a fault inside, nobody here knows. */
const NOT_TAKEN: ReadonlySet<Failure['code']> = new Set<Failure['code']>([
  'VALIDATION_ERROR',
  'PROMPT_INJECTION_DETECTED',
  'RATE_LIMIT_EXCEEDED',
  'BUDGET_EXCEEDED',
  'PAYLOAD_TOO_LARGE',
]);

function statusOf({ code }: Failure): 'cancelled' | 'not_allowed' | 'failed' {
  if (code === 'CANCELLED') return 'cancelled';
  return code === 'PROMPT_INJECTION_DETECTED' ? 'not_allowed' : 'failed';
}

/** What happened, whether the bank's database was touched, what to do, whom to tell. The text is kept. */
export function Failed({ failure, view, question, onAsk }: Props) {
  const { what, advice } = failureWords(failure);
  return (
    <article className={page['answer']}>
      <Notice status={statusOf(failure)} title={what} level={1}>
        {view !== null && <p className={style['touched']}>{words.failed.touched[view.executed]}</p>}
        {view === null && question !== null && NOT_TAKEN.has(failure.code) && (
          <p className={style['touched']}>{words.failed.notTaken}</p>
        )}
        {advice !== '' && <p>{advice}</p>}
        {question !== null && (
          <Button variant="default" onClick={() => onAsk(question)}>
            {words.failed.again}
          </Button>
        )}
        {failure.requestId !== null && <p className={style['support']}>{words.failed.support(failure.requestId)}</p>}
      </Notice>
      {view !== null && <ProofLine view={view} />}
    </article>
  );
}
