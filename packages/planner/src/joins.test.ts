import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bank, library } from './catalogues.test-data.ts';
import { fansOut, routes, routesUp } from './joins.ts';
import { toSchema } from './lexicon/schema.ts';

const schema = toSchema({ catalogue: bank, masks: {} });
const shelf = toSchema({ catalogue: library, masks: {} });
const via = (from: string, to: string): readonly string[] =>
  routes(schema, from, to).map(({ path }) => path.map((step) => step.to).join('>'));

test('the nearest way comes first', () => {
  assert.deepEqual(via('loan_portfolio', 'branches'), ['branches', 'customers>branches']);
  assert.deepEqual(routes(schema, 'branches', 'branches'), [{ path: [], cost: 0 }]);
});

test('siblings of one parent are not related to each other', () => {
  assert.deepEqual(via('loan_portfolio', 'aml_alerts'), []);
});

test('a way up meets one row, a way down several', () => {
  assert.equal(routesUp(schema, 'loan_portfolio', 'branches').length, 2);
  assert.equal(routesUp(schema, 'branches', 'loan_portfolio').length, 0);
});

test('down to rows and up again may meet one thing several times', () => {
  const [route] = routes(shelf, 'members', 'books');
  assert.deepEqual(
    route?.path.map((step) => step.to),
    ['borrowings', 'books'],
  );
  assert.ok(fansOut(route?.path ?? []));
  assert.ok(!fansOut(routes(schema, 'branches', 'loan_portfolio')[0]?.path ?? []));
});
