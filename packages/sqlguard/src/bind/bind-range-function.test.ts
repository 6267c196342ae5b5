import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../test/bank.ts';

function ruleOf(sql: string): string | true {
  const judged = judge(sql);
  return judged.ok || judged.verdict.rule;
}

describe('functions side by side in FROM', () => {
  it('are no more than twenty, since a server sets each of them up for every row', () => {
    const rowsFrom = (count: number): string | true =>
      ruleOf(`select count(*) from rows from (${Array(count).fill('generate_series(1, 2)').join(', ')}) as x`);
    assert.equal(rowsFrom(20), true);
    assert.equal(rowsFrom(21), 'syntax.not_allowed');
  });

  it('are counted also where one unnest stands for them', () => {
    const unnested = (count: number): string | true =>
      ruleOf(`select 1 from loans l, unnest(${Array(count).fill('l.tags').join(', ')}) as x`);
    assert.equal(unnested(20), true);
    assert.equal(unnested(21), 'syntax.not_allowed');
  });
});
