import type { ReactNode } from 'react';
import { STATUS_WORDS } from '../words/en.ts';
import { StatusShape, toneOf } from './status-shape.tsx';
import type { Status } from './status-shape.tsx';
import style from './chips.module.css';

/** What limits an answer, one line each, opened in place. They never fold into a count. */
export function Chips({ children }: { readonly children: ReactNode }) {
  return <div className={style['chips']}>{children}</div>;
}

type Props = { readonly status: Status; readonly line: string; readonly children: ReactNode };

export function Chip({ status, line, children }: Props) {
  return (
    <details className={style['chip']} data-tone={toneOf(status)}>
      <summary>
        <StatusShape status={status} />
        <b>{STATUS_WORDS[status]}</b>
        <span>{line}</span>
      </summary>
      <div className={style['more']}>{children}</div>
    </details>
  );
}
