import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, judge } from '../test/bank.ts';

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

/** What any bank may hold in 10 KB: thousands of numbers, however short its other documents are. */
const SQUARES: readonly string[] = [
  "select id from loans where jsonb_path_exists(info, '$[*] ? (exists($[*] ? (@ == -2)))')",
  "select id from loans where info @? '$[*] ? ((@ + 1) == $[*] + 100)'",
  "select id from loans where jsonb_path_exists('{}', '$v[*] ? (@ == $v[*])', jsonb_build_object('v', info))",
  "select id from loans where (info -> 'a') @? '$[*] ? (@ < -$[*])'",
  "select count(*) from customers where email::jsonb @? '$[*] ? (@ == $[*])'",
  "select count(*) from customers where to_jsonb(string_to_array(email, ',')) @? '$[*] ? (@ == $[*])'",
  "select j @? '$[*] ? (@ == $[*])' from (select email::jsonb as j from customers) x",
];

const VARIED: ReadonlySet<string> = new Set(['info', 'email']);

describe('a path that goes through a document for each of its values', () => {
  const ruleOf = (sql: string, width: number, averageWidth: number): string | true => {
    const datasets = CATALOGUE.datasets.map((one) => ({
      ...one,
      columns: one.columns.map((column) => (VARIED.has(column.name) ? { ...column, width, averageWidth } : column)),
    }));
    const judged = judge(sql, { ...CATALOGUE, digest: `documents-${width}`, datasets });
    return judged.ok || judged.verdict.rule;
  };

  it('is counted by the largest, not by those that are usual', () => {
    for (const sql of SQUARES) {
      assert.equal(ruleOf(sql, 10_240, 40), 'size.work', sql);
      assert.equal(ruleOf(sql, 60, 40), true, sql);
    }
  });

  it('may be asked of documents that the bank says are short, as those that go through each once of any', () => {
    const items = "select id from loans where info @? '$.items[*] ? (@.price > $.limit)'";
    assert.equal(ruleOf(items, 2000, 300), true);
    assert.equal(ruleOf(items, 10_240, 300), 'size.work');
    const listed = "select jsonb_agg(info) @? '$[*][*] ? (@ == $[*])' from loans where id = 5";
    assert.equal(ruleOf(listed, 10_240, 40), 'size.work');
    const once = "select id from loans where info @? '$.b[*] ? (@.c > 1 && exists(@.e ? (@ == 2))).d.size()'";
    assert.equal(ruleOf(once, 10_240, 9000), true);
  });
});
