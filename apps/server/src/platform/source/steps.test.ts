import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toSteps } from './steps.ts';

test('what a view is given is said in the transaction that makes it, and the views of a profile of usual size are one', () => {
  const view = (at: number): string[] => [`CREATE VIEW v${at} AS SELECT 1`, `REVOKE ALL ON v${at} FROM PUBLIC`];
  const anew = (views: number): string[] => [
    ...Array.from({ length: views }, (_, at) => `DROP VIEW IF EXISTS v${at}`),
    'CREATE SCHEMA s',
    ...Array.from({ length: views }, (_, at) => view(at)).flat(),
    'GRANT USAGE ON SCHEMA s TO r',
  ];
  assert.deepEqual(toSteps(anew(250)), [anew(250)]);
  const steps = toSteps(anew(800));
  assert.deepEqual(steps.flat(), anew(800));
  assert.deepEqual(
    steps.map((one) => one.filter((said) => said.includes(' VIEW ')).length),
    [375, 375, 700, 150],
  );
  for (const step of steps.slice(1)) assert.match(step[0] ?? '', /^(?:DROP|CREATE) VIEW/);
  assert.deepEqual(toSteps([]), [[]]);
});
