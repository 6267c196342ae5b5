import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, INSTANT, judge } from '../../test/bank.ts';
import { parse } from '../../test/parse.ts';
import { readCandidate } from '../read-candidate.ts';

/** Loans with a column of intervals. */
const TERMS = {
  ...CATALOGUE,
  datasets: CATALOGUE.datasets.map((dataset) => ({
    ...dataset,
    columns: dataset.columns.flatMap((one) =>
      one.name === 'opened' ? [one, { ...one, name: 'term', type: 'interval' }] : [one],
    ),
  })),
};

function sizeOf(sql: string): number {
  const { query } = readCandidate({ sql, catalogue: TERMS, instant: INSTANT, parse });
  return query.outputs[0]?.size ?? 0;
}

describe('the size of a value', () => {
  it('is that of the longest interval, stored, in a text and in a list', () => {
    const longest = '-178956970 years -7 mons -2147483648 days -2562047788:00:54.775808'.length;
    const many = (value: string): string => Array(30).fill(value).join(', ');
    assert.ok(sizeOf('select term from loans') >= longest);
    assert.ok(sizeOf(`select concat(${many('term')}) from loans`) >= 30 * longest);
    assert.ok(sizeOf(`select array[${many('term')}]::text from loans`) >= 30 * longest);
    assert.ok(sizeOf(`select concat(${many('age(opened)')}) from loans`) >= 30 * longest);
  });

  it('is that of stored JSON indented as deep as a bank may have nested it', () => {
    const judged = judge('select repeat(jsonb_pretty(info), 21) from loans');
    assert.equal(judged.ok || judged.verdict.rule, 'size.value');
    assert.equal(judge('select repeat(jsonb_pretty(info), 2) from loans').ok, true);
    // Four blanks for each of twenty levels, before every sign.
    assert.ok(sizeOf('select jsonb_pretty(info) from loans') >= 4 * 20 * sizeOf('select info from loans'));
  });
});
