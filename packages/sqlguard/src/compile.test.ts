import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CATALOGUE, compiled, INSTANT, MASKED, OPEN } from '../test/bank.ts';
import { startBank, type BankServer } from '../test/bank.test-server.ts';
import { HONEST } from '../test/honest.ts';
import { parse } from '../test/parse.ts';
import { compile } from './index.ts';

describe('compiled queries', () => {
  let bank: BankServer;
  before(async () => {
    bank = await startBank(MASKED);
  });
  after(() => bank.stop());

  for (const sql of HONEST) {
    it(`returns what the original returns: ${sql.slice(0, 80)}`, async () => {
      const result = compiled(sql);
      const printed = await bank.ask(result.sql);
      await bank.run('SET search_path = original, bank');
      const original = await bank.ask(sql);
      await bank.run('SET search_path = pg_catalog, pg_temp');
      assert.deepEqual(printed, original);
      assert.deepEqual(
        result.columns.map(({ name, type }) => ({ name, type })),
        original.columns,
      );
    });
  }

  it('prints no more rows than the cap, and never widens a limit', () => {
    assert.match(compiled('select id from loans', { rowCap: 7 }).sql, / LIMIT 7$/);
    assert.match(compiled('select id from loans limit 3', { rowCap: 7 }).sql, / LIMIT 3$/);
    assert.match(compiled('select id from loans limit 30', { rowCap: 7 }).sql, / LIMIT 7$/);
  });

  it('caps a limit with ties without losing its order', async () => {
    const { sql } = compiled('select id from loans order by status desc, id % 2 fetch first 1 row with ties', {
      rowCap: 5,
    });
    const { rows } = await bank.ask(sql);
    assert.equal(rows.length, 5);
    assert.ok(rows.every(([id]) => Number(id) % 2 === 0 && Number(id) % 3 === 0));
  });

  it('keeps all that tie with the last row, also where a total order is asked of the rest', async () => {
    const tied = 'select id, jurisdiction from customers order by jurisdiction fetch first 1 row with ties';
    const all = await bank.ask(
      'SELECT count(*) FROM atlas_m_test.customers GROUP BY jurisdiction ORDER BY jurisdiction LIMIT 1',
    );
    assert.ok(Number(all.rows[0]?.[0]) > 5);
    for (const provision of ['views', 'inline'] as const) {
      const { rows } = await bank.ask(compiled(tied, { profile: MASKED, provision }).sql);
      assert.equal(rows.length, Number(all.rows[0]?.[0]));
      assert.deepEqual(
        rows,
        rows.toSorted((a, b) => Number(a[0]) - Number(b[0])),
        'and in an order that nothing chooses',
      );
      const counted = `select count(*), max(id) from (${tied}) as t, (select 1 as one limit 1) as one`;
      assert.deepEqual(
        (await bank.ask(compiled(counted, { profile: MASKED, provision }).sql)).rows[0]?.[0],
        all.rows[0]?.[0],
      );
    }
  });

  it('reads what hangs on a key and cannot be grouped wherever a group is asked of it', async () => {
    for (const sql of [
      "select id, count(*) from loans group by id having (note ->> 'n')::int < 4",
      "select id from loans where id < 4 group by id order by (note ->> 'n')::int desc",
      "select (note ->> 'n')::int from loans where id < 4 group by id having note is not null order by note ->> 'n' desc",
    ]) {
      await bank.run('SET search_path = original, bank');
      const original = await bank.ask(sql);
      await bank.run('SET search_path = pg_catalog, pg_temp');
      assert.equal(original.rows.length, 3, sql);
      const { rows } = await bank.ask(compiled(sql, { profile: MASKED, provision: 'views' }).sql);
      assert.deepEqual(rows.toSorted(), original.rows.toSorted(), sql);
      if (sql.includes('order by')) assert.deepEqual(rows, original.rows, sql);
    }
  });

  it('binds the clock to the instant, in the zone of the source, and keeps the names', async () => {
    const { sql, columns } = compiled(
      "select now(), current_date, localtimestamp(0), 'today'::date d, 'tomorrow'::timestamptz t, age(opened) from loans where id = 1 and opened < 'yesterday'",
    );
    assert.doesNotMatch(sql, /now"\(|'today'|'tomorrow'|'yesterday'|LOCALTIME/);
    const { rows } = await bank.ask(sql);
    assert.deepEqual(rows[0]?.slice(0, 5), [
      '2026-03-04 23:30:15.25+01',
      '2026-03-04',
      '2026-03-04 23:30:15',
      '2026-03-04',
      '2026-03-05 00:00:00+01',
    ]);
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['now', 'current_date', 'localtimestamp', 'd', 't', 'age'],
    );
  });

  it('shows every sign of a literal that would not be seen', () => {
    assert.match(compiled("select 'a\u202Eb\u200B'").sql, /U&'a\\202Eb\\200B'/);
  });

  it('shows of the candidate neither comments nor spelling: whoever approves it reads what we understood', () => {
    const disguised = compiled("select/* only a count */ c.ID -- FROM nothing\n, E'\\x61' FrOm\tcustomers as c");
    assert.equal(disguised.sql, compiled("select c.id, 'a' from customers c").sql);
  });

  it('refuses to read a dataset bare when the profile masks it', () => {
    const input = { catalogue: CATALOGUE, instant: INSTANT, parse, profile: MASKED, maskedSchema: 'm', rowCap: 1 };
    const refused = compile({ ...input, sql: 'select id from customers', provision: 'none' });
    assert.equal(refused.ok || refused.verdict.rule, 'profile.not_provisioned');
    assert.ok(compile({ ...input, sql: 'select id from loans', provision: 'none' }).ok);
  });

  it('refuses a dataset that the profile does not reach', () => {
    const profile = { digest: 'x', relations: {} };
    const refused = compile({
      sql: 'select id from loans',
      catalogue: CATALOGUE,
      instant: INSTANT,
      parse,
      profile,
      provision: 'views',
      maskedSchema: 'm',
      rowCap: 1,
    });
    assert.equal(refused.ok || refused.verdict.rule, 'profile.missing');
  });

  it('refuses to run a text that does not parse to what was meant', () => {
    let parses = 0;
    const bent = (sql: string): unknown =>
      ++parses === 1 ? parse(sql) : parse(sql.replace('(1 OPERATOR(pg_catalog.+) 2)', '1 OPERATOR(pg_catalog.+) 2'));
    const input = {
      catalogue: CATALOGUE,
      instant: INSTANT,
      profile: OPEN,
      provision: 'none',
      maskedSchema: 'm',
      rowCap: 1,
    } as const;
    const refused = compile({ ...input, sql: 'select 3 * (1 + 2)', parse: bent });
    assert.equal(refused.ok || refused.verdict.rule, 'print.mismatch');
  });

  it('gives the same rows through views and inline, hidden rows and values hidden', async () => {
    for (const sql of HONEST) {
      const [views, inline] = (['views', 'inline'] as const).map((provision) =>
        compiled(sql, { profile: MASKED, provision }),
      );
      const [left, right] = [await bank.ask(views?.sql ?? ''), await bank.ask(inline?.sql ?? '')];
      assert.deepEqual(left.rows, right.rows, sql);
    }
  });

  it('refuses what hangs on a masked key and cannot be grouped: which of several shows would hang on hidden rows', () => {
    const keyed = CATALOGUE.datasets.map((one) => (one.name === 'loans' ? { ...one, primaryKey: ['status'] } : one));
    const columns = { ...OPEN.relations['loans']?.columns, status: 'last4' as const };
    const profile = { digest: 'masked key', relations: { ...OPEN.relations, loans: { columns, filter: null } } };
    const input = {
      catalogue: { ...CATALOGUE, datasets: keyed },
      instant: INSTANT,
      parse,
      maskedSchema: 'm',
      rowCap: 10,
    };
    for (const provision of ['views', 'inline'] as const) {
      const ruleOf = (sql: string): string | true => {
        const result = compile({ ...input, sql, profile, provision });
        return result.ok || result.verdict.rule;
      };
      assert.equal(ruleOf('select status, note::text from loans group by status'), 'group.column_missing');
      assert.equal(ruleOf('select status, amount from loans group by status'), true);
    }
  });

  it('counts the rows of a dataset none of whose columns is classified', async () => {
    const bare = CATALOGUE.datasets.map((dataset) => ({ ...dataset, columns: [] }));
    const profile = { digest: 'none', relations: { loans: { columns: {}, filter: null } } };
    const input = {
      sql: 'select count(*) from loans',
      catalogue: { ...CATALOGUE, datasets: bare },
      instant: INSTANT,
      parse,
    };
    const compiled = compile({ ...input, profile, provision: 'inline', maskedSchema: '', rowCap: 10 });
    assert.ok(compiled.ok);
    assert.deepEqual((await bank.ask(compiled.sql)).rows, (await bank.ask('SELECT count(*) FROM bank.t_loans')).rows);
  });

  it('marks the masks and row filters that stand in an inline text, and nothing a literal pretends', () => {
    const bait =
      '(SELECT CAST(NULL AS pg_catalog."text") AS "name" FROM "bank"."t_customers" AS "base") masked masked_';
    const { sql, marks } = compiled(
      `select a.name, b.email, '${bait}' as bait from customers a join customers b using (id)`,
      { profile: MASKED, provision: 'inline' },
    );
    const kinds = marks.map(({ kind }) => kind);
    const each = ['initials', 'domain', 'last4', 'year', 'year_month', 'redact', 'filter'];
    assert.deepEqual(kinds.toSorted(), [...each, ...each].toSorted());
    for (const { from, to, kind } of marks) {
      const text = sql.slice(from, to);
      assert.match(
        text,
        kind === 'filter' ? /^\("base"\."jurisdiction" IN \(.*'EU'.*'UK'.*\)$/ : /^(?:CAST|CASE|pg_catalog)/,
      );
      assert.match(sql.slice(to), kind === 'filter' ? /^ OFFSET 0\)/ : /^ AS "/);
      assert.ok(from > sql.indexOf(bait) + bait.length);
    }
    assert.deepEqual(compiled('select name from customers', { profile: MASKED, provision: 'views' }).marks, []);
  });

  it('marks a row filter where it stands, and not in a column that bears its words as a name', () => {
    const named = CATALOGUE.datasets.map((dataset) => ({
      ...dataset,
      columns: dataset.columns.map((one) => (one.name === 'email' ? { ...one, name: 'false OFFSET 0) AS x' } : one)),
    }));
    const customers = { columns: { id: 'full' }, filter: { column: 'jurisdiction', values: [] } } as const;
    const made = compile({
      sql: 'select id from customers',
      catalogue: { ...CATALOGUE, datasets: named },
      instant: INSTANT,
      parse,
      profile: { digest: 'none', relations: { customers } },
      provision: 'inline',
      maskedSchema: '',
      rowCap: 10,
    });
    assert.ok(made.ok);
    const filter = made.marks.find(({ kind }) => kind === 'filter');
    assert.match(made.sql.slice(0, filter?.from), / WHERE $/);
    assert.match(made.sql.slice(filter?.from), /^false OFFSET 0\) AS "base"/);
  });

  it('settles under a mask what a plan could choose', () => {
    const sql = (text: string): string => compiled(text, { profile: MASKED, provision: 'views' }).sql;
    assert.match(sql('select array(select name from customers)'), /ARRAY\(SELECT .* ORDER BY 1\)/);
    assert.match(sql("select (name || ' ')::bpchar from customers"), /ORDER BY 1, pg_catalog\."octet_length"\(/);
    assert.match(
      sql('select distinct on (name) name, rate from customers, loans where customers.id = customer_id'),
      /ORDER BY .*CAST\("loans"\."rate" AS pg_catalog\."text"\)/,
    );
    assert.doesNotMatch(compiled('select array(select name from customers)').sql, /ORDER BY/);
  });

  it('names what the server will lock', () => {
    const { expectedRelations, maskedRelations } = compiled(
      'select count(*) from customers, loans where customers.id = customer_id',
      { profile: MASKED, provision: 'views' },
    );
    assert.deepEqual(expectedRelations, [
      'atlas_m_test.customers',
      'atlas_m_test.loans',
      'atlas_m_test.rows of customers',
      'bank.t_customers',
      'bank.t_loans',
    ]);
    assert.deepEqual(maskedRelations[0]?.filter, { column: 'jurisdiction', values: ['EU', 'UK'] });
    assert.ok(!maskedRelations[0]?.columns.some(({ column }) => column === 'secret'));
  });
});
