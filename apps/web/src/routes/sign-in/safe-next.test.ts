import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safeNext } from './safe-next.ts';

test('goes back to an address of this app', () => {
  assert.equal(safeNext('/q/0199?show=sql'), '/q/0199?show=sql');
});

test('never leads to another origin', () => {
  for (const next of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    undefined,
    '/sign-in?next=/x',
  ]) {
    assert.equal(safeNext(next), '/');
  }
});
