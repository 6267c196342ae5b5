import type { QueryEvent, ResultColumn } from '@aureus/contract';
import type { Failure } from '../../api/failure.ts';
import type { ExactCell } from '../../api/exact-json.ts';
import type { AnswerView } from '../../api/query.ts';
import { toSteps } from './stages.ts';
import type { StepState } from './stages.ts';

/** What the screen knows when it draws: an ask on its way, a reply, the newest event, a call that failed. */
export type AskFacts = {
  readonly sending: boolean;
  /** The address names a question. */
  readonly addressed: boolean;
  readonly view: AnswerView | null;
  readonly event: QueryEvent | null;
  readonly failure: Failure | null;
  /** What was asked in vain: it never became a question, so no view is of it. */
  readonly refused: { readonly question: string; readonly failure: Failure } | null;
};

/** Exactly one of these is drawn; a `switch` without default is the screen. */
export type AskState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'running'; readonly steps: readonly StepState[]; readonly reading: string | null }
  | { readonly kind: 'table'; readonly view: AnswerView }
  | { readonly kind: 'number'; readonly view: AnswerView; readonly column: ResultColumn; readonly cell: ExactCell }
  | { readonly kind: 'no_rows'; readonly view: AnswerView }
  | { readonly kind: 'not_understood'; readonly view: AnswerView }
  | { readonly kind: 'not_allowed'; readonly view: AnswerView }
  | { readonly kind: 'awaiting_approval'; readonly view: AnswerView }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** Null where the question could not be sent or read at all; another question's proof never stands in for it. */
      readonly view: AnswerView | null;
      /** What "ask again" asks; null where nobody knows any more. */
      readonly question: string | null;
    };

/** Refusals by rule: the person is told which rule, never "no data". */
const REFUSALS: ReadonlySet<string> = new Set([
  'AUTHORIZATION_FAILED',
  'APPROVAL_REQUIRED',
  'SQL_VALIDATION_FAILED',
  'PROMPT_INJECTION_DETECTED',
]);

export function toAskState(facts: AskFacts): AskState {
  if (facts.sending) return running(null, null);
  if (facts.refused !== null) return { kind: 'failed', ...facts.refused, view: null };
  if (facts.failure !== null) return { kind: 'failed', failure: facts.failure, view: null, question: null };
  if (facts.view !== null) return fromView(facts.view, facts.event);
  return facts.addressed ? running(facts.event, null) : { kind: 'empty' };
}

function fromView(view: AnswerView, event: QueryEvent | null): AskState {
  switch (view.status) {
    case 'pending':
    case 'running':
      return running(event ?? { stage: null, stages: view.stages, reading: view.reading }, view.reading);
    case 'awaiting_approval':
      return { kind: 'awaiting_approval', view };
    case 'success':
      return fromAnswer(view);
    case 'error':
      return fromError(view);
  }
}

function running(event: Pick<QueryEvent, 'stage' | 'stages' | 'reading'> | null, reading: string | null): AskState {
  return {
    kind: 'running',
    steps: toSteps(event?.stage ?? null, event?.stages ?? []),
    reading: event?.reading ?? reading,
  };
}

function fromAnswer(view: AnswerView): AskState {
  const rows = view.results ?? [];
  const [column] = view.columns;
  const [row] = rows;
  if (view.results === null) return { kind: 'table', view };
  if (row === undefined) return { kind: (view.row_count ?? 0) === 0 ? 'no_rows' : 'table', view };
  const isFigure = view.columns.length === 1 && rows.length === 1 && view.row_count === 1;
  if (column === undefined || !isFigure || column.role !== 'measure' || column.mask !== 'full')
    return { kind: 'table', view };
  return { kind: 'number', view, column, cell: row[column.name] ?? null };
}

function fromError(view: AnswerView): AskState {
  const code = view.error_code ?? 'INTERNAL_ERROR';
  if (code === 'NOT_UNDERSTOOD') return { kind: 'not_understood', view };
  if (REFUSALS.has(code)) return { kind: 'not_allowed', view };
  return {
    kind: 'failed',
    view,
    question: view.question,
    failure: {
      code: code as Failure['code'],
      message: view.error_message ?? '',
      requestId: view.error_id,
      retryAfterSeconds: null,
    },
  };
}
