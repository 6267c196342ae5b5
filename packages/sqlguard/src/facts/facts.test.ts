import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf, judge } from '../../test/bank.ts';

describe('facts', () => {
  it('name datasets, functions, shape and output lineage', () => {
    const facts = factsOf(
      'with x as (select customer_id, sum(amount) as total from loans group by customer_id) select c.name as who, x.total, upper(c.email) from customers c join x on x.customer_id = c.id order by 2 desc limit 5',
    );
    assert.deepEqual(facts.datasets, ['customers', 'loans']);
    assert.deepEqual(facts.functions, ['sum', 'upper']);
    assert.deepEqual(facts.shape, {
      aggregated: true,
      distinct: false,
      ordered: true,
      limit: 5,
      relations: 2,
      antiJoin: false,
      picks: true,
    });
    assert.deepEqual(facts.output, [
      {
        name: 'who',
        type: 'character varying(80)',
        sources: [{ dataset: 'customers', column: 'name', direct: true }],
        amountOf: [{ dataset: 'customers', column: 'name' }],
        scale: null,
        size: 320,
      },
      {
        name: 'total',
        type: 'numeric',
        sources: [{ dataset: 'loans', column: 'amount', direct: false }],
        amountOf: [{ dataset: 'loans', column: 'amount' }],
        scale: 2,
        size: 128,
      },
      {
        name: 'upper',
        type: 'text',
        sources: [{ dataset: 'customers', column: 'email', direct: false }],
        amountOf: [],
        scale: null,
        size: 30_800,
      },
    ]);
  });

  it('keep a column direct through what gives its values unchanged: a subquery for one, and the arms of a UNION', () => {
    const direct = (sql: string): readonly boolean[] =>
      (factsOf(sql).output[0]?.sources ?? []).map((one) => one.direct);
    const either = (one: string, other: string): readonly boolean[] =>
      direct(`select x from (select ${one} as x from customers union select ${other} from customers) y`);
    assert.deepEqual(direct('select (select email from customers limit 1) from loans'), [true]);
    assert.deepEqual(direct('select (select lower(email) from customers limit 1) from loans'), [false]);
    assert.deepEqual(direct('select array(select email from customers) from loans'), [false]);
    assert.deepEqual(either('email', 'ssn'), [true, true]);
    assert.deepEqual(either('email', 'email'), [true]);
    assert.deepEqual(either('name', 'email'), [true, true]);
    assert.deepEqual(either('email', 'lower(ssn)'), [false, false]);
    assert.deepEqual(either('email', "'none'"), [false]);
    assert.deepEqual(either('born', 'joined'), [false, false]);
  });

  it('say of which columns a value is an amount: a count, a product and a ratio are of none', () => {
    const amounts = (sql: string): string =>
      (factsOf(sql).output[0]?.amountOf ?? []).map(({ column }) => column).join(' ');
    for (const [value, of] of [
      ['sum(amount)', 'amount'],
      ['round(avg(amount), 2)', 'amount'],
      ['coalesce(sum(amount), 0)', 'amount'],
      ['max(amount) - min(amount)', 'amount'],
      ['- sum(amount)::float8', 'amount'],
      ['max(amount) + max(rate)', 'amount rate'],
      ["sum(case when status = 'open' then amount else 0 end)", 'amount'],
      ['percentile_cont(0.5) within group (order by rate)', 'rate'],
      ['count(amount)', ''],
      ['count(*)', ''],
      ['sum(amount * rate)', ''],
      ['sum(amount) / max(amount)', ''],
      ['variance(amount)', ''],
      ['max(amount)::text', ''],
      ['5', ''],
    ] as const)
      assert.equal(amounts(`select ${value} from loans`), of, value);
    assert.equal(amounts('select (select max(amount) from loans) - 1 from customers'), 'amount');
    assert.equal(amounts('with x as (select sum(amount) as t from loans) select avg(t) from x'), 'amount');
    assert.equal(amounts('select amount from loans union all select rate::numeric from loans'), 'amount rate');
    assert.equal(amounts('select amount from loans union all select count(*)::numeric from loans'), '');
  });

  it('say how many digits every value has behind its point, of exact numbers alone', () => {
    const scaleOf = (value: string) => factsOf(`select ${value} from loans`).output[0]?.scale;
    for (const [value, scale] of [
      ['amount', 2],
      ['sum(amount)', 2],
      ['round(avg(amount), 3)', 3],
      ['avg(amount)', null],
      ['sum(rate)', null],
      ['count(*)', null],
    ] as const)
      assert.equal(scaleOf(value), scale, value);
  });

  it('tell joins from filters, and with which literals a column is compared', () => {
    const { columns } = factsOf(
      "select c.id from customers c, loans l where c.id = l.customer_id and l.status in ('open', 'closed') and 100 < l.amount",
    );
    const use = (column: string, kind: string): unknown =>
      columns.find((each) => each.column === column && each.use === kind)?.compared;
    assert.equal(use('customer_id', 'join'), null);
    assert.deepEqual(use('status', 'filter'), { operator: 'in', literals: ['open', 'closed'] });
    assert.deepEqual(use('amount', 'filter'), { operator: '>', literals: ['100'] });
  });

  it('say what the data alone does not determine', () => {
    assert.deepEqual(factsOf('select id from loans').undetermined, []);
    assert.deepEqual(factsOf("select string_agg(status, ',') from loans").undetermined, [
      'string_agg without a full order',
    ]);
    assert.deepEqual(factsOf('select sum(rate) from loans').undetermined, ['sum of floating-point numbers']);
  });

  it('says so of a window only where its order leaves rows alike that it tells apart', () => {
    const over = (call: string, spec: string): readonly string[] =>
      factsOf(`select id, ${call} over (${spec}) from loans window w as (order by status rows 3 preceding)`)
        .undetermined;
    for (const call of ['rank()', 'dense_rank()', 'cume_dist()', 'sum(amount)', 'count(*)', 'avg(id)'])
      assert.deepEqual(over(call, 'partition by status order by opened'), [], call);
    for (const call of ['row_number()', 'ntile(4)', 'lag(id)', 'first_value(id)', 'last_value(id)'])
      assert.deepEqual(over(call, 'partition by status order by opened'), ['a window function over ties'], call);
    const whole = 'between unbounded preceding and unbounded following';
    assert.deepEqual(over('sum(id)', `order by opened rows ${whole}`), []);
    assert.deepEqual(over('sum(id)', "order by opened range '3 days' preceding"), []);
    assert.deepEqual(over('sum(id)', 'order by opened groups 1 preceding'), []);
    for (const spec of ['order by opened rows 3 preceding', 'order by opened rows unbounded preceding'])
      assert.deepEqual(over('sum(id)', spec), ['a window function over ties'], spec);
    const named = 'from loans window w as (order by status rows 3 preceding)';
    assert.deepEqual(factsOf(`select sum(id) over w ${named}`).undetermined, ['a window function over ties']);
    assert.deepEqual(over('sum(rate)', ''), ['sum of floating-point numbers']);
    assert.deepEqual(over("string_agg(status, ',')", 'order by opened'), ['string_agg without a full order']);
  });

  it('say so of whatever takes the first value that comes, adds up floats, or keeps one of several equal values', () => {
    for (const sql of [
      'select any_value(status) from loans',
      'select corr(rate, id) from loans',
      'select stddev(rate) from loans',
      'select mode() within group (order by info) from loans',
      "select distinct (case when id > 3 then status else status || ' ' end)::bpchar from loans",
      'select distinct (case when id > 3 then rate else - rate end) from loans',
      'select info from loans intersect all select info from loans',
    ])
      assert.equal(factsOf(sql).undetermined.length, 1, sql);
    for (const sql of [
      'select any_value(status order by status) from loans',
      'select stddev(amount), max(rate) from loans',
      'select distinct risk, rate, id::float8 from loans',
      'select amount from loans intersect all select amount from loans',
      'select info from loans union all select info from loans',
    ])
      assert.deepEqual(factsOf(sql).undetermined, [], sql);
  });

  it('mark an anti-join', () => {
    assert.equal(
      factsOf('select id from customers where id not in (select customer_id from loans)').shape.antiJoin,
      true,
    );
    assert.equal(
      factsOf('select id from customers c where not exists (select 1 from loans where customer_id = c.id)').shape
        .antiJoin,
      true,
    );
    assert.equal(
      factsOf('select c.id from customers c left join loans l on l.customer_id = c.id where l.id is null').shape
        .antiJoin,
      true,
    );
    for (const [operation, isAnti] of [
      ['except', true],
      ['except all', true],
      ['intersect', false],
      ['union', false],
    ] as const)
      assert.equal(
        factsOf(`select id from customers ${operation} select customer_id from loans`).shape.antiJoin,
        isAnti,
        operation,
      );
    assert.equal(factsOf('select id from customers where not id > 3').shape.antiJoin, false);
  });

  it('have one text for equal facts', () => {
    const text = (sql: string): string => {
      const judged = judge(sql);
      return judged.ok ? judged.factsDigestInput : '';
    };
    assert.equal(text('select id from loans'), text('select  loans.id FROM  loans'));
    assert.notEqual(text('select id from loans'), text('select id from loans limit 1'));
  });
});
