import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResultColumn } from '@aureus/contract';
import { columnWidths } from './column-widths.ts';

const column = (name: string, more: Partial<ResultColumn> = {}): ResultColumn => ({
  name,
  label: name,
  description: '',
  type: 'text',
  role: 'text',
  unit: null,
  scale: null,
  class: 'none',
  mask: 'full',
  ...more,
});

test('gives a column the room of its longest value, not of its first', () => {
  const rows = [{ a: 'x' }, { a: 'x'.repeat(60) }];
  const [width = 0] = columnWidths([column('a')], rows);
  assert.ok(width >= 60 * 7);
  assert.ok(width > (columnWidths([column('a')], rows.slice(0, 1))[0] ?? 0));
});

test('counts the grouping and the scale that are drawn', () => {
  const money = column('a', { type: 'numeric(14,2)', role: 'measure', scale: 2 });
  const key = column('a', { type: 'bigint', role: 'key' });
  const rows = [{ a: { digits: '123456789012' } }];
  assert.ok((columnWidths([money], rows)[0] ?? 0) > (columnWidths([key], rows)[0] ?? 0));
});

test('leaves room for the heading, also where no row has a value', () => {
  const [width = 0] = columnWidths([column('a', { label: 'Total outstanding balance' })], []);
  assert.ok(width > 25 * 6);
});
