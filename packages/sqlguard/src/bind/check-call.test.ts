import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../test/bank.ts';

function ruleOf(sql: string): string | true {
  const judged = judge(sql);
  return judged.ok || judged.verdict.rule;
}

describe('the zone of date_trunc', () => {
  const cut = (zone: string): string | true => ruleOf(`select date_trunc('day', joined, ${zone}) from customers`);

  it('is one that a person writes', () => {
    for (const zone of ["'Europe/Berlin'", "'UTC'", "'+02:00'"]) assert.equal(cut(zone), true, zone);
  });

  it('is no rule of its own, and no value of the data', () => {
    for (const zone of ["'EST5EDT,M3.2.0,M11.1.0'", "'<x>5'", "'../etc/zone'", "''", 'jurisdiction', "'U' || 'TC'"])
      assert.equal(cut(zone), 'function.literal_needed', zone);
  });
});

describe('the text of format', () => {
  it('has a length that can be counted through', () => {
    const formatted = (length: number): string | true =>
      ruleOf(`select format('${'x'.repeat(length)}', id) from loans`);
    assert.equal(formatted(1000), true);
    assert.equal(formatted(1001), 'function.literal_needed');
  });
});
