import type { AnswerView } from '../../api/query.ts';
import { words } from '../../words/en.ts';
import { Notice } from './notice.tsx';

/** Becomes the answer in place once it is decided. */
export function AwaitingApproval({ view }: { readonly view: AnswerView }) {
  return (
    <Notice status="awaiting_approval" title={view.reading ?? view.question} level={1}>
      <p>{view.message ?? words.awaiting.body}</p>
    </Notice>
  );
}
