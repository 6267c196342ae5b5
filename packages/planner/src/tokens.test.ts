import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenise } from './tokens.ts';

const CASES: readonly (readonly [string, string])[] = [
  ["What's the customer's name?", "What:word is:word the:word customer:word 's:sign name:word"],
  ['"Maria Garcia" and \'EU\'', 'Maria Garcia:quoted and:word EU:quoted'],
  ['“New York”', 'New York:quoted'],
  ['before 2023-02-01', 'before:word 2023-02-01:number'],
  ['90+ days', '90:number or:word more:word days:word'],
  ["doesn't cannot", 'does:word not:word can:word not:word'],
  ['days_past_due > 30', 'days:word past:word due:word >:sign 30:number'],
  ['high-risk', 'high:word risk:word'],
  ["o'brien", "o'brien:word"],
  ['select *;', 'select:word *:sign ;:sign'],
  ["I'd like, let's see", 'I:word like:word ,:sign let:word us:word see:word'],
  ['$2M-$3M', '$2M:number to:word $3M:number'],
  ['since 2025-06', 'since:word 2025:number 06:number'],
  ["who've more then 3", 'who:word have:word more:word than:word 3:number'],
  ['avg(interest_rate)', 'avg:word of:word interest:word rate:word'],
  ['', ''],
];

for (const [text, expected] of CASES) {
  test(`splits ${JSON.stringify(text)}`, () =>
    assert.equal(
      tokenise(text)
        .map((token) => `${token.text}:${token.kind}`)
        .join(' '),
      expected,
    ));
}

test('tells capitals, codes and singulars', () => {
  const [eu, loans, three] = tokenise('EU Loans 3');
  assert.ok(eu?.upper && eu.capital);
  assert.ok(loans?.capital && !loans.upper && loans.lemma === 'loan');
  assert.ok(three !== undefined && !three.upper);
});

test('what can only be a literal is one token, without being quoted', () => {
  const literals = (text: string): readonly string[] =>
    tokenise(text).flatMap((token) => (token.kind === 'quoted' ? [token.text] : []));
  const cases = [
    ['mail anna.b+x@mail.example.com now', 'anna.b+x@mail.example.com'],
    ['ssn 123-45-6789?', '123-45-6789'],
    ['phone 555-1234', '555-1234'],
    ['phone +44 20 7946 0958', '+44 20 7946 0958'],
    ['call (020) 7946 0958', '(020) 7946 0958'],
    ['iban DE89 3704 0044 0532 0130 00', 'DE89 3704 0044 0532 0130 00'],
    ['card 4111 1111 1111 1111', '4111 1111 1111 1111'],
    ['at 12 Elm Street', '12 Elm Street'],
    ['at 3 rue de la Paix', '3 rue de la Paix'],
    ['at Neue Bahnhofstrasse 7', 'Neue Bahnhofstrasse 7'],
  ] as const;
  for (const [text, literal] of cases) assert.deepEqual(literals(text), [literal], text);
  for (const text of [
    'loans from 2025-01-31',
    'loans of 500-1000',
    'loans over $2M-$3M',
    'top 5 Branches in Main Street',
  ])
    assert.deepEqual(literals(text), [], text);
  assert.deepEqual(literals('named "a 1-2-3 b"'), ['a 1-2-3 b']);
});
