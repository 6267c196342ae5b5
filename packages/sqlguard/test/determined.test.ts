import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startBank, type BankServer } from './bank.test-server.ts';
import { factsOf } from './bank.ts';

/** One bank in two orders, with an index for a plan to read either way. */
const ORDERS_SQL = ['id', 'md5(id::text)']
  .map(
    (order, at) => `CREATE SCHEMA order_${at};
      CREATE TABLE order_${at}.customers AS SELECT * FROM original.customers ORDER BY ${order};
      CREATE TABLE order_${at}.loans AS SELECT l.id, l.customer_id, l.amount, CASE WHEN l.id % 4 > 0 THEN l.status END AS status,
        date '2024-01-01' + (l.id % 40)::int AS opened, l.info, l.tags, (l.id % 7) / 2.0::float8 AS rate, l.risk
        FROM original.loans l ORDER BY ${order};
      ALTER TABLE order_${at}.customers ADD PRIMARY KEY (id);
      ALTER TABLE order_${at}.loans ADD PRIMARY KEY (id);
      CREATE INDEX ON order_${at}.loans (status, opened);
      ANALYZE order_${at}.customers; ANALYZE order_${at}.loans;`,
  )
  .join('\n');

const PLANS = [
  'hashagg',
  'sort',
  'hashjoin',
  'mergejoin',
  'nestloop',
  'seqscan',
  'presorted_aggregate',
  'incremental_sort',
];

const GROUPED = 'select status, count(*) as n from loans group by status';
const TOLD: readonly string[] = [
  "select string_agg(distinct status, ', ') from loans",
  'select array_agg(distinct customer_id), array_agg(distinct status), json_agg(distinct opened) from loans',
  'select opened, array_agg(distinct rate), jsonb_agg(distinct status) from loans group by opened order by opened desc',
  "select status, array_agg(distinct opened) filter (where rate > 1), string_agg(distinct tags[1], '') from loans group by 1",
  'select status, array_agg(distinct status), array_agg(distinct opened order by opened desc) from loans group by 1 order by 1 desc',
  'select json_object_agg(distinct customer_id, status) from loans where status is not null',
  'select any_value(distinct status) from loans',
  "select status, max(amount / 3) > 5, min(opened::timestamp - timestamp '2024-01-20 07:00') from loans group by 1 order by min(amount / 3)",
  `select a.status, row_number() over (order by a.status) from (${GROUPED}) a left join (${GROUPED}) b on a.status = b.status`,
  `select c.id, b.n, row_number() over (order by c.id, b.status) from customers c full join (${GROUPED}) b on b.n = c.id`,
  'select c.id, l.id, row_number() over (order by c.id, l.id) from customers c full join loans l on l.id = c.id + 30',
  'select row_number() over (), ntile(3) over () from loans',
  'select status, opened, row_number() over w, lag(opened) over w from loans window w as (partition by status order by opened)',
  'select c.name, l.opened, row_number() over (partition by l.customer_id order by l.opened) from loans l join customers c on c.id = l.customer_id',
  'select avg(days) from (select id, opened - lag(opened) over (partition by status order by opened) as days from loans) s',
  'with s as (select *, row_number() over (partition by status order by opened desc) as n from loans) select status, opened from s where n = 1',
  "select string_agg(status || opened, ', ' order by opened, status), jsonb_agg(json_build_array(rate, status) order by status, rate) from loans",
  'select status, max(amount / 3) filter (where id = 3), min(case when id = 4 then amount / 3 end) from loans group by status',
  'select distinct id, amount / 3 from loans',
  'select id, first_value(opened) over (partition by status order by opened), nth_value(opened, 2) over (order by opened desc) from loans',
  "select id, string_agg(status, ',') over (order by status), last_value(opened) over (order by opened) from loans",
  'select distinct on (id) id, status from loans',
  'select distinct on (status) status, status is null from loans order by 1',
  'select id, amount / 3 as third, count(*) from loans group by 1, 2',
];
const OPEN: readonly string[] = [
  'select array_agg(status) from loans',
  'select id, row_number() over (partition by status order by opened) from loans',
  'select row_number() over (order by status), row_number() over (order by opened) from loans',
  "select string_agg(status || id, ', ' order by opened) from loans",
  "select string_agg(distinct status, ',' order by status), string_agg(status, ',') from loans",
  `select a.n, b.n, row_number() over () from (select count(*) as n from loans) a full join (select count(*) as n from customers) b on a.n = b.n`,
  `select a.n, b.n, row_number() over (order by a.status, b.status) from (${GROUPED}) a full join (${GROUPED.replace('loans', 'loans where id > 20')}) b
   on a.status = b.status and a.n = b.n`,
  `select l.id, c.n, row_number() over () from loans l left join (select count(*) - 55 as n from customers) c on c.n = l.id
   where l.id = coalesce(c.n, 3)`,
];

describe('an answer that nothing is told open of', () => {
  let bank: BankServer;
  before(async () => {
    bank = await startBank();
    await bank.run(ORDERS_SQL);
  });
  after(() => bank.stop());

  const answersOf = async (sql: string): Promise<ReadonlySet<string>> => {
    const seen = new Set<string>();
    for (const at of [0, 1]) {
      await bank.run(`SET search_path = pg_catalog, order_${at}`);
      for (const plan of ['', ...PLANS]) {
        if (plan !== '') await bank.run(`SET enable_${plan} = off`);
        const { rows } = await bank.ask(sql);
        seen.add(
          rows
            .map((row) => JSON.stringify(row))
            .toSorted()
            .join('\n'),
        );
        if (plan !== '') await bank.run(`SET enable_${plan} = on`);
      }
    }
    return seen;
  };

  it('is the same whatever order rows lie in and whatever plan reads them', async () => {
    for (const sql of TOLD) {
      assert.deepEqual(factsOf(sql).undetermined, [], sql);
      assert.equal((await answersOf(sql)).size, 1, sql);
    }
  });

  it('is not one that differs', async () => {
    for (const sql of OPEN) {
      assert.notDeepEqual(factsOf(sql).undetermined, [], sql);
      assert.notEqual((await answersOf(sql)).size, 1, sql);
    }
  });

  it('may choose among spans between moments, of which equal ones look alike', async () => {
    const moments = `SELECT m FROM generate_series(timestamp '2024-03-29', '2024-04-02', '7 hours') m
      UNION ALL VALUES (timestamp '0044-03-15 BC'), ('9999-12-31 23:59:59.999999'), ('2024-03-31 02:30')`;
    for (const type of ['timestamp', 'timestamptz', 'date', 'time']) {
      const cast = type === 'date' ? 'b.m::date - a.m' : `a.m::${type} - b.m::${type}`;
      const { rows } = await bank.ask(
        `SELECT count(DISTINCT d)::int - count(DISTINCT d::text)::int, count(*) > 100 FROM
         (SELECT ${cast} AS d FROM (${moments}) a, (${moments}) b) x`,
      );
      assert.deepEqual(rows, [['0', 't']], type);
    }
  });
});
