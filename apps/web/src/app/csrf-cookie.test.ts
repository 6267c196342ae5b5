import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csrfFrom } from './csrf-cookie.ts';

test('finds the twin cookie among others', () => {
  assert.equal(csrfFrom('theme=dark; __Host-atlas-csrf-1a2b3c4d=abc%3D; other=1'), 'abc=');
});

test('knows that there is no session where the twin is missing', () => {
  assert.equal(csrfFrom(''), null);
  assert.equal(csrfFrom('not-atlas-csrf=1'), null);
});
