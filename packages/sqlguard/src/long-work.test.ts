import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, INSTANT } from '../test/bank.ts';
import { parse } from '../test/parse.ts';
import { guard } from './index.ts';

const ROWS = { ...CATALOGUE, datasets: CATALOGUE.datasets.map((dataset) => ({ ...dataset, rowEstimate: 20_000 })) };

function ruleOf(sql: string): string | true {
  const judged = guard({ sql, catalogue: ROWS, instant: INSTANT, parse });
  return judged.ok || judged.verdict.rule;
}

const HAY = "repeat('a', 1000000)";
const NEEDLE = "('b' || repeat('a', 100000))";
const MANY = "string_to_array(repeat('a,', 100000), ',')";

const PARTS = "string_to_array(repeat('1,', 8000), ',')";

/** Each keeps a server inside one call for longer than anybody waits, at the latest when it plans. */
const LONG: readonly string[] = [
  `select strpos(${HAY}, ${NEEDLE})`,
  `select position(${NEEDLE} in ${HAY})`,
  `select split_part(${HAY}, ${NEEDLE}, 2)`,
  `select string_to_array(${HAY}, ${NEEDLE})`,
  `select * from string_to_table(${HAY}, ${NEEDLE}) as x`,
  `select replace(${HAY}, 'b${'a'.repeat(3000)}', '')`,
  "select translate(repeat('a', 100000), repeat('b', 100000), 'c')",
  ...['btrim', 'ltrim', 'rtrim'].map((name) => `select ${name}(repeat('a', 100000), repeat('b', 100000) || 'a')`),
  "select trim(both repeat('b', 100000) || 'a' from repeat('a', 100000))",
  `select ${HAY} like '%' || ${NEEDLE} || '%'`,
  `select ${HAY} not ilike '%' || ${NEEDLE} || '%'`,
  `select ${HAY} like any (array['%' || ${NEEDLE} || '%'])`,
  ...['&&', '@>', '<@'].map((op) => `select ${MANY} ${op} ${MANY}`),
  `select to_jsonb(${MANY}) @> to_jsonb(${MANY})`,
  `select to_jsonb(${MANY}) - ${MANY}`,
  `select id from loans where strpos(repeat(status, 1000) || repeat('a', 100000), ${NEEDLE}) > 0`,
  'select 9.99999999991 ^ 130000',
  'select 9.99999999991 ^ (65000 * 2)',
  'select 9.99999999991 ^ (1 / 0.00001)',
  'select power(9.99999999991, 130000)',
  'select amount ^ 130000 from loans',
  "select gcd(repeat('31', 15000)::numeric, repeat('17', 15000)::numeric)",
  "select lcm('1e30000'::numeric - 7, repeat('17', 15000)::numeric)",
  // A filter that looks at the whole document looks at it once for each item, and keeps what it saw.
  ...[
    '$[*] ? (@ == $[*])',
    '$[*] ? (@ == $)',
    'strict $[*] ? (@ == $[*])',
    '$[*] ? (exists($[*] ? (@ == "2")))',
    '$[*] ? (@ == "1")[$[*] ? (@ == 2)]',
    '$[*] ? (@ > -$[*].double())',
    '$[*] > $[*]',
  ].flatMap((path) => [
    `select jsonb_path_query_array(to_jsonb(${PARTS}), '${path}')`,
    `select to_jsonb(${PARTS}) ${path.includes('?') ? '@?' : '@@'} '${path}'`,
    `select jsonb_path_exists(j, '${path}') from (select jsonb_agg(status) as j from loans) x`,
    `select jsonb_path_match((select jsonb_agg(status) as j from loans), '${path}')`,
  ]),
  "select jsonb_path_exists(jsonb_agg(status), '$[*] ? (@ == $[*])') from (select status from loans limit 1500) x",
  `select jsonb_path_exists('{}', '$v[*] ? (@ == $v[*])', jsonb_build_object('v', to_jsonb(${PARTS})))`,
  `select jsonb_path_exists(vars => jsonb_build_object('v', to_jsonb(${PARTS})), path => '$[*] ? (@ > $v[*])', target => to_jsonb(${PARTS}))`,
  "select jsonb_path_exists(to_jsonb(repeat('9', 100000)::numeric), '$ * $ * $ * $ * $ * $ > 1')",
  // Each is short enough; a planner folds them all without listening once.
  `select ${Array.from({ length: 30 }, (_, index) => `strpos(repeat('a', 40000), 'b' || repeat('a', 1000${index}))`).join(', ')}`,
  `select ${Array.from({ length: 30 }, (_, index) => `length(upper(repeat('a', 400000${index % 9})))`).join(', ')}`,
];

/** What a person asks for in the same words. */
const SHORT: readonly string[] = [
  "select strpos(email, '@'), position('@' in email), split_part(email, '@', 2), strpos(email, ssn) from customers",
  "select id from customers where lower(email) like '%' || lower(ssn) || '%'",
  "select id from customers where upper(name || ' ' || email) ilike '%ann%' or email like any (array['%a%', '%b%'])",
  "select translate(email, 'äöü', 'aou'), btrim(email), ltrim(email, ' 0'), rtrim(email, ssn) from customers",
  "select replace(replace(email, '@', ' at '), '.', ' dot ') from customers",
  "select string_to_array(email, '@'), string_to_array(email, ssn) from customers",
  "select id from loans where tags && array['a', 'b'] or tags @> array['c'] or tags <@ array['d', 'e']",
  'select l.id from loans l join loans r on l.tags && r.tags and l.info @> r.info',
  "select info - array['a', 'b'], info - 'a' from loans",
  "select left(string_agg(name, ', ' order by name), 200) || ' …' from customers",
  'select amount * 1.5 * rate::numeric / 100 % 7, amount * amount from loans',
  'select gcd(id, 12), lcm(id, 12), gcd(amount::numeric, 7), lcm(amount::numeric, amount::numeric) from loans',
  "select id from loans where info @? '$.items[*] ? (@.price > 2.5)' or info @@ '$.a[*] > 3'",
  "select jsonb_path_query_array(info, '$.b[*] ? (@.c == $x && exists(@.e ? (@ > 1)))', '{\"x\": 1}') from loans",
  'select jsonb_path_query_array(jsonb_agg(status), \'$[*] ? (@ == $x)\', \'{"x": "open"}\') from loans',
  "select jsonb_path_query_array(j, '$[*] ? (@.a == $x && @.b * 1.2 > $y).b', '{\"x\": \"open\", \"y\": 5}') from (select jsonb_agg(jsonb_build_object('a', status, 'b', amount)) as j from loans) x",
  `select jsonb_path_query_array(to_jsonb(${PARTS}), '$[*] ? (@[*] ? (@[*] == "1") == "1")')`,
  "select jsonb_path_exists(jsonb_agg(status), '$[*] ? (@ == $[*])') from (select status from loans limit 100) x",
  'select 10.0 ^ 2, 2.5 ^ 100, amount ^ 2, amount ^ 0.5, amount ^ (1.0 / 12), power(amount, id) from loans',
  'select amount * 1.004 ^ 360, amount * (1 + amount / 1200) ^ (12 * 30) from loans limit 100',
  "select 1.05 ^ (2030 - extract(year from opened)), power(1.05, (date '2030-01-01' - opened) / 365.0) from loans",
];

describe('a call that takes too long', () => {
  for (const sql of LONG) it(`is refused: ${sql.slice(0, 100)}`, () => assert.equal(ruleOf(sql), 'size.work'));

  it('is none of what people ask for', () => {
    for (const sql of SHORT) assert.equal(ruleOf(sql), true, sql);
  });
});

const steps = (count: number, step: (before: string) => string, how = ''): string =>
  `with c0 as ${how} (select id, amount as v from loans)${Array.from({ length: count }, (_, index) => `, c${index + 1} as ${how} (${step(`c${index}`)})`).join('')}
    select id, v from c${count}`;
const joinedTo = (from: string, count: number, one: (at: number) => string): string =>
  `select 1 as one from ${from} ${Array.from({ length: count }, (_, at) => one(at)).join(' ')}`;
/** Forms of a join of which a planner makes more than it is given, and how many it is not to be given. */
const PLANNED: readonly (readonly [what: string, many: number, few: number, sql: (count: number) => string])[] = [
  [
    'subqueries that look at the one before',
    60,
    30,
    (count) =>
      joinedTo(
        'loans b0',
        count,
        (at) => `left join lateral (select b${at}.id where b${at}.id > ${at}) b${at + 1} on true`,
      ),
  ],
  [
    'subqueries that look at one relation',
    120,
    40,
    (count) =>
      joinedTo('(select 1 as x) a', count, (at) => `left join lateral (select a.x where a.x = ${at}) b${at} on true`),
  ],
  [
    'rows of values that look at one relation',
    120,
    40,
    (count) => joinedTo('loans a', count, (at) => `left join lateral (values (a.id + ${at})) b${at} (v) on true`),
  ],
  [
    'subqueries with computed columns',
    90,
    30,
    (count) =>
      joinedTo(
        'loans a',
        count,
        (at) => `left join (select customer_id, status || 'x' as v from loans) s${at} on s${at}.customer_id = a.id`,
      ),
  ],
  [
    'relations without a key',
    32,
    26,
    (count) => joinedTo('loans a', count, (at) => `join loans l${at} on l${at}.customer_id = a.id`),
  ],
  [
    'relations by their keys',
    80,
    45,
    (count) => joinedTo('loans a', count, (at) => `join loans l${at} on l${at}.id = a.id`),
  ],
  [
    'relations that may be missing',
    160,
    40,
    (count) => joinedTo('loans a', count, (at) => `left join loans l${at} on l${at}.customer_id = a.id`),
  ],
  [
    'relations of which every column is shown',
    60,
    30,
    (count) =>
      joinedTo('loans a', count, (at) => `left join loans l${at} on l${at}.customer_id = a.id`).replace(
        '1 as one',
        '*',
      ),
  ],
  [
    'names that each stand for the one before',
    260,
    100,
    (count) => steps(count, (before) => `select id, v from ${before} where id > 1`),
  ],
  [
    'names that each join the one before',
    120,
    40,
    (count) => steps(count, (before) => `select a.id, a.v from ${before} a join loans b on b.customer_id = a.id`),
  ],
  [
    'relations by their keys, each by something else',
    80,
    45,
    (count) => joinedTo('loans a', count, (at) => `join customers c${at} on c${at}.id = a.customer_id + ${at}`),
  ],
  [
    'conditions that something exists',
    36,
    30,
    (count) =>
      `select id from customers c where ${Array.from({ length: count }, (_, at) => `exists (select 1 from loans l where l.customer_id = c.id and l.amount > ${at})`).join(' and ')}`,
  ],
];

const nestedIn = (depth: number): string =>
  depth === 0
    ? 'select amount as v from loans'
    : `select case when v > 1 then v else v end as v from (${nestedIn(depth - 1)}) x`;
const twice = (before: string): string => `select a.id, a.v from ${before} a join ${before} b on a.id = b.id`;

describe('what a planner puts in place of names', () => {
  it('is refused where it multiplies', () => {
    assert.equal(ruleOf(steps(12, twice, 'not materialized')), 'size.expanded');
    assert.equal(ruleOf(steps(40, twice, 'not materialized')), 'size.expanded');
    assert.equal(
      ruleOf(steps(30, (before) => `select id, case when v > 1 then v else v end as v from ${before}`)),
      'size.expanded',
    );
    assert.equal(ruleOf(nestedIn(20)), 'size.expanded');
    assert.equal(ruleOf(`with s as (${nestedIn(20)}) select max(v) from s`), 'size.expanded');
    const joined = Array.from({ length: 310 }, (_, index) => `join loans l${index} on l${index}.id = l.id`);
    assert.equal(ruleOf(`select l.id from loans l ${joined.join(' ')}`), 'size.expanded');
    assert.equal(ruleOf(`select l.id from loans l ${joined.slice(0, 40).join(' ')}`), true);
  });

  for (const [what, many, few, sql] of PLANNED)
    it(`is refused where it is joined too often, long before it is too long: ${what}`, () => {
      assert.equal(ruleOf(sql(many)), 'size.expanded');
      assert.equal(ruleOf(sql(few)), true);
    });

  it('is said where it stands, with what to do', () => {
    const sql = joinedTo('loans a', 60, (at) => `join loans l${at} on l${at}.customer_id = a.id`);
    const judged = guard({ sql, catalogue: ROWS, instant: INSTANT, parse });
    assert.ok(!judged.ok);
    assert.match(judged.verdict.hint ?? '', /Join fewer relations at once/);
    assert.equal(sql.slice(judged.verdict.from, judged.verdict.to), '1');
  });

  it('is not joined where it is planned for itself', () => {
    const grouped = joinedTo(
      'loans a',
      60,
      (at) => `join (select customer_id, count(*) as n from loans group by 1) s${at} on s${at}.customer_id = a.id`,
    );
    assert.equal(ruleOf(grouped), true);
    assert.equal(
      ruleOf(
        Array.from({ length: 140 }, () => 'select l.id from loans l join customers c on c.id = l.customer_id').join(
          ' union all ',
        ),
      ),
      true,
    );
  });

  it('counts the partitions of a relation, which a planner has before it too', () => {
    const judge = (sql: string, partitions: number) => {
      const parted = { ...CATALOGUE, datasets: CATALOGUE.datasets.map((one) => ({ ...one, partitions })) };
      const judged = guard({ sql, catalogue: parted, instant: INSTANT, parse });
      return judged.ok || judged.verdict.rule;
    };
    const united = (times: number): string =>
      Array.from({ length: times }, () => 'select count(*) from loans').join(' union all ');
    assert.equal(judge(united(290), 400), 'size.expanded');
    assert.equal(judge(united(10), 400), true);
    const joined = (times: number): string =>
      joinedTo('loans a', times, (at) => `left join loans l${at} on l${at}.id = a.id`);
    assert.equal(judge(joined(45), 100), 'size.expanded');
    assert.equal(judge(joined(15), 100), true);
    assert.equal(judge(joined(45), 0), true);
  });

  it('is worked as often as it is named, and what a server writes out more than once as often', () => {
    const asked = (from: string, count = 150): string =>
      `select ${Array.from({ length: count }, () => 'x is null').join(', ')} from ${from}`;
    const long = `repeat('${'a'.repeat(1000)}', 15000)`;
    for (const from of [
      '(select 9.99 ^ 30000 as x) s',
      `(select ${long} as x) s`,
      `(values (${long})) s (x)`,
      `${long} as x`,
      `(select x from (select ${long} as x) t) s`,
    ])
      assert.equal(ruleOf(asked(from)), 'size.work', from);
    assert.equal(ruleOf(`with s as (select ${long} as x) ${asked('s')}`), 'size.work');
    assert.equal(ruleOf(`with s as materialized (select ${long} as x) ${asked('s')}`), true);
    assert.equal(ruleOf(asked(`(select ${long} as x) s`, 3)), true);
    assert.equal(ruleOf(asked("(select upper(risk) || ' ' || lower(status) as x from loans) s")), true);
    const between = (depth: number): string =>
      depth === 0 ? 'amount > 1' : `(${between(depth - 1)}) between symmetric false and true`;
    assert.equal(ruleOf(`select ${between(10)} from loans`), 'size.expanded');
    assert.equal(ruleOf(`select ${between(4)} from loans`), true);
    const among = (depth: number): string =>
      depth === 0 ? 'amount > 1' : `(${among(depth - 1)}) in (amount > 2, amount > 3, id > 4, id > 5)`;
    assert.equal(ruleOf(`select ${among(10)} from loans`), 'size.expanded');
    assert.equal(ruleOf(`select ${among(3)} from loans`), true);
  });

  it('is counted once where a step is kept, grouped or named once', () => {
    assert.equal(ruleOf(steps(15, twice)), true);
    assert.equal(ruleOf(steps(15, twice, 'materialized')), true);
    assert.equal(ruleOf(steps(4, twice, 'not materialized')), true);
    assert.equal(ruleOf(steps(30, (before) => `select id, v + 1 as v from ${before}`)), true);
    assert.equal(
      ruleOf(
        steps(
          30,
          (before) =>
            `select id, case when max(v) > min(v) then max(v) else min(v) end as v from ${before} group by id`,
        ),
      ),
      true,
    );
    assert.equal(ruleOf(nestedIn(6)), true);
  });
});

describe('what each part of a question keeps for itself', () => {
  const times = (count: number, one: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => one(index)).join(', ');
  const kept = (count: number, how: string): string =>
    `with ${times(count, (index) => `k${index} as ${how} (select id, note || '${index}' as v from loans)`.replace('note', "status || repeat('x', 50)"))}
      select ${times(count, (index) => `(select max(v) from k${index})`)}`;

  it('is refused where long texts are sorted with nothing beside them, of which a server counts the pointers alone', () => {
    const many = { ...ROWS, datasets: ROWS.datasets.map((one) => ({ ...one, rowEstimate: 300_000 })) };
    const rule = (sql: string): string | true => {
      const judged = guard({ sql, catalogue: many, instant: INSTANT, parse });
      return judged.ok || judged.verdict.rule;
    };
    const long = 'repeat(status, 100)';
    for (const sql of [
      `select distinct ${long} as v from loans limit 3`,
      `select ${long} as v, count(*) from loans group by 1 limit 3`,
      `select count(distinct ${long}) from loans`,
      `select status from loans union select ${long} from loans limit 3`,
    ])
      assert.equal(rule(sql), 'size.rows', sql);
    for (const sql of [
      'select distinct status from loans order by 1',
      'select status, count(*) from loans group by status',
      'select count(distinct status), count(distinct risk) from loans',
      `select ${long} as v, id from loans order by 1`,
      'select status from loans union select risk from loans',
    ])
      assert.equal(rule(sql), true, sql);
  });

  it('is refused where it is too much together', () => {
    assert.equal(
      ruleOf(`select ${times(200, (index) => `count(distinct status || '${index}')`)} from loans`),
      'size.rows',
    );
    assert.equal(
      ruleOf(
        `select ${times(200, (index) => `string_agg(distinct 'a', ',' order by 'a') filter (where id > ${index})`).replaceAll("'a'", 'risk')} from loans`,
      ),
      'size.rows',
    );
    assert.equal(
      ruleOf(`select ${times(100, (index) => `rank() over (order by id + ${index})`)} from loans`),
      'size.rows',
    );
    assert.equal(ruleOf(kept(150, 'materialized')), 'size.rows');
    assert.equal(
      ruleOf(Array.from({ length: 150 }, (_, index) => `select id + ${index} as v from loans`).join(' union ')),
      'size.rows',
    );
  });

  it('is what people ask for', () => {
    assert.equal(ruleOf(`select ${times(30, () => 'count(distinct id)')} from loans`), true);
    assert.equal(
      ruleOf(
        `select status, ${times(12, (index) => `count(distinct customer_id) filter (where amount > ${index})`)} from loans group by status`,
      ),
      true,
    );
    assert.equal(
      ruleOf(
        `select id, ${times(9, (index) => `avg(amount) over (partition by status order by opened rows ${index + 1} preceding)`)} from loans`,
      ),
      true,
    );
    assert.equal(ruleOf(kept(20, 'materialized')), true);
    assert.equal(ruleOf(kept(150, '')), true);
  });
});

describe('the bytes that calls read', () => {
  it('are counted of each call, whatever it gives', () => {
    const digests = (count: number): string => Array(count).fill('md5(v)').join(', ');
    const long = "with x as materialized (select repeat('a', 10000000) as v)";
    assert.equal(ruleOf(`${long} select ${digests(2)} from x`), true);
    assert.equal(ruleOf(`${long} select ${digests(15)} from x`), 'size.work');
  });
});
