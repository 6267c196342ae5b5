import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QueryEvent, ResultColumn } from '@aureus/contract';
import type { AnswerView } from '../../api/query.ts';
import { toAskState } from './ask-state.ts';
import type { AskFacts } from './ask-state.ts';

const NOTHING: AskFacts = {
  sending: false,
  addressed: false,
  view: null,
  event: null,
  failure: null,
  refused: null,
};

const column = (more: Partial<ResultColumn> = {}): ResultColumn => ({
  name: 'total',
  label: 'Total',
  description: '',
  type: 'numeric(18,2)',
  role: 'measure',
  unit: null,
  scale: 2,
  class: 'none',
  mask: 'full',
  ...more,
});

const view = (more: Partial<AnswerView>): AnswerView => ({
  query_id: '0199',
  status: 'success',
  question: 'q',
  created_at: '2026-11-22T18:00:00Z',
  finished_at: null,
  generated_sql: null,
  executed_sql: null,
  reading: null,
  assumptions: [],
  tokens: [],
  alternatives: [],
  columns: [],
  results: null,
  row_count: null,
  truncated: false,
  undetermined: [],
  withheld: [],
  scope: [],
  masked_relations: [],
  sql_marks: [],
  execution_time_ms: null,
  stages: [],
  planner: null,
  evidence_id: null,
  evidence_url: null,
  error_code: null,
  error_message: null,
  error_id: null,
  executed: 'no',
  rules: [],
  policy_set: null,
  access_request: null,
  can: [],
  ...more,
});

const kindOf = (facts: Partial<AskFacts>): string => toAskState({ ...NOTHING, ...facts }).kind;

test('is empty only where the address names no question', () => {
  assert.equal(kindOf({}), 'empty');
  assert.equal(kindOf({ addressed: true }), 'running');
});

test('runs from the moment the question is sent, whatever stood there before', () => {
  assert.equal(
    kindOf({
      sending: true,
      view: view({}),
      failure: { code: 'NETWORK', message: '', requestId: null, retryAfterSeconds: null },
    }),
    'running',
  );
});

test('shows the steps and the reading as the stream tells them', () => {
  const event: QueryEvent = {
    seq: 3,
    status: 'running',
    stage: 'permit',
    stages: [
      { name: 'ground', ms: 1 },
      { name: 'plan', ms: 2.5 },
      { name: 'guard', ms: 4 },
    ],
    reading: 'Loans.',
  };
  const state = toAskState({ ...NOTHING, addressed: true, view: view({ status: 'pending' }), event });
  assert.equal(state.kind, 'running');
  assert.deepEqual(
    state.kind === 'running' && [state.reading, state.steps.map((step) => `${step.step} ${step.state} ${step.ms}`)],
    ['Loans.', ['reading done 3.5', 'checking done 4', 'allowing now null', 'running next null', 'sealing next null']],
  );
});

test('draws rows as a table', () => {
  assert.equal(
    kindOf({
      view: view({ columns: [column(), column({ name: 'b' })], results: [{ total: '1', b: '2' }], row_count: 1 }),
    }),
    'table',
  );
});

test('draws one measure in one row as a figure', () => {
  const state = toAskState({
    ...NOTHING,
    view: view({ columns: [column()], results: [{ total: '12.50' }], row_count: 1 }),
  });
  assert.deepEqual(state.kind === 'number' && state.cell, '12.50');
});

test('never draws a key, a masked value or one of many rows as a figure', () => {
  const one = { results: [{ total: '1' }], row_count: 1 };
  assert.equal(kindOf({ view: view({ ...one, columns: [column({ role: 'key' })] }) }), 'table');
  assert.equal(kindOf({ view: view({ ...one, columns: [column({ mask: 'redact' })] }) }), 'table');
  assert.equal(kindOf({ view: view({ columns: [column()], results: [{ total: '1' }], row_count: 2 }) }), 'table');
});

test('says that no rows match only where the row count is zero', () => {
  assert.equal(kindOf({ view: view({ columns: [column()], results: [], row_count: 0 }) }), 'no_rows');
  assert.equal(kindOf({ view: view({ columns: [column()], results: [], row_count: 7 }) }), 'table');
});

test('tells rows that may not be seen from rows that are not there', () => {
  assert.equal(kindOf({ view: view({ columns: [column()], results: null, row_count: null }) }), 'table');
});

test('tells not understood, not allowed and failed apart', () => {
  const errorKind = (code: string | null) => kindOf({ view: view({ status: 'error', error_code: code }) });
  assert.equal(errorKind('NOT_UNDERSTOOD'), 'not_understood');
  for (const code of [
    'AUTHORIZATION_FAILED',
    'APPROVAL_REQUIRED',
    'SQL_VALIDATION_FAILED',
    'PROMPT_INJECTION_DETECTED',
  ]) {
    assert.equal(errorKind(code), 'not_allowed');
  }
  for (const code of ['TIMEOUT', 'CANCELLED', 'SOURCE_UNAVAILABLE', 'INTERNAL_ERROR', null])
    assert.equal(errorKind(code), 'failed');
});

test('shows no proof of the question before where the new one was not taken', () => {
  const failure = { code: 'VALIDATION_ERROR', message: 'No.', requestId: 'r1', retryAfterSeconds: null } as const;
  assert.deepEqual(
    toAskState({ ...NOTHING, view: view({ evidence_id: 'e1' }), refused: { question: 'new', failure } }),
    { kind: 'failed', failure, question: 'new', view: null },
  );
});

test('keeps the support id of a failed question', () => {
  const state = toAskState({
    ...NOTHING,
    view: view({ status: 'error', error_code: 'TIMEOUT', error_message: 'Too slow.', error_id: 'e1' }),
  });
  assert.deepEqual(state.kind === 'failed' && state.failure, {
    code: 'TIMEOUT',
    message: 'Too slow.',
    requestId: 'e1',
    retryAfterSeconds: null,
  });
});

test('waits where a second person must decide', () => {
  assert.equal(kindOf({ view: view({ status: 'awaiting_approval' }) }), 'awaiting_approval');
});
