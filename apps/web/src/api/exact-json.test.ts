import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExact } from './exact-json.ts';

test('keeps the digits of every number in the rows as the server wrote them', () => {
  const reply = parseExact<{ row_count: number; results: unknown }>(
    '{"row_count":1,"results":[{"amount":1250000.50,"rate":1e-7,"id":"9007199254740993","open":true,"note":null}]}',
  );
  assert.equal(reply.row_count, 1);
  assert.deepEqual(reply.results, [
    { amount: { digits: '1250000.50' }, rate: { digits: '1e-7' }, id: '9007199254740993', open: true, note: null },
  ]);
});

test('keeps a column that is called __proto__', () => {
  const reply = parseExact<{ results: unknown }>('{"results":[{"__proto__":"x"}]}');
  assert.equal(Object.getOwnPropertyDescriptor(reply.results?.[0], '__proto__')?.value, 'x');
});

test('gives no rows where the reply has none', () => {
  assert.equal(parseExact<{ results: unknown }>('{"results":null}').results, null);
});
