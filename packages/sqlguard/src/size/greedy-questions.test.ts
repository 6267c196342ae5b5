import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ruleOf } from '../../test/large-bank.ts';

describe('a question that wants more than it says', () => {
  it('joins by what a step computed, which may be one value in all its rows', () => {
    const joined = (key: string): string =>
      `select array_agg(s.description) from (select ${key} as k, description from transactions) s
         join (select account_id from accounts limit 20) a on a.account_id = s.k`;
    assert.equal(ruleOf(joined('account_id')), true);
    assert.equal(ruleOf(joined('account_id % 1')), 'size.value');
  });

  it('asks which of its spans a day is in, where all of them hold it', () => {
    const met = (by: string): string =>
      `select array_agg(a.product) from (select value_date as day from transactions limit 300) d join accounts a on ${by}`;
    assert.equal(ruleOf(met('a.opened_on = d.day')), true);
    for (const by of [
      'd.day between a.opened_on and a.closed_on',
      "d.day >= a.opened_on and d.day < coalesce(a.closed_on, '9999-12-31')",
    ])
      assert.equal(ruleOf(met(by)), 'size.value', by);
  });

  it('looks up what EXISTS compares, where a step of its own keeps it from becoming a join', () => {
    const found = (step: string, on: string): string =>
      `select count(*) from customers c where exists (${step} select 1 from transactions t where ${on})`;
    const long = "t.description || repeat('y', 100) = c.segment";
    assert.equal(ruleOf(found('', long)), true);
    assert.equal(ruleOf(found('with w as (select 1)', `t.account_id = 7 and ${long}`)), true);
    assert.equal(ruleOf(found('with w as (select 1)', long)), 'size.rows');
  });
});
