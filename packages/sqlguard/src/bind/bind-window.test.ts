import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../test/bank.ts';

/** `over` is what stands behind OVER, `windows` what stands in WINDOW. */
const verdictOf = (over: string, windows = 'w as (order by id)'): string => {
  const judged = judge(`select sum(amount) over ${over} from loans window ${windows}`);
  return judged.ok ? 'accepted' : `${judged.verdict.rule}: ${judged.verdict.hint}`;
};

const FIXED = 'window.fixed: Write OVER w alone, or write the whole window out.';
const EXTENDED: readonly (readonly [what: string, over: string, windows?: string])[] = [
  ['orders it again', '(w order by amount)'],
  ['orders again what it orders by way of another', '(w order by amount)', 'v as (order by id), w as (v)'],
  ['cuts it up again', '(w partition by status)'],
  ['counts off rows of what does already', '(w rows 2 preceding)', 'w as (order by id rows 1 preceding)'],
  ['copies one that counts off rows', '(w)', 'w as (order by id rows 1 preceding)'],
  ['copies one that says what would be so anyway', '(w)', 'w as (range between unbounded preceding and current row)'],
  ['is named itself', 'v', 'w as (rows 1 preceding), v as (w)'],
];

describe('a window that starts from another one', () => {
  for (const [what, over, windows] of EXTENDED)
    it(`is refused where it ${what}`, () => assert.equal(verdictOf(over, windows), FIXED));

  it('may order it, count off rows and stand by its name', () => {
    assert.equal(verdictOf('(w rows 2 preceding)'), 'accepted');
    assert.equal(verdictOf('(w order by id range 2 preceding)', 'w as (partition by status)'), 'accepted');
    assert.equal(verdictOf('w', 'w as (order by id rows 1 preceding)'), 'accepted');
    assert.equal(verdictOf('(v groups 2 preceding)', 'w as (order by id), v as (w)'), 'accepted');
  });

  it('sees only those before it', () => {
    assert.match(verdictOf('v', 'v as (w), w as ()'), /^window\.unknown/);
  });
});

const DISTANCES: readonly (readonly [by: string, distance: string, verdict: string])[] = [
  ['status', '1', 'ORDER BY one number or one date, or write ROWS.'],
  ['id > 3', '1', 'ORDER BY one number or one date, or write ROWS.'],
  ['daterange(opened, opened)', "'1 day'", 'ORDER BY one number or one date, or write ROWS.'],
  ["'x'", '1', 'ORDER BY one number or one date, or write ROWS.'],
  ['id', '-1', 'A distance is never negative.'],
  ['opened', '1.5', "The distance must be an interval, as in '7 days'."],
  ['id', '1.5', 'The distance must be a whole number.'],
  ['id::int2', '1.5', 'The distance must be a whole number.'],
  ['amount', '1.5::float8', 'The distance must be a number.'],
  ['rate', "interval '1 day'", 'The distance must be a number.'],
];

describe('the distance of a RANGE frame', () => {
  for (const [by, distance, hint] of DISTANCES)
    it(`is refused with what it must be: ${distance} by ${by}`, () =>
      assert.equal(verdictOf(`(order by ${by} range ${distance} preceding)`), `window.frame: ${hint}`));

  it('is of any type that the server takes for the column', () => {
    for (const [by, distance] of [
      ['id', '1::int2'],
      ['id::int2', '1::int8'],
      ['amount', '1'],
      ['rate', '1.5'],
      ['rate::float4', "'1.5'"],
      ['opened', "'7 days'"],
      ['opened::timestamptz', "interval '1 hour'"],
    ])
      assert.equal(verdictOf(`(order by ${by} range ${distance} preceding)`), 'accepted', by);
  });
});
