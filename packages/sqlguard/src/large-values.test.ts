import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Catalogue } from '@aureus/contract';
import { CATALOGUE, INSTANT } from '../test/bank.ts';
import { parse } from '../test/parse.ts';
import { guard } from './index.ts';

const LARGE: readonly (readonly [what: string, sql: string, rule: string])[] = [
  ['the same, by way of JSON', "select (('[' || repeat('1e131071,', 600) || '0]')::json)::jsonb", 'size.value'],
  ['the same, built', "select to_jsonb(('[' || repeat('1e131071,', 600) || '0]')::json)", 'size.value'],
  ['the same, in an array', "select string_to_array(repeat('1e131071,', 600), ',')::numeric[]", 'size.value'],
  ['brackets that are indented', `select jsonb_pretty('${'['.repeat(3000)}${']'.repeat(3000)}')`, 'size.value'],
  ['the same, out of a text', "select jsonb_pretty((repeat('[', 3000) || repeat(']', 3000))::jsonb)", 'size.value'],
  [
    'the same, put into another',
    "select jsonb_pretty(jsonb_build_array((repeat('[', 3000) || repeat(']', 3000))::jsonb))",
    'size.value',
  ],
  [
    'numbers of a JSON path',
    "select jsonb_path_query_array(to_jsonb(string_to_array(repeat('1e308,', 2500), ',')), '$[*].double()')",
    'size.value',
  ],
  [
    'numbers that a record writes out',
    `select x.a from json_to_record(('{"a": [' || repeat('1e131071,', 600) || '0]}')::json) as x (a numeric[])`,
    'size.value',
  ],
  ['a reference made often', `select format('${'%1$s'.repeat(249)}', repeat('x', 100000))`, 'size.value'],
  ['quotes that are doubled', `select format('${'%1$L'.repeat(9)}', repeat('x', 1000000))`, 'size.value'],
  ['a separator written often', `select concat_ws(repeat('x', 1000000)${", 'a'".repeat(20)})`, 'size.value'],
  [
    'a separator between the elements of an array',
    "select concat_ws(repeat('x', 10000), variadic string_to_array(repeat('a', 10000), null))",
    'size.value',
  ],
  [
    'the same as a text',
    "select array_to_string(string_to_array(repeat('a', 10000), null), repeat('x', 10000))",
    'size.value',
  ],
  [
    'a step that comes to a second',
    "select count(*) from generate_series('2000-01-01'::timestamp, '2010-01-01'::timestamp, interval '1 day -23:59:59') as x",
    'size.series',
  ],
  [
    'a step of a month less its days',
    "select count(*) from generate_series('2000-01-01'::timestamp, '2010-01-01'::timestamp, interval '1 mon -30 days 1 min') as x",
    'size.series',
  ],
  [
    'a step in ISO form',
    "select count(*) from generate_series('2000-01-01'::timestamp, '2010-01-01'::timestamp, interval 'P1DT-23H-59M-59S') as x",
    'size.series',
  ],
  [
    'a step ago',
    "select count(*) from generate_series('2000-01-01'::timestamp, '2010-01-01'::timestamp, interval '10000 days ago 9999 days') as x",
    'size.series',
  ],
  [
    'a series within a day',
    "select count(*) from generate_series('2000-01-01 00:00'::timestamp, '2000-01-01 23:00'::timestamp, interval '0.000001 sec') as x",
    'size.series',
  ],
  [
    'a series from the start of a millennium',
    "select count(*) from generate_series(date_trunc('millennium', '2020-01-01'::timestamp), '2020-01-02'::timestamp, interval '1 min') as x",
    'size.series',
  ],
  [
    'a step between two days',
    "select count(*) from generate_series(1, 1000000000, date '2020-01-02' - date '2020-01-01') as x",
    'size.series',
  ],
  [
    'a step of months less days',
    "select count(*) from generate_series('2000-01-01'::timestamp, '2010-01-01'::timestamp, interval '1 mon' - interval '30 days' + interval '1 min') as x",
    'function.literal_needed',
  ],
  [
    'hours between moments of the data',
    "select d from generate_series((select min(opened) from loans), (select max(opened) from loans), '1 hour') as d",
    'function.literal_needed',
  ],
  [
    'numbers up to one of the data',
    'select n from generate_series(1, (select max(id) from loans)) as n',
    'function.literal_needed',
  ],
  [
    'days between moments of the data by a step of the data',
    "select d from loans, generate_series(opened, now(), id * interval '1 day') as d",
    'function.literal_needed',
  ],
  [
    'a series from before Christ',
    "select count(*) from generate_series('2000-01-01'::timestamp, '2020-01-01 BC'::timestamp, interval '1 second') as x",
    'function.literal_needed',
  ],
];

/** What a person asks for in the same words. */
const SMALL: readonly string[] = [
  `select * from jsonb_to_recordset('[{"a": 1.5, "b": ["x"]}]') as x (a numeric, b text[])`,
  'select jsonb_pretty(info) from loans',
  'select jsonb_pretty(info) from loans order by id limit 5000',
  'select unnest(array_agg(status)) as s, unnest(range_agg(daterange(opened, opened + 9))) as r from loans order by 1, 2',
  "select jsonb_pretty(jsonb_build_object('id', id, 'tags', tags, 'info', info -> 'b')) from loans",
  'select jsonb_path_query_array(info, \'$.b[*] ? (@.type() == "number")\') from loans',
  'select x.a, x.b from loans l, jsonb_to_record(l.info) as x (a numeric, b text[])',
  'select range_agg(daterange(opened, opened + 30)) from loans',
  "select concat_ws(', ', name, id) from customers",
  "select format('%s (%s), %1$s', name, id) from customers",
  "select array_to_string(array_agg(name order by name), ', ') from customers",
  "select d from generate_series(date '2024-01-01', date '2024-12-31', interval '1 year 6 months') as d",
  "select d from generate_series('2024-01-01 08:00'::timestamp, '2024-01-01 18:00'::timestamp, '15 minutes') as d",
  "select d from generate_series(date '2024-12-31', date '2024-01-01', '-1 month') as d",
  "select d from generate_series((select min(opened) from loans), (select max(opened) from loans), '1 day') as d",
  "select generate_series(date_trunc('month', min(opened)), date_trunc('month', max(opened)), interval '1 month') from loans",
  "select l.id, d from loans l, generate_series(l.opened, date '2026-12-31', interval '3 months') as d",
];

describe('a value or a series too large', () => {
  for (const [what, sql, rule] of LARGE)
    it(`is refused: ${what}`, () => {
      const judged = guard({ sql, catalogue: CATALOGUE, instant: INSTANT, parse });
      assert.equal(judged.ok || judged.verdict.rule, rule);
    });

  it('is none of what people ask for', () => {
    for (const sql of SMALL) {
      const judged = guard({ sql, catalogue: CATALOGUE, instant: INSTANT, parse });
      assert.equal(judged.ok || judged.verdict.rule, true, sql);
    }
  });
});

const OF_CUSTOMER = { columns: ['customer_id'], references: { dataset: 'customers', columns: ['id'] } };
const sized = (rowEstimate: number): Catalogue => ({
  ...CATALOGUE,
  datasets: CATALOGUE.datasets.map((dataset) => ({
    ...dataset,
    rowEstimate,
    foreignKeys: dataset.name === 'loans' ? [OF_CUSTOMER] : [],
  })),
});
const ROWS = sized(5000);

function ruleOf(sql: string): string | true {
  const judged = guard({ sql, catalogue: ROWS, instant: INSTANT, parse });
  return judged.ok || judged.verdict.rule;
}

describe('many rows', () => {
  it('measures a list over relations that meet on no equality by their product', () => {
    const list = "select string_agg(l.status || r.status, ',') from";
    assert.equal(ruleOf(`${list} loans l, loans r where l.id <> r.id`), 'size.value');
    assert.equal(
      ruleOf(`${list} loans l join (select * from loans where id > 3) r on l.opened < r.opened`),
      'size.value',
    );
    assert.equal(ruleOf(`${list} loans l join loans r on l.id = r.id`), true);
    assert.equal(ruleOf(`${list} loans l join loans r using (id)`), true);
    assert.equal(ruleOf(`${list} loans l, (select * from loans limit 1) r`), true);
    assert.equal(ruleOf(`${list} loans l, (values ('a'), ('b')) r (status)`), true);
    assert.equal(ruleOf('select count(*) from loans l, loans r where l.id <> r.id'), true);
    const total = 'select max(id) as id, count(*) as n from loans';
    assert.equal(ruleOf(`with t as (${total}) ${list.replace('r.status', 't.n')} loans l, t where l.id <> t.id`), true);
    assert.equal(ruleOf(`${list.replace('r.status', 't.n')} loans l, (${total}) t where l.id <> t.id`), true);
    const apart = 'select unnest(array_agg(status)) as status, max(id) as id from loans';
    assert.equal(ruleOf(`with r as (${apart}) ${list} loans l, r where l.id <> r.id`), 'size.value');
    const series = "select generate_series(1, 5000) as id, 'a' as status";
    assert.equal(ruleOf(`with r as (${series}) ${list} loans l, r where l.id <> r.id`), 'size.value');
    assert.equal(ruleOf(`with r as (select * from loans) ${list} loans l, r where l.id <> r.id`), 'size.value');
    assert.equal(
      ruleOf(`with a as (select * from loans limit 3), r as (select * from a) ${list} loans l, r where l.id <> r.id`),
      true,
    );
  });

  it('measures a list over relations that meet on no key by the rows that may match, unless each group has its own', () => {
    const list = "select string_agg(l.status || r.status, ',') from loans l";
    assert.equal(ruleOf(`${list} join loans r using (customer_id)`), 'size.value');
    assert.equal(ruleOf(`${list} join loans r using (customer_id) group by customer_id`), true);
    assert.equal(ruleOf(`${list} join loans r on l.customer_id = r.id`), true);
    assert.equal(ruleOf(`${list} join loans r on (l.customer_id, l.id) = (r.customer_id, r.id)`), true);
    assert.equal(
      ruleOf(`${list} join (values ('a')) r (status) on true join generate_series(1, 9999) n on n < l.id`),
      'size.value',
    );
    assert.equal(
      ruleOf(`${list} join (values ('a')) r (status) on true join generate_series(1, 9999) n on n = l.id`),
      true,
    );
    assert.equal(
      ruleOf(
        "select string_agg(l.note::text || d::text, '') from loans l, generate_series(l.opened, now(), '1 day') as d",
      ),
      'size.value',
    );
    const since = 'loans r on l.id = r.id, generate_series(l.opened, now(), ';
    assert.equal(ruleOf(`${list} join ${since}'1 day') group by l.id`), 'size.value');
    assert.equal(ruleOf(`${list} join ${since}'1 year') group by l.id`), true);
    // What equals itself singles nothing out, nor does what only one arm of an OR asks for.
    assert.equal(ruleOf(`${list} join loans r on l.customer_id = r.customer_id and l.id = l.id`), 'size.value');
    assert.equal(ruleOf(`${list} join loans r on l.customer_id = r.customer_id or l.id = r.id`), 'size.value');
    const once = 'select customer_id, max(status) as status from loans group by customer_id';
    assert.equal(ruleOf(`${list} join (${once}) r on l.customer_id = r.customer_id`), true);
    assert.equal(ruleOf(`with r (c, status) as (${once}) ${list} join r on l.customer_id = r.c`), true);
    const pairs = 'select customer_id, status from loans group by customer_id, status';
    assert.equal(ruleOf(`${list} join (${pairs}) r on l.customer_id = r.customer_id`), 'size.value');
    assert.equal(ruleOf(`${list} join loans r on l.opened < r.opened group by l.id`), 'size.rows');
    const limited =
      "with s as (values (1, 9, 'a'), (10, 19, 'b')) select string_agg(t, ',') from loans l join s as s (a, z, t)";
    assert.equal(ruleOf(`${limited} on l.id between a and z`), true);
    assert.equal(
      ruleOf(`${list} join loans r on l.opened >= r.opened and l.opened <= r.opened group by l.id`),
      'size.rows',
    );
    const apart = 'select id, unnest(tags) as status from loans';
    assert.equal(ruleOf(`${list} join (${apart}) r on l.customer_id = r.id`), 'size.value');
    const keyless = { ...ROWS, datasets: ROWS.datasets.map((dataset) => ({ ...dataset, primaryKey: [] })) };
    const joined = `${list} join loans r on l.customer_id = r.customer_id`;
    assert.equal(guard({ sql: joined, catalogue: keyless, instant: INSTANT, parse }).ok, true);
    const several = 'select l.* from loans l join loans m using (customer_id)';
    assert.equal(ruleOf(`select string_agg(status || status, ',') from (${several}) x`), 'size.value');
  });

  it('takes a group to have its share of the rows only where the bank, not the question, makes the groups', () => {
    const rows = sized(2_000_000);
    const rule = (sql: string): string | true => {
      const judged = guard({ sql, catalogue: rows, instant: INSTANT, parse });
      return judged.ok || judged.verdict.rule;
    };
    for (const from of [
      'loans',
      'loans group by status',
      'loans group by id % 1',
      'loans group by customer_id % 2',
      'loans l join customers c on c.id = case when l.id > 0 then 1 else 2 end group by c.id',
      "loans where status <> 'x'",
      'loans where id % 1 = 0',
      'loans group by grouping sets ((customer_id), ())',
    ])
      assert.equal(
        rule(
          `select string_agg(loans.status, ',') from ${from}`.replaceAll(
            'loans.status',
            from.includes(' l ') ? 'l.status' : 'status',
          ),
        ),
        'size.value',
        from,
      );
    assert.equal(rule('select id, array(select status from loans) from customers limit 1'), 'size.value');
    for (const sql of [
      "select customer_id, string_agg(status, ',') from loans group by customer_id limit 100",
      "select c.id, c.name, string_agg(l.status, ',') from customers c join loans l on l.customer_id = c.id group by c.id, c.name limit 100",
      "select string_agg(status, ',') from loans where customer_id = 7",
      "select string_agg(status, ',') from loans where customer_id in (7, 8, 9)",
      "select id, (select string_agg(status, ',') from loans l where l.customer_id = c.id) from customers c limit 100",
      "select json_agg(json_build_object('s', s, 'n', n)) from (select risk as s, count(*) as n from loans group by risk limit 50) x",
      'select json_agg(s) from (select extract(year from opened) as s from loans group by 1 limit 50) x',
      "select json_agg(json_build_object('s', opened, 'n', n)) from (select opened, count(*) as n from loans group by opened) x",
    ])
      assert.equal(rule(sql), true, sql);
  });

  it('believes what the server said of a column, and keeps what is collected once each once', () => {
    const known = sized(2_000_000);
    const counted = (distinct: number, mostFrequent = 1 / distinct): Catalogue => ({
      ...known,
      datasets: known.datasets.map((one) => ({
        ...one,
        columns: one.columns.map((column) =>
          column.name === 'status' ? { ...column, distinct, mostFrequent } : column,
        ),
      })),
    });
    const rule = (sql: string, catalogue: Catalogue): string | true => {
      const judged = guard({ sql, catalogue, instant: INSTANT, parse });
      return judged.ok || judged.verdict.rule;
    };
    const grouped = "select status, string_agg(risk, ',') from loans group by status limit 100";
    assert.equal(rule(grouped, counted(4)), 'size.value');
    assert.equal(rule(grouped, counted(100_000)), true);
    // Whoever asks picks the value: an average says nothing of it.
    assert.equal(rule(grouped, counted(100_000, 0.9)), 'size.value');
    const one = "select string_agg(risk, ',') from loans where status = 'x'";
    assert.equal(rule(one, counted(100_000)), true);
    assert.equal(rule(one, counted(100_000, 0.9)), 'size.value');
    const once = "select string_agg(distinct status, ',') from loans";
    assert.equal(rule(once, counted(4)), true);
    assert.equal(rule(once, counted(1_500_000)), 'size.value');
    assert.equal(rule('select json_agg(s) from (select distinct status as s from loans) x', counted(4)), true);
  });

  it('measures the lists of one group together, and those of all groups only where a server may hash', () => {
    const rows = sized(2_000_000);
    const rule = (sql: string): string | true => {
      const judged = guard({ sql, catalogue: rows, instant: INSTANT, parse });
      return judged.ok || judged.verdict.rule;
    };
    const list = 'cardinality(array_agg(status))';
    const byDay = (lists: readonly string[]): string =>
      `select ${lists.join(', ')} from customers group by id limit 10`;
    assert.equal(rule(byDay([list.replace('status', 'name')])), true);
    const long = Array.from({ length: 12 }, (_, at) => `string_agg(repeat(name, 50), '${at}')`);
    assert.equal(rule(byDay(long.slice(0, 1))), true);
    assert.equal(rule(byDay(long)), 'size.rows');
    assert.equal(rule(byDay([...long, 'count(distinct name)'])), true);
    const small = { ...rows, datasets: rows.datasets.map((one) => ({ ...one, rowEstimate: 100_000 })) };
    const whole = Array.from({ length: 30 }, (_, at) => `string_agg(status, '${at}')`);
    const judged = guard({ sql: `select ${whole.join(', ')} from loans`, catalogue: small, instant: INSTANT, parse });
    assert.equal(judged.ok || judged.verdict.rule, 'size.rows');
  });

  it('measures what NOT IN looks its values up in', () => {
    const rows = sized(5_000_000);
    const judge = (sql: string) => guard({ sql, catalogue: rows, instant: INSTANT, parse });
    for (const condition of ['id not in', 'id = 3 or id in', 'not id in', '7 in']) {
      const judged = judge(
        `select count(*) from customers where ${condition} (select customer_id from loans where id % 1 = 0)`,
      );
      assert.equal(judged.ok || judged.verdict.rule, 'size.rows', condition);
      assert.match(judged.ok ? '' : (judged.verdict.hint ?? ''), /NOT EXISTS/);
    }
    for (const condition of [
      'id in (select customer_id from loans)',
      'exists (select from loans where customer_id = customers.id)',
      'not exists (select from loans where customer_id = customers.id)',
      'id not in (select customer_id from loans limit 1000)',
      'id not in (select customer_id from loans where customer_id = 7)',
    ])
      assert.equal(judge(`select count(*) from customers where ${condition}`).ok, true, condition);
  });

  it('measures the rows that a server keeps in memory whatever it is told', () => {
    const long = 'select id, repeat(name, 2000) as v from customers';
    const held = [
      `${long} order by 2`,
      `select count(*) from (${long} order by 2 limit 5000) x`,
      'select id from customers order by repeat(name, 2000)',
      `select id from customers where name in (select v from (${long}) x)`,
      `select name from customers except select v from (${long}) x`,
      `(${long}) intersect all (${long})`,
      `select l.id from loans l join (${long}) x on l.customer_id = x.id`,
      `with x as (${long}) select l.id from loans l, x where l.customer_id = x.id`,
      "select id, string_agg(repeat(name, 300), ',') from customers group by id",
      "select id from customers where (id, name) not in (select id, string_agg(name, '') over (partition by id % 9) from customers)",
      "select id, (select string_agg(name, '') from customers) as v from customers order by 2",
      'select id, array(select name from customers) as v from customers',
    ];
    for (const sql of held) assert.equal(ruleOf(sql), 'size.rows', sql);
    const honest = [
      `${long} order by 2 limit 10`,
      `select count(*) from (${long}) x`,
      "select upper(name) || ', ' || lower(name) as v from customers order by 1",
      "select id from customers where name in (select replace(name, ' ', '_') from customers)",
      "select id, string_agg(name, ', ' order by name) from customers group by id",
      "select id, (select string_agg(status, ', ') from loans l where l.customer_id = c.id) as v from customers c order by 2",
      'select id, array(select status from loans l where l.customer_id = c.id) as v from customers c order by 2',
      "select concat_ws(' ', name, id, name) from customers except select upper(name) from customers",
      'select null::numeric as budget, amount from loans order by 2',
      'select case when amount > 0 then amount else null::numeric end as v, coalesce(amount, null) from loans order by 1',
      'select info || null as v, numrange(amount, null), null::jsonb from loans order by id',
      'select id, amount * (1 + 0.05 / 1200) ^ 360 as v from loans order by 2',
      'select id, power(1 + amount / 120000, 360) as v from loans order by 2',
      'select id, power(1 + amount::float8 / 120000, 360) as v from loans order by 2',
      'select id, amount * (1 + 0.0425 / 365) ^ (365 * 30) as v from loans order by 2',
    ];
    for (const sql of honest) assert.equal(ruleOf(sql), true, sql);
  });
});
