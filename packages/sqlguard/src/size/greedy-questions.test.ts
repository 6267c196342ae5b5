import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LARGE, ruleOf } from '../../test/large-bank.ts';

describe('a question that wants more than it says', () => {
  it('joins by what a step computed, which may be one value in all its rows', () => {
    const joined = (key: string): string =>
      `select array_agg(s.description) from (select ${key} as k, description from transactions) s
         join (select account_id from accounts limit 20) a on a.account_id = s.k`;
    assert.equal(ruleOf(joined('account_id')), true);
    assert.equal(ruleOf(joined('account_id % 1')), 'size.value');
  });

  it('joins what has no key by a column of which statistics speak, again and again', () => {
    const joined = ['b', 'c', 'd'].map((alias) => `join transactions ${alias} using (account_id)`);
    const sql = `select array_agg(a.description) from transactions a ${joined.join(' ')} where account_id = 7`;
    const keyless = ({ datasets, ...bank }: typeof LARGE): typeof LARGE => ({
      ...bank,
      digest: `keyless-${bank.digest}`,
      datasets: datasets.map((dataset) => ({ ...dataset, primaryKey: [] })),
    });
    assert.equal(ruleOf(sql, keyless(LARGE)), 'size.value');
  });

  it('asks which of its spans a day is in, where all of them hold it', () => {
    const met = (by: string, days = 300): string =>
      `select array_agg(a.product) from (select value_date as day from transactions limit ${days}) d join accounts a on ${by}`;
    assert.equal(ruleOf(met('a.opened_on = d.day', 1)), true);
    for (const by of [
      'd.day between a.opened_on and a.closed_on',
      "d.day >= a.opened_on and d.day < coalesce(a.closed_on, '9999-12-31')",
    ])
      assert.equal(ruleOf(met(by)), 'size.value', by);
  });

  it('picks the longest text and asks for it again and again', () => {
    const many = '(select 1 from transactions limit 60000) z';
    const listed = (from: string): string => `select array_agg(t.description) from ${from}`;
    assert.equal(ruleOf(listed('transactions t where t.txn_id = 7')), true);
    assert.equal(ruleOf(listed('transactions t where t.value_date = date_trunc($$day$$, now())::date')), true);
    for (const by of ['txn_id', 'amount desc, value_date', '2'])
      assert.equal(
        ruleOf(listed(`(select description, amount from transactions order by ${by} limit 5000) t`)),
        true,
        by,
      );
    for (const from of [
      `transactions t cross join ${many} where t.txn_id = 7`,
      'transactions t join (select account_id % 1 as k from accounts limit 60000) z on t.txn_id = z.k',
      '(select description from transactions order by length(description) desc limit 5000) t',
      '(select description from transactions where length(description) > 9000 limit 5000) t',
      '(select description from (select * from transactions order by description desc limit 9000) d order by txn_id limit 5000) t',
      '(select description from transactions order by txn_id limit 60000) t',
      '(select description from transactions order by txn_id % 250 limit 5000) t',
      '(select description from transactions where txn_id % 250 = 0 order by txn_id limit 5000) t',
      '(select description from (select description, length(description) as n from transactions) z order by n desc limit 5000) t',
      '(select description from (select description, row_number() over (order by length(description)) as n from transactions) z order by n limit 5000) t',
      `(select t.description from transactions t join (select txn_id, length(description) as n from transactions) z on z.txn_id = t.txn_id
         order by z.n desc limit 5000) t`,
    ])
      assert.equal(ruleOf(listed(from)), 'size.value', from);
    const group =
      "(select customer_id % 1 as description, string_agg(country, '') as l from customers group by 1 limit 1) t";
    assert.equal(
      ruleOf(`select string_agg(t.l, '') from ${group} cross join (select 1 from accounts limit 500) z`),
      'size.value',
    );
  });

  it('makes one list again for each row, with nothing of that row in it', () => {
    const listed = (on: string): string =>
      `select string_agg(s.l, '') from (select (select string_agg(complaint_id::text, ',') from complaints o where ${on}) as l
         from (select customer_id from complaints limit 1000) c) s`;
    assert.equal(ruleOf(listed('o.customer_id = c.customer_id')), true);
    assert.equal(ruleOf(listed('o.customer_id % 1 = c.customer_id % 1')), 'size.value');
    const array = (rows: number): string =>
      `select cardinality(array(select description from transactions order by length(description) desc limit ${rows}))`;
    assert.equal(ruleOf(array(1000)), true);
    assert.equal(ruleOf(array(60_000)), 'size.value');
  });

  it('looks up what EXISTS compares, where a step of its own keeps it from becoming a join', () => {
    const found = (step: string, on: string): string =>
      `select count(*) from customers c where exists (${step} select 1 from transactions t where ${on})`;
    const long = "t.description || repeat('y', 100) = c.segment";
    // A planner takes this for one row of two hundred.
    const misled = `t.account_id % 1 = 0 and ${long}`;
    assert.equal(ruleOf(found('', misled)), true);
    assert.equal(ruleOf(found('with w as (select 1)', `t.account_id = 7 and ${long}`)), true);
    assert.equal(ruleOf(found('with w as (select 1)', long)), true, 'more rows than it would put into such a table');
    assert.equal(ruleOf(found('with w as (select 1)', misled)), 'size.rows');
  });
});

const several = (count: number, one: (at: number) => string, between: string): string =>
  Array.from({ length: count }, (_, at) => one(at)).join(between);

describe('what a server holds at a time', () => {
  it('is a row of each piece of a sort that is merged, however wide', () => {
    const sortedBy = (width: number): string =>
      `select count(*) from (select repeat('x', ${width}) || segment as v, country from customers order by v, country) s`;
    assert.equal(ruleOf(sortedBy(1_000_000)), true);
    assert.equal(ruleOf(sortedBy(7_000_000)), 'size.rows');
  });

  it('is the largest value of each group, which grows after the group has begun', () => {
    const largest = (value: string, by: string): string =>
      `select count(*) from (select max(${value}) as m from transactions group by ${by}) s where length(m) > 3`;
    const grown = "case when txn_id > 2000000 then repeat('z', 5000) end";
    assert.equal(ruleOf(largest('description', 'account_id')), true);
    assert.equal(ruleOf(largest(grown, 'channel')), true);
    assert.equal(ruleOf(largest(grown, 'account_id')), 'size.rows');
  });

  it('is all lists of a question, also those of its subqueries', () => {
    const list = (at: number): string => `(select array_agg(country) from customers where customer_id > ${at})`;
    assert.equal(ruleOf(`select ${several(2, list, ' = ')}`), true);
    assert.equal(ruleOf(`select ${several(15, (at) => `${list(at)} is null`, ' or ')}`), 'size.rows');
    const ordered = several(9, (at) => `array_agg(country) filter (where customer_id > ${at})`, ', ');
    assert.equal(ruleOf(`select segment from customers group by 1 order by ${ordered}`), 'size.rows');
  });

  it('is one side of each of its joins', () => {
    const joined = (count: number): string =>
      `select count(*) from customers c ${several(count, (at) => `left join customers c${at} on c${at}.customer_id = c.customer_id + ${at}`, ' ')}`;
    const found = (count: number): string =>
      `select count(*) from customers c where ${several(count, (at) => `exists (select 1 from customers o where o.segment = c.segment and o.customer_id > ${at})`, ' and ')}`;
    const united = (count: number): string =>
      several(count, () => 'select a.product from accounts a join customers c using (customer_id)', ' union all ');
    for (const sql of [joined, found, united]) {
      assert.equal(ruleOf(sql(8)), true);
      assert.equal(ruleOf(sql(20)), 'size.rows');
    }
  });

  it('is all matches of a pattern with their parts, before the first of them is asked for', () => {
    const place = (pattern: string, length: number): string =>
      `select regexp_instr(repeat('x', ${length}), '${pattern}', 1, 1, 0, '', 1), regexp_count(description, '${pattern}') from transactions`;
    const brackets = `${'('.repeat(20)}x${')'.repeat(20)}`;
    assert.equal(ruleOf(place('x', 2_000_000)), true);
    assert.equal(ruleOf(place(brackets, 200_000)), true);
    assert.equal(ruleOf(place(brackets, 2_000_000)), 'size.work');
    const text = "repeat('x', 3000000)";
    assert.equal(ruleOf(`select regexp_count(${text}, 'a') + regexp_count(${text}, 'b')`), true);
    assert.equal(ruleOf(`select ${several(4, (at) => `regexp_count(${text}, '${at}')`, ' + ')}`), 'size.work');
  });

  it('is every long value of a row, until the row is done', () => {
    const long = (at: number): string => `length(repeat(description, ${at + 1400}))`;
    assert.equal(ruleOf(`select ${several(3, long, ' + ')} from transactions`), true);
    assert.equal(ruleOf(`select ${several(12, long, ' + ')} from transactions`), 'size.work');
    const named = several(12, (at) => `length(v) + ${at}`, ' + ');
    const below = 'select repeat(description, 1400) as v from transactions';
    assert.equal(ruleOf(`select ${named} from (${below}) s`), 'size.work');
    assert.equal(ruleOf(`select ${named} from (${below} limit 9) s`), true);
  });

  it('is the tree of a JSONB while it is built, which is many times as long', () => {
    const brackets = `'${'['.repeat(20)}${']'.repeat(20)}'::jsonb`;
    const collected = (value: string, rows: number): string =>
      `select jsonb_agg(${value}) -> 0 from (select * from transactions limit ${rows}) t`;
    assert.equal(ruleOf(collected("jsonb_build_object('day', value_date, 'id', account_id)", 40_000)), true);
    assert.equal(ruleOf(collected(brackets, 5000)), true);
    assert.equal(ruleOf(collected(brackets, 40_000)), 'size.rows');
    const appended = `(jsonb_agg(account_id) ${several(5, (at) => `|| '${at}'`, ' ')})`;
    const of = (rows: number): string =>
      `select ${appended} -> 0 from (select account_id from transactions limit ${rows}) t`;
    assert.equal(ruleOf(of(1000)), true);
    assert.equal(ruleOf(of(200_000)), 'size.work');
  });
});
