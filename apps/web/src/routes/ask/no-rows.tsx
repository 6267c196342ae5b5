import type { AnswerView } from '../../api/query.ts';
import { Notice } from './notice.tsx';
import { words } from '../../words/en.ts';

/** Nothing matches, said as such: never an empty table, and never used where something is merely not shown. */
export function NoRows({ view }: { readonly view: AnswerView }) {
  return (
    <Notice status={null} title={words.noRows.title} level={2}>
      <p>{words.noRows.body}</p>
      {view.message !== undefined && <p>{view.message}</p>}
    </Notice>
  );
}
