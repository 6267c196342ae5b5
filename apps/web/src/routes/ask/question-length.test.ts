import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeLength } from './question-length.ts';

test('counts from 1,800 characters and refuses above 2,000', () => {
  assert.deepEqual(judgeLength('x'.repeat(1799)), { kind: 'fine' });
  assert.deepEqual(judgeLength('x'.repeat(1800)), { kind: 'counted', length: 1800, most: 2000 });
  assert.deepEqual(judgeLength('x'.repeat(2000)), { kind: 'counted', length: 2000, most: 2000 });
  assert.deepEqual(judgeLength('x'.repeat(2143)), { kind: 'too_long', by: 143 });
});

test('does not count blanks at the ends', () => {
  assert.deepEqual(judgeLength(`  ${'x'.repeat(1700)}${' '.repeat(600)}`), { kind: 'fine' });
});
