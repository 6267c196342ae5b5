import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, judge } from '../../test/bank.ts';

const PAIRED = {
  ...CATALOGUE,
  datasets: CATALOGUE.datasets.map((dataset) =>
    dataset.name === 'loans' ? { ...dataset, primaryKey: ['customer_id', 'opened'] } : dataset,
  ),
};

describe('a relation with a key of two columns', () => {
  const crossed = 'select c.name from customers c, loans l where';

  it('is one row where both are given', () => {
    assert.equal(judge(`${crossed} l.customer_id = 7 and l.opened = date '2024-01-01'`, PAIRED).ok, true);
  });

  it('is many rows where one of them is', () => {
    for (const half of ['l.customer_id = 7', "l.opened = date '2024-01-01'", 'l.customer_id = 7 and l.id = 7']) {
      const judged = judge(`${crossed} ${half}`, PAIRED);
      assert.equal(judged.ok || judged.verdict.rule, 'relation.cross_product', half);
    }
  });
});
