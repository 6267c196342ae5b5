import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryStatus } from './query-status.ts';

test('wears one word a state', () => {
  assert.equal(queryStatus({ status: 'pending', error_code: null }), 'pending');
  assert.equal(queryStatus({ status: 'running', error_code: null }), 'running');
  assert.equal(queryStatus({ status: 'awaiting_approval', error_code: null }), 'awaiting_approval');
  assert.equal(queryStatus({ status: 'success', error_code: null }), 'answered');
});

test('never calls a refusal a failure, nor a failure a refusal', () => {
  assert.equal(queryStatus({ status: 'error', error_code: 'AUTHORIZATION_FAILED' }), 'not_allowed');
  assert.equal(queryStatus({ status: 'error', error_code: 'SQL_VALIDATION_FAILED' }), 'not_allowed');
  assert.equal(queryStatus({ status: 'error', error_code: 'NOT_UNDERSTOOD' }), 'not_understood');
  assert.equal(queryStatus({ status: 'error', error_code: 'CANCELLED' }), 'cancelled');
  assert.equal(queryStatus({ status: 'error', error_code: 'TIMEOUT' }), 'failed');
  assert.equal(queryStatus({ status: 'error', error_code: null }), 'failed');
});
