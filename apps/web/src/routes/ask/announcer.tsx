import { STATUS_WORDS, words } from '../../words/en.ts';
import type { AskState } from './ask-state.ts';

/** Says an answer once, politely, as its reading; the focus stays where it is. */
export function Announcer({ state }: { readonly state: AskState }) {
  return (
    <p className="spoken" role="status">
      {announcement(state)}
    </p>
  );
}

function announcement(state: AskState): string {
  switch (state.kind) {
    case 'empty':
      return '';
    case 'running':
      return words.ask.running;
    case 'table':
    case 'number':
    case 'no_rows':
      return words.ask.announced(state.view.reading ?? state.view.question, state.view.row_count);
    case 'not_understood':
      return STATUS_WORDS.not_understood;
    case 'not_allowed':
      return `${STATUS_WORDS.not_allowed}. ${state.view.error_message ?? ''}`;
    case 'awaiting_approval':
      return STATUS_WORDS.awaiting_approval;
    case 'failed':
      return `${STATUS_WORDS.failed}. ${state.failure.message}`;
  }
}
