import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compiled, judge } from '../../test/bank.ts';

function ruleOf(sql: string): string | true {
  const judged = judge(sql);
  return judged.ok || judged.verdict.rule;
}

describe('an untyped literal in an arm of a set operation', () => {
  it('takes the type of the other arm, whichever comes first', () => {
    for (const sql of [
      "select id, opened from loans union all select 1, '2024-01-01'",
      "select 1, '2024-01-01' union all select id, opened from loans",
    ])
      assert.match(compiled(sql).sql, /CAST\('2024-01-01' AS pg_catalog\."date"\)/, sql);
  });

  it('is a text already in VALUES and where two of them have met, as on the server', () => {
    for (const arm of ["values ('x')", "values ('x'), (null)", "(select 'x' union all select null)"]) {
      assert.equal(ruleOf(`select status from loans union all ${arm}`), true, arm);
      assert.equal(ruleOf(`${arm} union all select status from loans`), true, arm);
      for (const dated of [`select opened from loans union all ${arm}`, `${arm} union all select opened from loans`])
        assert.equal(ruleOf(dated), 'set.columns_differ', dated);
    }
    assert.equal(ruleOf("select opened from loans union all values (date '2024-01-01'), ('2024-01-02')"), true);
  });
});
