import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureWords, typeWord, words } from './en.ts';

test('lets the server speak first', () => {
  const failure = { code: 'TIMEOUT', message: 'It took 30 s.', requestId: null, retryAfterSeconds: null } as const;
  assert.equal(failureWords(failure).what, 'It took 30 s.');
});

test('has words where the server has none', () => {
  const failure = { code: 'NETWORK', message: '', requestId: null, retryAfterSeconds: null } as const;
  assert.match(failureWords(failure).what, /could not be reached/);
});

test('says when to come back', () => {
  const failure = { code: 'RATE_LIMIT_EXCEEDED', message: '', requestId: null, retryAfterSeconds: 12 } as const;
  assert.match(failureWords(failure).advice, /12 s/);
});

test('never claims a total of a part', () => {
  assert.equal(words.result.rows(10_000, true), 'first 10,000 rows');
  assert.equal(words.result.rows(1, false), '1 row');
});

test('names types for readers and leaves the unknown as it is', () => {
  assert.equal(typeWord('character varying(60)'), 'text');
  assert.equal(typeWord('numeric(14,2)'), 'number');
  assert.equal(typeWord('tsrange'), 'tsrange');
});
