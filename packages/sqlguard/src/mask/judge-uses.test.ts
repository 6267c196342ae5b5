import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factsOf, MASKED, profile } from '../../test/bank.ts';
import { judgeUses } from './judge-uses.ts';

const REDACTED = profile({ ssn: 'redact', name: 'redact', email: 'redact', born: 'redact' });
const uses = (sql: string, chosen = REDACTED): readonly string[] =>
  judgeUses(factsOf(sql), chosen).map(({ column, use }) => `${column}:${use}`);

describe('no misleading answers', () => {
  it('lets a withheld column be shown and nothing else', () => {
    assert.deepEqual(uses('select ssn, id from customers order by id'), []);
    assert.deepEqual(uses("select id from customers where ssn = '1'"), ['ssn:filter']);
    assert.deepEqual(uses('select a.id from customers a join customers b on a.ssn = b.ssn'), ['ssn:join']);
    assert.deepEqual(uses('select ssn, count(*) from customers group by ssn'), ['ssn:group']);
    assert.deepEqual(uses('select id from customers order by name'), ['name:order']);
    assert.deepEqual(uses('select count(distinct ssn) from customers'), ['ssn:aggregate']);
    assert.deepEqual(uses('select upper(name) from customers'), ['name:computed']);
    assert.deepEqual(uses('select distinct ssn from customers'), ['ssn:distinct']);
    assert.deepEqual(uses('select rank() over (order by born) from customers'), ['born:window']);
    assert.deepEqual(uses('select ssn from customers union select ssn from customers'), ['ssn:distinct']);
  });

  it('sees a use through a subquery and a CTE', () => {
    assert.deepEqual(uses("select n from (select name as n from customers) x where n = 'Bob'"), ['name:filter']);
    assert.deepEqual(uses('with x as (select left(ssn, 3) as s from customers) select s from x'), ['ssn:computed']);
    assert.deepEqual(uses('select id from loans where customer_id in (select id from customers where ssn is null)'), [
      'ssn:filter',
    ]);
  });

  it('does not count a column beside its whole primary key', () => {
    assert.deepEqual(uses('select c.name, count(*) from customers c group by c.id, c.name'), []);
    assert.deepEqual(uses('select id, name from customers order by id, name'), []);
    assert.deepEqual(uses('select id, name from customers order by name, id'), ['name:order']);
    assert.deepEqual(uses('select distinct id, ssn from customers'), []);
  });

  it('lets a partial mask be compared only with what it could show', () => {
    assert.deepEqual(uses("select id from customers where email = '***@one.example'", MASKED), []);
    assert.deepEqual(uses("select id from customers where email = 'ann@one.example'", MASKED), ['email:filter']);
    assert.deepEqual(uses("select id from customers where email like '%one%'", MASKED), ['email:filter']);
    assert.deepEqual(uses("select id from customers where ssn in ('****1120', '****')", MASKED), ['ssn:filter']);
    assert.deepEqual(uses("select id from customers where born >= '1980-01-01' and born < '1990-01-01'", MASKED), []);
    assert.deepEqual(uses("select id from customers where born > '1980-01-01'", MASKED), ['born:filter']);
    assert.deepEqual(uses("select id from customers where born < '1980-06-01'", MASKED), ['born:filter']);
    assert.deepEqual(uses('select id from customers where email is null', MASKED), []);
  });

  it('lets a partial mask be grouped by, and refuses what it does not determine', () => {
    assert.deepEqual(uses('select email, count(*) from customers group by email', MASKED), []);
    assert.deepEqual(uses('select max(born) from customers', MASKED), ['born:aggregate']);
    assert.deepEqual(uses('select a.id from customers a, customers b where a.email = b.email', MASKED), ['email:join']);
    assert.deepEqual(uses('select extract(year from born) from customers', MASKED), []);
    assert.deepEqual(uses('select extract(month from born) from customers', MASKED), ['born:computed']);
  });

  it('sees the rows of two queries compared, with ALL too: UNION ALL alone compares nothing', () => {
    for (const [operation, found] of [
      ['union all', []],
      ['union', ['ssn:distinct']],
      ['intersect', ['ssn:filter']],
      ['intersect all', ['ssn:filter']],
      ['except', ['ssn:filter']],
      ['except all', ['ssn:filter']],
    ] as const) {
      const sql = `select '078-05-1120' as ssn ${operation} select ssn from customers`;
      assert.deepEqual(
        uses(sql).filter((use) => use !== 'ssn:output'),
        found,
        operation,
      );
    }
    assert.deepEqual(uses("select email from customers except all select '***@one.example'", MASKED), ['email:filter']);
  });

  it('lets the key excuse a column only if it stands in every grouping set that holds it', () => {
    for (const by of [
      'grouping sets ((id), (ssn))',
      'grouping sets ((id, ssn), (ssn))',
      'grouping sets ((id, ssn), cube (ssn))',
      'rollup (ssn, id)',
      'cube (ssn, id)',
      'rollup (id), ssn',
      'rollup (id), rollup (ssn)',
    ])
      assert.deepEqual(uses(`select ssn, count(*) from customers group by ${by}`), ['ssn:group'], by);
    for (const by of [
      'grouping sets ((id, ssn), (id))',
      'rollup (id, ssn)',
      'rollup ((ssn, id))',
      'cube ((id, ssn), jurisdiction)',
      'id, cube (ssn)',
      'cube (ssn), id',
    ])
      assert.deepEqual(uses(`select ssn, count(*) from customers group by ${by}`), [], by);
  });

  it('sees a column that a function in FROM makes rows of', () => {
    for (const call of ["string_to_table(c.ssn, '-')", 'unnest(array[c.ssn])'])
      assert.deepEqual(uses(`select c.id from customers c cross join lateral ${call} as p`), ['ssn:computed'], call);
    assert.deepEqual(uses('select l.id from loans l cross join lateral unnest(l.tags) as t'), []);
  });

  it('treats a dataset the profile does not know as withheld', () => {
    assert.deepEqual(uses('select id from loans where amount > 1', { digest: 'x', relations: {} }), ['amount:filter']);
  });
});
