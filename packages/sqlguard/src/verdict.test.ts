import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, INSTANT, judge } from '../test/bank.ts';
import { guard, refusedFor } from './index.ts';

/** Texts with one fault, marked where a person should look. */
const PLACES: readonly (readonly [rule: string, marked: string])[] = [
  ['parse.syntax', 'select id fromm «loans»'],
  ['parse.syntax', 'select id from loans «where»'],
  ['parse.syntax', 'select id from loans where (id = «1»  '],
  ['statement.several', 'select 1; «drop» table loans'],
  ['statement.not_select', '  «drop» table loans'],
  ['statement.select_into', 'select id into «t» from loans'],
  ['relation.alias_twice', 'select 1 from loans, «loans»'],
  ['relation.alias_twice', 'select 1 from loans a join «customers» a on true'],
  ['relation.cross_product', 'select 1 from «loans», customers'],
  ['column.unknown', 'select 1 from loans join «customers» using (amount)'],
  ['subquery.columns', 'values (1, 2), («3»)'],
  ['set.columns_differ', 'select 1, 2 union select «3»'],
  ['distinct.order', 'select distinct id from loans order by «amount»'],
  ['distinct.order', 'select distinct on (id) id from loans order by «amount», id'],
  ['input.symbols', `select «${'+'.repeat(600)}»1`],
  ['input.too_deep', `select ${'('.repeat(500)}«(»1`],
  ['input.control_character', "select 'é«\u0007»'"],
];

describe('a verdict', () => {
  for (const [rule, marked] of PLACES) {
    it(`points at the fault: ${marked.slice(0, 60)}`, () => {
      const judged = judge(marked.replace(/[«»]/g, ''));
      assert.ok(!judged.ok);
      const { from, to } = judged.verdict;
      assert.equal(judged.verdict.rule, rule);
      assert.equal(from, marked.indexOf('«'));
      if (rule !== 'input.symbols') assert.equal(to, marked.indexOf('»') - 1);
    });
  }

  it('keeps its hands off what only looks deep or long', () => {
    for (const sql of [
      `select '${'('.repeat(2000)}' as a`,
      `select E'\\'${'[[['.repeat(600)}' as a`,
      `select $x$${"('".repeat(900)}$x$ as a`,
      `select 1 -- ${'('.repeat(900)}`,
      `select 1 /* ${'('.repeat(900)} /* again */ */`,
      `select "id" from loans where id in (${Array.from({ length: 2000 }, (_, at) => at).join(', ')})`,
      `select 1 ${'/* note */ '.repeat(200)}`,
    ]) {
      assert.ok(judge(sql).ok, JSON.stringify(judge(sql)));
    }
  });

  it('names the server that has a function, where the catalogue is of an older one', () => {
    const source = { ...CATALOGUE.source, serverMajor: 15 } as const;
    const judged = judge('select any_value(id) from loans', { ...CATALOGUE, source });
    assert.ok(!judged.ok);
    assert.equal(judged.verdict.rule, 'function.no_match');
    assert.match(judged.verdict.hint ?? '', /from version 16 on; this database has 15/);
  });

  it('names what says the same as SQL/JSON forms of one server', () => {
    const judged = judge("select json_value(info, '$.a') from loans");
    assert.ok(!judged.ok);
    assert.equal(judged.verdict.rule, 'syntax.not_allowed');
    assert.match(judged.verdict.hint ?? '', /->>/);
  });

  it('of a fault in the guard itself keeps the cause for the operator', () => {
    const sql = 'select 1';
    const parse = (): unknown => ({
      get stmts() {
        throw new TypeError('a fault of ours');
      },
    });
    const judged = guard({ sql, catalogue: CATALOGUE, instant: INSTANT, parse });
    assert.ok(!judged.ok);
    assert.equal(judged.verdict.rule, 'guard.failed');
    assert.doesNotMatch(judged.verdict.sentence, /fault of ours/);
    assert.match(judged.detail ?? '', /a fault of ours/);
  });

  it('can be given by a host that saw the text run past its deadline', () => {
    const refused = refusedFor('input.too_slow', 'select 1', 'after 5 s');
    assert.equal(refused.verdict.rule, 'input.too_slow');
    assert.deepEqual([refused.verdict.from, refused.verdict.to, refused.detail], [0, 8, 'after 5 s']);
  });

  it('takes no sign in a name for anything but itself', () => {
    const judged = judge('select "$&{name}" from loans');
    assert.ok(!judged.ok);
    assert.match(judged.verdict.sentence, /"\$&\{name\}"/);
  });
});
