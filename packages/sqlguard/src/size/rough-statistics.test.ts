import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LARGE, ruleOf } from '../../test/large-bank.ts';

describe('statistics', () => {
  const sized = (rows: number): number => {
    const catalogue = { ...LARGE, datasets: LARGE.datasets.map((one) => ({ ...one, rowEstimate: rows })) };
    let [low, high] = [1, 100_000];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (ruleOf(`select length(string_agg(repeat('x', ${middle}), '')) from complaints`, catalogue) === true)
        low = middle;
      else high = middle;
    }
    return low;
  };

  it('are told by their magnitude: a search for the largest text that passes finds no number of rows', () => {
    assert.deepEqual(
      [3100, 3400, 4000].map(sized),
      Array.from({ length: 3 }, () => sized(4096)),
    );
    assert.ok(sized(9000) < sized(4000));
  });
});
