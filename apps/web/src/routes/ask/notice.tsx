import type { ReactNode } from 'react';
import { Status } from '../../components/status.tsx';
import type { Status as StatusName } from '../../components/status-shape.tsx';
import style from './notice.module.css';

type Props = {
  readonly status: StatusName | null;
  readonly title: string;
  readonly level: 1 | 2;
  readonly children: ReactNode;
};

/** A state without a result: one word of status, one sentence, then what helps. */
export function Notice({ status, title, level, children }: Props) {
  const Title = level === 1 ? 'h1' : 'h2';
  return (
    <section className={style['notice']}>
      {status !== null && <Status status={status} />}
      <Title>{title}</Title>
      <div className={style['body']}>{children}</div>
    </section>
  );
}
