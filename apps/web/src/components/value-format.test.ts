import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatValue, groupDigits, plainDigits, rawValue } from './value-format.ts';

const money = { type: 'numeric(14,2)', role: 'measure', scale: 2, mask: 'full' } as const;
const key = { type: 'bigint', role: 'key', scale: 0, mask: 'full' } as const;
const text = { type: 'text', role: 'text', scale: null, mask: 'full' } as const;

test('groups a measure and pads it to the scale of its type', () => {
  assert.deepEqual(formatValue({ digits: '1250000.5' }, money), { kind: 'number', text: '1,250,000.50' });
  assert.deepEqual(formatValue({ digits: '0' }, money), { kind: 'number', text: '0.00' });
});

test('never cuts digits that are there', () => {
  assert.deepEqual(formatValue('1234.56789', money), { kind: 'number', text: '1,234.56789' });
});

test('keeps more digits than a float can hold', () => {
  const shown = formatValue('123456789012345678901234567890.12', money);
  assert.deepEqual(shown, { kind: 'number', text: '123,456,789,012,345,678,901,234,567,890.12' });
});

test('leaves keys ungrouped', () => {
  assert.deepEqual(formatValue({ digits: '1204417' }, key), { kind: 'number', text: '1204417' });
});

test('writes a true minus before grouped digits', () => {
  assert.equal(groupDigits('-1234567'), '−1,234,567');
});

test('leaves NaN and Infinity as PostgreSQL wrote them', () => {
  assert.deepEqual(formatValue('NaN', money), { kind: 'number', text: 'NaN' });
  assert.equal(groupDigits('-Infinity'), '-Infinity');
});

test('tells no value, empty text and withheld apart', () => {
  assert.deepEqual(formatValue(null, text), { kind: 'none' });
  assert.deepEqual(formatValue('', text), { kind: 'empty' });
  assert.deepEqual(formatValue(null, { ...text, mask: 'redact' }), { kind: 'withheld' });
});

test('shows dates and times as they came', () => {
  const when = { type: 'timestamp with time zone', role: 'date', scale: null, mask: 'full' } as const;
  assert.deepEqual(formatValue('2026-03-01 09:30:00+00', when), { kind: 'text', text: '2026-03-01 09:30:00+00' });
});

test('writes out exponents', () => {
  assert.equal(plainDigits('1e-7'), '0.0000001');
  assert.equal(plainDigits('-1.25e3'), '-1250');
  assert.equal(plainDigits('1.25e1'), '12.5');
  assert.equal(plainDigits('42'), '42');
});

test('copies the raw value', () => {
  assert.equal(rawValue({ digits: '1250000.50' }), '1250000.50');
  assert.equal(rawValue(null), '');
  assert.equal(rawValue(false), 'false');
});
