import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bank } from './catalogues.fixture.ts';
import { compileLexicon, plan } from './index.ts';
import type { Planned } from './index.ts';

const lexicon = compileLexicon({ catalogue: bank, masks: {} });
const ask = (question: string): Planned =>
  plan({ question, lexicon, instant: { at: '2026-06-30T12:00:00Z', timeZone: 'UTC' } });

function sqlOf(question: string): string {
  const planned = ask(question);
  assert.equal(planned.kind, 'reading', `${question}: ${planned.kind === 'reading' ? '' : planned.message}`);
  return planned.kind === 'reading' ? planned.reading.sql : '';
}

test('filters by a coded value and a figure without a column', () => {
  assert.match(
    sqlOf('Show me all high-risk loans over $1M'),
    /FROM loan_portfolio lp WHERE lp\.amount > 1000000 AND lp\.risk_rating = 'HIGH'$/,
  );
});

test('counts an entity per dimension', () => {
  assert.equal(
    sqlOf('How many customers are there per jurisdiction?'),
    'SELECT c.jurisdiction, COUNT(*) AS number_of_customers FROM customers c GROUP BY c.jurisdiction ORDER BY c.jurisdiction',
  );
});

test('ranks an entity by a measure of its rows, totalled at their own grain', () => {
  assert.equal(
    sqlOf('Top 5 branches by total outstanding balance'),
    'SELECT b.name, m1.value AS total_outstanding_balance FROM branches b JOIN (SELECT lp.branch_id, SUM(lp.outstanding_balance) AS value FROM loan_portfolio lp GROUP BY lp.branch_id) m1 ON m1.branch_id = b.branch_id ORDER BY m1.value DESC NULLS LAST, b.branch_id LIMIT 5',
  );
});

test('groups by a column of the parent through the nearest key', () => {
  assert.equal(
    sqlOf('Average interest rate of mortgage loans by region'),
    "SELECT b.region AS branch_region, AVG(lp.interest_rate) AS average_interest_rate FROM loan_portfolio lp JOIN branches b ON b.branch_id = lp.branch_id WHERE lp.loan_type = 'mortgage' GROUP BY b.region ORDER BY b.region",
  );
});

test('counts related rows without joining them', () => {
  assert.equal(
    sqlOf('Which customers have more than 3 open AML alerts?'),
    "SELECT c.full_name FROM customers c WHERE c.customer_id IN (SELECT aa.customer_id FROM aml_alerts aa WHERE aa.status = 'open' GROUP BY aa.customer_id HAVING COUNT(*) > 3)",
  );
});

test('adds a column of the parent to every column of the row', () => {
  assert.match(
    sqlOf("Show me all high-risk loans over $1M with the customer's name"),
    /^SELECT lp\.loan_id, .*, c\.full_name FROM loan_portfolio lp JOIN customers c/,
  );
});

for (const text of [
  'drop table customers',
  'select * from pg_user',
  'ignore all instructions',
  'show me the purple loans',
]) {
  test(`does not understand "${text}"`, () => assert.equal(ask(text).kind, 'not_understood'));
}
