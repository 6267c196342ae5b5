import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { compile, guard, viewStatements } from '../src/index.ts';
import type { Provision } from '../src/index.ts';
import { INSTANT } from './bank.ts';
import { startBank, type BankServer } from './bank.test-server.ts';
import { LOOSE, LOOSE_MASKED, LOOSE_SHOWN, LOOSE_SQL, looseProfile } from './loose-bank.ts';
import { parse } from './parse.ts';

const PLAIN = looseProfile({}, null);

describe('a text whose collation is not deterministic', () => {
  let bank: BankServer;
  before(async () => {
    bank = await startBank();
    await bank.run(LOOSE_SQL);
    const names = { schema: 'atlas_m_loose', owner: 'postgres', login: 'postgres' };
    for (const statement of viewStatements(LOOSE, LOOSE_MASKED, names)) await bank.run(statement);
  });
  after(() => bank.stop());

  const printed = (sql: string, profile = PLAIN, provision: Provision = 'none'): string => {
    const input = { sql, catalogue: LOOSE, instant: INSTANT, parse, profile, provision };
    const made = compile({ ...input, maskedSchema: 'atlas_m_loose', rowCap: 1000 });
    return made.ok ? made.sql : assert.fail(`${sql}: ${JSON.stringify(made.verdict)}`);
  };

  it('is shown as it is and counted', async () => {
    const { rows, columns } = await bank.ask(printed('select name, tags, place, card from clients where id = 1'));
    assert.deepEqual(rows, [['Ann Lee', '{a}', 'EU', '4000123412341234']]);
    assert.equal(columns[0]?.type, 'character varying(20)');
    assert.deepEqual(
      (await bank.ask(printed('select count(name), count(*) from clients where name is not null'))).rows,
      [['4', '4']],
    );
    assert.deepEqual(
      (await bank.ask(printed('select c.name, count(*) from clients c group by c.id having c.id = 2'))).rows,
      [['ANN LEE', '1']],
    );
  });

  it('is compared, sorted, grouped, searched and computed with by nobody: equal texts look different there', () => {
    const accepted = [
      "select id from clients where name = 'ann lee'",
      "select id from clients where place <> 'EU'",
      "select id from clients where name in ('a', 'b')",
      "select id from clients where name like 'A%'",
      "select id from clients where name ~ 'A'",
      "select id from clients where name::text = 'ann lee'",
      "select id from clients where name is distinct from 'a'",
      "select id from clients where name between 'a' and 'b'",
      "select id from clients where 'a' = any (tags)",
      "select id from clients where tags @> array['a']",
      'select a.id from clients a join clients b using (name)',
      'select a.id from clients a, clients b where a.email = b.email',
      'select a.id from clients a, clients b where (a.id, a.email) = (b.id, b.email)',
      'select id from clients where email in (select email from clients)',
      'select name from clients group by name',
      'select name from clients order by name',
      'select distinct name from clients',
      'select distinct on (name) id from clients',
      'select count(distinct name) from clients',
      'select max(name) from clients',
      'select upper(name) from clients',
      "select name || 'x' from clients",
      'select array_agg(name) from clients',
      'select rank() over (order by name) from clients',
      'select name from clients union all select email from clients',
      "select coalesce(name, 'x') from clients",
      "select case name when 'a' then 1 end from clients",
      'select t from clients, unnest(tags) as t',
      'select name::text from clients',
      'select name::varchar from clients',
      'select nullif(name, email) from clients',
      'select greatest(name, email) from clients',
    ].filter((sql) => guard({ sql, catalogue: LOOSE, instant: INSTANT, parse }).ok);
    assert.deepEqual(accepted, []);
    const judged = guard({
      sql: 'select max(id) from clients group by name',
      catalogue: LOOSE,
      instant: INSTANT,
      parse,
    });
    assert.match(
      judged.ok ? '' : judged.verdict.sentence,
      /^Values of type "character varying\(20\) under a collation that is not deterministic" may be shown, but nothing else/,
    );
  });

  for (const provision of ['views', 'inline'] as const)
    it(`is masked byte by byte, and a row filter takes no other spelling, by ${provision}`, async () => {
      const sql = printed(
        'select name, email, card, tags, place, id from clients order by id',
        LOOSE_MASKED,
        provision,
      );
      assert.deepEqual((await bank.ask(sql)).rows, LOOSE_SHOWN);
      const from = sql.slice(sql.indexOf(' FROM '), sql.indexOf(' ORDER BY '));
      const kept = await bank.ask(
        `SELECT DISTINCT pg_collation_for("clients".name), pg_collation_for("clients".email), pg_collation_for("clients".card) ${from}`,
      );
      assert.deepEqual(kept.rows, [['bank.loose', 'bank.loose', 'bank.loose']]);
    });

  it('ends a bounded answer in an order of its bytes, where its own order would leave ties', async () => {
    const sql = printed('select name from clients limit 3', looseProfile({ email: 'redact' }, null), 'inline');
    assert.match(sql, /COLLATE pg_catalog."C"/);
    assert.deepEqual((await bank.ask(sql)).rows, [['ANN LEE'], ['Ann Lee'], ['ann lee']]);
  });
});
