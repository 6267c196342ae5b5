import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spellFingerprint, toPin } from './trust-pin.ts';

const pin = { file: '{"format":1}', fingerprint: 'ab'.repeat(32), pinnedAt: '2026-11-22T18:04:00.000Z' };

test('reads back what was pinned', () => {
  assert.deepEqual(toPin(JSON.stringify(pin)), pin);
});

test('takes anything that is not a pin for none', () => {
  for (const stored of [
    null,
    '',
    'null',
    '[]',
    '{',
    '{"file":1}',
    JSON.stringify({ ...pin, fingerprint: 'short' }),
    JSON.stringify({ ...pin, pinnedAt: 'soon' }),
  ]) {
    assert.equal(toPin(stored), null);
  }
});

test('spells a fingerprint in groups of four', () => {
  assert.equal(spellFingerprint('0123456789ab'), '0123 4567 89ab');
});
