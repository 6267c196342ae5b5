import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Column, Dataset } from '@aureus/contract';
import { CATALOGUE, factsOf, judge } from '../../test/bank.ts';

const TIES = 'a window function over ties';
/** Beside what a subquery may say of the row, so that it shows which row came first. */
const numbered = (order: string, rest: string): string =>
  `select row_number() over (order by ${order}), (select 1) ${rest}`;
const listed = (order: string, rest: string): string => `select string_agg(l.status, ',' order by ${order}) ${rest}`;

const TOLD: readonly string[] = [
  'select id, lag(amount) over (order by id) from loans',
  'select id, sum(amount) over (partition by status order by opened, id rows 3 preceding) from loans',
  "select string_agg(status, ',') over (order by id) from loans",
  // Groups are told apart by what they were made of, here or a step before.
  "select lag(sum(amount)) over (order by date_trunc('month', opened)) from loans group by date_trunc('month', opened)",
  `with m as (select date_trunc('month', opened) as m, sum(amount) as s from loans group by 1)
   select m, s - lag(s) over (order by m) from m`,
  `with m as (select status, extract(year from opened) as y, count(*) as n from loans group by 1, 2)
   select first_value(n) over (partition by status order by y) from m`,
  numbered('s.status', 'from (select distinct status from loans) s'),
  numbered('s.status', 'from (select distinct on (status) status, amount from loans order by status, id) s'),
  numbered('s.status', 'from (select status from loans union select jurisdiction from customers) s'),
  numbered('s.id', 'from (select id from customers except all select customer_id from loans) s'),
  numbered('s.n', 'from (select count(*) as n from loans) s'),
  numbered('s.n', 'from (select 1 as n from loans having max(amount) > 3) s'),
  numbered('g', 'from generate_series(1, 3) g'),
  // An entry of FROM that equals a known one by its key is known.
  numbered('l.id', 'from loans l join customers c on c.id = l.customer_id'),
  numbered('l.id', 'from loans l left join customers c on c.id = l.customer_id'),
  numbered('l.id', 'from customers c right join loans l using (id)'),
  numbered('l.id', 'from loans l, customers c where c.id = l.customer_id'),
  numbered('l.id', 'from loans l join customers c on (c.jurisdiction, c.id) = (l.status, l.customer_id)'),
  numbered('c.id', 'from customers c left join loans l on l.id = c.id'),
  numbered('c.id, l.id', 'from customers c full join loans l on l.customer_id = c.id'),
  numbered(
    'l.id',
    'from loans l join (select customer_id, count(*) as n from loans group by 1) n on n.customer_id = l.customer_id',
  ),
  numbered('c.id', 'from customers c, lateral (select max(amount) as m from loans l where l.customer_id = c.id) m'),
  listed('l.id', 'from loans l group by status'),
  // Rows that tie are alike in what is collected of them.
  listed('l.id', 'from customers c cross join (select id, status from loans limit 10) l'),
  "select string_agg(status || '/' || risk, ', ' order by status, risk) from loans",
  "select status, jsonb_agg(jsonb_build_object('s', status, 'o', opened) order by opened desc) from loans group by status",
  listed('l.id', 'from customers c left join loans l on l.customer_id = c.id group by c.id'),
  "select id, (select string_agg(t.x, ',' order by n) from unnest(tags) with ordinality t(x, n)) from loans",
  'select row_number() over v from loans window w as (partition by status), v as (w order by id)',
  // What a FROM or a step calls its columns is what they are known by.
  numbered('s.x', 'from (select distinct status from loans) s (x)'),
  'with s (x) as (select distinct status from loans) select row_number() over (order by x) from s',
  numbered(
    't.g',
    "from generate_series(date '2024-01-01', date '2024-01-03', interval '1 day') with ordinality t(g, n)",
  ),
  numbered('t.n', 'from generate_series(1, 3) with ordinality t(g, n)'),
  'select lag(count(*)) over (order by status) from loans group by status, current_date',
];

const TIED: readonly string[] = [
  'select status, unnest(array[1, 2]) as u, row_number() over (order by status) from loans group by status, 2',
  numbered('l.id', 'from loans l join customers c on c.id = l.rate'),
  numbered('x.id', 'from (select id from customers except all select rate from loans) x'),
  numbered('c.id', 'from customers c join loans l on l.status = c.jurisdiction collate "C"'),
  numbered('e', 'from loans l, lateral (select distinct t as e from unnest(l.tags) t) x'),
  numbered('opened', 'from loans'),
  numbered('l.id', 'from loans l join customers c on (c.jurisdiction, c.id) < (l.status, l.customer_id)'),
  'select row_number() over (), status from loans',
  'select row_number() over w, id from loans window w as (partition by id % 3), v as (w order by id)',
  numbered('id + 0', 'from loans'),
  numbered('s.status', 'from (select distinct status, amount from loans) s'),
  numbered('s.id', 'from (select id from loans union all select id from customers) s'),
  numbered('s.id', 'from (select id, unnest(tags) as t from loans) s'),
  numbered('x', 'from loans l, unnest(l.tags) x'),
  'select lag(count(*)) over (order by status) from loans group by rollup (status)',
  'select lag(count(*)) over (order by status) from loans group by status, risk',
  // What is padded with NULL equals nothing.
  numbered('l.id', 'from customers c left join loans l on l.id = c.id'),
  numbered('c.id', 'from customers c full join loans l on l.id = c.id'),
  numbered('c.id', 'from customers c left join loans l on l.customer_id = c.id'),
  numbered('l.id', 'from loans l join customers c on c.id < l.customer_id'),
  numbered('l.id', 'from loans l join customers c on c.id = l.customer_id or c.id = 3'),
  numbered('m.amount', 'from customers c, lateral (select distinct amount from loans l where l.customer_id = c.id) m'),
  // What hangs on a row of an entry before is one for each of these, and tells none of them apart.
  numbered('n', 'from loans l, unnest(array[l.id]) with ordinality t(v, n) where l.id = t.v'),
  numbered('1', 'from loans l, abs(l.id) a where l.id = a'),
  numbered(
    'x.s',
    'from loans l, lateral (select s, max(s * 0 + l.id) as k from generate_series(1, 3) s group by s) x where l.id = x.k',
  ),
  numbered('t.x', 'from unnest(array[1, 1]) with ordinality t(x, n)'),
  // Beside a longer list a series is followed by NULLs.
  numbered('t.g', 'from rows from (generate_series(1, 3), unnest(array[1, 2, 3, 4, 5])) t(g, x)'),
];

const GROUPED = 'select status, count(*) as n from loans group by status';
const COUNTED = 'select count(*) as n from loans';
const joined = (how: string, by: string, on = 'a.status = b.status'): string =>
  `select row_number() over (order by ${by}), (select 1) from (${GROUPED}) a ${how} join (${GROUPED}) b on ${on}`;

/** Each has an outer join that keeps a row for want of one whose key may be NULL, or that has no key. */
const PADDED: readonly string[] = [
  `select row_number() over (), a.n from (${COUNTED}) a full join (${COUNTED}) b on a.n = b.n`,
  joined('full', 'a.status, b.status'),
  `with a as (${GROUPED}), b as (${GROUPED}) ${joined('full', 'a.status, b.status').replaceAll(`(${GROUPED})`, 'loans')}`
    .replace('from loans a', 'from a')
    .replace('join loans b', 'join b'),
  `select string_agg(coalesce(a.n, b.n)::text, ',' order by a.status, b.status)
   from (${GROUPED}) a full join (${GROUPED}) b on a.status = b.status`,
  // What it is kept for is known by way of it alone.
  `select row_number() over (), l.id from loans l left join (${COUNTED}) c on c.n = l.id where l.id = coalesce(c.n, 3)`,
  `select row_number() over (order by b.status), l.id from loans l left join (${GROUPED}) b on b.n = l.id
   where l.id = coalesce(b.n, 3)`,
  numbered(
    'k, l.id',
    'from (select c.id as k from loans l left join customers c on c.id = l.id) s full join loans l on l.id = k',
  ),
  numbered(
    'k, l.status',
    `from (select id as k from loans group by rollup (id)) s full join (${GROUPED}) l on l.n = k`,
  ),
];

/** What is kept is known, or a column that is never NULL tells that there is no row. */
const PADDED_SEEN: readonly string[] = [
  joined('left', 'a.status'),
  joined('left', 'a.status, b.status', 'b.n > a.n'),
  joined('right', 'b.status'),
  numbered('c.id, b.status', `from customers c full join (${GROUPED}) b on b.n = c.id`),
  numbered('c.id', `from customers c full join (${COUNTED}) b on b.n = c.id`),
  numbered('s.k, l.id', 'from (select id as k from customers) s full join loans l on l.id = s.k'),
  numbered('g, l.id', 'from generate_series(1, 3) g full join loans l on l.id = g'),
  numbered('l.id, c.id', 'from loans l full join (customers c join loans m on m.id = c.id) on c.id = l.customer_id'),
  numbered(
    'l.id',
    `from loans l left join (customers c left join (${GROUPED}) b on b.status = c.jurisdiction) on c.id = l.customer_id`,
  ),
];

const LISTS_OF_OTHERS: readonly string[] = [
  'select array_agg(g) from generate_series(1, 3) g join loans l on l.id <= g',
  'select array_agg(s.n) from (select count(*) as n, status from loans group by status) s',
  "select string_agg(v.n, ',') from (values ('b', 2), ('a', 1)) v (n, id) join loans l on l.id = v.id",
  'select array_agg(x.n) from (select 1 as n union all select 2) x',
  'select array_agg(x.n) from (select v.n from (values (1), (2)) v (n) left join (select id from loans limit 0) l on true) x',
];

describe('a call that hangs on the order of rows', () => {
  it('is determined where its keys make each row one', () => {
    for (const sql of TOLD) assert.deepEqual(factsOf(sql).undetermined, [], sql);
  });

  it('is not where rows may tie', () => {
    for (const sql of TIED) assert.deepEqual(factsOf(sql).undetermined, [TIES], sql);
    const list = ['string_agg without a full order'];
    for (const sql of [
      listed('l.opened', 'from loans l'),
      listed('c.id', 'from customers c join loans l on l.customer_id = c.id'),
      "select string_agg(status, ',') over (order by opened) from loans",
    ])
      assert.deepEqual(factsOf(sql).undetermined, list, sql);
  });

  it('is not where an outer join keeps rows beside those that look like them', () => {
    for (const sql of PADDED) assert.equal(factsOf(sql).undetermined.length, 1, sql);
    for (const sql of PADDED_SEEN) assert.deepEqual(factsOf(sql).undetermined, [], sql);
  });

  it('is not where a list is of what no column says', () => {
    for (const sql of LISTS_OF_OTHERS) assert.equal(factsOf(sql).undetermined.length, 1, sql);
    assert.deepEqual(factsOf("select string_agg(distinct status, ',' order by status) from loans").undetermined, []);
  });

  it('is not known where many windows over many tables take too much to find out', () => {
    const tables = Array.from({ length: 45 }, (_, at) => at);
    const from = tables.map((at) => `loans a${44 - at}`).join(', ');
    const where = tables
      .slice(1)
      .map((at) => `a${at}.id = a${at - 1}.customer_id`)
      .join(' and ');
    const windows = tables.map((at) => `lag(1) over (order by a0.id, ${at})`);
    const undetermined = (shown: readonly string[]): readonly string[] =>
      factsOf(`select ${shown.join(', ')} from ${from} where ${where}`).undetermined;
    assert.deepEqual(undetermined(windows.slice(0, 1)), []);
    assert.deepEqual(undetermined(windows), [TIES]);
  });

  it('is not where its key is personal data, whose masked values are alike', () => {
    assert.deepEqual(factsOf(numbered('email', 'from (select distinct email, name from customers) c')).undetermined, [
      TIES,
    ]);
    assert.deepEqual(factsOf(numbered('email', 'from (select distinct email from customers) c')).undetermined, []);
  });
});

/** Rows that tie are alike in all that is read of them. */
const UNSEEN: readonly string[] = [
  'select row_number() over () from loans',
  'select status, opened, row_number() over (partition by status order by opened) from loans',
  'select status, lag(opened) over w, opened - first_value(opened) over w from loans window w as (partition by status order by opened)',
  'select coalesce(status, risk::text), ntile(4) over (order by status, risk), max(amount) over (partition by risk) > 3 from loans',
  'select count(*) over (order by status rows 3 preceding), rank() over (order by status) from loans',
  "select string_agg(status, ',') over (order by status) from loans",
  // Of an entry whose key stands there all columns are alike.
  'select c.id, c.jurisdiction, l.opened, row_number() over (partition by c.id order by l.opened) from loans l join customers c on c.id = l.customer_id',
  'select c.name, lag(l.opened) over (partition by l.customer_id order by l.opened) from loans l join customers c on c.id = l.customer_id',
  // Of a step before it only what is read.
  'select avg(days) from (select id, opened - lag(opened) over (partition by status order by opened) as days from loans) s',
  'with s as (select *, row_number() over (partition by status order by opened desc) as n from loans) select status, opened from s where n = 1',
  'with s as (select *, row_number() over (order by status) as n from loans), t as (select * from s) select id from t order by id limit 3',
  'select count(*) from (select row_number() over (order by status) as n, id from loans) s',
  `select a.n, b.n from (select status, row_number() over (order by status) as n, id from loans) a
   join (select count(*) as n from loans) b on b.n = a.n`,
];
/** Each value is the same for all rows that tie, whatever else is read of them. */
const OF_PEERS: readonly string[] = [
  'select id, first_value(opened) over (partition by status order by opened), nth_value(opened, 2) over (order by opened desc) from loans',
  'select id, last_value(opened) over (partition by status order by opened rows between unbounded preceding and unbounded following) from loans',
  'select id, first_value(opened) over (order by opened rows unbounded preceding) from loans',
  "select id, string_agg(status, ',') over (order by status) from loans",
  'select distinct on (id) id, status from loans',
  'select distinct on (status) status, status is null from loans order by 1',
  'select distinct on (status) status, count(*) from loans group by status',
];
const SEEN: readonly string[] = [
  'select id, first_value(status) over (partition by status order by opened), first_value(risk) over (order by opened) from loans',
  'select id, first_value(opened) over (order by opened rows 3 preceding) from loans',
  'select id, last_value(opened) over (order by opened rows unbounded preceding) from loans',
  'select id, first_value(opened) over (order by opened groups current row exclude current row) from loans',
  'select id, first_value(amount / 3) over (order by amount / 3) from loans',
  // Of rows with one customer_id one may be kept for want of a row that the other has.
  `select c.name, lag(l.opened) over (partition by l.customer_id order by l.opened)
   from loans l left join customers c on c.id = l.customer_id and l.status = 'open'`,
  'select status, amount, row_number() over (partition by status order by opened) from loans',
  'select status, amount / 3 as part, row_number() over (order by status, amount / 3) from loans',
  'select row_number() over (order by status), row_number() over (order by status desc) from loans',
  'select row_number() over (order by status), lag(status) over (order by risk) from loans',
  'select status, row_number() over (order by status), count(*) over (partition by risk) from loans',
  'select status, sum(id) over (partition by status order by opened rows 3 preceding) from loans',
  'select lag(status) over (order by status), count(id) over (order by status groups current row exclude current row) from loans',
  'select row_number() over (order by status) from loans order by id',
  'select distinct on (risk) status, row_number() over (order by status) from loans order by risk, status',
  'select status, row_number() over (order by status) from loans group by rollup (status, risk)',
  'select row_number() over (order by status), unnest(tags) from loans',
  // A limit chooses among the rows by all that they show.
  'select n from (select id, row_number() over (order by status) as n from loans limit 3) s',
  'select n from (select distinct id, row_number() over (order by status) as n from loans) s',
  'select n from (select id, row_number() over (order by status) as n from loans union all select 1, 2) s',
  'select s.n from (select id, row_number() over (order by status) as n from loans) s join customers c using (id)',
  'select id from (select id, row_number() over (order by status) as n from loans) s where n < 3',
  'with s as (select id, row_number() over (order by status) as n from loans) select id from s where exists (select 1 from s t where t.n = s.id)',
  'select id, (select max(n) from (select row_number() over (order by status) as n, opened from loans l where l.id < c.id) s where s.opened > c.born) from customers c',
  'select id from (select id, row_number() over (order by status) as n from loans) s (id, m) group by id, m',
  'select c.email, l.opened, row_number() over (partition by c.email order by l.opened), c.name from loans l join customers c on c.id = l.customer_id',
];

describe('a window function over ties', () => {
  it('shows nothing where rows that tie are alike in all that is read of them', () => {
    for (const sql of [...UNSEEN, ...OF_PEERS]) assert.deepEqual(factsOf(sql).undetermined, [], sql);
  });

  it('leaves open which row DISTINCT ON chooses without an order, unless those are alike', () => {
    for (const sql of [
      'select distinct on (status) status, id from loans',
      'select distinct on (status) id from loans order by status',
      'select distinct on (id) id, unnest(tags) from loans',
      'select distinct on (status) status, count(*) from loans group by rollup (status)',
    ])
      assert.deepEqual(factsOf(sql).undetermined, ['DISTINCT ON without an order of the rows it chooses from'], sql);
  });

  it('shows which row came first where something else of it is read', () => {
    for (const sql of SEEN) assert.deepEqual(factsOf(sql).undetermined.includes(TIES), true, sql);
  });
});

describe('a key of a bank', () => {
  const [customers = assert.fail(), loans = assert.fail()] = CATALOGUE.datasets;
  const keyed = (dataset: Dataset, key: string, marks: Partial<Column> = {}): Dataset => ({
    ...dataset,
    primaryKey: [key],
    columns: dataset.columns.map((column) => (column.name === key ? { ...column, ...marks } : column)),
  });
  const undeterminedIn = (datasets: readonly Dataset[], sql: string): readonly string[] => {
    const judged = judge(sql, { ...CATALOGUE, datasets });
    return judged.ok ? judged.facts.undetermined : assert.fail(`${sql}: ${JSON.stringify(judged.verdict)}`);
  };

  it('tells no rows apart where a profile may mask it: what is masked may be alike', () => {
    const byKey = numbered('email', 'from customers');
    assert.deepEqual(undeterminedIn([keyed(customers, 'email', { class: 'none' })], byKey), []);
    assert.deepEqual(undeterminedIn([keyed(customers, 'email')], byKey), [TIES]);
    const joined = numbered('l.id', 'from loans l join customers c on c.email = l.status');
    assert.deepEqual(undeterminedIn([keyed(customers, 'email', { class: 'none' }), loans], joined), []);
    assert.deepEqual(undeterminedIn([keyed(customers, 'email'), loans], joined), [TIES]);
  });

  it('is one row of what equals it by the rule of the key alone: by another, one text may equal several', () => {
    const joined = (on: string): string => numbered('l.id', `from loans l join customers c on ${on}`);
    const found = (on: string, marks: Partial<Column> = {}): readonly string[] =>
      undeterminedIn([keyed(customers, 'jurisdiction', marks), loans], joined(on));
    assert.deepEqual(found('c.jurisdiction = l.status'), []);
    for (const on of [
      'c.jurisdiction collate "C" = l.status',
      'c.jurisdiction = l.status collate "C"',
      'l.status collate "C" = c.jurisdiction',
    ])
      assert.deepEqual(found(on), [TIES], on);
    assert.deepEqual(found('c.jurisdiction = l.status', { collation: 'bank.german' }), [TIES]);
    const loose = {
      ...loans,
      columns: loans.columns.map((one) => (one.name === 'status' ? { ...one, collation: 'bank.german' } : one)),
    };
    assert.deepEqual(undeterminedIn([keyed(customers, 'jurisdiction'), loose], joined('c.jurisdiction = l.status')), [
      TIES,
    ]);
  });
});
