import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { guard } from '../src/index.ts';
import { CATALOGUE, INSTANT } from './bank.ts';
import { tryHostileInputs } from './fuzz/try-hostile.ts';
import { makeRandom } from './fuzz/random.ts';

describe('hostile texts', () => {
  it('always get a verdict, and the next question is judged as well as ever', () => {
    const { accepted, findings } = tryHostileInputs(makeRandom(13), 2500, () => 0);
    assert.deepEqual(findings, []);
    assert.ok(accepted > 20, 'some are questions after all');
  });

  it('get one also where the parser itself breaks', () => {
    for (const thrown of [new RangeError('Maximum call stack'), 'a string', null, { sqlDetails: 3 }]) {
      const parse = (): never => {
        throw thrown as Error;
      };
      const judged = guard({ sql: 'select 1', catalogue: CATALOGUE, instant: INSTANT, parse });
      assert.equal(judged.ok || judged.verdict.rule, 'parse.failed');
    }
  });

  it('with too many columns are refused before any name is given', () => {
    const sql = `select ${'id, '.repeat(5000)}id from customers`;
    const judged = guard({ sql, catalogue: CATALOGUE, instant: INSTANT, parse: parseColumns });
    assert.equal(judged.ok || judged.verdict.rule, 'input.too_many_nodes');
  });
});

/** The tree of `select id, … from customers`, without a parser's time. */
const parseColumns = (sql: string): unknown => ({
  stmts: [
    {
      stmt: {
        SelectStmt: {
          targetList: sql
            .split(',')
            .map(() => ({ ResTarget: { val: { ColumnRef: { fields: [{ String: { sval: 'id' } }] } } } })),
          fromClause: [{ RangeVar: { relname: 'customers', inh: true, relpersistence: 'p' } }],
          limitOption: 'LIMIT_OPTION_DEFAULT',
          op: 'SETOP_NONE',
        },
      },
    },
  ],
});
