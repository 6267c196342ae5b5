import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useShowsSql } from '../../app/address.ts';
import { closeAround, useKeys } from '../../app/keys.ts';
import type { AnswerView } from '../../api/query.ts';
import { words } from '../../words/en.ts';
import { AnswerChips } from './answer-chips.tsx';
import { ProofLine } from './proof-line.tsx';
import { SqlView } from './sql-view.tsx';
import style from './ask.module.css';

type Props = { readonly view: AnswerView; readonly shape: 'table' | 'figure'; readonly children: ReactNode };

/** What every answer has: its reading, its limits, the choice between answer and SQL (in the address), its proof. */
export function AnswerFrame({ view, shape, children }: Props) {
  const showsSql = useShowsSql();
  const navigate = useNavigate();
  const go = (sql: boolean) =>
    void navigate({ to: '/q/$id', params: { id: view.query_id }, search: sql ? { show: 'sql' } : {}, replace: true });
  useKeys({
    t: () => go(false),
    s: () => go(true),
    Escape: () => closeAround(document.activeElement),
    e: () => {
      if (view.evidence_id !== null) void navigate({ to: '/evidence/$id', params: { id: view.evidence_id } });
    },
  });
  return (
    <article className={style['answer']}>
      <h1 className={style['reading']}>{view.reading ?? view.question}</h1>
      <AnswerChips view={view} />
      <div className={style['bar']}>
        <p>{shape === 'table' && view.row_count !== null && words.result.rows(view.row_count, view.truncated)}</p>
        <div role="group" aria-label={words.result.view} className={style['views']}>
          <button type="button" aria-pressed={!showsSql} onClick={() => go(false)}>
            {shape === 'table' ? words.result.table : words.result.figure}
          </button>
          <button type="button" aria-pressed={showsSql} onClick={() => go(true)}>
            {words.result.sql}
          </button>
        </div>
      </div>
      {showsSql ? <SqlView view={view} /> : children}
      <ProofLine view={view} />
    </article>
  );
}
