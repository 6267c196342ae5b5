import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, INSTANT } from '../test/bank.ts';
import { parse } from '../test/parse.ts';
import { guard } from './index.ts';

const LARGE: readonly (readonly [what: string, sql: string, rule: string])[] = [
  ['the same, by way of JSON', "select (('[' || repeat('1e131071,', 600) || '0]')::json)::jsonb", 'size.value'],
  ['the same, built', "select to_jsonb(('[' || repeat('1e131071,', 600) || '0]')::json)", 'size.value'],
  ['the same, in an array', "select string_to_array(repeat('1e131071,', 600), ',')::numeric[]", 'size.value'],
  ['a reference made often', `select format('${'%1$s'.repeat(249)}', repeat('x', 100000))`, 'size.value'],
  ['quotes that are doubled', `select format('${'%1$L'.repeat(9)}', repeat('x', 1000000))`, 'size.value'],
  ['a separator written often', `select concat_ws(repeat('x', 1000000)${", 'a'".repeat(20)})`, 'size.value'],
  [
    'a separator between the elements of an array',
    "select concat_ws(repeat('x', 10000), variadic string_to_array(repeat('a', 10000), null))",
    'size.value',
  ],
  [
    'the same as a text',
    "select array_to_string(string_to_array(repeat('a', 10000), null), repeat('x', 10000))",
    'size.value',
  ],
  [
    'a step that comes to a second',
    "select count(*) from generate_series('2000-01-01'::timestamp, '2010-01-01'::timestamp, interval '1 day -23:59:59') as x",
    'size.series',
  ],
  [
    'a step of a month less its days',
    "select count(*) from generate_series('2000-01-01'::timestamp, '2010-01-01'::timestamp, interval '1 mon -30 days 1 min') as x",
    'size.series',
  ],
  [
    'a step in ISO form',
    "select count(*) from generate_series('2000-01-01'::timestamp, '2010-01-01'::timestamp, interval 'P1DT-23H-59M-59S') as x",
    'size.series',
  ],
  [
    'a step ago',
    "select count(*) from generate_series('2000-01-01'::timestamp, '2010-01-01'::timestamp, interval '10000 days ago 9999 days') as x",
    'size.series',
  ],
  [
    'a series within a day',
    "select count(*) from generate_series('2000-01-01 00:00'::timestamp, '2000-01-01 23:00'::timestamp, interval '0.000001 sec') as x",
    'size.series',
  ],
  [
    'a series from the start of a millennium',
    "select count(*) from generate_series(date_trunc('millennium', '2020-01-01'::timestamp), '2020-01-02'::timestamp, interval '1 min') as x",
    'size.series',
  ],
  [
    'a step between two days',
    "select count(*) from generate_series(1, 1000000000, date '2020-01-02' - date '2020-01-01') as x",
    'size.series',
  ],
  [
    'a step of months less days',
    "select count(*) from generate_series('2000-01-01'::timestamp, '2010-01-01'::timestamp, interval '1 mon' - interval '30 days' + interval '1 min') as x",
    'function.literal_needed',
  ],
  [
    'a series from before Christ',
    "select count(*) from generate_series('2000-01-01'::timestamp, '2020-01-01 BC'::timestamp, interval '1 second') as x",
    'function.literal_needed',
  ],
];

/** What a person asks for in the same words. */
const SMALL: readonly string[] = [
  "select concat_ws(', ', name, id) from customers",
  "select format('%s (%s), %1$s', name, id) from customers",
  "select array_to_string(array_agg(name order by name), ', ') from customers",
  "select d from generate_series(date '2024-01-01', date '2024-12-31', interval '1 year 6 months') as d",
  "select d from generate_series('2024-01-01 08:00'::timestamp, '2024-01-01 18:00'::timestamp, '15 minutes') as d",
  "select d from generate_series(date '2024-12-31', date '2024-01-01', '-1 month') as d",
];

describe('a value or a series too large', () => {
  for (const [what, sql, rule] of LARGE)
    it(`is refused: ${what}`, () => {
      const judged = guard({ sql, catalogue: CATALOGUE, instant: INSTANT, parse });
      assert.equal(judged.ok || judged.verdict.rule, rule);
    });

  it('is none of what people ask for', () => {
    for (const sql of SMALL) {
      const judged = guard({ sql, catalogue: CATALOGUE, instant: INSTANT, parse });
      assert.equal(judged.ok || judged.verdict.rule, true, sql);
    }
  });
});
