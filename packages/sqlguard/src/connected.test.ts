import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../test/bank.ts';

describe('a join', () => {
  it('combines with anything what has few rows by its own text', () => {
    const free = [
      'with t as (select sum(amount) s from loans) select amount / s from loans cross join t',
      'with t as (select 1 as n), u as (select n + 1 as m from t) select m from loans, u',
      'with t as (values (1), (2)) select * from loans, t',
      "with m as (select generate_series(date '2024-01-01', date '2024-12-01', interval '1 month') as d) select d from m, loans",
      'select l.id from loans l, (select id from customers limit 5) c',
      'select l.id from loans l, (select avg(amount) from loans group by ()) a',
      'select l.id from loans l join customers c on c.id = 7',
      'select l.id from loans l left join customers c on c.id = 7',
      'select l.id from loans l, customers c where c.id = (select max(customer_id) from loans)',
      'select 1 from loans l cross join unnest(l.tags) as t (tag) join customers c on c.name = t.tag',
      'select 1 from loans l, jsonb_to_record(l.info) as x (a int) join customers c on c.id = x.a',
      'select 1 from loans l, lower(l.status) as s join customers c on c.name = s',
      'select 1 from loans l cross join lateral (select l.id + 1 as n limit 1) x join customers c on c.id = x.n',
      'select 1 from generate_series(1, 9) as g left join loans l on l.id = g left join customers c on c.id = g',
      'with d as (select generate_series(1, 9) as g) select 1 from d left join loans l on l.id = g left join customers c on c.id = g',
      'with d as (select g + 1 as g from generate_series(1, 9) as g) select 1 from d, loans l, customers c where l.id = d.g and c.id = d.g',
      "select 1 from (values ('a'), ('b')) v (x) join loans l on l.status = x join customers c on c.name = x",
    ];
    for (const sql of free) assert.equal(judge(sql).ok, true, sql);
  });

  it('combines with nothing what a condition does not hold to one row', () => {
    const loose = [
      "select l.id from loans l join customers c on c.jurisdiction = 'EU'",
      'select l.id from loans l right join customers c on c.id = 7',
      'select l.id from loans l, customers c where c.id > 7',
      'select l.id from loans l, customers c where c.id = 7 or l.id = 7',
      'select l.id from loans l, (select distinct status from loans) s',
      'with t as (select id from customers) select 1 from loans, t',
      'with k as (select 1 as n) select 1 from k, loans l, customers c where l.id > k.n and c.id > k.n',
      "select 1 from lower('A') as k, loans l, customers c where l.status > k and c.name > k",
      'select 1 from generate_series(1, 9) as g, loans l, customers c where l.id = g',
      'select 1 from loans l cross join unnest(l.tags) as t (tag) cross join customers c',
      'select 1 from loans l, unnest(l.tags) as t (tag), generate_series(1, 3) as g join customers c on c.id = g',
      'with t as (select unnest(tags) from loans limit 2000) select 1 from loans, t',
      'with a as (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)), b as (select 1 from a x, a y), c as (select 1 from b x, b y) select 1 from loans, c',
    ];
    for (const sql of loose) {
      const judged = judge(sql);
      assert.equal(judged.ok || judged.verdict.rule, 'relation.cross_product', sql);
    }
  });
});
