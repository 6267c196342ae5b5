import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../test/bank.ts';

function ruleOf(args: string): string | true {
  const judged = judge(`select count(*) from generate_series(${args}) as x`);
  return judged.ok || judged.verdict.rule;
}

/** Each has a little fewer than 100,000 steps by its digits. */
describe('a series that its digits leave open', () => {
  it('has the hours of a change of clocks besides, but not where there is no zone', () => {
    const bounds = (type: string): string => `${type} '2024-01-01 00:00', ${type} '2024-03-10 10:00', '1 minute'`;
    assert.equal(ruleOf(bounds('timestamp')), true);
    assert.equal(ruleOf(bounds('timestamptz')), 'size.series');
  });

  it('has the hours between the zones of its bounds besides', () => {
    const bounds = (from: string, to: string): string =>
      `timestamptz '2024-01-01 00:00${from}', timestamptz '2024-03-09 12:00${to}', '1 minute'`;
    assert.equal(ruleOf(bounds('', '')), true);
    assert.equal(ruleOf(bounds('+14', '-12')), 'size.series');
  });

  it('has the day besides by which another kind of moment may be another one', () => {
    const bounds = (cast: string): string =>
      `(timestamp '2024-01-01 00:00' + interval '0 days')${cast}, timestamp '2024-03-10 10:00', '1 minute'`;
    assert.equal(ruleOf(bounds('')), true);
    assert.equal(ruleOf(bounds('::timestamp')), true);
    assert.equal(ruleOf(bounds('::timestamptz')), 'size.series');
    assert.equal(ruleOf(bounds('::date')), 'size.series');
  });

  it('has the days that a month may have beyond its shortest', () => {
    const year = (months: string, step: string): string =>
      `timestamp '2024-01-01', timestamp '2024-01-01' + interval '${months}', '${step}'`;
    assert.equal(ruleOf(year('336 days', '5 minutes')), true);
    assert.equal(ruleOf(year('12 months', '5 minutes')), 'size.series');
    assert.equal(ruleOf(year('12 months', '6 minutes')), true);
  });
});

describe('a series whose bounds or step are computed', () => {
  it('is counted by what they come to at worst', () => {
    const hours = (months: number): string =>
      `timestamp '2000-01-01', timestamp '2000-01-01' + ${months} * interval '1 month', interval '1 hour'`;
    assert.equal(ruleOf(hours(100)), true);
    assert.equal(ruleOf(hours(140)), 'size.series');
    // A day, which a date cut to its month may be off by more than.
    const step = "date_trunc('month', timestamp '2024-02-29')::date - date '2024-01-31'";
    assert.equal(ruleOf(`1, 1000000, ${step}`), 'size.series');
    assert.equal(ruleOf("date '2024-01-01', 300000 + date '2024-01-01', interval '1 day'"), 'size.series');
  });

  it('is a calendar only where the data bounds it', () => {
    assert.equal(ruleOf("date '0001-01-01', date '9999-12-31', interval '1 day'"), 'size.series');
  });

  it('is what people number days by', () => {
    assert.equal(ruleOf("0, date_trunc('year', timestamp '2024-05-05')::date - date '2020-01-01'"), true);
  });
});

describe('a series whose end the data gives', () => {
  const rule = (args: string): string | true => {
    const judged = judge(`select l.id, n from loans l, generate_series(${args}) n`);
    return judged.ok || judged.verdict.rule;
  };

  it('goes as far as its end may go, upwards', () => {
    for (const args of [
      '1, least(l.customer_id, 360)',
      '1, coalesce(least(l.customer_id, 360), 12), 1',
      '0, length(l.status)',
    ])
      assert.equal(rule(args), true, args);
    assert.equal(rule('1, least(l.customer_id, 200000)'), 'size.series');
    for (const args of [
      '1, l.customer_id',
      '1, greatest(l.customer_id, 360)',
      'l.customer_id, 360',
      '1, least(l.customer_id, 360), -1',
      '1, least(l.customer_id, 360), l.id',
    ])
      assert.equal(rule(args), 'function.literal_needed', args);
  });
});
