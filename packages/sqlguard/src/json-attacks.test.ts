import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../test/bank.ts';

/** Paths and records are programs and types of their own inside a call. */
const ATTACKS: readonly (readonly [what: string, sql: string, rule: string])[] = [
  ['a path from a column', 'select info @? risk from loans', 'operator.no_match'],
  ['a path that becomes one', "select info @@ ('$.' || status)::jsonpath from loans", 'type.not_allowed'],
  [
    'a path put together',
    "select jsonb_path_exists(info, coalesce('$.a'::jsonpath, '$.b')) from loans",
    'function.literal_needed',
  ],
  ['a path that is nothing', 'select jsonb_path_exists(info, null) from loans', 'pattern.path'],
  ['a path over all levels', "select jsonb_path_query_array(info, '$.**.**') from loans", 'pattern.path'],
  ['a path that multiplies', "select jsonb_path_query_array(info, '$[0,0][0,0][0,0]') from loans", 'pattern.path'],
  ['a path that reads the zone', "select info @? '$.a.datetime()' from loans", 'pattern.path'],
  ['a path of one server', "select info @? '$.a.bigint()' from loans", 'pattern.path'],
  ['a path that is none', "select info @? '$.a[' from loans", 'pattern.path'],
  [
    'a pattern inside a path',
    `select info @? '$.a ? (@ like_regex "${'(a|b)*'.repeat(40)}")' from loans`,
    'pattern.not_short_literal',
  ],
  [
    'a call that reads the zone in a path',
    "select jsonb_path_exists_tz(info, '$.a') from loans",
    'function.not_allowed',
  ],
  ['records outside of FROM', 'select json_to_record(note) from loans', 'function.misplaced'],
  ['dates out of JSON', 'select x.d from loans l, json_to_record(l.note) as x (d date)', 'type.text_to_date'],
  [
    'a catalog type out of JSON',
    'select x.d from loans l, json_to_record(l.note) as x (d regclass)',
    'type.not_allowed',
  ],
];

describe('JSON that would run something', () => {
  for (const [what, sql, rule] of ATTACKS) {
    it(`is refused: ${what}`, () => {
      const judged = judge(sql);
      assert.equal(judged.ok || judged.verdict.rule, rule);
    });
  }
});
