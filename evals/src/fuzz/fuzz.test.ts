import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDatabase } from '../../../apps/server/test/support/postgres.ts';
import { openServer } from '../database/server.ts';
import type { Fuzz } from './fuzz-run.ts';
import { FUZZES, runFuzzes } from './fuzz.ts';

test('each fuzz finds nothing, tries what it says, and the same again under the same seed', async () => {
  const server = await openServer(await createDatabase());
  const few: readonly Fuzz[] = FUZZES.filter(({ name }) => name !== 'limits').map((fuzz) => ({ ...fuzz, usual: 200 }));
  const run = () => runFuzzes(few, { seed: 5, seconds: null, server, say: () => undefined });
  const [first, second] = [await run(), await run()];
  await server.close();
  for (const { fuzz, tried, findings } of first) {
    assert.deepEqual(findings, [], fuzz);
    assert.ok(tried >= 200, `${fuzz} tried ${tried}`);
  }
  const counts = (results: typeof first) =>
    results.map(({ fuzz, tried, figures }) => [fuzz, tried, figures['accepted']]);
  assert.deepEqual(counts(first), counts(second));
});

test('a finding is told with the fuzz that made it', async () => {
  const planted: Fuzz = {
    name: 'planted',
    usual: 1,
    run: () => Promise.resolve({ tried: 1, findings: ['a hole'], figures: {} }),
  };
  const server = await openServer(await createDatabase());
  const said: string[] = [];
  const [result] = await runFuzzes([planted], { seed: 1, seconds: 1, server, say: (sentence) => said.push(sentence) });
  await server.close();
  assert.deepEqual(result?.findings, ['a hole']);
  assert.match(said[0] ?? '', /planted: 1 tried, 1 findings/);
});
