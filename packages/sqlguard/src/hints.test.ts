import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, factsOf, judge, MASKED, profile } from '../test/bank.ts';
import { judgeUses } from './index.ts';

const hintOf = (sql: string): string | undefined => {
  const judged = judge(sql);
  return judged.ok ? 'accepted' : judged.verdict.hint;
};

describe('a hint', () => {
  it('shows by what a text becomes a date', () => {
    const inPlace = ', with the format that the text is in, in place of the cast.';
    const day = `Write to_date(x, 'YYYY-MM-DD')${inPlace}`;
    assert.equal(hintOf("select (info #>> '{a,b}')::date from loans"), day);
    assert.equal(hintOf('select cast(status as date) from loans'), day);
    const moment = `to_timestamp(x, 'YYYY-MM-DD"T"HH24:MI:SS')`;
    assert.equal(hintOf("select (info ->> 'ts')::timestamptz from loans"), `Write ${moment}${inPlace}`);
    assert.equal(hintOf('select status::timestamp from loans'), `Write ${moment}::timestamp${inPlace}`);
    assert.equal(hintOf('select status::time from loans'), `Write to_timestamp(x, 'HH24:MI:SS')::time${inPlace}`);
  });

  it('that shows a repair shows one that is accepted', () => {
    for (const call of [
      "to_date(status, 'YYYY-MM-DD')",
      `to_timestamp(status, 'YYYY-MM-DD"T"HH24:MI:SS')`,
      `to_timestamp(status, 'YYYY-MM-DD"T"HH24:MI:SS')::timestamp`,
      "to_timestamp(status, 'HH24:MI:SS')::time",
      "repeat('#', least(id::int, 100))",
    ])
      assert.equal(hintOf(`select ${call} from loans`), 'accepted', call);
    const apart = 'select l.id from loans l cross join (select distinct jurisdiction from customers) c';
    assert.match(hintOf(apart) ?? '', /LIMIT 1000/);
    assert.equal(hintOf(apart.replace(') c', ' limit 1000) c')), 'accepted');
  });

  it('tells what counts the rows of a step that has no key', () => {
    assert.match(hintOf('select count(x.*) from (select id from loans) x') ?? '', /count\(x\.id\)/);
  });
});

describe('rows that are counted whole', () => {
  const sql = 'select count(c.*) from loans l left join customers c on c.id = l.customer_id';

  it('are counted by their key, and said to be', () => {
    assert.deepEqual(
      factsOf(sql).columns.find(({ use }) => use === 'aggregate'),
      {
        dataset: 'customers',
        column: 'id',
        class: 'none',
        use: 'aggregate',
        compared: { operator: 'is not null', literals: [] },
      },
    );
    assert.deepEqual(judgeUses(factsOf(sql), MASKED, CATALOGUE), []);
  });

  it('are not where the key is withheld', () => {
    const withheld = judgeUses(factsOf(sql), profile({ id: 'redact' }), CATALOGUE);
    assert.ok(withheld.some(({ column, use }) => column === 'id' && use === 'aggregate'));
  });
});
