import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../test/bank.ts';
import { COLLATED } from '../test/collations/collated-bank.ts';

const ruleOf = (sql: string): string => {
  const judged = judge(sql, COLLATED);
  return judged.ok ? 'accepted' : judged.verdict.rule;
};

const ACCEPTED: readonly (readonly [what: string, sql: string])[] = [
  ['the database’s own rule gives way', 'select id from words where plain < bytes and german > plain'],
  ['a literal gives way', "select id from words where bytes = 'x' and posix like 'y%'"],
  ['COLLATE rules', 'select id from words where bytes < german collate "C"'],
  ['COLLATE rules where others disagree', 'select (bytes || german) collate "C" as x from words order by x'],
  ['COLLATE "default" is a rule like any other', 'select id from words order by plain collate "default" || bytes'],
  ['an expression that disagrees is shown', 'select bytes || german, coalesce(bytes, posix) from words'],
  ['and measured', 'select sum(length(bytes || german)), count(bytes || german) from words'],
  ['and found missing', 'select id from words where coalesce(bytes, german) is null'],
  ['a domain has its own', 'select id from words where place = posix'],
  ['a domain is one with what is cast to it', 'select id from words where place::text = posix'],
  ['a list has its own', "select id from words where 'x' = any (list) and list @> array[bytes]"],
  ['each pair of BETWEEN is by itself', 'select 1 from words where plain between bytes and german'],
  [
    'each pair of BETWEEN has its own COLLATE',
    'select 1 from words where plain between (bytes collate "C") and (german collate "POSIX")',
  ],
  ['each field of a row is by itself', 'select 1 from words where (bytes, german) = (plain, plain)'],
  ['what CASE tests is not what it gives', "select case bytes when 'x' then german end < german from words"],
  ['a column of words that disagree is shown', 'select x from (select bytes || german as x from words) s'],
  ['and compared with a literal', "select x from (select bytes || german as x from words) s where x = 'y'"],
  [
    'and is again sorted as it is said',
    'select x from (select bytes || german as x from words) s order by x collate "C"',
  ],
  ['UNION ALL compares nothing', 'select bytes from words union all select german from words'],
  ['COLLATE in one arm rules a UNION', 'select bytes from words union select german collate "C" from words'],
  ['a name is sorted by its bytes', 'select id from words where label = bytes'],
  ['an ordering inside a call is by itself', "select string_agg(bytes, ',' order by german) from words"],
  ['an IN over columns is several comparisons', 'select 1 from words where plain in (bytes, german)'],
  ['text out of JSON has the database’s rule', "select id from words where info ->> 'a' < german"],
];

const REFUSED: readonly (readonly [what: string, sql: string])[] = [
  ['two columns compared', 'select id from words where bytes = german'],
  ['a domain compared', 'select id from words where place < bytes'],
  ['a join', 'select 1 from words a join words b on a.bytes = b.posix'],
  ['a join by name', 'select 1 from words a join (select german as bytes from words) b using (bytes)'],
  ['a key', 'select id from words order by bytes || german'],
  ['a position', 'select bytes || german from words order by 1'],
  ['a group', 'select count(*) from words group by bytes || german'],
  ['DISTINCT', 'select distinct bytes || german from words'],
  ['DISTINCT ON', 'select distinct on (bytes || german) id from words'],
  ['the largest', 'select max(bytes || german) from words'],
  ['a distinct count', 'select count(distinct bytes || german) from words'],
  ['a window', 'select rank() over (order by coalesce(bytes, german)) from words'],
  ['a partition', 'select count(*) over (partition by coalesce(bytes, german)) from words'],
  ['a case mapping', 'select upper(bytes || german) from words'],
  ['a pattern', 'select id from words where bytes like german'],
  ['a greatest', 'select greatest(bytes, german) from words'],
  ['a NULLIF', 'select nullif(bytes, german) from words'],
  ['a CASE with a value', 'select case bytes when german then 1 end from words'],
  ['a CASE whose value was collated', 'select case bytes collate "C" when german then 1 end from words'],
  ['lists', 'select id from words where list && lists'],
  ['an IN over a subquery', 'select id from words where bytes in (select german from words)'],
  [
    'an IN as one array',
    'select 1 from words a where exists (select 1 from words b where b.plain in (a.bytes, a.german))',
  ],
  ['a UNION', 'select bytes from words union select german from words'],
  ['an EXCEPT ALL', 'select bytes from words except all select german from words'],
  ['a UNION ALL that is ordered', 'select bytes from words union all select german from words order by 1'],
  ['a column that disagrees', 'select x from (select bytes || german as x from words) s order by x'],
  ['a CTE that disagrees', 'with s as (select bytes || german as x from words) select lower(x) from s'],
  ['a value that disagrees', "select (select bytes || german) = 'x' from words"],
  ['a name and another rule', 'select id from words where label = posix'],
  ['a name that is a literal', "select id from words where posix = 'x'::name"],
  ['two COLLATE in one value', 'select bytes collate "C" || german collate "POSIX" from words'],
  ['two COLLATE in one list', 'select 1 from words where plain in (\'x\' collate "C", \'y\' collate "POSIX")'],
  [
    'a CASE that a constant decides',
    "select 1 from (select bytes || german as x from words) s order by case when true then x else '' end",
  ],
];

describe('collations', () => {
  for (const [what, sql] of ACCEPTED) it(`meet: ${what}`, () => assert.equal(ruleOf(sql), 'accepted'));
  for (const [what, sql] of REFUSED) it(`disagree in ${what}`, () => assert.equal(ruleOf(sql), 'collation.conflict'));

  it('are named in a verdict that says what to write', () => {
    const judged = judge('select id from words where bytes < german', COLLATED);
    assert.deepEqual(judged.ok ? null : [judged.verdict.sentence, judged.verdict.hint], [
      'The sorting rules "C" and bank.german meet, and nothing says which of them is meant.',
      'Write COLLATE "C" behind one of the two to say by which they are compared.',
    ]);
    const twice = judge('select bytes collate "C" || german collate "POSIX" from words', COLLATED);
    assert.equal(twice.ok ? null : twice.verdict.hint, 'Use one of them.');
  });

  it('are the database’s own where a catalogue says nothing', () => {
    const datasets = COLLATED.datasets.map((one) => ({
      ...one,
      columns: one.columns.map(({ collation: _unsaid, ...column }) => column),
    }));
    const old = { ...COLLATED, datasets };
    assert.equal(judge('select id from words where bytes < german', old).ok, true);
    assert.equal(judge('select id from words where label = posix', old).ok, true);
  });
});
