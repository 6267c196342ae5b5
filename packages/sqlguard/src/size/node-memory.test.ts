import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, judge as judgeIn } from '../../test/bank.ts';

const LARGE = { ...CATALOGUE, datasets: CATALOGUE.datasets.map((one) => ({ ...one, rowEstimate: 5_000_000 })) };
const judge = (sql: string): ReturnType<typeof judgeIn> => judgeIn(sql, LARGE);

describe('the tables that subqueries are looked up in', () => {
  it('are none of an EXISTS that hangs on no row, or of whose rows a planner guesses well', () => {
    for (const subquery of [
      'select from loans where id % 1 = 0',
      'table loans',
      'select from loans l where l.amount * 2 > 5 and exists (select from loans where customer_id = l.id)',
      'select from loans l, lateral (select l.amount * 2 as v) x, (select id from customers) customers where v > customers.id',
      'select from loans where customer_id = customers.id and amount > 5',
      "select from loans l join customers c on c.id = l.customer_id where l.customer_id = customers.id and opened > date '2025-01-01' - 7",
      'select id from loans where id % 1 = 0 union all select id from loans where customer_id = customers.id',
    ])
      for (const shown of ['id = 3 or exists', 'not exists', 'case when exists'].map((how) => `${how} (${subquery})`))
        assert.equal(
          judge(`select ${shown}${shown.startsWith('case') ? ' then 1 end' : ''} from customers`).ok,
          true,
          shown,
        );
    for (const subquery of [
      'select from loans where id % 1 = 0 and customer_id = customers.id',
      'select from loans where id % 1 = 0 and customer_id = customers.id and 1 in (select customers.id from customers limit 1)',
      'select from loans where id % 1 = 0 and customer_id = customers.id limit 1',
      'select from (select * from loans where id % 1 = 0) l where customer_id = customers.id',
    ]) {
      const judged = judge(`select count(*) from customers where id = 3 or exists (${subquery})`);
      assert.equal(judged.ok || judged.verdict.rule, 'size.rows', subquery);
    }
  });

  it('are none of an IN over few rows that a planner sees to be few', () => {
    const ruleOf = (subquery: string): string | true => {
      const judged = judge(`select id = 3 or id in (${subquery}), id not in (${subquery}) from customers`);
      return judged.ok || judged.verdict.rule;
    };
    for (const condition of ['id < 10', "status = 'late'", "opened between '2025-01-01' and '2025-01-02'"])
      assert.equal(ruleOf(`select customer_id from loans where ${condition}`), true, condition);
    for (const condition of [
      "status <> 'late'",
      'id % 1 < 10',
      'id = customer_id',
      'id between (select 1) and (select 9)',
      "status not in ('late')",
      'id < 9 or true',
      'id < 9 and amount > 5',
    ])
      assert.equal(ruleOf(`select customer_id from loans where ${condition}`), 'size.rows', condition);
    assert.equal(ruleOf('select l.customer_id from loans l join loans m on m.id = l.id where l.id < 10'), 'size.rows');
  });
});
