import { STATUS_WORDS } from '../words/en.ts';
import { StatusShape, toneOf } from './status-shape.tsx';
import type { Status as StatusName } from './status-shape.tsx';
import style from './status.module.css';

/** Shape, word and colour of one status, the same everywhere. */
export function Status({ status }: { readonly status: StatusName }) {
  return (
    <span className={style['status']} data-tone={toneOf(status)}>
      <StatusShape status={status} />
      {STATUS_WORDS[status]}
    </span>
  );
}
