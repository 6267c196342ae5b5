import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { compile } from '../src/index.ts';
import { readCandidate } from '../src/read-candidate.ts';
import { startBank, type BankServer } from './bank.test-server.ts';
import { CATALOGUE, INSTANT, OPEN } from './bank.ts';
import { parse } from './parse.ts';

/** Every name that PostgreSQL has for a part (`deltatktbl` and `datetktbl`). */
const PARTS =
  `c cent century centuries d day days dec decs decade decades h hr hrs hour hours m min mins minute minutes mil mils
  millennium millennia mon mons month months ms msec msecs msecond mseconds millisecond milliseconds millisecon
  us usec usecs usecond useconds microsecond microseconds microsecon s sec secs second seconds
  qtr quarter w week weeks y yr yrs year years dow doy isodow isoyear epoch timezone timezone_h timezone_hour timezone_m timezone_minute
  j jd julian`.split(/\s+/);
const PARTED: Readonly<Record<string, string>> = {
  opened: 'loans',
  'opened::timestamp': 'loans',
  'age(opened)': 'loans',
  joined: 'customers',
  "joined + interval '1.25 milliseconds'": 'customers',
  "date_trunc('second', joined)": 'customers',
};
const COMPUTED: readonly string[] = [
  'amount',
  'amount * amount',
  'amount * id',
  'amount + 1.5',
  'amount - 0.125',
  '1.50',
  'mod(amount, 1.125)',
  'round(amount)',
  'round(amount, 1)',
  'round(amount, 4)',
  'round(amount, -2)',
  'trunc(amount, -2)',
  'ceil(amount)',
  'sign(amount)',
  'div(amount, 1.25)',
  'abs(amount)',
  'nullif(amount, 0)',
  'coalesce(amount, 0.00)',
  'amount::numeric(20,5)',
  'amount::numeric',
  '(amount / 3)::numeric(20)',
  'lag(amount) over (order by id)',
  'lead(amount, 1, 0.00) over (order by id)',
  'first_value(amount) over (order by id)',
  '(select max(amount) from loans)',
];

/** These have as many as the row says; a Julian day as many as its hour takes. */
const OPEN_ENDED: readonly string[] = [
  'coalesce(nullif(amount, 1000.50), 0)',
  'greatest(amount, 100000.125)',
  'lag(amount, 1, 0.0) over (order by id)',
  'case when id > 3 then amount else 1 end',
  "extract(julian from opened + id * interval '1 hour')",
];

describe('digits behind the point', () => {
  let bank: BankServer;
  before(async () => {
    bank = await startBank();
  });
  after(() => bank.stop());

  /** What the guard says of a question's only output, and what a server gives; null where either refuses it. */
  const digitsOf = async (sql: string): Promise<{ told: number | null; found: readonly number[] } | null> => {
    const input = { sql, catalogue: CATALOGUE, instant: INSTANT, parse };
    const made = compile({ ...input, profile: OPEN, provision: 'none', maskedSchema: '', rowCap: 1000 });
    if (!made.ok || (await bank.fail(made.sql)) !== null) return null;
    const told = readCandidate(input).query.outputs[0]?.scale ?? null;
    const counted = `SELECT DISTINCT scale(v) FROM (${made.sql}) AS x (v) WHERE scale(v) IS NOT NULL`;
    return { told, found: (await bank.ask(counted)).rows.map(([digits]) => Number(digits)) };
  };

  it('are told of what is computed as a real server gives them in every row', async () => {
    for (const value of COMPUTED) {
      const { told, found } = (await digitsOf(`select ${value} as v from loans`)) ?? assert.fail(value);
      assert.deepEqual(found, [told], value);
    }
  });

  it('are told of every part of a day or a span, whatever it is called', async () => {
    const parts = Object.entries(PARTED).flatMap(([of, from]) =>
      PARTS.map((part) => `select extract(${part} from ${of}) as v from ${from}`),
    );
    let told = 0;
    for (const sql of parts) {
      const digits = await digitsOf(sql);
      if (digits === null) continue;
      if (digits.told !== null) told += 1;
      else if (!/extract\(j.*(?:timestamp|joined)/.test(sql)) assert.fail(sql);
      for (const one of digits.found) assert.equal(digits.told ?? one, one, sql);
    }
    assert.ok(told > 200, `${told} are told`);
  });

  it('are not told where rows differ', async () => {
    for (const value of OPEN_ENDED) {
      const { told, found } = (await digitsOf(`select ${value} as v from loans`)) ?? assert.fail(value);
      assert.equal(told, null, value);
      assert.ok(found.length > 1, value);
    }
  });
});
