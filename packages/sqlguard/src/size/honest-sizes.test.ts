import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ruleOf } from '../../test/large-bank.ts';

const days = "generate_series(date '2024-01-01', date '2024-12-31', interval '1 day') d";
const scored = (count: number, by: (at: number) => string): string =>
  `with r as (select c.customer_id, max(t.booked_at) as a0, count(*) as a1, sum(t.amount) as a2
     from customers c join accounts a using (customer_id) join transactions t using (account_id) group by 1)
   select ${Array.from({ length: count }, (_, at) => `ntile(5) over (order by ${by(at)}) as s${at}`).join(', ')} from r`;

const HONEST: readonly string[] = [
  `select d::date as day, count(t.txn_id) from ${days} left join transactions t on t.value_date = d::date group by 1 order by 1`,
  `select d, count(t.txn_id) from ${days} left join transactions t on t.value_date = d::date group by d`,
  scored(3, (at) => `a${at}`),
  'select jsonb_agg(t.description) from transactions t join accounts a using (account_id) where a.customer_id = 77',
  `select a.account_id, jsonb_agg(t.description) from accounts a left join transactions t on t.account_id = a.account_id
   where a.customer_id in (77, 78) group by a.account_id`,
  'select string_agg(body, chr(10)) from complaints where customer_id = 5',
  "select w, count(*) from complaints, unnest(string_to_array(lower(body), ' ')) w group by 1 order by 2 desc limit 10",
  "select w, count(*) from complaints, regexp_split_to_table(body, ' ') w group by 1 order by 2 desc limit 10",
  "select customer_id, string_agg(product, '>') over (partition by customer_id order by opened_on) from accounts",
  'select array_agg(product) over w from accounts window w as (partition by customer_id order by opened_on)',
  'select segment, country, count(distinct product) from customers join accounts using (customer_id) group by rollup (segment, country)',
  'select body from complaints order by created_on desc limit 10000',
  'select product, (array_agg(account_id order by opened_on desc))[1] from accounts group by product',
  'select value_date, (array_agg(description order by amount desc))[1] from transactions group by 1 order by 1',
  'select value_date, (array_agg(description order by amount desc))[:3] from transactions group by 1 order by 1',
  'select lower(body), count(*) from complaints group by 1 order by 2 desc limit 10',
  'select body from complaints union select description from transactions',
  // Every customer's own accounts, whichever side of the join names the customer.
  "select c.customer_id, string_agg(a.product, ', ' order by a.account_id) from customers c left join accounts a on a.customer_id = c.customer_id group by 1",
  'select a.customer_id, array_agg(t.txn_id order by t.booked_at) from transactions t join accounts a using (account_id) group by 1',
  'select c.customer_id, array_agg(t.amount) from customers c join accounts a using (customer_id) join transactions t using (account_id) where c.customer_id = 7 group by 1',
  // What is missing is no value that somebody asks for.
  "select string_agg(product || opened_on, ',') from accounts where closed_on = date '2024-05-01'",
  "select closed_on, string_agg(product, ',' order by account_id) from accounts where closed_on is not null group by 1",
  "select closed_on, string_agg(product, ',' order by account_id) from accounts where closed_on > opened_on group by 1",
  // A few days of many, and months of days.
  "select string_agg(txn_id::text, ',') from transactions where value_date between '2025-11-01' and '2025-11-03'",
  "select value_date, string_agg(txn_id::text, ',') from transactions where value_date >= '2025-11-01' and value_date < '2025-11-04' group by 1",
  `select m, array_agg(n order by day) from (select date_trunc('month', value_date)::date as m, value_date as day, count(*) as n
     from transactions group by 1, 2) s group by 1 order by 1`,
  "select json_agg(json_build_object('m', m, 'n', n) order by m) from (select to_char(booked_at, 'YYYY-MM') m, count(*) n from transactions group by 1) s",
  "select json_agg(h) from (select extract(hour from booked_at) h, case when amount > 0 then 'in' else 'out' end d, count(*) from transactions group by 1, 2) s",
  "select created_on, string_agg(left(body, 60), ' | ') from complaints group by 1 order by 1",
  // Bins of numbers, and a table of the months of each loan.
  'select floor((amount - 0.0) / 10000.0) * 10000.0 + 0.0 as b, count(*) from transactions group by 1 order by 1',
  "select floor(amount / 20000) * 20 || 'k' as band, count(*) from transactions group by 1",
  "select txn_id from transactions where channel = 'web' except all select txn_id from transactions where value_date > '2025-01-01'",
  // A grid of what has few values, and of parameters.
  'select s.segment, p.product from (select distinct segment from customers) s cross join (select product from accounts group by 1) p',
  `with segs as (select distinct segment from customers), grid as (select * from segs cross join (select distinct country from customers) c)
   select g.segment, g.country, count(c.customer_id) from grid g left join customers c using (segment, country) group by 1, 2`,
  `with p(a, b) as (values (date '2025-10-01', date '2025-10-31'))
   select d::date, count(t.txn_id) from p, generate_series(p.a, p.b, interval '1 day') d left join transactions t on t.value_date = d::date group by 1`,
];

describe('what people ask of a bank of real size', () => {
  for (const sql of HONEST) it(`passes: ${sql.slice(0, 90)}`, () => assert.equal(ruleOf(sql), true));
});
