import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordedDecision } from '#trust/access';
import { policyOfMask, policyOfRows } from './deciding-rules.ts';

const decision = (mask: string, allowed: boolean, policies: readonly string[]): RecordedDecision => ({
  principal: { type: 'Atlas::Person', id: 'p', attributes: {} },
  action: 'see',
  resource: { type: 'Atlas::Column', id: 'c', attributes: {} },
  context: { mask },
  allowed,
  policies,
  errors: [],
});

test('a mask is the work of the policies that permitted this rung', () => {
  const asked = [decision('full', false, []), decision('initials', true, ['house/b', 'house/a'])];
  assert.equal(policyOfMask(asked, 'initials'), 'house/a, house/b');
});

test('without a permit the policies that forbade are named, and none is invented where there is none', () => {
  assert.equal(policyOfMask([decision('full', false, ['house/never'])], 'redact'), 'house/never');
  assert.equal(policyOfMask([decision('full', false, [])], 'redact'), null);
  assert.equal(policyOfMask([decision('full', true, ['house/all'])], 'redact'), null);
});

test('a row filter is the work of what permitted some rows and of what forbade others', () => {
  const asked = [decision('', true, ['house/own']), decision('', false, ['house/embargo']), decision('', false, [])];
  assert.equal(policyOfRows(asked), 'house/embargo, house/own');
});
