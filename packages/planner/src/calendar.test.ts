import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addTo, isRealDay, offsetAt, startOf, toDay, toIso } from './calendar.ts';

const day = (iso: string): { year: number; month: number; day: number } => {
  const [year = 0, month = 0, date = 0] = iso.split('-').map(Number);
  return { year, month, day: date };
};

test('the civil day of an instant is that of the zone', () => {
  assert.equal(toIso(toDay('2026-06-30T23:30:00Z', 'UTC')), '2026-06-30');
  assert.equal(toIso(toDay('2026-06-30T23:30:00Z', 'Europe/Berlin')), '2026-07-01');
  assert.throws(() => toDay('2026-06-30T23:30:00Z', 'Nowhere/Never'), RangeError);
});

test('a month later is the last day where the day does not exist', () => {
  assert.equal(toIso(addTo(day('2024-01-31'), 1, 'month')), '2024-02-29');
  assert.equal(toIso(addTo(day('2024-02-29'), 1, 'year')), '2025-02-28');
  assert.equal(toIso(addTo(day('2024-12-31'), 1, 'day')), '2025-01-01');
  assert.equal(toIso(addTo(day('2024-03-01'), -1, 'week')), '2024-02-23');
  assert.equal(toIso(addTo(day('2024-02-10'), -1, 'quarter')), '2023-11-10');
});

test('units of time begin where the calendar says', () => {
  assert.equal(toIso(startOf(day('2026-06-30'), 'day')), '2026-06-30');
  assert.equal(toIso(startOf(day('2026-07-05'), 'week')), '2026-06-29');
  assert.equal(toIso(startOf(day('2026-06-30'), 'month')), '2026-06-01');
  assert.equal(toIso(startOf(day('2026-06-30'), 'quarter')), '2026-04-01');
  assert.equal(toIso(startOf(day('2026-06-30'), 'year')), '2026-01-01');
});

test('days that the calendar does not have are told', () => {
  assert.ok(isRealDay(day('2024-02-29')));
  assert.ok(!isRealDay(day('2025-02-29')));
  assert.ok(!isRealDay(day('2025-13-01')));
});

test('the offset of a day follows summer time', () => {
  assert.equal(offsetAt(day('2026-01-15'), 'Europe/Berlin'), '+01:00');
  assert.equal(offsetAt(day('2026-07-15'), 'Europe/Berlin'), '+02:00');
  assert.equal(offsetAt(day('2026-07-15'), 'UTC'), '+00:00');
});
