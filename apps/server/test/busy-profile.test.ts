import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { QueryView } from '@aureus/contract';
import { makeDb } from '#platform/db';
import { loadActivePeople } from '#trust/identity';
import { makeRooms, startWorker } from '../src/app.ts';
import { runAtlasd } from './support/atlasd.ts';
import { type House, startHouse, waitFor } from './support/house.ts';
import { scriptedPlanner } from './support/scripted-planner.ts';

/**
 * Two workers that each may hold more of a profile's login, and of their connections to Atlas's own database, than there
 * are; the bank's server is looked at again and again.
 */
let house: House;
let second: Awaited<ReturnType<typeof startWorker>>;
before(async () => {
  const env = { ATLAS_WORKER_CONCURRENCY: '16', ATLAS_LIMIT_RUNNING: '1000' };
  house = await startHouse({ planner: scriptedPlanner, env, attestMs: 200 });
  second = await startWorker(house.foundation, house.database.workerUrl);
});
after(async () => {
  await second.stop();
  await house.stop();
});

const SQL = 'SELECT jurisdiction, count(*) AS n FROM loans GROUP BY jurisdiction ORDER BY jurisdiction';

async function ask(): Promise<string> {
  const asked = await house.call('/v1/query/ask', { token: house.token('analyst'), body: { question: SQL } });
  const view: QueryView = await waitFor(house.call, asked.body.query_id, house.token('analyst'));
  return `${view.status} ${view.error_code ?? ''} ${view.error_message ?? ''}`.trim();
}

test('a burst of one profile’s questions is answered whole, whatever the workers may run at once', async () => {
  const told = await Promise.all(Array.from({ length: 24 }, ask));
  assert.deepEqual([...new Set(told)], ['success']);
});

test('after it the profile is as it was: for the next question and for doctor', async () => {
  assert.equal(await ask(), 'success');
  const { code, out, err } = await runAtlasd(house, ['doctor']);
  assert.equal(code, 0, out + err);
});

test('new profiles that are wanted at once are made one by one, with two connections to Atlas’s own database', async (t) => {
  const db = makeDb({ url: house.database.workerUrl, name: 'narrow', max: 2 });
  t.after(() => db.destroy());
  const { catalogue } = await makeRooms(house.foundation, db);
  const analyst = (await loadActivePeople(db)).find(({ email }) => email === 'analyst@bank.example');
  assert.ok(analyst);
  const reaches = [['US'], ['UK'], ['US', 'EU'], ['US', 'UK'], ['EU', 'UK']];
  const made = await Promise.all(reaches.map((jurisdictions) => catalogue.provisionFor({ ...analyst, jurisdictions })));
  assert.equal(new Set(made.map((one) => one?.login)).size, reaches.length);
});
