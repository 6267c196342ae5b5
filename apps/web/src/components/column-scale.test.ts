import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResultColumn } from '@aureus/contract';
import { withScale } from './column-scale.ts';

const column = (more: Partial<ResultColumn>): ResultColumn => ({
  name: 'a',
  label: 'A',
  description: '',
  type: 'numeric',
  role: 'measure',
  unit: null,
  scale: null,
  class: 'none',
  mask: 'full',
  ...more,
});
const rows = [{ a: { digits: '12.5' } }, { a: { digits: '12.25' } }, { a: null }, { a: 'NaN' }];
const scaleOf = (more: Partial<ResultColumn>): number | null | undefined => withScale([column(more)], rows)[0]?.scale;

test('gives a computed measure the longest fraction among its values', () => {
  assert.equal(scaleOf({}), 2);
});

test('leaves the scale of a type, and everything that is no measure, alone', () => {
  assert.equal(scaleOf({ scale: 4 }), 4);
  assert.equal(scaleOf({ role: 'key' }), null);
  assert.equal(scaleOf({ type: 'text' }), null);
});
