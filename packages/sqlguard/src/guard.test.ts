import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, INSTANT, judge, OPEN } from '../test/bank.ts';
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
  ['a sum of more terms than the parser may meet', `select ${'id+'.repeat(8000)}id from loans`, 'input.too_deep'],
  ['a chain of casts', `select 1${'::int'.repeat(6000)}`, 'input.too_deep'],
  ['a chain of NOT', `select ${'not '.repeat(8000)}true`, 'input.too_deep'],
  ['a chain behind names that look like words', `select id${'+t.or'.repeat(5000)} from loans t`, 'input.too_deep'],
  ['a chain behind names of odd letters', `select id${'+\u{1F600}or'.repeat(3000)} from loans`, 'input.too_deep'],
  ['a chain behind comments', `select id${'+t./**/or'.repeat(3000)} from loans t`, 'input.too_deep'],
  ['BETWEEN that goes on behind its AND', `select ${'1 between 1 and not '.repeat(1600)}true`, 'input.too_deep'],
  ['a chain of UNION', `select 1${' union select 1'.repeat(2000)}`, 'input.too_deep'],
  ['a chain of JOIN', `select 1 from loans${' natural join loans'.repeat(1600)}`, 'input.too_deep'],
  ['a chain that closes brackets', `select ${'('.repeat(400)}1${'+1+1+1+1)'.repeat(400)}`, 'input.too_deep'],
  ['a filler in an alias', 'select id as "a\u17B4b" from loans', 'input.hidden_character'],
  ['an OFFSET that is a NULL of some type', 'select id from loans offset null::customers', 'limit.not_literal'],
  ['a LIMIT of some type', 'select id from loans limit 5::bank.secret', 'limit.not_literal'],
  ['a bidirectional mark in an alias', 'select id as "a\u202Eb" from loans', 'input.hidden_character'],
  ['a zero-width space in a name', 'select "id\u200B" from loans', 'input.hidden_character'],
  ['a variation selector in an alias', 'select id as "a\uFE0F" from loans', 'input.hidden_character'],
  ['a variation selector beyond the first plane', 'select id as "a\u{E0101}" from loans', 'input.hidden_character'],
  ['a line separator in an alias', 'select id as "a\u2028b" from loans', 'input.hidden_character'],
  ['a filler that looks like a blank', 'select id as "a\u3164" from loans', 'input.hidden_character'],
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
  ['a star as a value', 'select max(c.*) from customers c', 'column.whole_row'],
  ['a star of rows told apart', 'select count(distinct c.*) from customers c', 'column.whole_row'],
  [
    'a star of a step that has no key',
    'with x as (select id from customers) select count(x.*) from x',
    'column.whole_row',
  ],
  ['a function written as a column', 'select c.row_to_json from customers c', 'column.unknown'],
  ['a function written as a field', 'select (c.id).pg_typeof from customers c', 'type.no_cast'],
  ['a whole row of a function', 'select k from loans l, jsonb_each_text(l.info) k', 'column.whole_row'],
  [
    'a whole row of a numbered function',
    'select k from loans l, unnest(l.tags) with ordinality as k (x)',
    'column.whole_row',
  ],
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
  ['random elements', 'select array_sample(tags, 1) from loans', 'function.not_allowed'],
  ['an order by another operator', 'select id from loans order by id using operator(bank.<)', 'operator.not_allowed'],
  ['a type that reads the catalog', "select 'pg_class'::regclass", 'type.not_allowed'],
  ['a type of another schema', "select 'x'::bank.t", 'type.not_allowed'],
  ['times with a zone', "select '10:00'::timetz", 'time.zone_time'],
  ['a text column that becomes a date', 'select status::date from loans', 'type.text_to_date'],
  ['a time word behind a time that is put together', "select ('10:00' || ' today')::timestamp", 'type.text_to_date'],
  ['a name of a month', "select to_char(opened, 'DD Month')::date from loans", 'type.text_to_date'],
  ['a word in a format', `select to_char(opened, 'HH24:MI "today"')::timestamp from loans`, 'type.text_to_date'],
  ['a time word under a text cast', "select 'today'::text::date", 'type.text_to_date'],
  ['a time word in a sentence', "select 'today 10:00'::timestamp", 'literal.time_word'],
  ['a text list that becomes dates', 'select tags::date[] from loans', 'type.text_to_date'],
  ['a text taken apart into dates', "select string_to_array('today,tomorrow', ',')::timestamp[]", 'type.text_to_date'],
  ['names collected into dates', 'select array_agg(status)::date[] from loans', 'type.text_to_date'],
  ['a time word behind a time', "select id from loans where opened > '10:00today'", 'literal.time_word'],
  ['a time word before a time', "select timestamp 'today10:00'", 'literal.time_word'],
  ['a time word in a list', "select array['10:00today']::timestamp[]", 'literal.time_word'],
  ['a time word that touches its range', "select '[10:00today,]'::tsrange", 'literal.time_word'],
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
  ['a repeat counted by bits', "select repeat('x', (-1)::bit(28)::int)", 'function.literal_needed'],
  [
    'a repeat counted by the least of what may be missing',
    "select repeat('x', least(length(status), id::int)) from loans",
    'function.literal_needed',
  ],
  ['a series up to bits', 'select * from generate_series(1, (-1)::bit(28)::int)', 'function.literal_needed'],
  [
    'a series by a step that is cut',
    "select * from generate_series(1, 9000000, '1000000'::varchar(1)::int)",
    'function.literal_needed',
  ],
  [
    'a text of unknown width as often as it is long',
    'select repeat(email, length(email)) from customers',
    'size.value',
  ],
  ['a value of a gigabyte', "select repeat('x', 1000000000)", 'size.value'],
  [
    'growth carried through CTEs',
    "with a as (select repeat('x', 5000) as v), b as (select replace(v, 'x', 'yyyyyyyyyy') as v from a), c as (select replace(v, 'y', 'zzzzzzzzzz') as v from b), d as (select replace(v, 'z', 'wwwwwwwwww') as v from c) select replace(v, 'w', 'vvvvvvvvvvvvvvvvvvvv') from d",
    'size.value',
  ],
  ['a list of long texts', "select string_agg(repeat('x', 200000), '') from loans", 'size.value'],
  ['digits out of an exponent', "select repeat('1e131071'::numeric::text, 1000)", 'size.value'],
  ['digits out of a power', 'select repeat((9.5 ^ 30000)::text, 2000)', 'size.value'],
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
    'rows from several functions, one of a file',
    "select * from rows from (generate_series(1, 2), pg_ls_dir('/')) as x",
    'function.not_allowed',
  ],
  [
    'rows from several functions, one of a billion',
    'select * from rows from (generate_series(1, 2), generate_series(1, 1000000000)) as x',
    'size.series',
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

describe('the guard', () => {
  for (const [what, sql, rule] of ATTACKS) {
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

  it('computes with domains and enums that the source declares', () => {
    const types = {
      'public.mood': { kind: 'enum', labels: ['calm', 'cross'] },
      short: { kind: 'domain', base: 'text' },
    } as const;
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
    assert.equal(under("select id from customers where mood = any (array['calm', 'cross']::mood[])"), true);
    assert.equal(under("select id from customers where mood <> all ('{calm,cross}')"), true);
    assert.equal(under("select mood || '!', array_agg(mood) from customers group by mood"), true);
    assert.equal(under("select id from customers where mood = any (array['calm', name]::mood[])"), 'type.not_allowed');
    assert.equal(under("select array_agg(mood) && array['calm', null]::mood[] from customers"), true);
    assert.equal(under("select array(select mood from customers) = '{calm}'"), true);
    assert.equal(under("select 'calm' = any (array_agg(mood)), (array_agg(mood))[1] = 'calm' from customers"), true);
    assert.equal(
      under("select mood = any (array[mood, 'calm']), array_agg(mood)::text[] from customers group by mood"),
      true,
    );
    assert.equal(under('select array_agg(mood)::int[] from customers'), 'type.foreign');
    assert.equal(under("select mood::varchar, cast(mood as char(2)) = 'ca', mood::varchar(3) from customers"), true);
    assert.equal(under('select array_agg(mood)::varchar(9)[], mood::int from customers group by mood'), 'type.foreign');
    assert.equal(under('select array_agg(mood)::varchar(9)[] from customers'), true);
    assert.equal(under("select array_agg(mood) = array['calm'] from customers"), 'operator.no_match');
    assert.equal(under("select array['calm']::mood[]"), 'type.not_allowed');
    assert.equal(under("select cardinality('{calm}'::mood[])"), 'function.no_match');
    assert.equal(under("select array_agg(mood) || 'calm'::mood from customers"), 'type.not_allowed');
    assert.equal(under("select 'calm'::mood"), 'type.not_allowed');
    assert.equal(under("select 'calm'::mood = 'cross'::mood"), 'type.not_allowed');
    assert.equal(under("select 'calm'::mood::text"), 'type.not_allowed');
    assert.equal(under('select name::mood from customers'), 'type.not_allowed');
    assert.equal(under('select id from customers where mood = 1'), 'operator.no_match');
    assert.equal(under("select mood || 'x' from customers"), true);
  });

  it('takes domains and enums from the catalogue, a quoted name too, and leaves a domain over an enum as it is', () => {
    const types = {
      'public.mood': { kind: 'domain', base: 'public."Mood"' },
      'public."Mood"': { kind: 'enum', labels: ['calm', 'cross'] },
      'public."Small Sum"': { kind: 'domain', base: 'numeric(6,2)' },
    } as const;
    const retyped = (column: { readonly name: string; readonly type: string }) => {
      const type = { amount: 'public."Small Sum"', status: 'public."Mood"' }[column.name];
      return type === undefined ? column : { ...column, type };
    };
    const datasets = CATALOGUE.datasets.map((one) => ({ ...one, columns: one.columns.map(retyped) }));
    const catalogue = { ...CATALOGUE, source: { ...CATALOGUE.source, types }, datasets } as typeof CATALOGUE;
    const ruleOf = (sql: string): string | true => {
      const judged = judge(sql, catalogue);
      return judged.ok || judged.verdict.rule;
    };
    assert.equal(ruleOf(`select sum(amount) from loans where status = 'calm'::"Mood" or status < 'cross'`), true);
    assert.equal(ruleOf(`select id from loans where status = 'calm'::public."Mood"`), true);
    assert.equal(ruleOf(`select id from loans where status = 'calm'::mood`), 'type.not_allowed');
    assert.equal(ruleOf('select mood from customers'), true);
    assert.equal(ruleOf("select id from customers where mood = 'calm'"), 'type.foreign');
    const shown = { customers: { columns: {}, filter: null }, loans: { columns: {}, filter: null } };
    const masks = { digest: 'hidden', relations: shown };
    const view = api
      .viewStatements(catalogue, masks, { schema: 's', owner: 'o', login: 'l' })
      .find((one) => one.startsWith('CREATE VIEW "s"."loans"'));
    assert.match(
      view ?? '',
      /CAST\(NULL AS pg_catalog."numeric"\) AS "amount", CAST\(NULL AS "public"."Mood"\) AS "status"/,
    );
    const inline = api.inlineRelation(catalogue, 'loans', shown.loans);
    assert.match(
      inline,
      /CAST\(NULL AS pg_catalog."numeric"\) AS "amount", CAST\(NULL AS "public"."Mood"\) AS "status"/,
    );
  });

  it('answers a text that is none with a verdict', () => {
    for (const sql of [undefined, null, 1, {}] as unknown as readonly string[]) {
      const given = guard({ sql, catalogue: CATALOGUE, instant: INSTANT, parse });
      assert.equal(given.ok ? true : given.verdict.rule, 'input.not_unicode');
    }
  });

  it('names the rows below two alike datasets apart, within what PostgreSQL keeps', () => {
    const long = 'é'.repeat(30);
    const names = [`${long}a`, `${long}b`, 'short'].map(api.rowsViewName);
    assert.equal(new Set(names).size, 3);
    for (const name of names) assert.ok(Buffer.byteLength(name) <= 63);
    assert.equal(names[2], 'rows of short');
    assert.equal(api.judgeViewNames([`${long}a`, `${long}b`, 'short'].map((name) => ({ name }))), null);
  });

  it('makes no views under names that meet, are cut, or look like those below the masks', () => {
    const long = 'a'.repeat(60);
    const judged = (...names: readonly string[]): string | null => api.judgeViewNames(names.map((name) => ({ name })));
    assert.match(judged('loans', 'loans') ?? '', /The names "loans" and "loans" come to one view/);
    assert.match(judged(long, api.rowsViewName(long)) ?? '', /begins like those of Atlas's own views/);
    assert.match(judged('rows of loans', 'loans') ?? '', /begins like those of Atlas's own views/);
    assert.match(judged('é'.repeat(32)) ?? '', /longer than 63 bytes/);
    assert.equal(judged('é'.repeat(31), 'Rows of loans', 'rows', 'loans'), null);
    const names = { schema: 's', owner: 'o', login: 'l' };
    const [first, second] = CATALOGUE.datasets;
    assert.ok(first && second);
    const datasets = [first, { ...second, name: `rows of ${first.name}` }];
    assert.throws(() => api.viewStatements({ ...CATALOGUE, datasets }, OPEN, names), /begins like those/);
  });

  it('exports what its users need and nothing else', () => {
    const names =
      'compile guard inlineRelation judgeUses judgeViewNames refusedFor rowsViewName shownMask viewQueries viewStatements';
    assert.deepEqual(Object.keys(api).toSorted(), names.split(' '));
  });
});
