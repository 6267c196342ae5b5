import type { JSX } from 'react';
import { AnswerFrame } from './answer-frame.tsx';
import type { AskState } from './ask-state.ts';
import { AwaitingApproval } from './awaiting-approval.tsx';
import { Empty } from './empty.tsx';
import { Failed } from './failed.tsx';
import { Figure } from './figure.tsx';
import { NoRows } from './no-rows.tsx';
import { NotAllowed } from './not-allowed.tsx';
import { NotUnderstood } from './not-understood.tsx';
import { Running } from './running.tsx';
import { TableAnswer } from './table-answer.tsx';
import type { AskFor } from './use-ask.ts';

type Props = { readonly state: AskState; readonly onAsk: AskFor };

/** One state, one drawing. There is no default: a new state does not compile until it is drawn. */
export function Answer({ state, onAsk }: Props): JSX.Element {
  switch (state.kind) {
    case 'empty':
      return <Empty onAsk={onAsk} />;
    case 'running':
      return <Running steps={state.steps} reading={state.reading} />;
    case 'table':
      return (
        <AnswerFrame view={state.view} shape="table">
          <TableAnswer view={state.view} />
        </AnswerFrame>
      );
    case 'number':
      return (
        <AnswerFrame view={state.view} shape="figure">
          <Figure column={state.column} cell={state.cell} />
        </AnswerFrame>
      );
    case 'no_rows':
      return (
        <AnswerFrame view={state.view} shape="table">
          <NoRows view={state.view} />
        </AnswerFrame>
      );
    case 'not_understood':
      return <NotUnderstood view={state.view} onAsk={onAsk} />;
    case 'not_allowed':
      return <NotAllowed view={state.view} />;
    case 'awaiting_approval':
      return <AwaitingApproval view={state.view} />;
    case 'failed':
      return <Failed failure={state.failure} view={state.view} question={state.question} onAsk={onAsk} />;
  }
}
