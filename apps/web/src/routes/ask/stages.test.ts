import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toSteps } from './stages.ts';

const drawn = (current: string | null, done: string[]): string =>
  toSteps(
    current,
    done.map((name) => ({ name, ms: 1 })),
  )
    .map(({ state }) => state)
    .join(' ');

test('begins with reading', () => {
  assert.equal(drawn(null, []), 'now next next next next');
});

test('calls a step done only when the next has begun', () => {
  assert.equal(drawn('permit', ['ground', 'plan', 'guard']), 'done done now next next');
  assert.equal(
    drawn('preflight', ['ground', 'plan', 'guard', 'permit', 'compile', 'intend']),
    'done done now next next',
  );
});

test('goes back to reading when the plan is repaired', () => {
  assert.equal(drawn('plan', ['ground', 'plan', 'guard']), 'now next next next next');
});

test('moves nothing for a stage it does not know', () => {
  assert.equal(drawn('levitate', ['ground', 'plan', 'guard']), 'done now next next next');
});
