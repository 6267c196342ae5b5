import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CATALOGUE, compiled, INSTANT, MASKED, OPEN } from '../test/bank.ts';
import { startBank, type BankServer } from '../test/bank.test-server.ts';
import { parse } from '../test/parse.ts';
import { compile } from './index.ts';

/** Honest questions of every kind B11 names; each must come back with the rows of the original. */
const HONEST: readonly string[] = [
  "select l.note, l.info, l.note ->> 'n' as n, count(*) from loans l group by l.id having max(l.note ->> 'n') is not null order by l.id limit 3",
  'select * from (loans a join (select id, status from loans) b using (id)) as j (k, l) where k < 3 order by k',
  'select u.id, a.amount from loans a join loans b using (id, status) as u where u.id < 3 order by 1',
  'select id, c from loans l natural left join (select id, count(*) c from loans group by id) x where id < 3 order by id',
  'select b.id from customers a right join loans b on a.id = b.customer_id where b.id < 3 order by 1',
  'select x.a, y.id from (select 7::bigint as a) x cross join loans y where y.id = 7',
  'select l.id, t.ord, t.tag from loans l cross join lateral unnest(l.tags) with ordinality as t (tag, ord) where l.id < 3 order by 1, 2',
  'select k.key, k.value from loans l, jsonb_each(l.info) as k where l.id = 1 order by 1',
  "select jsonb_array_elements(info -> 'b') from loans where id < 3 order by id",
  'select value from loans, json_object_keys(note) as value where id = 3',
  'select rank(150000.0) within group (order by amount), percentile_disc(0.25) within group (order by opened) from loans',
  'select id, first_value(id) over (w rows between unbounded preceding and 2 following exclude ties), nth_value(id, 2) over (partition by status order by id range between 5 preceding and unbounded following) from loans window w as (order by id) order by id limit 5',
  "select id, count(*) over (order by opened range between '10 days' preceding and '1 day' following exclude current row), count(*) over (order by rate range between 1.5 preceding and current row), count(*) over (order by id groups between 1 preceding and 1 following exclude group) from loans order by id limit 5",
  'select status, risk, count(*) from loans group by (status, risk) order by 1, 2',
  'select status, count(*) from loans group by distinct grouping sets ((status), rollup (status), cube (status, risk)) order by 1, 2',
  'select id as a, id as b, count(*) from loans where id < 3 group by a, rollup (b) order by 1, 2',
  "values (1, 'a'), (2, null) order by 1 desc limit 1",
  "select 'a' as x union select null union all select 'b' order by x",
  'with m as materialized (select id from loans), n as not materialized (select id from m) select count(*) from n where id in (table m)',
  'with a as (select 1 as id), b as (with a as (select id + 1 as id from a) select id from a) select a.id, b.id from a, b where a.id < b.id',
  'select id = all (select id from loans where id = 3), id > any (array[1, 2]), id <> all (array[1, 2]), (id, status) in (select id, status from loans where id < 3) from loans order by id limit 4',
  'select (1, 2) is distinct from (1, 3), (1, null) is not distinct from (1, null), id is null, true is true from loans order by id limit 1',
  "select case id when 1 then 'one' when 2 then 'two' end, least(id, 2, 1.5) from loans order by id limit 3",
  "select array[]::int[], array[1, null]::text[], (array[[1, 2], [3, 4]])[1][2], (array[1, 2, 3])[2:], string_to_array('a,b', ',') from loans limit 1",
  "select status collate \"C\", lpad(status, 10, '*'), concat_ws('-', status, id, null), format('%s is %2$L', id, status), repeat('ab', 3) from loans order by id limit 2",
  "select timezone('UTC', timestamptz '2024-01-01 00:00+00'), timestamptz '2024-01-01 00:00+00' at time zone interval '2 hours', date(opened), float8(id), text(id) from loans order by id limit 1",
  "select interval '1-2' year to month, interval(2) '1.234 seconds', cast('3 days 4 hours' as interval day to hour), numeric '1.50', bool 'yes'",
  'select (select count(*) from loans), (select sum(x) from (values (1.5), (2)) v (x)), exists (select 1)',
  'select min(opened), max(status), bool_and(id > 0), corr(rate, id), stddev(id)::numeric(10, 3), any_value(1) from loans',
  'select 0x1F, 1_000, 0b101, 100000000000000000000, (-32768)::int2',
  "select l.id from loans l join customers c on l.customer_id = c.id and c.jurisdiction = 'EU' where l.id < 9 order by c.name nulls first, l.id",
  "select json_build_object('id', id, 's', status), jsonb_typeof(info), to_jsonb(amount) from loans order by id limit 1",
  'select width_bucket(amount, 0, 200000, 4) as b, count(*) from loans group by 1 order by 1',
  'select * from loans order by id limit 3',
  'select l.*, c.name from loans l join customers c on c.id = l.customer_id where l.amount > 150000 order by l.id',
  'select status, count(*), sum(amount) total, avg(amount)::numeric(12,2) from loans group by status having count(*) > 10 order by total desc',
  'select status as s, count(*) from loans group by s order by 2 desc, s',
  'select 1 + count(*) as n, customer_id from loans group by 2 order by 2 limit 5',
  'select c.name, c.email, count(*) from customers c join loans l on l.customer_id = c.id group by c.id order by c.id limit 4',
  "select date_trunc('month', opened) as m, sum(amount) from loans where opened >= date '2024-03-01' and opened < '2024-06-01' group by 1 order by 1",
  "select extract(year from opened) y, to_char(opened, 'YYYY-MM') from loans where opened between '2024-01-05' and '2024-01-07' order by opened",
  "select id from loans where opened > date '2024-07-01' - interval '3 days' order by id",
  "select id, case status when 'open' then 1 when 'closed' then 2 else 0 end from loans where id < 5 order by id",
  "select coalesce(name, 'nobody') || '!', nullif(jurisdiction, 'EU'), greatest(id, 3) from customers order by id limit 8",
  "select upper(status), length(status), substring(status from 2 for 3), position('o' in status), trim(both 'd' from status) from loans order by id limit 3",
  'select id from customers c where exists (select 1 from loans l where l.customer_id = c.id and l.amount > 199000) order by id',
  'select id from customers where id not in (select customer_id from loans where amount > 50000) order by 1',
  'select id, (select max(amount) from loans l where l.customer_id = c.id) m from customers c order by m desc nulls last, id limit 3',
  'with big as (select * from loans where amount > 100000), per as (select customer_id, count(*) n from big group by 1) select c.name, n from per join customers c on c.id = per.customer_id order by n desc, c.id limit 5',
  'with x (a, b) as (select id, status from loans), y as (select a from x) select count(*) from x join y using (a)',
  "select id from loans where status = 'open' union select id from loans where id < 4 except select 3 order by 1 limit 5",
  "select status::text from loans intersect select 'open' union all (select risk from loans order by id limit 2)",
  'select id, row_number() over (partition by status order by id), sum(amount) over w, lag(amount) over w from loans window w as (order by id rows between 1 preceding and current row) order by id limit 6',
  'select status, risk, count(*), grouping(status, risk) from loans group by grouping sets ((status), (risk), ()) order by 1, 2, 3',
  'select status, count(*) from loans group by rollup (status) order by 1',
  'select distinct on (status) status, id from loans order by status, amount desc',
  'select distinct status, risk from loans order by 1',
  "select count(*) filter (where status = 'open') as open, count(distinct customer_id) from loans",
  'select percentile_cont(0.5) within group (order by amount), mode() within group (order by status) from loans',
  "select info -> 'b' ->> 1, info #>> '{b,0}', (info ->> 'a')::int + 1, info['a'] from loans where info @> '{\"a\": 7}'",
  "select tags[1], tags[1:1], array_length(tags, 1), 'u' = any (tags), tags && array['t1', 't2'] from loans order by id limit 3",
  "select (id, status) in ((1, 'closed'), (2, 'default')), (id, amount) < (2, 5) from loans order by id limit 3",
  "select t.a, t.b from (values (1, 'x'), (2, null)) as t (a, b) order by 1",
  'select c.id, l.n from customers c cross join lateral (select count(*) n from loans where customer_id = c.id) l where c.id < 4 order by 1',
  "select d::date, count(l.id) from generate_series(date_trunc('month', date '2024-03-15') - interval '2 months', date '2024-06-01', '1 month') as d left join loans l on date_trunc('month', l.opened) = d group by d order by d",
  'select c.id, (select max(l.amount + c.id) from loans l where l.customer_id = c.id) from customers c where c.id < 4 order by 1',
  'select g, count(l.id) from generate_series(1, 3) as g left join loans l on l.customer_id = g group by g order by g',
  'select a.id as l, b.id as c, id from loans a full join customers b using (id) where id > 58 and id < 63 order by id',
  'select * from loans natural join (select 7::bigint as id) x',
  'select u.tag, count(*) from loans l, unnest(l.tags) as u (tag) group by 1 order by 1',
  "select string_agg(status, ',' order by id), array_agg(id order by id desc) from loans where id < 4",
  "select 'a' like 'A%' or 'a' ilike 'A', status not like '%en' from loans order by id limit 2",
  "select status similar to '(open|closed)', status ~ '^o', regexp_replace(status, 'o', 'x') from loans order by id limit 2",
  "select make_interval(days => 3), make_date(2024, 2, 29), interval '1' day, interval '1 year 2 months'",
  'select - 5 % 3, 2 ^ 3, -2147483648, 9223372036854775807, 1e3, .5, 7 / 2, 7 / 2.0, @ -3',
  'select true and not false or null, 1 is distinct from null, (1 = 1) is not unknown, 3 not between symmetric 5 and 1',
  "select e'a\\nb', 'it''s', u&'\\0041', 'a\u202Eb', '\\'",
  'select round(amount, 1), trunc(amount), amount::int, rate::numeric(8,2), id::text || risk from loans order by id limit 3',
  "select risk = 'hi', risk || 'x', length(risk) from loans limit 1",
  'select mood, mood::text from customers order by id limit 2',
  "select info, note from loans where note ->> 'n' = '3'",
  'select sum(x.amount) from (select amount from loans order by amount desc fetch first 3 rows with ties) x',
  'select id from loans offset 198',
  'select array(select id from loans order by id limit 3), array[1, 2] || 3, cardinality(array[[1, 2], [3, 4]])',
  "select count(*) from loans where (opened, opened) overlaps (date '2024-01-01', date '2024-02-01')",
  'table loans order by id limit 2',
  'select (select count(*) from loans) as n, id from customers order by n, id limit 1',
  "select opened at time zone 'UTC' from loans order by id limit 1",
  "select age(opened, date '2020-01-01'), opened + 3, opened - date '2024-01-01', isfinite(opened) from loans order by id limit 1",
];

describe('compiled queries', () => {
  let bank: BankServer;
  before(async () => {
    bank = await startBank(MASKED);
  });
  after(() => bank.stop());

  for (const sql of HONEST) {
    it(`returns what the original returns: ${sql.slice(0, 80)}`, async () => {
      const result = compiled(sql);
      const printed = await bank.ask(result.sql);
      await bank.run('SET search_path = original, bank');
      const original = await bank.ask(sql);
      await bank.run('SET search_path = pg_catalog, pg_temp');
      assert.deepEqual(printed, original);
      assert.deepEqual(
        result.columns.map(({ name, type }) => ({ name, type })),
        original.columns,
      );
    });
  }

  it('prints no more rows than the cap, and never widens a limit', () => {
    assert.match(compiled('select id from loans', { rowCap: 7 }).sql, / LIMIT 7$/);
    assert.match(compiled('select id from loans limit 3', { rowCap: 7 }).sql, / LIMIT 3$/);
    assert.match(compiled('select id from loans limit 30', { rowCap: 7 }).sql, / LIMIT 7$/);
  });

  it('caps a limit with ties without losing its order', async () => {
    const { sql } = compiled('select id from loans order by status desc, id % 2 fetch first 1 row with ties', {
      rowCap: 5,
    });
    const { rows } = await bank.ask(sql);
    assert.equal(rows.length, 5);
    assert.ok(rows.every(([id]) => Number(id) % 2 === 0 && Number(id) % 3 === 0));
  });

  it('binds the clock to the instant, in the zone of the source, and keeps the names', async () => {
    const { sql, columns } = compiled(
      "select now(), current_date, localtimestamp(0), 'today'::date d, 'tomorrow'::timestamptz t, age(opened) from loans where id = 1 and opened < 'yesterday'",
    );
    assert.doesNotMatch(sql, /now"\(|'today'|'tomorrow'|'yesterday'|LOCALTIME/);
    const { rows } = await bank.ask(sql);
    assert.deepEqual(rows[0]?.slice(0, 5), [
      '2026-03-04 23:30:15.25+01',
      '2026-03-04',
      '2026-03-04 23:30:15',
      '2026-03-04',
      '2026-03-05 00:00:00+01',
    ]);
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['now', 'current_date', 'localtimestamp', 'd', 't', 'age'],
    );
  });

  it('shows every sign of a literal that would not be seen', () => {
    assert.match(compiled("select 'a\u202Eb\u200B'").sql, /U&'a\\202Eb\\200B'/);
  });

  it('refuses to read a dataset bare when the profile masks it', () => {
    const input = { catalogue: CATALOGUE, instant: INSTANT, parse, profile: MASKED, maskedSchema: 'm', rowCap: 1 };
    const refused = compile({ ...input, sql: 'select id from customers', provision: 'none' });
    assert.equal(refused.ok || refused.verdict.rule, 'profile.not_provisioned');
    assert.ok(compile({ ...input, sql: 'select id from loans', provision: 'none' }).ok);
  });

  it('refuses a dataset that the profile does not reach', () => {
    const profile = { digest: 'x', relations: {} };
    const refused = compile({
      sql: 'select id from loans',
      catalogue: CATALOGUE,
      instant: INSTANT,
      parse,
      profile,
      provision: 'views',
      maskedSchema: 'm',
      rowCap: 1,
    });
    assert.equal(refused.ok || refused.verdict.rule, 'profile.missing');
  });

  it('refuses to run a text that does not parse to what was meant', () => {
    let parses = 0;
    const bent = (sql: string): unknown =>
      ++parses === 1 ? parse(sql) : parse(sql.replace('(1 OPERATOR(pg_catalog.+) 2)', '1 OPERATOR(pg_catalog.+) 2'));
    const input = {
      catalogue: CATALOGUE,
      instant: INSTANT,
      profile: OPEN,
      provision: 'none',
      maskedSchema: 'm',
      rowCap: 1,
    } as const;
    const refused = compile({ ...input, sql: 'select 3 * (1 + 2)', parse: bent });
    assert.equal(refused.ok || refused.verdict.rule, 'print.mismatch');
  });

  it('gives the same rows through views and inline, hidden rows and values hidden', async () => {
    for (const sql of HONEST) {
      const [views, inline] = (['views', 'inline'] as const).map((provision) =>
        compiled(sql, { profile: MASKED, provision }),
      );
      const [left, right] = [await bank.ask(views?.sql ?? ''), await bank.ask(inline?.sql ?? '')];
      assert.deepEqual(left.rows, right.rows, sql);
    }
  });

  it('marks the masks and row filters that stand in an inline text, and nothing a literal pretends', () => {
    const bait =
      '(SELECT CAST(NULL AS pg_catalog."text") AS "name" FROM "bank"."t_customers" AS "base") masked masked_';
    const { sql, marks } = compiled(
      `select a.name, b.email, '${bait}' as bait from customers a join customers b using (id)`,
      { profile: MASKED, provision: 'inline' },
    );
    const kinds = marks.map(({ kind }) => kind);
    const each = ['initials', 'domain', 'last4', 'year', 'year_month', 'redact', 'filter'];
    assert.deepEqual(kinds.toSorted(), [...each, ...each].toSorted());
    for (const { from, to, kind } of marks) {
      const text = sql.slice(from, to);
      assert.match(
        text,
        kind === 'filter' ? /^\("base"\."jurisdiction" IN \(.*'EU'.*'UK'.*\)$/ : /^(?:CAST|CASE|pg_catalog)/,
      );
      assert.match(sql.slice(to), kind === 'filter' ? /^ OFFSET 0\)/ : /^ AS "/);
      assert.ok(from > sql.indexOf(bait) + bait.length);
    }
    assert.deepEqual(compiled('select name from customers', { profile: MASKED, provision: 'views' }).marks, []);
  });

  it('settles under a mask what a plan could choose', () => {
    const sql = (text: string): string => compiled(text, { profile: MASKED, provision: 'views' }).sql;
    assert.match(sql('select array(select name from customers)'), /ARRAY\(SELECT .* ORDER BY 1\)/);
    assert.match(sql("select (name || ' ')::bpchar from customers"), /ORDER BY 1, pg_catalog\."octet_length"\(/);
    assert.match(
      sql('select distinct on (name) name, rate from customers, loans where customers.id = customer_id'),
      /ORDER BY .*CAST\("loans"\."rate" AS pg_catalog\."text"\)/,
    );
    assert.doesNotMatch(compiled('select array(select name from customers)').sql, /ORDER BY/);
  });

  it('names what the server will lock', () => {
    const { expectedRelations, maskedRelations } = compiled(
      'select count(*) from customers, loans where customers.id = customer_id',
      { profile: MASKED, provision: 'views' },
    );
    assert.deepEqual(expectedRelations, [
      'atlas_m_test.customers',
      'atlas_m_test.loans',
      'atlas_m_test.rows of customers',
      'bank.t_customers',
      'bank.t_loans',
    ]);
    assert.deepEqual(maskedRelations[0]?.filter, { column: 'jurisdiction', values: ['EU', 'UK'] });
    assert.ok(!maskedRelations[0]?.columns.some(({ column }) => column === 'secret'));
  });
});
