import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, percentile, toTable } from './row.ts';

test('percentiles are taken by nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.equal(percentile(values, 0.95), 95);
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(percentile([7], 0.95), 7);
  assert.ok(Number.isNaN(percentile([], 0.5)));
});

test('the table says of each row whether its aim is met', () => {
  const row = { what: 'a', yardstick: 'b', aim: '≤ 1', value: 2, holds: false, figures: { a_ms: 3 } };
  assert.equal(
    toTable([row, { ...row, holds: true, value: 1 }]),
    '✖ a / b: 2 (aim ≤ 1)\n    a_ms 3\n✔ a / b: 1 (aim ≤ 1)\n    a_ms 3',
  );
});
