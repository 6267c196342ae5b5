import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNumbers } from './numbers.ts';
import { tokenise } from './tokens.ts';

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['$1M', ['1000000 money']],
  ['2.5bn', ['2500000000 plain']],
  ['30 %', ['30 percent']],
  ['30%', ['30 percent']],
  ['10k', ['10000 plain']],
  ['1,250.50', ['1250.5 plain']],
  ['€ 3', ['3 money']],
  ['5 million dollars', ['5000000 money']],
  ['12 percent', ['12 percent']],
  ['twenty five', ['25 plain']],
  ['two hundred and fifty thousand', ['250000 plain']],
  ['a dozen', ['12 plain']],
  ['a million euros', ['1000000 money']],
  ['3rd', ['3 ordinal']],
  ['three or 4', ['3 plain', '4 plain']],
  ['half', []],
  ['loans and customers', []],
  ['0.1', ['0.1 plain']],
  ['half a million', ['500000 plain']],
  ['between 2 and 3 million', ['2000000 plain', '3000000 plain']],
  ['2 to 3 million', ['2000000 plain', '3000000 plain']],
  ['2 and 3 million', ['2 plain', '3000000 plain']],
  ['between 500 and 1k', ['500 plain', '1000 plain']],
  ['in 2025, 3', ['2025 plain', '3 plain']],
];

for (const [text, expected] of CASES) {
  test(`reads ${expected.join(', ') || 'no number'} in "${text}"`, () => {
    assert.deepEqual(
      readNumbers(tokenise(text)).map(({ value, unit }) => `${value} ${unit}`),
      expected,
    );
  });
}
