import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compiled, MASKED, OPEN } from '../../test/bank.ts';

const told = (sql: string): readonly string[] => compiled(sql, { profile: OPEN }).undetermined;
const PICKED = ['LIMIT without a full order'];

describe('rows that a LIMIT picks, with no mask in force', () => {
  for (const sql of [
    'select id from loans limit 3',
    'select sum(id) from (select id from loans where id > 1 limit 30) z',
    'select id, status from loans order by status limit 3',
    'select status from loans offset 2',
    "select (select id from loans l where l.status = loans.status order by l.status limit 1) from loans where status = 'open'",
    'select id from loans union all select id from customers limit 2',
    'with few as (select id from loans limit 2) select count(*), sum(id) from few',
  ])
    it(`are told open where no order tells them apart: ${sql}`, () => assert.deepEqual(told(sql), PICKED));

  for (const sql of [
    'select id, status from loans order by status, id limit 3',
    'select status from loans order by status limit 3',
    'select count(*) from loans limit 1',
    'select status, count(*) from loans group by status order by count(*) desc, status limit 2',
    'select id from loans union all select id from customers order by 1 limit 2',
    'select id from loans where exists (select 1 from customers where customers.id = loans.id limit 1)',
    'select status from loans order by status fetch first 1 row with ties',
    'select id from loans where id = 3 limit 1',
  ])
    it(`are not where one does: ${sql}`, () => assert.deepEqual(told(sql), []));

  it('are not under a mask, which completes the order', () => {
    const sql = 'select name from customers limit 3';
    const masked = compiled(sql, { profile: MASKED, provision: 'inline' });
    assert.deepEqual(masked.undetermined, []);
    assert.match(masked.sql, /ORDER BY .* LIMIT 3$/);
  });
});
