import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Catalogue } from '@aureus/contract';
import { CATALOGUE, judge } from '../../test/bank.ts';

const MORE = { term: 'interval', code: 'character(5)', short: 'character(3)', same: 'character(5)', free: 'bpchar' };
const BANK: Catalogue = {
  ...CATALOGUE,
  datasets: CATALOGUE.datasets.map((dataset) => ({
    ...dataset,
    columns: [
      ...dataset.columns,
      ...Object.entries(MORE).map(([name, type]) => ({ ...(dataset.columns[0] ?? assert.fail()), name, type })),
    ],
  })),
};
const undeterminedOf = (sql: string): readonly string[] => {
  const judged = judge(sql, BANK);
  return judged.ok ? judged.facts.undetermined : assert.fail(`${sql}: ${JSON.stringify(judged.verdict)}`);
};

/** `1.0` and `1.00` are equal: which of them is shown, the plan decides. */
describe('an aggregate that gives one of its values', () => {
  const chosen = (value: string): readonly string[] => [
    `min(${value})`,
    `max(${value})`,
    `mode() within group (order by ${value})`,
    `percentile_disc(0.5) within group (order by ${value})`,
    `percentile_disc(array[0.5]) within group (order by ${value})`,
  ];
  const between = (value: string): readonly string[] => [
    `percentile_cont(0.5) within group (order by ${value})`,
    `percentile_cont(array[0.5]) within group (order by ${value})`,
  ];

  it('leaves the answer open where equal values look different', () => {
    for (const call of [...['amount / 3', 'age(opened)', 'term'].flatMap(chosen), ...between('term')])
      assert.notDeepEqual(undeterminedOf(`select ${call} from loans`), [], call);
  });

  it('leaves nothing open where they look alike', () => {
    for (const call of [...['amount', 'opened'].flatMap(chosen), ...['amount', 'rate'].flatMap(between)])
      assert.deepEqual(undeterminedOf(`select ${call} from loans`), [], call);
  });

  it('leaves the answer open where it takes one of several equal values before it computes', () => {
    for (const value of ['sum(distinct term)', 'avg(distinct amount / 3)'])
      assert.notDeepEqual(undeterminedOf(`select ${value} from loans`), [], value);
    for (const value of ['sum(term)', 'avg(amount / 3)', 'sum(distinct amount)', 'count(distinct term)'])
      assert.deepEqual(undeterminedOf(`select ${value} from loans`), [], value);
  });
});

const MONTHS = 'select opened as m, status, avg(amount) as a from loans group by 1, 2';

describe('an aggregate over one row', () => {
  it('has one value to choose, also where a condition leaves one row', () => {
    for (const sql of [
      `select status, max(a) filter (where m = '2024-01-01') from (${MONTHS}) s group by status`,
      `select status, min(case when m = '2024-01-01' then a end) as one, max(case when m in ('2024-02-01') and a > 3 then a else null end) from (${MONTHS}) s group by status`,
      'select id, max(amount / 3) from loans group by id',
      'select l.id, max(c.credit / l.amount) from loans l join (select id, amount / 3 as credit from loans) c on c.id = l.customer_id group by l.id',
      'select distinct id, amount / 3 from loans',
      'select id, amount / 3, count(*) from loans group by 1, 2',
      'select distinct status, avg(amount) from loans group by status',
    ])
      assert.deepEqual(undeterminedOf(sql), [], sql);
  });

  it('chooses where more than one may be left', () => {
    for (const sql of [
      `select status, max(a) filter (where m > '2024-01-01') from (${MONTHS}) s group by status`,
      `select status, max(a) filter (where m = '2024-01-01' or a > 3) from (${MONTHS}) s group by status`,
      `select status, max(case when m = '2024-01-01' then a else 0.5 end) from (${MONTHS}) s group by status`,
      `select max(a) filter (where m = '2024-01-01') from (${MONTHS}) s`,
      `select status, max(a) filter (where m = '2024-01-01') from (${MONTHS}) s group by rollup (status)`,
      'select distinct status, amount / 3 from loans',
      'select id % 3, amount / 3, count(*) from loans group by 1, 2',
      'select distinct id, unnest(array[amount / 3, amount * 3]) from loans',
      'select id, amount / 3, count(*) from loans group by rollup (id, 2)',
    ])
      assert.deepEqual(undeterminedOf(sql), ['equal values that look different'], sql);
  });
});

const SPAN = "(opened::timestamp - timestamp '2024-03-31 07:00')";

describe('what lies between two moments', () => {
  it('looks alike where it is equal, also after something chose among such', () => {
    for (const sql of [
      `select max(${SPAN}), percentile_cont(0.5) within group (order by ${SPAN}) from loans`,
      `select distinct nullif(${SPAN}, interval '1 day') from loans`,
      'select joined - born, count(*) from customers group by 1',
      `select max(gap) from (select ${SPAN} - lag(${SPAN}) over (order by id) as a, lag(${SPAN}) over (order by id) as gap from loans) s`,
      `select greatest(gap, ${SPAN}) from (select distinct ${SPAN} as gap, opened from loans union select joined - born, born from customers) s`,
    ])
      assert.deepEqual(undeterminedOf(sql), [], sql);
  });

  it('does not once it is added up, counted in months or of a span that somebody wrote', () => {
    for (const value of [
      `${SPAN} + ${SPAN}`,
      `(${SPAN}) - term`,
      `(${SPAN}) * 2`,
      'age(opened)',
      `coalesce(${SPAN}, interval '40 hours')`,
    ])
      assert.notDeepEqual(undeterminedOf(`select max(${value}) from loans`), [], value);
    assert.notDeepEqual(
      undeterminedOf(`select max(s) from (select sum(${SPAN}) as s from loans group by status) x`),
      [],
    );
  });
});

describe('a value that is one of several equal ones', () => {
  it('is the only one beside the whole key of its row', () => {
    for (const sql of ['select id, info from loans group by id, info', 'select distinct id, info from loans'])
      assert.deepEqual(undeterminedOf(sql), [], sql);
    for (const sql of [
      'select info from loans group by info',
      'select status, info from loans group by status, info',
      'select distinct status, info from loans',
      'select id, info from loans group by grouping sets ((id), (info))',
      'select l.info from loans l join loans m on m.customer_id = l.customer_id group by m.id, l.info',
    ])
      assert.notDeepEqual(undeterminedOf(sql), [], sql);
  });

  const grouped = (rest: string, shown = 'count(*)'): string => `select ${shown} from loans group by status ${rest}`;

  it('leaves nothing open where it is only ordered or compared by', () => {
    for (const sql of [
      grouped('order by max(amount / 3) desc, min(term)'),
      grouped("having max(amount / 3) > 2 and not min(term) between interval '1 day' and max(term)"),
      grouped("having (max(term), 1) > (interval '1 day', 1)"),
      grouped('', 'case when max(term) is null or mode() within group (order by amount / 3) in (1, 2) then 1 end'),
      grouped('', 'rank() over (order by max(amount / 3)), dense_rank() over w').concat(
        ' window w as (order by max(term))',
      ),
    ])
      assert.deepEqual(undeterminedOf(sql), [], sql);
  });

  it('leaves the answer open where what comes of it may show which it was', () => {
    for (const sql of [
      grouped('order by max(amount / 3)::text'),
      grouped("having max(amount / 3)::text > '2'"),
      grouped('order by 1', 'max(amount / 3)'),
      grouped("having (max(term)::text, 1) > ('1 day', 1)"),
      grouped('', 'max(max(amount / 3)) over (order by status)'),
    ])
      assert.notDeepEqual(undeterminedOf(sql), [], sql);
  });
});

describe('characters that are padded', () => {
  const merged = (one: string, other: string): readonly string[] => {
    const both = `select ${one} as x from loans union all select ${other} from customers`;
    return [
      `select ${one} from loans union select ${other} from customers`,
      `select distinct x from (${both}) y`,
      `select x, count(*) from (${both}) y group by x`,
      `select max(x) from (${both}) y`,
    ];
  };

  it('look different where they are equal and not of one length', () => {
    for (const sql of [...merged('code', 'short'), ...merged('code', "'x0'"), ...merged('free', 'free')])
      assert.deepEqual(undeterminedOf(sql), ['equal values that look different'], sql);
    assert.deepEqual(undeterminedOf('select distinct coalesce(code, short) from loans'), [
      'equal values that look different',
    ]);
  });

  it('look alike where they are of one length', () => {
    for (const sql of [...merged('code', 'same'), ...merged('code', 'short::char(5)')])
      assert.deepEqual(undeterminedOf(sql), [], sql);
    assert.deepEqual(undeterminedOf('select distinct coalesce(code, same) from loans'), []);
  });
});

describe('numbers that all have as many digits', () => {
  it('look alike: parts of a date, whole quotients, what is left of two of one scale', () => {
    for (const part of ['year', 'month', 'isodow', 'second', 'ms', 'epoch', 'hours'])
      assert.deepEqual(
        undeterminedOf(`select extract(${part} from joined), count(*) from customers group by 1`),
        [],
        part,
      );
    for (const value of [
      'div(amount, 7)',
      'mod(amount, 7)',
      'sign(amount)',
      'nullif(amount, 0)',
      "date_part('day', opened)",
      // A numeric has no -0.
      '(amount / 3)::float8',
    ])
      assert.deepEqual(undeterminedOf(`select distinct ${value} from loans`), [], value);
  });

  it('do not where the digits hang on the value', () => {
    const julian = 'select extract(julian from joined), count(*) from customers group by 1';
    assert.deepEqual(undeterminedOf(julian), ['equal values that look different']);
  });
});
