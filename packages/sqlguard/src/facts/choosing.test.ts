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
