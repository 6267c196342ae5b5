import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, INSTANT } from '../../test/bank.ts';
import { parse } from '../../test/parse.ts';
import { guard } from '../index.ts';

/** The rule that refuses, and whether the parser, whose stack is meant to be spared, was asked at all. */
function refusal(sql: string): { readonly rule: string | true; readonly asked: boolean } {
  let asked = false;
  const watched = (text: string): unknown => {
    asked = true;
    return parse(text);
  };
  const judged = guard({ sql, catalogue: CATALOGUE, instant: INSTANT, parse: watched });
  return { rule: judged.ok || judged.verdict.rule, asked };
}

describe('a text that nests without brackets', () => {
  const chains: readonly (readonly [what: string, sql: string])[] = [
    ['CASE inside CASE', `select ${"case when''then ".repeat(1600)}1 ${'end '.repeat(1600)}`],
    ['NOT before NOT', `select ${'not '.repeat(1600)}true`],
    ['JOIN after JOIN', `select 1 from loans${' natural join loans'.repeat(1600)}`],
    ['BETWEEN behind the AND of another', `select ${'1 between 1 and '.repeat(1600)}1`],
  ];
  for (const [what, sql] of chains)
    it(`is refused before the parser sees it: ${what}`, () => {
      assert.ok(sql.length < 32_768, 'else its length alone would be refused');
      assert.deepEqual(refusal(sql), { rule: 'input.too_deep', asked: false });
    });

  it('is none that people write: many short ones side by side', () => {
    const many = Array(1000).fill('case when true then 1 end').join(',');
    assert.deepEqual(refusal(`select ${many}`), { rule: true, asked: true });
  });
});
