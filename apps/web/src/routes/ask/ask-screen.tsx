import { useRef } from 'react';
import { useAddressedId } from '../../app/address.ts';
import { useKeys } from '../../app/keys.ts';
import { useTitle } from '../../app/title.ts';
import { cancel } from '../../api/query.ts';
import type { AnswerView } from '../../api/query.ts';
import { words } from '../../words/en.ts';
import { Answer } from './answer.tsx';
import { Announcer } from './announcer.tsx';
import { toAskState } from './ask-state.ts';
import type { AskState } from './ask-state.ts';
import { QuestionBox } from './question-box.tsx';
import { useAnswer } from './use-answer.ts';
import { useAsk } from './use-ask.ts';
import { useDraft } from './use-draft.ts';
import style from './ask.module.css';

function titleOf(state: AskState, view: AnswerView | null): string {
  if (state.kind === 'failed' && state.view === null) return words.failed.title;
  return view?.reading ?? view?.question ?? words.ask.title;
}

/** Box, reading, chips, result, proof line: in this order, at every width. */
export function AskScreen() {
  const id = useAddressedId();
  const { view, event, failure } = useAnswer(id);
  const { submission, submit } = useAsk(id);
  const { draft, setDraft } = useDraft(id, view?.question ?? null);
  const box = useRef<HTMLTextAreaElement>(null);
  const state = toAskState({
    sending: submission.sending,
    addressed: id !== undefined,
    view,
    event,
    failure,
    refused: submission.refused,
  });
  useTitle(titleOf(state, view));
  useKeys({ '/': () => box.current?.focus() });

  const askFor = (text: string, choice?: string) => {
    setDraft(text);
    submit(text, choice);
  };
  const mayCancel = state.kind === 'running' && view !== null && view.can.includes('cancel');
  return (
    <div className={style['page']} data-kind={state.kind}>
      <QuestionBox
        box={box}
        draft={draft}
        busy={state.kind === 'running'}
        onCancel={mayCancel ? () => void cancel(view.query_id).catch(() => undefined) : null}
        onDraft={setDraft}
        onAsk={askFor}
      />
      <Announcer state={state} />
      <Answer state={state} onAsk={askFor} />
    </div>
  );
}
