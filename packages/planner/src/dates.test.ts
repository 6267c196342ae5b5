import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDates } from './dates.ts';
import { readNumbers } from './numbers.ts';
import { tokenise } from './tokens.ts';

const today = { year: 2026, month: 6, day: 30 };

/** The longest reading of the phrase that begins with its first word, as "from to". */
function read(phrase: string): string | null {
  const tokens = tokenise(phrase);
  const spans = readDates(tokens, readNumbers(tokens), today).filter(
    (span) => span.start === 0 && span.end === tokens.length,
  );
  const [first] = spans.toSorted((a, b) => Number(b.sure) - Number(a.sure));
  return first === undefined ? null : `${first.from ?? '…'} ${first.to ?? '…'}`;
}

const CASES: readonly (readonly [string, string | null])[] = [
  ['in 2024', '2024-01-01 2025-01-01'],
  ['2025-03-14', '2025-03-14 2025-03-15'],
  ['2025-02-30', null],
  ['on 13/04/2025', '2025-04-13 2025-04-14'],
  ['on 04/13/2025', '2025-04-13 2025-04-14'],
  ['on 3/4/2025', null],
  ['on 4/4/2025', '2025-04-04 2025-04-05'],
  ['in March 2024', '2024-03-01 2024-04-01'],
  ['in Sept 2024', '2024-09-01 2024-10-01'],
  ['in November', '2025-11-01 2025-12-01'],
  ['in May', '2026-05-01 2026-06-01'],
  ['on 3 March 2024', '2024-03-03 2024-03-04'],
  ['on the 3rd of March 2024', '2024-03-03 2024-03-04'],
  ['on March 3rd, 2024', '2024-03-03 2024-03-04'],
  ['on February 30 2024', null],
  ['in Q3 2025', '2025-07-01 2025-10-01'],
  ['in the third quarter of 2025', '2025-07-01 2025-10-01'],
  ['in the 2nd quarter of last year', '2025-04-01 2025-07-01'],
  ['in Q4', '2025-10-01 2026-01-01'],
  ['in Q1 this year', '2026-01-01 2026-04-01'],
  ['in H1 2025', '2025-01-01 2025-07-01'],
  ['in the second half of 2025', '2025-07-01 2026-01-01'],
  ['this month', '2026-06-01 2026-07-01'],
  ['current week', '2026-06-29 2026-07-06'],
  ['last quarter', '2026-01-01 2026-04-01'],
  ['previous year', '2025-01-01 2026-01-01'],
  ['past 90 days', '2026-04-01 2026-07-01'],
  ['in the last 3 months', '2026-03-30 2026-07-01'],
  ['past year', '2025-06-30 2026-07-01'],
  ['trailing 12 months', '2025-06-30 2026-07-01'],
  ['next month', '2026-07-01 2026-08-01'],
  ['next 30 days', '2026-07-01 2026-07-31'],
  ['next March', null],
  ['today', '2026-06-30 2026-07-01'],
  ['yesterday', '2026-06-29 2026-06-30'],
  ['tomorrow', '2026-07-01 2026-07-02'],
  ['YTD', '2026-01-01 2026-07-01'],
  ['month to date', '2026-06-01 2026-07-01'],
  ['in calendar year 2024', '2024-01-01 2025-01-01'],
  ['in year 2024', '2024-01-01 2025-01-01'],
  ['since March', '2026-03-01 …'],
  ['after 2023', '2024-01-01 …'],
  ['on or after 2025-03-01', '2025-03-01 …'],
  ['on or before 2025-03-01', '… 2025-03-02'],
  ['later than March 2025', '2025-04-01 …'],
  ['starting in March 2025', '2025-03-01 …'],
  ['before 2020', '… 2020-01-01'],
  ['prior to 2020', '… 2020-01-01'],
  ['earlier than 2020', '… 2020-01-01'],
  ['until March 2025', '… 2025-04-01'],
  ['since 90 days ago', '2026-04-01 …'],
  ['since a year ago', '2025-06-30 …'],
  ['between January and March 2025', '2025-01-01 2025-04-01'],
  ['between 2023 and 2024', '2023-01-01 2025-01-01'],
  ['from 2025-01-15 to 2025-02-15', '2025-01-15 2025-02-16'],
  ['from November 2024 until January', '2024-11-01 2025-02-01'],
  ['between March and blue', null],
  ['from 2024', '2024-01-01 2025-01-01'],
  ['from 2024 onwards', '2024-01-01 …'],
  ['within the next year', '2026-07-01 2027-07-01'],
  ['over the last year', '2025-06-30 2026-07-01'],
  ['in the last year', '2025-01-01 2026-01-01'],
  ['since the beginning of the year', '2026-01-01 …'],
  ['since the start of 2025', '2025-01-01 …'],
  ['last 2000 days', null],
  ['next 0 days', null],
];

for (const [phrase, expected] of CASES) {
  test(`"${phrase}" is ${expected ?? 'no date'}`, () => assert.equal(read(phrase), expected));
}

test('a bare year is not sure to be one', () => {
  const tokens = tokenise('2024 loans');
  assert.deepEqual(
    readDates(tokens, readNumbers(tokens), today).map(({ sure }) => sure),
    [false],
  );
});
