import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../test/bank.ts';

function ruleOf(sql: string): string | true {
  const judged = judge(sql);
  return judged.ok || judged.verdict.rule;
}

/** For each value of a list all of them are looked at. */
const paired = (list: string): string =>
  `select jsonb_path_query_array(to_jsonb(${list}), '$[*] ? (exists($[*] ? (@ == 1)))')`;

describe('the values of a list that becomes JSON', () => {
  it('are no more than the characters of the text that it was split from', () => {
    const split = (text: string): string => paired(`string_to_array(${text}, ',')`);
    assert.equal(ruleOf(split("repeat(',', 200)")), true);
    assert.equal(ruleOf(split("repeat(',', 5000)")), 'size.work');
    assert.equal(ruleOf(split("repeat('some words,', 5000)")), 'size.work');
  });
});
