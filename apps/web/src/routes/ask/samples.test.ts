import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DatasetView } from '@aureus/contract';
import { pickSamples } from './samples.ts';

const dataset = (name: string, questions: string[], can: string[] = ['ask']): DatasetView =>
  ({ name, sample_questions: questions, can }) as unknown as DatasetView;

test('takes turns among the datasets', () => {
  const picked = pickSamples([dataset('a', ['a1', 'a2', 'a3']), dataset('b', ['b1'])]);
  assert.deepEqual(
    picked.map(({ question }) => question),
    ['a1', 'b1', 'a2', 'a3'],
  );
});

test('offers nothing of a dataset that this person may only know of', () => {
  assert.deepEqual(pickSamples([dataset('a', ['a1'], ['request_access'])]), []);
});

test('offers a question once', () => {
  assert.equal(pickSamples([dataset('a', ['same']), dataset('b', ['same'])]).length, 1);
});
