import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type House, startHouse } from './support/house.ts';

let house: House;
before(async () => {
  house = await startHouse();
});
after(async () => house.stop());

const QUESTION = 'How many loans are there?';

async function moveBank(port: number): Promise<void> {
  const client = new pg.Client(house.database.superuserUrl);
  await client.connect();
  await client.query("UPDATE catalogue.sources SET address = address || jsonb_build_object('port', $1::int)", [port]);
  await client.end();
}

test('with the bank’s PostgreSQL down a question ends SOURCE_UNAVAILABLE, not run, on record', async () => {
  await moveBank(1);
  const view = await house.ask(QUESTION);
  await moveBank(house.bank.address.port);
  assert.equal(view.error_code, 'SOURCE_UNAVAILABLE');
  assert.equal(view.executed, 'no');
  assert.ok(view.evidence_id);
  assert.equal((await house.ask(QUESTION)).status, 'success', 'and works again when it is back');
});

test('an object store that cannot be written: no answer is shown, the question ends with a reason', async () => {
  // A file where the folder should be: root cannot write there either.
  const objects = join(house.home, 'objects');
  renameSync(objects, `${objects}.away`);
  writeFileSync(objects, '');
  const view = await house.ask(QUESTION);
  renameSync(objects, `${objects}.file`);
  renameSync(`${objects}.away`, objects);
  assert.equal(view.error_code, 'SERVICE_UNAVAILABLE');
  assert.equal(view.results, null);
  assert.equal(view.executed, 'yes', 'the bank answered, and that is said');
  assert.ok(view.evidence_id, 'the refusal needs no object store');
  assert.equal((await house.ask(QUESTION)).status, 'success');
});

test('while no checkpoint is signed for the merge delay although leaves wait, nothing is taken on', async () => {
  await house.stopRole('signer');
  await house.call('/v1/auth/login', { body: { email: 'analyst@bank.example', password: 'wrong' } });
  const end = Date.now() + 40_000;
  let status = 202;
  while (status === 202 && Date.now() < end) {
    status = (await house.call('/v1/query/ask', { token: house.token('viewer'), body: { question: QUESTION } })).status;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  assert.equal(status, 503);
  await house.startRole('signer');
  while (status === 503 && Date.now() < end + 20_000) {
    status = (await house.call('/v1/query/ask', { token: house.token('viewer'), body: { question: QUESTION } })).status;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.equal(status, 202);
});

type Health = { readonly status: number; readonly body: { status: string; checks: Record<string, string> } };

async function healthWhen(holds: (health: Health) => boolean): Promise<Health> {
  for (const end = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const health = await house.call('/health/ready');
    if (holds(health)) return health;
    if (Date.now() > end) assert.fail(JSON.stringify(health.body));
  }
}

test('health tells each part, and takes an instance out of the balancer for its own parts alone', async () => {
  const ok = { database: 'ok', worker: 'ok', log: 'ok', objects: 'ok', source: 'ok' };
  const well = await healthWhen(({ body }) => body.status === 'ok');
  assert.deepEqual([well.status, well.body.checks], [200, ok]);

  const objects = join(house.home, 'objects');
  renameSync(objects, `${objects}.away`);
  writeFileSync(objects, '');
  const blind = await healthWhen(({ body }) => body.checks['objects'] === 'failing');
  assert.deepEqual([blind.status, blind.body.status], [503, 'failing']);
  rmSync(objects);
  renameSync(`${objects}.away`, objects);

  await moveBank(1);
  const away = await healthWhen(({ body }) => body.checks['source'] === 'failing' && body.checks['log'] === 'ok');
  assert.deepEqual([away.status, away.body.status], [200, 'degraded']);
  await moveBank(house.bank.address.port);

  await house.stopRole('worker');
  const idle = await healthWhen(({ body }) => body.checks['worker'] === 'failing');
  assert.equal(idle.status, 503);
  await house.startRole('worker');
  await healthWhen(({ body }) => body.status === 'ok');
  assert.equal((await house.call('/health')).body.status, 'ok');
});
