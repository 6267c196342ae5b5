import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase } from '../../apps/server/test/support/postgres.ts';
import { catalogueDatasets } from './catalogue-datasets.ts';
import { loadDemo } from './load.ts';

const ANCHOR = '2026-06-30';
let client: pg.Client;

before(async () => {
  client = new pg.Client({ connectionString: await createDatabase() });
  await client.connect();
  await loadDemo(client, { seed: 1, anchorDay: ANCHOR });
});
after(() => client.end());

async function rows(sql: string): Promise<unknown[][]> {
  return (await client.query({ text: sql, rowMode: 'array' })).rows as unknown[][];
}
async function number(sql: string): Promise<number> {
  return Number((await rows(sql))[0]?.[0]);
}

test('the publication names every column of every relation with its type, in order', async () => {
  for (const dataset of catalogueDatasets(ANCHOR)) {
    const found = await rows(
      `SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute
       WHERE attrelid = '${dataset.schema}.${dataset.relation}'::regclass AND attnum > 0 ORDER BY attnum`,
    );
    assert.deepEqual(
      dataset.columns.map((column) => [column.name, column.type, column.notNull]).toSorted(),
      found.toSorted(),
      dataset.name,
    );
    assert.equal(await number(`SELECT count(*) FROM ${dataset.relation}`), dataset.rowEstimate);
  }
});

test('published values are those that occur, about as often as published', async () => {
  for (const dataset of catalogueDatasets(ANCHOR)) {
    for (const column of dataset.columns.filter(({ values }) => values !== undefined)) {
      const found = await rows(
        `SELECT ${column.name}::text, count(*)::int FROM ${dataset.relation} WHERE ${column.name} IS NOT NULL GROUP BY 1`,
      );
      const counts = new Map(found.map(([value, count]) => [String(value), Number(count)]));
      assert.deepEqual(
        [...counts.keys()].toSorted(),
        column.values?.map(({ value }) => value).toSorted(),
        `${dataset.name}.${column.name}`,
      );
      for (const { value, frequency = 0 } of column.values ?? []) {
        const off = Math.abs((counts.get(value) ?? 0) - frequency) / dataset.rowEstimate;
        assert.ok(off < 0.03, `${dataset.name}.${column.name} = ${value}: ${counts.get(value)} for ${frequency}`);
      }
    }
  }
});

test('published keys are the keys of the database', async () => {
  const found = await rows(
    `SELECT conrelid::regclass::text, contype, confrelid::regclass::text,
            (SELECT string_agg(attname, ',') FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey))
     FROM pg_constraint WHERE contype IN ('p', 'f') AND connamespace = 'public'::regnamespace`,
  );
  const published = catalogueDatasets(ANCHOR).flatMap((dataset) => [
    [dataset.name, 'p', '-', dataset.primaryKey.join(',')],
    ...dataset.foreignKeys.map((key) => [dataset.name, 'f', key.references.dataset, key.columns.join(',')]),
  ]);
  assert.deepEqual(found.toSorted(), published.toSorted());
});

test('a record falls under the same jurisdiction as everything it refers to', async () => {
  for (const dataset of catalogueDatasets(ANCHOR)) {
    for (const { columns, references } of dataset.foreignKeys) {
      const astray = await number(
        `SELECT count(*) FROM ${dataset.name} c JOIN ${references.dataset} p ON p.${references.columns[0]} = c.${columns[0]}
         WHERE c.jurisdiction <> p.jurisdiction`,
      );
      assert.equal(astray, 0, `${dataset.name} and ${references.dataset}`);
    }
  }
});

test('a loan repeats its borrower’s identity number, and what belongs to an account belongs to its holder', async () => {
  assert.equal(
    await number(
      'SELECT count(*) FROM loan_portfolio l JOIN customers c USING (customer_id) WHERE l.customer_ssn <> c.national_id',
    ),
    0,
  );
  for (const child of ['customer_transactions', 'aml_alerts']) {
    assert.equal(
      await number(
        `SELECT count(*) FROM ${child} t JOIN accounts a USING (account_id) WHERE t.customer_id <> a.customer_id`,
      ),
      0,
    );
  }
});

test('no time runs backwards', async () => {
  const wrong = {
    customers: `birth_date + 16 * 365 > customer_since OR customer_since > date '${ANCHOR}'`,
    accounts: 'closed_date < opened_date',
    loan_portfolio: `maturity_date <= origination_date OR origination_date > date '${ANCHOR}'`,
    aml_alerts: `closed_date < created_date OR created_date > date '${ANCHOR}' OR (closed_date IS NULL) <> (status <> 'closed')`,
    trading_positions: 'settlement_date < trade_date',
    regulatory_reports: `period_end < period_start OR (submitted_at IS NULL) <> (status = 'pending')`,
  };
  for (const [table, condition] of Object.entries(wrong)) {
    assert.equal(await number(`SELECT count(*) FROM ${table} WHERE ${condition}`), 0, table);
  }
  assert.equal(
    await number(
      'SELECT count(*) FROM customer_transactions t JOIN accounts a USING (account_id) WHERE t.transaction_date < a.opened_date',
    ),
    0,
  );
});

test('the demonstrations find something in every jurisdiction', async () => {
  for (const area of ['US', 'EU', 'UK']) {
    const here = `jurisdiction = '${area}'`;
    assert.ok(
      (await number(
        `SELECT count(*) FROM loan_portfolio WHERE risk_rating = 'HIGH' AND amount > 1000000 AND ${here}`,
      )) > 30,
    );
    assert.ok((await number(`SELECT count(*) FROM loan_portfolio WHERE loan_type = 'mortgage' AND ${here}`)) > 1000);
    assert.ok((await number(`SELECT count(*) FROM loan_portfolio WHERE days_past_due > 90 AND ${here}`)) > 50);
    assert.ok(
      (await number(
        `SELECT count(*) FROM (SELECT FROM aml_alerts WHERE status = 'open' AND ${here} GROUP BY customer_id HAVING count(*) > 3)`,
      )) > 0,
    );
  }
});

test('amounts are skewed, risk costs interest, worse scores get worse ratings, and two years have two seasons', async () => {
  assert.ok(
    (await number('SELECT avg(amount) / percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) FROM loan_portfolio')) >
      1.5,
  );
  const rate = (rating: string) =>
    number(`SELECT avg(interest_rate) FROM loan_portfolio WHERE risk_rating = '${rating}'`);
  assert.ok((await rate('HIGH')) > (await rate('MEDIUM')) && (await rate('MEDIUM')) > (await rate('LOW')));
  const score = (rating: string) =>
    number(
      `SELECT avg(credit_score) FROM loan_portfolio JOIN customers USING (customer_id) WHERE risk_rating = '${rating}'`,
    );
  assert.ok((await score('LOW')) > (await score('HIGH')) + 50);
  const around = (age: number) =>
    number(
      `SELECT count(*) FROM customer_transactions WHERE transaction_date BETWEEN date '${ANCHOR}' - ${age + 15} AND date '${ANCHOR}' - ${age - 15}`,
    );
  assert.ok((await around(385)) > (await around(200)));
  assert.ok(
    (await number('SELECT count(*) FROM (SELECT full_name FROM customers GROUP BY 1 HAVING count(*) > 1)')) > 100,
  );
  assert.ok((await number('SELECT count(*) FROM customers WHERE notes ~ full_name')) > 500);
});

test('a second load into the same database changes nothing', async () => {
  const before = await number('SELECT count(*) FROM customers');
  await assert.rejects(loadDemo(client, { seed: 2, anchorDay: ANCHOR }));
  assert.equal(await number('SELECT count(*) FROM customers'), before);
});
