import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf, judge } from '../../test/bank.ts';

/** Characters that the answer has at most, without what is around a value; null where the number has no bound. */
function mostOf(count: string): number | null {
  const sql = `select repeat('x', ${count}) as x from loans`;
  const judged = judge(sql);
  if (!judged.ok) assert.equal(judged.verdict.hint, 'Write the number itself, or hold it: least(n, 100).');
  return judged.ok ? (factsOf(sql).output[0]?.size ?? 0) - around : null;
}
const around = factsOf("select repeat('x', 0) as x from loans").output[0]?.size ?? 0;

describe('a number of times', () => {
  it('is as large as it is written', () => {
    for (const count of ['7', "'7'", '+7', '7::int2', '6.6::int', "'7'::text::int"])
      assert.equal(mostOf(count), 7, count);
    assert.equal(mostOf('-7'), 0);
  });

  it('is held by the width of the text that it measures', () => {
    assert.equal(mostOf('length(status)'), 80);
    assert.equal(mostOf('length(status) - 4'), 76);
    assert.equal(mostOf('90 - length(status)'), 90);
    assert.equal(mostOf('greatest(length(status) - 4, 0)'), 76);
    assert.equal(mostOf('coalesce(octet_length(status), 100)'), 100);
  });

  it('is held by what is written in LEAST, whatever is missing beside it', () => {
    assert.equal(mostOf('least(id::int, 100)'), 100);
    assert.equal(mostOf('least(id::int, 100, null) + least(customer_id, 20)::int'), 120);
    assert.equal(mostOf('least(length(status), 500)'), 500);
  });

  it('is not held by what hangs on the data', () => {
    for (const count of [
      'id::int',
      '5 - id::int',
      'least(id::int, customer_id::int)',
      'least(length(status), id::int)',
      'greatest(id::int, 100)',
      'length(status) * 2',
      'case when true then 3 else id::int end',
    ])
      assert.equal(mostOf(count), null, count);
  });

  it('is not read off a literal that is another number on its way', () => {
    for (const count of [
      '(-1)::bit(20)::int',
      '\'9\'::"char"::int',
      "'99999'::varchar(1)::int",
      '5 - (-1)::bit(20)::int',
    ])
      assert.equal(mostOf(count), null, count);
  });
});
