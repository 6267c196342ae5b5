import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiFailure, failureOf, toFailure } from './failure.ts';

test('reads code, message and id of the envelope, and when to come back', () => {
  const body = { error: { code: 'RATE_LIMIT_EXCEEDED', message: 'Slow down.', request_id: 'r1' } };
  const expected = { code: 'RATE_LIMIT_EXCEEDED', message: 'Slow down.', requestId: 'r1', retryAfterSeconds: 12 };
  assert.deepEqual(toFailure(body, '12'), expected);
});

test('says nothing of a reply that is not from Atlas', () => {
  for (const body of [null, 'Bad gateway', {}, { error: null }, { error: { message: 'x' } }]) {
    assert.deepEqual(toFailure(body, null), {
      code: 'INTERNAL_ERROR',
      message: '',
      requestId: null,
      retryAfterSeconds: null,
    });
  }
});

test('knows a server that cannot be reached from one that says no', () => {
  assert.equal(failureOf(new TypeError('Failed to fetch')).code, 'NETWORK');
  const failure = toFailure({ error: { code: 'CONFLICT', message: '', request_id: 'r' } }, null);
  assert.equal(failureOf(new ApiFailure(failure, 409)), failure);
});
