import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Column } from '@aureus/contract';
import { UNCOUNTED, ruleOf } from '../../test/large-bank.ts';

const scored = (count: number, by: (at: number) => string): string =>
  `with r as (select c.customer_id, max(t.booked_at) as a0, count(*) as a1, sum(t.amount) as a2
     from customers c join accounts a using (customer_id) join transactions t using (account_id) group by 1)
   select ${Array.from({ length: count }, (_, at) => `ntile(5) over (order by ${by(at)}) as s${at}`).join(', ')} from r`;

const sorted = (count: number): string =>
  Array.from(
    { length: count },
    (_, at) => `(select body from complaints where complaint_id > ${at} order by created_on limit 25000)`,
  ).join(' union all ');
const ranked = (count: number, by: (at: number) => string): string =>
  `select ${Array.from({ length: count }, (_, at) => `rank() over (order by ${by(at)}) as r${at}`).join(', ')} from transactions`;
const rolled = (keys: number): string =>
  `select count(distinct description), count(distinct channel || txn_id) from transactions
   group by rollup (${Array.from({ length: keys }, (_, at) => `txn_id = ${at}`).join(', ')})`;

describe('what a server holds all the same', () => {
  it('is the rows of no match, which an outer join makes one group', () => {
    const grouped = (join: string, by: string): string =>
      `select ${by}, array_agg(t.description) from ${join} group by ${by}`;
    const on = "accounts a on a.account_id = t.account_id and a.status = 'none'";
    assert.equal(ruleOf(grouped(`transactions t join ${on}`, 'a.account_id')), true);
    for (const join of [
      `transactions t left join ${on}`,
      `accounts a right join transactions t on a.account_id = t.account_id`,
      `transactions t full join ${on}`,
    ])
      assert.equal(ruleOf(grouped(join, 'a.account_id')), 'size.value', join);
  });

  it('is the rows of which a column says nothing', () => {
    assert.equal(ruleOf('select opened_on, array_agg(account_id) from accounts group by 1'), true);
    assert.equal(
      ruleOf("select closed_on, string_agg(product || opened_on, ',') from accounts group by 1"),
      'size.value',
    );
  });

  it('is a text as long as the bank has them', () => {
    for (const sql of [
      "select length(string_agg(body, '')) from complaints",
      "select date_trunc('year', created_on), string_agg(body, '') from complaints group by 1",
      'select length(array(select body from complaints)::text)',
    ])
      assert.notEqual(ruleOf(sql), true, sql);
    assert.equal(
      ruleOf('select customer_id from complaints where body not in (select lower(body) from complaints)'),
      'size.rows',
    );
  });

  it('is what is kept beside nothing, as one group', () => {
    const grouped = (join: string): string =>
      `select string_agg(repeat(t.description, 4), ',') from transactions t ${join} accounts a on a.account_id = t.account_id and a.account_id < 0 group by a.account_id`;
    assert.equal(ruleOf(grouped('join')), true);
    for (const join of ['left join', 'full join']) assert.equal(ruleOf(grouped(join)), 'size.value', join);
  });

  it('is all that ties, which no number says', () => {
    const tied = 'select account_id from accounts order by 1 = 1 fetch first 1 row with ties';
    assert.equal(ruleOf(`select array_agg(repeat('x', 300)) from (${tied}) s`), 'size.value');
    assert.equal(ruleOf(`select array_agg(repeat('x', 300)) from (${tied.replace('with ties', 'only')}) s`), true);
    assert.equal(ruleOf(`select count(*) from (${tied}) a, (${tied}) b`), 'relation.cross_product');
  });

  it('is one condition, however often it is written, and one of those that say the same', () => {
    const where = Array.from({ length: 20 }, () => "channel = 'web'").join(' and ');
    for (const rest of [where, `${where} and currency = 'EUR' and currency in ('EUR', 'USD')`])
      assert.equal(ruleOf(`select string_agg(description, ',') from transactions where ${rest}`), 'size.value');
  });

  it('is what an outer join keeps, whatever it is met on', () => {
    const listed = (join: string): string =>
      `select array_agg(repeat('x', 30)) from (complaints c ${join} accounts r on c.complaint_id = r.account_id)
         join complaints d on d.created_on = c.created_on`;
    for (const join of ['left join', 'full join', 'join']) assert.equal(ruleOf(listed(join)), 'size.value', join);
  });

  it('is every piece of what a question puts together', () => {
    const listed = (rows: string): string => `select array_agg(repeat('x', 300)) from ${rows} u`;
    assert.equal(ruleOf(listed("string_to_table(repeat('a,', 2000000), ',')")), 'size.value');
    assert.equal(ruleOf(listed("json_array_elements(('[' || repeat('1,', 1000000) || '1]')::json)")), 'size.value');
    assert.equal(ruleOf(listed("string_to_table('a,b,c', ',')")), true);
    const letters =
      'select array_agg(u) from (select body from complaints limit 12000) c, string_to_table(c.body, NULL) u';
    for (const sql of [letters, letters.replace('NULL', "''")]) assert.equal(ruleOf(sql), 'size.value', sql);
  });

  it('is every day that data may bound, and that a question computes', () => {
    const listed = (to: string): string =>
      `select array_agg(repeat('x', 100)) from (select min(opened_on) d from accounts) s, generate_series(s.d::timestamp, ${to}, interval '1 day') g`;
    for (const to of ["timestamp '9999-12-31'", "s.d + interval '9000 years'"])
      assert.equal(ruleOf(listed(to)), 'size.value', to);
    const far = (to: string): string =>
      `select array_agg(repeat('x', 100)) from generate_series((select min(opened_on) from accounts)::timestamp, ${to}, '300 days') g`;
    assert.equal(ruleOf(far("timestamp '9999-12-31'")), true);
    assert.equal(ruleOf(far("(select max(opened_on) + interval '290000 years' from accounts)")), 'size.value');
    const years = (moment: string): string =>
      `select array_agg(repeat('x', 900)) from (select distinct extract(year from ${moment}) from transactions t) x`;
    assert.equal(ruleOf(years('t.booked_at')), true);
    assert.equal(ruleOf(years("t.booked_at + t.txn_id * interval '30 days'")), 'size.value');
    const days = (day: string): string =>
      `select array_agg(repeat('x', 100)) from (select ${day} d from transactions group by 1) s`;
    assert.equal(ruleOf(days("date '0001-01-01' + txn_id::int")), 'size.value');
    assert.equal(ruleOf(days('booked_at::date')), true);
    assert.equal(ruleOf(days("to_char(booked_at, 'YYYY-MM-DD')")), true);
    assert.equal(ruleOf(days("to_char(booked_at, 'YYYY-MM-DD HH24:MI:SS')")), 'size.value');
  });

  it('is what a condition lets through that is no equality with one column, or one of several', () => {
    const met = (on: string): string =>
      `select array_agg(x.i) from (select txn_id i from transactions limit 9000) x
         join (select account_id j, opened_on a, closed_on b from accounts limit 9000) y on ${on}`;
    for (const on of [
      'x.i between y.j - 1000000000 and y.j + 1000000000',
      'x.i = y.j or x.i % 1 = 0',
      'x.i >= y.j - 5 and x.i <= y.j + 5',
    ])
      assert.equal(ruleOf(met(on)), 'size.value', on);
    assert.equal(ruleOf(met('x.i = y.j')), true);
    const below = (column: string, value: string): string =>
      `select array_agg(x.d) from (select ${column} k, description d from transactions) x join (values (${value})) v (c) on x.k = v.c`;
    assert.equal(ruleOf(below('account_id', '7')), true);
    assert.equal(ruleOf(below('currency', "'EUR'")), 'size.value');
    const arms = Array.from({ length: 400 }, (_, at) => `b.account_id = a.i + ${at}`);
    const keyed = (some: readonly string[]): string =>
      `select array_agg(repeat('x', 1400)) from (select txn_id i from transactions limit 9000) a join accounts b on ${some.join(' or ')}`;
    assert.equal(ruleOf(keyed(arms)), 'size.value');
    assert.equal(ruleOf(keyed(arms.slice(0, 1))), true);
  });

  it('is every row that a list taken apart gives, of each group', () => {
    const given = (x: string): string =>
      `select array_agg(repeat('x', 4000)) from (select status, ${x} from accounts group by status) s`;
    for (const x of ['generate_series(1, 100000)', 'unnest(array_agg(account_id order by account_id))'])
      assert.equal(ruleOf(given(x)), 'size.value', x);
    assert.equal(ruleOf(given('count(*)')), true);
    const apart = (relation: string, by: string, key: string): string =>
      `(select ${by}, unnest(array_agg(${key} order by ${key})) from ${relation} group by ${by}) ${relation}`;
    const product = `select count(*) from ${apart('accounts', 'status', 'account_id')}, ${apart('customers', 'segment', 'customer_id')}`;
    assert.equal(ruleOf(product), 'relation.cross_product');
  });

  it('is a product below an outer join, whatever that meets', () => {
    const kept = (rest: string): string =>
      `select array_agg(repeat('x', 150)) from (select account_id k from accounts limit 9000) a
         cross join (select customer_id k from customers limit 9000) b left join complaints c on ${rest}`;
    for (const rest of ['c.complaint_id = a.k and c.customer_id = b.k', 'c.complaint_id = a.k and a.k = b.k'])
      assert.equal(ruleOf(kept(rest)), 'size.value', rest);
  });

  it('is what each row may have of what stands beside it, unless an equality says which', () => {
    const alike = `select array_agg(l.description) from (select 'web' k, account_id from accounts limit 1000) o
      join lateral (select t.channel, t.description from transactions t where t.channel = o.k) l on l.channel = o.k`;
    assert.equal(ruleOf(alike), 'size.value');
    const beside = (where: string): string =>
      `select array_agg(repeat('x', 40)) from accounts r join lateral (select c.customer_id x from complaints c where ${where} limit 20000) l on true`;
    assert.equal(ruleOf(beside('c.complaint_id >= r.account_id - 1000000')), 'size.value');
    const computed = `select array_agg(a.x) from (select txn_id x from transactions limit 7000) a
      join (select complaint_id y from complaints limit 7000) b on a.x % 1 = b.y % 1`;
    assert.equal(ruleOf(computed), 'size.value');
    assert.equal(ruleOf(computed.replace('a.x % 1 = b.y % 1', 'a.x = b.y')), true);
  });

  it('is what rows of two questions are looked up in', () => {
    const compared = (op: string): string =>
      `select txn_id, description from transactions where txn_id % 1 = 0 ${op} select txn_id, description from transactions`;
    for (const op of ['intersect', 'except']) assert.equal(ruleOf(compared(op)), 'size.rows', op);
    for (const sql of [
      compared('union'),
      compared('except')
        .replaceAll('transactions', 'complaints')
        .replaceAll('txn_id', 'complaint_id')
        .replaceAll('description', 'customer_id'),
    ])
      assert.equal(ruleOf(sql), true, sql);
  });

  it('is as much of a list as a slice has', () => {
    const picked = (slice: string): string =>
      `select value_date, (array_agg(description order by amount))[${slice}] from transactions group by 1 order by 1`;
    assert.equal(ruleOf(picked('5:7')), true);
    for (const slice of ['5:3000', '5:', ':txn_id::int'])
      assert.equal(ruleOf(picked(slice).replace('txn_id', 'min(txn_id)')), 'size.rows', slice);
  });

  it('is what is sorted under several limits', () => {
    assert.equal(ruleOf(`select max(body) from (${sorted(1)}) x`), true);
    assert.equal(ruleOf(`select max(body) from (${sorted(3)}) x`), 'size.rows');
  });

  it('is one sort for each grouping set', () => {
    assert.equal(
      ruleOf('select count(distinct channel), count(distinct currency) from transactions group by rollup (channel)'),
      true,
    );
    assert.equal(ruleOf(rolled(10)), 'size.rows');
    const alike = Array.from({ length: 10 }, () => '(channel)').join(', ');
    assert.equal(
      ruleOf(`select count(distinct description) from transactions group by grouping sets (${alike})`),
      'size.rows',
    );
  });

  it('is a number with as many digits as the question makes', () => {
    const middle = (value: string): string =>
      `select percentile_disc(0.5) within group (order by ${value}) from transactions`;
    for (const value of [
      'txn_id + 1e2000',
      '(txn_id - 1e-2000)::numeric',
      'greatest(amount, 1e2000)',
      "(txn_id || repeat('0', 2000))::numeric",
      'amount::numeric(1000, 900)',
    ])
      for (const sql of [middle(value), `select distinct ${value} from transactions`])
        assert.equal(ruleOf(sql), 'size.rows', sql);
    for (const value of [
      'amount',
      'amount / 3',
      'amount * 1.075 / 12 + 1e6',
      '(txn_id / 7)::numeric(14, 4)',
      'description',
    ])
      assert.equal(ruleOf(middle(value)), true, value);
  });

  it('is one sort for all that is taken from the same order', () => {
    const parts = (sort: (at: number) => string): string =>
      `select ${[1, 2, 3, 4, 5, 6].map((at) => `percentile_disc(0.${at}) within group (order by ${sort(at)})`).join(', ')} from transactions`;
    assert.equal(ruleOf(parts(() => 'amount / 3')), true);
    assert.equal(ruleOf(parts((at) => `amount / ${at}`)), 'size.rows');
  });

  it('is what meets on a value that half of the rows have', () => {
    const lists = 'jsonb_agg(t2.description), array_agg(t2.description)';
    const met = (on: string): string =>
      `select t1.txn_id, ${lists} from transactions t1 join transactions t2 on ${on} where t1.txn_id = 3 group by 1`;
    assert.equal(ruleOf(met('t1.account_id = t2.account_id')), true);
    assert.notEqual(ruleOf(met('t1.currency = t2.currency')), true);
  });

  it('is every window of its own, kept and sorted, and those of one order once', () => {
    assert.equal(ruleOf(scored(12, (at) => `a${1 + (at % 2)} + ${at}`)), 'size.rows');
    assert.equal(ruleOf(ranked(10, (at) => `txn_id + ${at}`)), 'size.rows');
    assert.equal(ruleOf(ranked(10, (at) => `txn_id + ${at >> 1} ${at % 2 === 0 ? 'asc' : 'desc'}`)), 'size.rows');
    assert.equal(ruleOf(ranked(5, (at) => `txn_id + ${at}`)), true);
    assert.equal(ruleOf(ranked(40, () => 'txn_id')), true);
    const framed = Array.from({ length: 40 }, (_, at) => `sum(amount) over (order by txn_id rows ${at + 1} preceding)`);
    assert.equal(ruleOf(`select ${framed.join(', ')} from transactions`), true);
  });

  it('is the lists of one group side by side, each more than once while it becomes a value', () => {
    const lists = (count: number): string =>
      Array.from({ length: count }, (_, at) => `cardinality(array_agg(account_id + ${at} order by account_id))`).join(
        ', ',
      );
    assert.equal(ruleOf(`select ${lists(2)} from accounts`), true);
    assert.equal(ruleOf(`select ${lists(4)} from accounts`), 'size.rows');
  });

  it('is what a list taken apart gives for each row', () => {
    const collected = (rows: string): string => `select array_agg(x.one) from (${rows}) x`;
    const many = Array(20).fill('complaint_id').join(', ');
    assert.equal(ruleOf(collected('select complaint_id as one from complaints')), true);
    assert.equal(ruleOf(collected(`select unnest(array[${many}]) as one from complaints`)), 'size.value');
  });
});

describe('a word or a place', () => {
  const list = "string_agg(x.description, ',')";

  it('is no reason to count fewer rows: LATERAL that looks at nothing, a condition that holds for others', () => {
    for (const sql of [
      `select ${list} from lateral (select description from transactions t) x`,
      `select ${list} from customers s cross join transactions x
         left join accounts r on r.account_id = x.account_id and r.customer_id = s.customer_id where s.customer_id = 5`,
      `select string_agg(x.description || x.description, ',') from transactions x where x.account_id in (${Array.from({ length: 5000 }, (_, at) => at).join(', ')})`,
    ])
      assert.equal(ruleOf(sql), 'size.value', sql.slice(0, 90));
    const each = 'select t.description from transactions t where t.account_id = a.account_id order by t.amount limit 3';
    assert.equal(
      ruleOf(`select a.account_id, ${list} from accounts a, lateral (${each}) x where a.customer_id = 7 group by 1`),
      true,
    );
  });

  it('makes no list shorter: a window without partitions', () => {
    const listed = (over: string): string =>
      `select array_agg(complaint_id) over (${over}) from complaints order by -complaint_id limit 1000`;
    assert.equal(ruleOf(listed('')), 'size.rows');
    assert.equal(ruleOf(listed('partition by complaint_id')), true);
    // Of a column that nothing is known of, each row has the list of its part; what is computed may have one value.
    assert.equal(ruleOf(listed('partition by body')), true);
    assert.equal(ruleOf(listed('partition by complaint_id % 1')), 'size.rows');
    const parted = 'select array_agg(account_id) over (partition by account_id % 7) from accounts';
    assert.equal(ruleOf(`${parted} order by -account_id limit 1000`), 'size.rows');
  });
});

describe('a filter', () => {
  const listed = (rest: string): string => `select jsonb_agg(t.description) from transactions t ${rest}`;

  it('leaves few rows where it gives the value of a column that is finely spread', () => {
    assert.equal(ruleOf(listed('where t.account_id = 7')), true);
    assert.equal(ruleOf(listed('where 7 = t.account_id')), true);
    assert.equal(ruleOf(listed('where t.account_id in (7, 8, 9)')), true);
    assert.equal(ruleOf(listed('where t.account_id = 7'), UNCOUNTED), 'size.value');
  });

  it('leaves all where the value is a column of the same rows, another operator or a few values', () => {
    for (const rest of [
      'where t.account_id = t.txn_id',
      'where t.account_id > 7',
      "where t.currency = 'EUR'",
      'where t.account_id not in (7)',
    ])
      assert.equal(ruleOf(listed(rest)), 'size.value', rest);
  });

  it('reaches what is met on an equality, and nothing else', () => {
    const met = (on: string): string => listed(`join accounts a on ${on} where a.customer_id = 77`);
    assert.equal(ruleOf(met('a.account_id = t.account_id')), true);
    assert.equal(ruleOf(met('a.account_id >= t.account_id')), 'size.value');
    assert.equal(ruleOf(met('a.status = t.currency')), 'size.value');
  });
});

describe('groups of a column that equals the largest relation’s', () => {
  const grouped = (on: string): string =>
    `select c.customer_id, array_agg(a.opened_on) from customers c join accounts a on ${on} group by c.customer_id`;

  it('are as many as that has values', () => {
    assert.equal(ruleOf(grouped('a.customer_id = c.customer_id')), true);
    const compared = (op: string): string =>
      `select c.segment, array_agg(t.description || t.description) from customers c join transactions t on t.txn_id = c.customer_id
         and c.segment ${op} t.description group by c.segment`;
    assert.equal(ruleOf(compared('=')), true);
    assert.equal(ruleOf(compared('>=')), 'size.value');
  });
});

describe('groups of what is computed', () => {
  const windows = Array.from({ length: 10 }, (_, at) => `rank() over (order by count(*) + ${at}) as r${at}`).join(', ');
  const grouped = (by: string, from: string): string => `select ${windows} from ${from} group by ${by}`;

  it('are as many as what it is made of gives together', () => {
    assert.equal(ruleOf(grouped('opened_on::text', 'accounts')), true);
    assert.equal(ruleOf(grouped('opened_on::text || closed_on::text', 'accounts')), 'size.rows');
    const looked = '(select max(t.txn_id) from transactions t where t.account_id = a.account_id)';
    assert.equal(ruleOf(grouped(looked, 'accounts a')), 'size.rows');
  });

  it('are few where the type or the catalogue says so, whatever nobody counted', () => {
    assert.equal(ruleOf(grouped('segment', 'customers'), UNCOUNTED), 'size.rows');
    assert.equal(ruleOf(grouped('country', 'customers'), UNCOUNTED), true);
    const enumerated = (column: Column): Column =>
      column.name === 'segment' ? { ...column, values: ['retail', 'private'] } : column;
    const told = {
      ...UNCOUNTED,
      datasets: UNCOUNTED.datasets.map((one) => ({ ...one, columns: one.columns.map(enumerated) })),
    };
    assert.equal(ruleOf(grouped('segment', 'customers'), told), true);
  });
});

describe('what a join meets', () => {
  const some = '(select description, account_id from transactions limit 700)';
  const met = (others: string): string =>
    `select jsonb_agg(x.description) from ${some} x join (${others}) y on x.description = y.description`;

  it('is one row of those that are kept once, and many of those that are put below each other', () => {
    for (const once of [
      `select distinct description from ${some} t`,
      `select description, count(*) from ${some} t group by description`,
      `select description from ${some} t union select description from ${some} u`,
    ])
      assert.equal(ruleOf(met(once)), true, once);
    for (const often of [
      `select description from ${some} t union all select description from ${some} u`,
      `select description, count(*) from ${some} t group by rollup (account_id), description`,
    ])
      assert.equal(ruleOf(met(often)), 'size.value', often);
  });
});

describe('a subquery under a LIMIT', () => {
  it('is one row where that is one, and else meets as many as any other', () => {
    const met = (limit: number): string =>
      `select jsonb_agg(y.description) from (select currency from transactions limit 700) x
         join (select currency, description from transactions limit ${limit}) y on x.currency = y.currency`;
    assert.equal(ruleOf(met(1)), true);
    assert.equal(ruleOf(met(700)), 'size.value');
  });
});
