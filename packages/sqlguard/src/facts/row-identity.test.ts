import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Catalogue } from '@aureus/contract';
import { startBank, type BankServer } from '../../test/bank.test-server.ts';
import { CATALOGUE, judge, plainColumn } from '../../test/bank.ts';

/** Of each type values that lie close together, or are one moment where a zone left out a day. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  smallint: ['1', '2'],
  integer: ['1', '16777216', '16777217'],
  bigint: ['1', '16777216', '16777217', '9007199254740992', '9007199254740993'],
  numeric: ['1', '16777217', '9007199254740992', '9007199254740993', '0.1', '0.10000000000000001'],
  real: ['1', '16777216', '9007199254740992', '0.1'],
  'double precision': ['1', '16777216', '9007199254740992', '0.1', '0.10000000149011612'],
  date: ['2011-12-29', '2011-12-30', '2011-12-31'],
  'timestamp without time zone': [
    '2011-12-29 00:00',
    '2011-12-30 00:00',
    '2011-12-31 00:00',
    '2011-12-31 00:00:00.000001',
  ],
  'timestamp with time zone': ['2011-12-30 10:00Z', '2011-12-30 10:00:00.000001Z'],
  text: ['a', 'a '],
  'character varying': ['a', 'a '],
  'character(2)': ['a', 'a '],
};
const TYPES = Object.keys(VALUES);
const [PLAIN = assert.fail()] = CATALOGUE.datasets;
const KEYED: Catalogue = {
  ...CATALOGUE,
  datasets: TYPES.map((type, at) => ({
    ...PLAIN,
    id: `k${at}`,
    name: `k${at}`,
    relation: `k${at}`,
    primaryKey: ['v'],
    columns: [plainColumn('v', type)],
  })),
};
const PAIRS = TYPES.flatMap((_, of) => TYPES.map((_, by) => ({ of: `k${of}`, by: `k${by}` })));

describe('a column that equals another', () => {
  let bank: BankServer;
  before(async () => {
    bank = await startBank();
    for (const [at, [type, values]] of Object.entries(VALUES).entries())
      await bank.run(`CREATE TEMP TABLE k${at} AS SELECT v::${type} FROM unnest(ARRAY['${values.join("', '")}']) v`);
    await bank.run("SET TimeZone = 'Pacific/Apia'");
  });
  after(() => bank.stop());

  it('is known by it exactly where no value of the other equals two of the column', async () => {
    const [wrong, missed]: [string[], string[]] = [[], []];
    for (const { of, by } of PAIRS) {
      const judged = judge(
        `select row_number() over (order by b.v), (select 1) from ${by} b join ${of} a on a.v = b.v`,
        KEYED,
      );
      if (!judged.ok) continue;
      const { rows } = await bank.ask(
        // Put so that no planner concludes by itself that what equals one value is equal.
        `SELECT 1 FROM pg_temp.${by} b, pg_temp.${of} x, pg_temp.${of} y
         WHERE (x.v = b.v) IS TRUE AND (y.v = b.v) IS TRUE AND x.v <> y.v`,
      );
      const isTold = judged.facts.undetermined.length === 0;
      if (isTold && rows.length > 0) wrong.push(`${of} by ${by}`);
      if (!isTold && rows.length === 0) missed.push(`${of} by ${by}`);
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(missed, []);
  });
});
