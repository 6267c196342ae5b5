import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Catalogue } from '@aureus/contract';
import { AGGREGATES } from '../src/allow/aggregates.ts';
import { guard } from '../src/index.ts';
import { startBank, type BankServer } from './bank.test-server.ts';
import { CATALOGUE, INSTANT } from './bank.ts';
import { parse } from './parse.ts';

/** Of each type with equal values that look different: two such, and a greater one. */
const PAIRS: Readonly<Record<string, readonly [string, string, string]>> = {
  numeric: ['1.0', '1.00', '2'],
  interval: ['1 mon', '30 days', '2 mons'],
  jsonb: ['{"a": 1.0}', '{"a": 1.00}', '{"b": 2}'],
  bpchar: ['a', 'a ', 'b'],
  numrange: ['[1.0,2.0)', '[1.00,2.00)', '[1.5,4.0)'],
  nummultirange: ['{[1.0,2.0)}', '{[1.00,2.00)}', '{[1.5,4.0)}'],
  'numeric[]': ['{1.0}', '{1.00}', '{2}'],
  'interval[]': ['{1 mon}', '{30 days}', '{2 mons}'],
  'jsonb[]': ['{1.0}', '{1.00}', '{2}'],
  'character(2)[]': ['{a}', '{b}', '{c}'],
};
const COLUMNS = Object.keys(PAIRS).map((type, index) => ({ type, name: `c${index}` }));
/** A stored -0 is too rare to be called undetermined; one that is computed is not. */
const VALUES = [...COLUMNS.map(({ name }) => name), 'f * 1'];

const template = CATALOGUE.datasets[0] ?? assert.fail();
const COLUMN = template.columns[0] ?? assert.fail();
const TWO: Catalogue = {
  ...CATALOGUE,
  datasets: [
    {
      ...template,
      name: 'pairs',
      relation: 'pairs',
      columns: [...COLUMNS, { name: 'f', type: 'double precision' }].map((column) => ({ ...COLUMN, ...column })),
    },
  ],
};

/** One relation in two orders: whatever differs is what a plan may choose. */
const ORDERS = [
  [0, 1, 2],
  [1, 0, 2],
] as const;
const columns = [...COLUMNS.map(({ name, type }) => `${name} ${type}`), 'f float8'].join(', ');
const rowOf = (index: 0 | 1 | 2): string =>
  `(${[...Object.values(PAIRS), ['0', '-0', '1'] as const].map((values) => `'${values[index]}'`).join(', ')})`;
const PAIRS_SQL = ORDERS.map(
  (order, index) => `CREATE SCHEMA order_${index}; CREATE TABLE order_${index}.pairs (${columns});
    INSERT INTO order_${index}.pairs VALUES ${order.map(rowOf).join(', ')};`,
).join('\n');

/** Every way to call an aggregate over one value; what makes no sense the guard refuses. */
const callsOf = (name: string, value: string): readonly string[] => [
  `${name}(${value})`,
  `${name}(distinct ${value})`,
  `${name}(${value} order by ${value})`,
  `${name}(${value}) over ()`,
  `${name}(${value}, ${value})`,
  `${name}(distinct ${value}, ${value})`,
  `${name}((${value})::text, ',' order by ${value})`,
  `${name}(1, ${value} order by ${value})`,
  `${name}() within group (order by ${value})`,
  `${name}(0.5) within group (order by ${value})`,
  `${name}(array[0.5]) within group (order by ${value})`,
];

describe('an answer that shows which of several equal values a plan has chosen', () => {
  let bank: BankServer;
  before(async () => {
    bank = await startBank();
    await bank.run(PAIRS_SQL);
    await bank.run('SET search_path = pg_catalog, order_0');
  });
  after(() => bank.stop());

  const shownIn = async (sql: string): Promise<readonly string[]> => {
    const shown: string[] = [];
    for (const order of ORDERS.keys()) {
      await bank.run(`SET search_path = pg_catalog, order_${order}`);
      shown.push(JSON.stringify((await bank.ask(sql)).rows));
    }
    return shown;
  };

  it('is called undetermined, whatever aggregate on the list gives it', async () => {
    const untold: string[] = [];
    const choosing = new Set<string>();
    let agreeing = 0;
    for (const name of Object.keys(AGGREGATES))
      for (const call of VALUES.flatMap((value) => callsOf(name, value))) {
        const sql = `select ${call} from pairs`;
        const judged = guard({ sql, catalogue: TWO, instant: INSTANT, parse });
        // A list is no key of an object.
        if (!judged.ok || (await bank.fail(sql)) === '22023') continue;
        const [one, other] = await shownIn(sql);
        if (one !== other) choosing.add(name);
        else if (judged.facts.undetermined.length === 0) agreeing += 1;
        if (one !== other && judged.facts.undetermined.length === 0) untold.push(call);
      }
    assert.deepEqual(untold, []);
    assert.ok(choosing.size >= 10, `${[...choosing].join(' ')} choose`);
    assert.ok(agreeing >= 50, `${agreeing} are told to be determined`);
  });
});
