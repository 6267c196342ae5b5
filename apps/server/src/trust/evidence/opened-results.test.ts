import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeOpenedResults } from './opened-results.ts';

const opened = (rows: number) => ({
  run: 'r',
  result: { columns: [{ name: 'a', type: 'text' }], rows: Array.from({ length: rows }, () => ['x']) },
});

test('keeps results up to a number of cells and pushes out the one not asked for longest', () => {
  const results = makeOpenedResults(30);
  results.put('a', opened(9));
  results.put('b', opened(9));
  results.put('c', opened(9));
  assert.notEqual(results.get('a'), undefined);
  results.put('d', opened(9));
  assert.equal(results.get('b'), undefined);
  for (const kept of ['a', 'c', 'd']) assert.notEqual(results.get(kept), undefined);
});

test('counts a result put twice once', () => {
  const results = makeOpenedResults(20);
  for (let time = 0; time < 5; time++) results.put('a', opened(9));
  results.put('b', opened(9));
  assert.notEqual(results.get('a'), undefined);
});

test('does not keep what is larger than all its room, nor the older one under its name', () => {
  const results = makeOpenedResults(10);
  results.put('a', opened(3));
  results.put('a', opened(10));
  assert.equal(results.get('a'), undefined);
});

test('keeps an answer without rows', () => {
  const results = makeOpenedResults();
  results.put('a', opened(0));
  assert.deepEqual(results.get('a'), opened(0));
});
