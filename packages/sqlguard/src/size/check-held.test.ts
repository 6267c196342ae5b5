import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, judge } from '../../test/bank.ts';

const within = (rowEstimate: number): typeof CATALOGUE => ({
  ...CATALOGUE,
  datasets: CATALOGUE.datasets.map((dataset) => ({ ...dataset, rowEstimate })),
});

function ruleOf(sql: string, rows: number): string | true {
  const judged = judge(sql, within(rows));
  return judged.ok || judged.verdict.rule;
}

const grown = (times: number): string => `select id, repeat(name, ${times}) as v from customers`;

describe('rows held in memory', () => {
  it('count those that an OFFSET passes over', () => {
    const sorted = `${grown(30)} order by 2`;
    assert.equal(ruleOf(sorted, 200_000), true);
    assert.equal(ruleOf(`${sorted} offset 100000`, 200_000), 'size.rows');
    assert.equal(ruleOf(`${sorted} limit 10 offset 100000`, 200_000), 'size.rows');
    assert.equal(ruleOf(`select count(*) from (${sorted} limit 10) x`, 200_000), true);
    assert.equal(ruleOf(`select count(*) from (${sorted} limit 10 offset 100000) x`, 200_000), 'size.rows');
  });

  it('count both arms of EXCEPT and INTERSECT, and neither of UNION ALL', () => {
    const [long, short] = [`select v from (${grown(2000)}) x`, 'select name from customers'];
    const counted = (arms: string): string | true => ruleOf(`select count(*) from (${arms}) x`, 5000);
    for (const op of ['except', 'except all', 'intersect', 'intersect all']) {
      assert.equal(counted(`${long} ${op} ${short}`), 'size.rows', `left of ${op}`);
      assert.equal(counted(`${short} ${op} ${long}`), 'size.rows', `right of ${op}`);
    }
    assert.equal(counted(`${long} union all ${short}`), true);
  });

  it('count the arms of a UNION together', () => {
    const one = `select v from (${grown(125)}) x`;
    const listed = (list: string): string | true => ruleOf(`select id from customers where name in (${list})`, 5000);
    assert.equal(listed(one), true);
    assert.equal(listed(`${one} union all ${one}`), 'size.rows');
    assert.equal(listed(`${one} union ${one}`), 'size.rows');
    assert.equal(listed(`${one} except ${one}`), true);
  });
});
