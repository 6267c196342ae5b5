import type { AnswerView } from '../../api/query.ts';
import { words } from '../../words/en.ts';
import { Notice } from './notice.tsx';
import { ProofLine } from './proof-line.tsx';
import { isUnknown } from './token-state.ts';
import type { AskFor } from './use-ask.ts';
import style from './notice.module.css';
import page from './ask.module.css';

const text = words.notUnderstood;

function meaningOf({ state, became }: AnswerView['tokens'][number]): string {
  if (isUnknown(state)) return text.unknown;
  return state === 'politeness' ? text.ignored : (became ?? text.ignored);
}

/** Each word with what it became, the unknown ones named; a click on a reading asks it. */
export function NotUnderstood({ view, onAsk }: { readonly view: AnswerView; readonly onAsk: AskFor }) {
  return (
    <article className={page['answer']}>
      <Notice status="not_understood" title={view.error_message ?? text.title} level={1}>
        {view.tokens.length > 0 && (
          <>
            <h2>{text.tokens}</h2>
            <ul className={style['tokens']}>
              {view.tokens.map((token, index) => (
                <li key={index} data-unknown={isUnknown(token.state) || undefined}>
                  {token.text}
                  <span>{meaningOf(token)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        {view.alternatives.length > 0 && (
          <>
            <h2>{text.alternatives}</h2>
            <ul className={style['list']}>
              {view.alternatives.map(({ sentence, differs_in, choice }) => (
                <li key={choice}>
                  <button type="button" className={style['choice']} onClick={() => onAsk(view.question, choice)}>
                    {differs_in !== sentence && <b>{differs_in}</b>}
                    <span>{sentence}</span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </Notice>
      <ProofLine view={view} />
    </article>
  );
}
