import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDatabase } from '../../apps/server/test/support/postgres.ts';
import { openServer } from './database/server.ts';
import { runServersSuite } from './servers-suite.ts';

test('servers 15 to 18 take one text and give one answer, and are what the lists were made from', async (context) => {
  const server = await openServer(await createDatabase());
  context.after(() => server.close());
  const said: string[] = [];
  const [suite] = await runServersSuite(server, (sentence) => said.push(sentence), 1200);
  if (suite === undefined) return context.skip(said.join(' '));
  assert.deepEqual(suite.failed, []);
  assert.equal(suite.by['lists']?.total, 5);
  assert.ok((suite.by['source']?.total ?? 0) > 30);
  assert.ok((suite.by['calls']?.total ?? 0) > 700);
  assert.ok(Number(suite.figures['refused_for_older']) > 0, 'what older servers lack is refused for them');
});
