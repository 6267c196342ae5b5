import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, factsOf, judge, MASKED } from '../../test/bank.ts';
import { judgeUses } from '../mask/judge-uses.ts';

const misleading = (sql: string): readonly string[] =>
  judgeUses(factsOf(sql), MASKED, CATALOGUE).map(({ column, use }) => `${column}:${use}`);
const GROUPS = 'select email, count(*) as n from customers group by email';
const DISTINCT = 'select distinct email, jurisdiction from customers';

describe('rows that are one under a mask', () => {
  it('may be the rows of the answer, each with the masked value in it', () => {
    for (const sql of [
      GROUPS,
      DISTINCT,
      `${GROUPS} having count(*) > 1 order by n desc limit 3`,
      `select n, email from (${GROUPS}) x where n > 1 order by n desc limit 3`,
      `with x as (${GROUPS}) select n, email from x where n > 1`,
      `with x(e, m) as (${GROUPS}) select z.b, a from x as z(a, b)`,
      `with y as (with x as (${GROUPS}) select n, email as e from x) select e from y`,
      `${GROUPS} union all select ssn, count(*) from customers group by ssn`,
      `select email from (${GROUPS} union all select email, 1 from customers) x`,
      `select distinct email from (${DISTINCT}) x`,
      'select email from customers union select email from customers union select ssn from customers',
      'select e from (select email as e from customers union select ssn from customers) x',
      'select email, 100.0 * count(*) / sum(count(*)) over () from customers group by email',
      "select email, jurisdiction, count(*) from customers group by 1, 2 having jurisdiction = 'EU'",
    ])
      assert.deepEqual(misleading(sql), [], sql);
  });

  it('may be nothing that is grouped, told apart, joined or counted further', () => {
    for (const sql of [
      `select email, count(*) from (${DISTINCT}) x group by email`,
      `select email from (${GROUPS}) x group by email`,
      `select distinct email from (${GROUPS}) x`,
      `select distinct email, n from (${GROUPS}) x`,
      `select distinct on (n) n, email from (${GROUPS}) x order by n, email is null`,
      `${GROUPS} union select email, 1 from customers`,
      `select x.email, x.n from (${GROUPS}) x join loans l on l.id = x.n`,
      `select email, max(n) over () from (${GROUPS}) x`,
      `select email, row_number() over (order by jurisdiction) from (${DISTINCT}) x`,
      'select email, count(*) over () from customers group by email',
      'select email, sum(1) over () from customers group by email',
      'select email, sum(count(*)) over (order by count(*)) from customers group by email',
      'select email, sum(count(distinct jurisdiction)) over () from customers group by email',
      'select email, count(*), sum(count(*)) over w from customers group by email window w as (order by count(*))',
      `select x.email, x.n from (${GROUPS}) x, loans l where l.id = x.n`,
      `${GROUPS} intersect ${GROUPS}`,
      'select email, count(*) over w from customers group by email window w as ()',
      'select email, unnest(array[1, 2]) from customers group by email',
      'select distinct on (jurisdiction) jurisdiction, email, count(*) from customers group by jurisdiction, email',
    ])
      assert.ok(
        misleading(sql).some((use) => /^email:(?:group|distinct)$/.test(use)),
        sql,
      );
  });

  it('may be no rows of another query than the one whose groups are shown', () => {
    for (const [sql, found] of [
      [
        `select distinct email, (select count(*) from (select distinct q.email from customers q) z) from customers`,
        'distinct',
      ],
      [`select email, (select max(n) from (${GROUPS}) q) from customers`, 'group'],
      [`${GROUPS} having count(*) > (select avg(n) from (${GROUPS}) q)`, 'group'],
      [`with x as (${DISTINCT}) select email, (select count(*) from x) from x`, 'distinct'],
      [
        `with x as (${DISTINCT}), y as (select email from x) select email from y where exists (select from y)`,
        'distinct',
      ],
      [`select (${GROUPS.replace(', count(*) as n', '')} limit 1) from loans`, 'group'],
      [
        `select jurisdiction, n from (select jurisdiction, email, count(*) as n from customers group by 1, 2) x`,
        'group',
      ],
    ] as const)
      assert.ok(misleading(sql).includes(`email:${found}`), sql);
  });

  it('may not be chosen by a number that is not seen beside them', () => {
    const byMost = 'select email from customers group by email order by count(*) desc';
    for (const sql of [
      'select email from customers group by email having count(*) > 1',
      'select email, max(id) from customers group by email having count(*) > 1',
      `select email from (${GROUPS}) x where n > 1`,
      `select e from (select email as e, n from (${GROUPS}) x where n > 1) y`,
      `${byMost} limit 1`,
      `select email from (${GROUPS} order by n desc limit 3) x`,
      `select email from (${GROUPS} union all ${GROUPS} order by n limit 3) x`,
    ])
      assert.deepEqual([...new Set(misleading(sql))], ['email:group'], sql);
    assert.deepEqual(misleading(byMost), []);
    assert.deepEqual(misleading('select email, count(*) from customers group by email, id having id > 3'), []);
  });

  it('are told in the facts and in their text, so that guard and compile must agree on it', () => {
    const shown = (sql: string): readonly unknown[] =>
      factsOf(sql).columns.flatMap((one) => (one.use === 'group' ? [one.shown] : []));
    assert.deepEqual(shown(GROUPS), [true]);
    assert.deepEqual(shown(`select max(n) from (${GROUPS}) x`), [undefined]);
    assert.deepEqual(shown(`with x as (${GROUPS}) select * from x`), [true]);
    assert.deepEqual(shown(`${GROUPS} having count(*) > (select max(n) from (${GROUPS}) q)`), [undefined]);
    const isTold = (sql: string): boolean => {
      const judged = judge(sql);
      return judged.ok && judged.factsDigestInput.includes('group\u0000\u0000true');
    };
    assert.deepEqual([isTold(GROUPS), isTold(`select max(n) from (${GROUPS}) x`)], [true, false]);
  });
});
