import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, INSTANT, judge } from '../test/bank.ts';
import { parse } from '../test/parse.ts';
import { guard } from './index.ts';
import * as api from './index.ts';

/** Each attack with the rule that must catch it: a refusal for another reason would hide a hole. */
const ATTACKS: readonly (readonly [what: string, sql: string, rule: string])[] = [
  ['an empty text', '  ', 'input.empty'],
  ['a comment alone', '-- nothing', 'input.empty'],
  ['a NUL that hides a second statement', 'select 1\0; drop table customers', 'input.control_character'],
  ['a form feed', 'select\f1', 'input.control_character'],
  ['a lone surrogate', "select '\uD800'", 'input.not_unicode'],
  ['a text over 32 KB', `select '${'x'.repeat(40_000)}'`, 'input.too_long'],
  ['brackets deeper than any question', `select ${'('.repeat(600)}1${')'.repeat(600)}`, 'input.too_deep'],
  ['a deep comment', `select 1 ${'/*a'.repeat(300)}${'*/b'.repeat(300)}`, 'input.too_deep'],
  ['a comment nobody closes', `select 1 ${'/*a'.repeat(300)}`, 'input.too_deep'],
  ['nesting that only the parser sees', `select ${'1 = any('.repeat(400)}1`, 'parse.syntax'],
  ['a long row of signs', `select ${'+'.repeat(600)}1`, 'input.symbols'],
  ['deep nesting', `select ${'not '.repeat(600)}true`, 'input.too_deep'],
  ['a deep chain of signs', `select ${'- '.repeat(2000)}id from loans`, 'input.too_deep'],
  ['a bidirectional mark in an alias', 'select id as "a\u202Eb" from loans', 'input.hidden_character'],
  ['a zero-width space in a name', 'select "id\u200B" from loans', 'input.hidden_character'],
  ['no SQL at all', 'drop the customers please', 'parse.syntax'],
  ['two statements', 'select 1; select 2', 'statement.several'],
  ['DROP', 'drop table customers', 'statement.not_select'],
  ['a WITH that deletes', 'with x as (delete from loans returning id) select * from x', 'statement.not_select'],
  ['EXPLAIN ANALYZE', 'explain analyze select 1', 'statement.not_select'],
  ['COPY to a program', "copy loans to program 'sh'", 'statement.not_select'],
  ['SELECT INTO', 'select id into t from loans', 'statement.select_into'],
  ['a row lock', 'select id from loans for update', 'statement.locking'],
  ['recursion', 'with recursive r(n) as (select 1 union all select n + 1 from r) select * from r', 'with.recursive'],
  ['a catalog', 'select * from pg_catalog.pg_class', 'relation.unknown'],
  ['a catalog without its schema', 'select * from pg_user', 'relation.unknown'],
  ['information_schema', 'select * from information_schema.tables', 'relation.unknown'],
  ['an uncatalogued table', 'select * from bank.salaries', 'relation.unknown'],
  ['another database', 'select * from postgres.bank.t_loans', 'syntax.not_allowed'],
  ['an unclassified column', 'select secret from customers', 'column.unknown'],
  ['a whole row', 'select customers from customers', 'column.whole_row'],
  ['a whole row under an alias', 'select c::text from customers c', 'column.whole_row'],
  ['a whole row in a function', 'select to_json(c) from customers c', 'column.whole_row'],
  ['a star as a value', 'select count(c.*) from customers c', 'column.whole_row'],
  ['a function written as a column', 'select c.row_to_json from customers c', 'column.unknown'],
  ['a function written as a field', 'select (c.id).pg_typeof from customers c', 'type.no_cast'],
  ['a system column', 'select ctid from loans', 'column.system'],
  ['sleeping', 'select pg_sleep(10)', 'function.not_allowed'],
  ['reading a file', "select pg_read_file('/etc/passwd')", 'function.not_allowed'],
  ['running SQL from text', "select query_to_xml('select 1', true, true, '')", 'function.not_allowed'],
  ['a stable function that reads the database', "select database_to_xml(true, true, '')", 'function.not_allowed'],
  ['a large object', "select lo_import('/etc/passwd')", 'function.not_allowed'],
  ['a sequence', "select nextval('s')", 'function.not_allowed'],
  ['an advisory lock', 'select pg_advisory_lock(1)', 'function.not_allowed'],
  ['a setting', "select set_config('role', 'postgres', false)", 'function.not_allowed'],
  ['a volatile function inside a CTE', 'with x as (select random() as r) select r from x', 'function.not_allowed'],
  ['a function in FROM', "select * from pg_ls_dir('/')", 'function.not_allowed'],
  ['a function in ORDER BY', 'select id from loans order by pg_sleep(1)', 'function.not_allowed'],
  ['a function in a FILTER', 'select count(*) filter (where pg_sleep(1) is null) from loans', 'function.not_allowed'],
  ['a function in a window', 'select sum(id) over (order by pg_sleep(1)) from loans', 'function.not_allowed'],
  ['a function of another schema', 'select bank.f(1)', 'function.not_allowed'],
  ['a name of the prototype', 'select constructor(1)', 'function.not_allowed'],
  ['an operator of another schema', 'select 1 operator(bank.+) 1', 'operator.not_allowed'],
  ['a path program', "select info @? '$.a' from loans", 'operator.not_allowed'],
  ['a type that reads the catalog', "select 'pg_class'::regclass", 'type.not_allowed'],
  ['a type of another schema', "select 'x'::bank.t", 'type.not_allowed'],
  ['times with a zone', "select '10:00'::timetz", 'time.zone_time'],
  ['a text column that becomes a date', 'select status::date from loans', 'type.text_to_date'],
  ['a time word under a text cast', "select 'today'::text::date", 'type.text_to_date'],
  ['a time word in a sentence', "select 'today 10:00'::timestamp", 'literal.time_word'],
  ['a time word in a range', "select '[today,)'::daterange", 'literal.time_word'],
  ['a regex from a column', 'select id from loans where status ~ risk', 'pattern.not_short_literal'],
  [
    'a regex of great length',
    `select id from loans where status ~ '${'(a|b)*'.repeat(40)}'`,
    'pattern.not_short_literal',
  ],
  ['a regex from a column in SUBSTRING', 'select substring(status from risk) from loans', 'pattern.not_short_literal'],
  [
    'a SQL pattern from a column in SUBSTRING',
    "select substring(status similar risk escape '#') from loans",
    'pattern.not_short_literal',
  ],
  [
    'an escape from a column in SUBSTRING',
    "select substring(status from 'a' for risk) from loans",
    'function.literal_needed',
  ],
  [
    'a regex from a column behind a literal by name',
    "select regexp_count(pattern => status, string => 'aaaa') from loans",
    'function.literal_needed',
  ],
  [
    'growth from a column behind a literal by name',
    "select regexp_replace(replacement => status, pattern => 'a', string => 'aaaa') from loans",
    'function.literal_needed',
  ],
  ['a repeat counted by a column', "select repeat('x', id::int) from loans", 'function.literal_needed'],
  ['a value of a gigabyte', "select repeat('x', 1000000000)", 'size.value'],
  [
    'growth carried through CTEs',
    "with a as (select repeat('x', 5000) as v), b as (select replace(v, 'x', 'yyyyyyyyyy') as v from a), c as (select replace(v, 'y', 'zzzzzzzzzz') as v from b), d as (select replace(v, 'z', 'wwwwwwwwww') as v from c) select replace(v, 'w', 'vvvvvvvvvvvvvvvvvvvv') from d",
    'size.value',
  ],
  ['a list of long texts', "select string_agg(repeat('x', 20000), '') from loans", 'size.value'],
  ['digits out of an exponent', "select repeat('1e131071'::numeric::text, 1000)", 'size.value'],
  ['digits out of a power', 'select repeat((2 ^ 400000.0)::text, 200)', 'size.value'],
  ['numbers that JSON writes out', `select '[${'1e131071,'.repeat(600)}0]'::jsonb`, 'size.value'],
  ['the same, put together', "select ('[' || repeat('1e131071,', 600) || '0]')::jsonb", 'size.value'],
  ['places behind the point', 'select repeat(round(1.0, 16000)::text, 1100)', 'size.value'],
  [
    'a list of two series',
    'select array_agg(a) from generate_series(1, 100000) a, generate_series(1, 1000) b',
    'size.value',
  ],
  ['a padding of a gigabyte', "select lpad('x', 1000000000)", 'size.value'],
  ['a format with a width', "select format('%1000000s', 'x')", 'function.literal_needed'],
  ['a series of a billion', 'select count(*) from generate_series(1, 1000000000)', 'size.series'],
  ['a series from a column', 'select g from loans, generate_series(1, id) as g', 'function.literal_needed'],
  ['a LIMIT that is computed', 'select id from loans limit (select 1)', 'limit.not_literal'],
  ['an unlimited product', 'select count(*) from loans, customers', 'relation.cross_product'],
  ['an unlimited product behind a CROSS JOIN', 'select 1 from loans a cross join loans b', 'relation.cross_product'],
  ['a parameter', 'select $1', 'syntax.not_allowed'],
  ['a sample', 'select * from loans tablesample system (1)', 'syntax.not_allowed'],
  [
    'rows from several functions',
    'select * from rows from (generate_series(1, 2), generate_series(1, 3)) as x',
    'syntax.not_allowed',
  ],
  ['XML', "select xmlelement(name a, 'b')", 'syntax.not_allowed'],
  ['the current user', 'select current_user', 'syntax.not_allowed'],
  ['a collation of the system', 'select status collate "de_DE" from loans', 'collation.not_allowed'],
  ['a value of an unknown type in a comparison', "select id from customers where mood = 'calm'", 'type.foreign'],
  [
    'an aggregate that belongs to an outer level',
    'select (select max(l.id) from customers) from loans l',
    'function.misplaced',
  ],
  ['an aggregate in WHERE', 'select id from loans where count(*) > 1', 'function.misplaced'],
  ['a window function in WHERE', 'select id from loans where row_number() over () = 1', 'function.misplaced'],
  ['an ungrouped column', 'select status, amount from loans group by status', 'group.column_missing'],
  ['an ambiguous column', 'select id from loans join customers on customer_id = customers.id', 'column.ambiguous'],
  ['a sibling without LATERAL', 'select 1 from loans l, (select l.id) x', 'relation.unknown'],
  ['an output name in WHERE', 'select amount as a from loans where a > 1', 'column.unknown'],
];

/** Mistakes of honest authors: each gets the rule that tells them what to repair. */
const MISTAKES: readonly (readonly [what: string, sql: string, rule: string])[] = [
  ['two relations of one name', 'select 1 from loans, loans where loans.id = 1', 'relation.alias_twice'],
  ['two CTEs of one name', 'with a as (select 1), a as (select 2) select 1', 'relation.alias_twice'],
  ['a CTE that looks ahead', 'with a as (select * from b), b as (select 1) select * from a', 'relation.unknown'],
  ['too many column aliases', 'select 1 from loans as l (a, b, c, d, e, f, g, h, i, j, k)', 'subquery.columns'],
  ['an alias that hides the name', 'select loans.id from loans l', 'relation.unknown'],
  ['an unknown relation in a star', 'select x.* from loans', 'relation.unknown'],
  ['a star over nothing', 'select *', 'syntax.not_allowed'],
  ['no output at all', 'select from loans', 'subquery.columns'],
  ['USING over a missing column', 'select 1 from loans join customers using (amount)', 'column.unknown'],
  ['a LEFT JOIN without condition', 'select 1 from loans natural left join (select 1 as zz) x', 'syntax.not_allowed'],
  ['a condition that is a number', 'select id from loans where amount', 'type.not_boolean'],
  ['AND over numbers', 'select id and true from loans', 'type.not_boolean'],
  ['text plus a number', 'select status + 1 from loans', 'operator.no_match'],
  ['a prefix without meaning', 'select - status from loans', 'operator.no_match'],
  ['ANY over no array', 'select 1 = any (id) from loans', 'operator.no_match'],
  ['ANY over a pattern', 'select status ~ any (tags) from loans', 'pattern.not_short_literal'],
  ['rows of different lengths', 'select (1, 2) = (1, 2, 3)', 'subquery.columns'],
  ['a row against a value', 'select (1, 2) = 3', 'operator.no_match'],
  ['a row in values', 'select (1, 2) in (3, 4)', 'operator.no_match'],
  ['an operator between rows', 'select (1, 2) + (3, 4)', 'operator.not_allowed'],
  ['a row as a value', 'select (1, 2)', 'syntax.not_allowed'],
  ['mixed CASE results', "select case when true then 1 else date '2024-01-01' end", 'type.mismatch'],
  ['mixed COALESCE', 'select coalesce(id, opened) from loans', 'type.mismatch'],
  ['mixed UNION', 'select id from loans union select opened from loans', 'set.columns_differ'],
  ['a UNION of different widths', 'select id, status from loans union select id from loans', 'set.columns_differ'],
  ['a UNION over JSON', 'select note from loans union select note from loans', 'order.not_allowed'],
  ['DISTINCT over JSON', 'select distinct note from loans', 'order.not_allowed'],
  ['ORDER BY over JSON', 'select id from loans order by note', 'order.not_allowed'],
  ['GROUP BY over an unknown type', 'select count(*) from customers group by mood', 'type.foreign'],
  ['a cast of an unknown type', 'select mood::int from customers', 'type.foreign'],
  ['a function of an unknown type', 'select upper(mood) from customers', 'function.no_match'],
  ['a cast that does not exist', 'select opened::int from loans', 'type.no_cast'],
  ['an empty array without a type', 'select array[]', 'type.no_cast'],
  ['a subscript of a number', 'select id[1] from loans', 'type.no_cast'],
  ['an array position that is a date', "select tags[date '2024-01-01'] from loans", 'type.no_cast'],
  ['a slice of JSON', 'select info[1:2] from loans', 'type.no_cast'],
  ['a key of JSON that is a date', "select info[date '2024-01-01'] from loans", 'type.no_cast'],
  ['a collated number', 'select id collate "C" from loans', 'type.mismatch'],
  ['a scalar subquery of two columns', 'select (select 1, 2)', 'subquery.columns'],
  ['IN over two columns', 'select 1 in (select 1, 2)', 'subquery.columns'],
  ['ARRAY over two columns', 'select array(select 1, 2)', 'subquery.columns'],
  ['VALUES of different widths', 'values (1), (2, 3)', 'subquery.columns'],
  ['a position that is not there', 'select id from loans order by 2', 'order.not_allowed'],
  ['ordering a UNION by an expression', 'select id from loans union select 1 order by id + 1', 'column.unknown'],
  ['DISTINCT ordered by what is not shown', 'select distinct status from loans order by id', 'distinct.order'],
  ['DISTINCT ON in another order', 'select distinct on (status) id from loans order by id, status', 'distinct.order'],
  ['an output name that is two things', 'select id as x, amount as x from loans order by x', 'column.ambiguous'],
  ['a grouping name that is two things', 'select id + 1 as x, id + 2 as x from loans group by x', 'column.ambiguous'],
  ['grouping by an aggregate', 'select count(*) from loans group by 1', 'group.not_allowed'],
  ['GROUPING of what is not grouped', 'select grouping(status) from loans group by risk', 'group.not_allowed'],
  ['GROUPING in WHERE', 'select 1 from loans where grouping(status) = 1', 'function.misplaced'],
  [
    'a wide CUBE',
    'select count(*) from loans group by cube (id, status, risk, opened, amount, rate, customer_id)',
    'group.not_allowed',
  ],
  [
    'an ungrouped column in a subquery',
    'select (select max(c.id) from customers c where c.id = l.id) from loans l group by l.status',
    'group.column_missing',
  ],
  ['a missing window', 'select rank() over w from loans', 'window.unknown'],
  ['a window named twice', 'select 1 from loans window w as (), w as ()', 'window.unknown'],
  ['a window over a missing one', 'select rank() over (w) from loans', 'window.unknown'],
  ['GROUPS without an order', 'select count(*) over (groups 1 preceding) from loans', 'window.unknown'],
  [
    'RANGE offsets over two keys',
    'select count(*) over (order by id, amount range 1 preceding) from loans',
    'window.unknown',
  ],
  [
    'a frame counted by a column',
    'select count(*) over (order by id rows id preceding) from loans',
    'limit.not_literal',
  ],
  ['a frame counted by text', 'select count(*) over (order by id rows 1.5 preceding) from loans', 'limit.not_literal'],
  ['rank without OVER', 'select rank() from loans', 'function.misplaced'],
  ['row_number without OVER', 'select row_number() from loans', 'function.misplaced'],
  ['a nested window function', 'select sum(rank() over (order by id)) over () from loans', 'function.misplaced'],
  ['a nested aggregate', 'select sum(count(*)) from loans', 'function.misplaced'],
  ['a nested series', 'select sum(generate_series(1, 2)) from loans', 'function.misplaced'],
  ['a series in WHERE', 'select id from loans where generate_series(1, 2) = 1', 'function.misplaced'],
  ['a scalar function in FROM', "select * from upper('x')", 'function.misplaced'],
  ['FILTER on a scalar function', 'select upper(status) filter (where true) from loans', 'function.misplaced'],
  ['DISTINCT in a window', 'select count(distinct id) over () from loans', 'function.misplaced'],
  ['count without a star', 'select count() over () from loans', 'function.no_match'],
  ['a series over a window', 'select generate_series(1, 3) over () from loans', 'function.misplaced'],
  ['an ordered aggregate over a window', 'select sum(id order by id) over () from loans', 'function.misplaced'],
  [
    'a distinct aggregate ordered by what it does not collect',
    "select string_agg(distinct status, ',' order by id) from loans",
    'distinct.order',
  ],
  ['a distinct count over JSON', 'select count(distinct note) from loans', 'order.not_allowed'],
  ['a distinct count over rows with JSON', 'select count(distinct (id, note)) from loans', 'order.not_allowed'],
  [
    'an aggregate as a direct argument',
    'select rank(sum(id)) within group (order by id) from loans',
    'function.misplaced',
  ],
  [
    'an ordered set over outer columns alone',
    'select (select percentile_disc(c.id) within group (order by l.id) from customers c group by c.id) from loans l',
    'function.misplaced',
  ],
  ['a list that is no array', "select concat_ws(',', variadic 10)", 'function.no_match'],
  ['two collations', 'select status collate "C" || risk collate "POSIX" from loans', 'collation.conflict'],
  ['ties of no limit', 'select id from loans order by id fetch first null rows with ties', 'limit.not_literal'],
  ['a row against a subquery of another width', 'select (1, 2) = (select 1)', 'subquery.columns'],
  ['a star in another aggregate', 'select sum(*) from loans', 'function.no_match'],
  ['WITHIN GROUP of a plain aggregate', 'select sum(id) within group (order by id) from loans', 'function.no_match'],
  ['an ordered set without WITHIN GROUP', 'select mode(id) from loans', 'function.no_match'],
  ['rank of too many values', 'select rank(1, 2) within group (order by id) from loans', 'function.no_match'],
  ['an argument name that is not there', 'select make_interval(fortnights => 1)', 'function.no_match'],
  ['an argument given twice', 'select make_interval(1, years => 2)', 'function.no_match'],
  ['now with a window', 'select now() over () from loans', 'function.misplaced'],
  ['the age of a number', 'select age(id) from loans', 'function.no_match'],
  ['a zone from a column', 'select joined at time zone name from customers', 'function.literal_needed'],
  ['a zone of odd characters', "select joined at time zone 'x;y' from customers", 'function.literal_needed'],
  ['the current time with a zone', 'select current_time', 'syntax.not_allowed'],
  ['a series with a step of zero', 'select * from generate_series(1, 2, 0)', 'size.series'],
  [
    'a series over an odd interval',
    "select * from generate_series(date '2024-01-01', date '2024-02-01', interval '1 fortnight')",
    'function.literal_needed',
  ],
  ['a time word in an array', "select '{now}'::timestamp[]", 'literal.time_word'],
  ['tomorrow as a time', "select 'tomorrow'::time", 'literal.time_word'],
  ['a zone in a time', "select '10:00 Europe/Berlin'::time", 'literal.time_word'],
  ['a huge LIMIT', 'select id from loans limit 2000000000', 'limit.too_large'],
  ['a negative LIMIT', 'select id from loans limit -1', 'limit.not_literal'],
  ['a type modifier of a billion', "select 'x'::varchar(1000000000)", 'type.not_allowed'],
  ['an array of a forbidden type', "select '{1}'::regclass[]", 'type.not_allowed'],
  ['rows of several levels of schema', 'select a.b.c.d.e from loans', 'relation.unknown'],
  ['ONLY', 'select id from only loans', 'syntax.not_allowed'],
];

describe('the guard', () => {
  for (const [what, sql, rule] of [...ATTACKS, ...MISTAKES]) {
    it(`refuses ${what}`, () => {
      const judged = judge(sql);
      assert.equal(judged.ok, false);
      assert.equal(judged.ok || judged.verdict.rule, rule);
    });
  }

  it('says where, in characters, what, and how to repair', () => {
    const judged = judge("select 'größe', round(rate, 2) from loans");
    assert.ok(!judged.ok);
    const { from, to, hint, repairable } = judged.verdict;
    assert.equal("select 'größe', round(rate, 2) from loans".slice(from, to), 'round');
    assert.match(hint ?? '', /numeric/);
    assert.equal(repairable, true);
  });

  it('lets no invisible character of the candidate into a sentence', () => {
    const judged = judge('select * from "evil\'thing"');
    assert.ok(!judged.ok);
    assert.match(judged.verdict.sentence, /evil'thing/);
  });

  it('answers with a verdict when the parser itself breaks', () => {
    const broken = (): never => {
      throw new RangeError('stack');
    };
    const judged = guard({ sql: 'select 1', catalogue: CATALOGUE, instant: INSTANT, parse: broken });
    assert.equal(judged.ok || judged.verdict.rule, 'parse.failed');
  });

  it('refuses a tree with a node, a key or a value it does not know', () => {
    const bend = (change: (target: Record<string, unknown>) => unknown): string | true => {
      const tree = parse('select 1') as { stmts: { stmt: { SelectStmt: Record<string, unknown> } }[] };
      change(tree.stmts[0]?.stmt.SelectStmt ?? {});
      const judged = guard({ sql: 'select 1', catalogue: CATALOGUE, instant: INSTANT, parse: () => tree });
      return judged.ok || judged.verdict.rule;
    };
    assert.equal(
      bend(() => undefined),
      true,
    );
    assert.equal(
      bend((select) => (select['newKey'] = 1)),
      'syntax.not_allowed',
    );
    assert.equal(
      bend((select) => (select['op'] = 'SETOP_NEW')),
      'syntax.not_allowed',
    );
    assert.equal(
      bend((select) => (select['targetList'] = [{ NewNode: {} }])),
      'syntax.not_allowed',
    );
    assert.equal(
      bend((select) => (select['targetList'] = 'x')),
      'syntax.not_allowed',
    );
  });

  it('combines with anything what has few rows by its own text', () => {
    const free = [
      'with t as (select sum(amount) s from loans) select amount / s from loans cross join t',
      'with t as (select 1 as n), u as (select n + 1 as m from t) select m from loans, u',
      'with t as (values (1), (2)) select * from loans, t',
      "with m as (select generate_series(date '2024-01-01', date '2024-12-01', interval '1 month') as d) select d from m, loans",
      'select l.id from loans l, (select id from customers limit 5) c',
      'select l.id from loans l, (select avg(amount) from loans group by ()) a',
      'select l.id from loans l join customers c on c.id = 7',
      'select l.id from loans l left join customers c on c.id = 7',
      'select l.id from loans l, customers c where c.id = (select max(customer_id) from loans)',
    ];
    for (const sql of free) assert.equal(judge(sql).ok, true, sql);
  });

  it('combines with nothing what a condition does not hold to one row', () => {
    const loose = [
      "select l.id from loans l join customers c on c.jurisdiction = 'EU'",
      'select l.id from loans l right join customers c on c.id = 7',
      'select l.id from loans l, customers c where c.id > 7',
      'select l.id from loans l, customers c where c.id = 7 or l.id = 7',
      'select l.id from loans l, (select distinct status from loans) s',
      'with t as (select id from customers) select 1 from loans, t',
      'with t as (select unnest(tags) from loans limit 2000) select 1 from loans, t',
      'with a as (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)), b as (select 1 from a x, a y), c as (select 1 from b x, b y) select 1 from loans, c',
    ];
    for (const sql of loose) {
      const judged = judge(sql);
      assert.equal(judged.ok || judged.verdict.rule, 'relation.cross_product', sql);
    }
  });

  it('computes with domains and enums that the source declares', () => {
    const types = { 'public.mood': { kind: 'enum' }, short: { kind: 'domain', base: 'text' } } as const;
    const under = (sql: string): string | true => {
      const judged = guard({ sql, catalogue: CATALOGUE, instant: INSTANT, parse, types });
      return judged.ok || judged.verdict.rule;
    };
    assert.equal(
      under("select mood, count(*) from customers where mood in ('calm', 'cross') group by mood order by 1"),
      true,
    );
    assert.equal(
      under("select id from customers where coalesce(mood, 'calm') = 'calm' and mood::text like 'c%'"),
      true,
    );
    assert.equal(under('select min(mood), max(mood) from customers'), true);
    assert.equal(under("select id from customers where mood = 'calm'::mood or mood in ('cross'::public.mood)"), true);
    assert.equal(under("select 'calm'::mood"), 'type.not_allowed');
    assert.equal(under("select 'calm'::mood = 'cross'::mood"), 'type.not_allowed');
    assert.equal(under("select 'calm'::mood::text"), 'type.not_allowed');
    assert.equal(under('select name::mood from customers'), 'type.not_allowed');
    assert.equal(under('select id from customers where mood = 1'), 'operator.no_match');
    assert.equal(under("select mood || 'x' from customers"), 'operator.no_match');
  });

  it('measures a list over relations that meet on no equality by their product', () => {
    const datasets = CATALOGUE.datasets.map((dataset) => ({ ...dataset, rowEstimate: 5000 }));
    const ruleOf = (sql: string): string | true => {
      const judged = judge(sql, { ...CATALOGUE, datasets });
      return judged.ok || judged.verdict.rule;
    };
    const list = "select string_agg(l.status || r.status, ',') from";
    assert.equal(ruleOf(`${list} loans l, loans r where l.id <> r.id`), 'size.value');
    assert.equal(
      ruleOf(`${list} loans l join (select * from loans where id > 3) r on l.opened < r.opened`),
      'size.value',
    );
    assert.equal(ruleOf(`${list} loans l join loans r on l.id = r.id`), true);
    assert.equal(ruleOf(`${list} loans l join loans r using (customer_id)`), true);
    assert.equal(ruleOf(`${list} loans l, (select * from loans limit 1) r`), true);
    assert.equal(ruleOf(`${list} loans l, (values ('a'), ('b')) r (status)`), true);
    assert.equal(ruleOf('select count(*) from loans l, loans r where l.id <> r.id'), true);
  });

  it('exports what its users need and nothing else', () => {
    const names = 'compile guard inlineRelation judgeUses refusedFor rowsViewName viewStatements';
    assert.deepEqual(Object.keys(api).toSorted(), names.split(' '));
  });
});
