import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PackReport } from '@aureus/ledger';
import { toEvidenceState } from './evidence-state.ts';

const pin = { file: '{}', fingerprint: 'ab'.repeat(32), pinnedAt: '2026-11-22T18:00:00Z' };
const report = { claims: [] } as unknown as PackReport;
const failure = { code: 'RESOURCE_NOT_FOUND', message: '', requestId: null, retryAfterSeconds: null } as const;

test('judges nothing without a pin, whatever the pack says', () => {
  assert.equal(toEvidenceState({ failure: null, pin: null, outcome: report }).kind, 'no_pin');
});

test('shows the report only together with the pin it was judged by', () => {
  assert.deepEqual(toEvidenceState({ failure: null, pin, outcome: report }), { kind: 'report', report, pin });
  assert.equal(toEvidenceState({ failure: null, pin, outcome: null }).kind, 'verifying');
});

test('tells a pack that cannot be read from one whose claims fail', () => {
  const refusal = { kind: 'refused', why: 'unreadable', detail: 'not a pack' } as const;
  assert.equal(toEvidenceState({ failure: null, pin, outcome: refusal }).kind, 'refused');
});

test('says first that there is no such pack', () => {
  assert.equal(toEvidenceState({ failure, pin: null, outcome: null }).kind, 'failed');
});
