import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeDb } from '#platform/db';
import { createUser, makeUserDeps } from '#trust/identity';
import { makeRooms } from '../src/app.ts';
import { type House, startHouse } from './support/house.ts';

let house: House;
before(async () => {
  house = await startHouse();
});
after(async () => house.stop());

const list = async (who: Parameters<House['token']>[0], query = '') =>
  (await house.call(`/v1/datasets${query}`, { token: house.token(who) })).body.datasets;

test('lists what one may ask about, with counts, values and masks as one’s own profile sees them', async () => {
  const [clients, loans] = await list('eu');
  assert.deepEqual([clients.name, loans.name], ['clients', 'loans']);
  assert.equal(loans.row_count, 30);
  const column = (dataset: typeof clients, name: string) =>
    dataset.schema.find((one: { name: string }) => one.name === name);
  assert.deepEqual(column(clients, 'jurisdiction').values, ['EU'], 'a value of hidden rows is not told');
  assert.equal(column(clients, 'ssn').mask, 'last4');
  assert.equal(column(clients, 'ssn').pii, true);
  assert.deepEqual(clients.sample_questions, ['How many clients are there?']);
  assert.equal((await list('analyst'))[1].row_count, 90);
});

test('a viewer sees datasets that are not approved only when asking for what is known, without counts', async () => {
  assert.deepEqual(
    (await list('viewer')).map((one: { name: string }) => one.name),
    ['clients', 'loans'],
  );
  const known = await list('viewer', '?known=true');
  const alerts = known.find((one: { name: string }) => one.name === 'alerts');
  assert.deepEqual([alerts.row_count, alerts.can, alerts.sample_questions], [null, ['request_access'], []]);
});

test('one dataset by id; an unknown id is 404', async () => {
  const [first] = await list('analyst');
  const one = await house.call(`/v1/datasets/${first.id}`, { token: house.token('analyst') });
  assert.equal(one.body.name, first.name);
  assert.equal(
    (await house.call('/v1/datasets/01990000-0000-7000-8000-000000000000', { token: house.token('analyst') })).status,
    404,
  );
});

test('a person whose profile nobody made yet gets a narrower one, is told so, and then their own', async () => {
  const db = makeDb({ url: house.database.ownerUrl, name: 'test', max: 2 });
  const rooms = await makeRooms(house.foundation, db);
  const deps = makeUserDeps({ db, clock: house.foundation.clock, audit: rooms.audit });
  const password = 'correct horse battery staple';
  const someone = {
    email: 'two@bank.example',
    fullName: 'Two',
    role: 'analyst' as const,
    team: 'risk',
    jurisdictions: ['EU', 'UK'],
    password,
  };
  await createUser(deps, someone);
  await rooms.source.close();
  await db.destroy();
  const { body } = await house.call('/v1/auth/login', { body: { email: someone.email, password } });
  const ask = async () => {
    const asked = await house.call('/v1/query/ask', {
      token: body.access_token,
      body: { question: 'How many loans are there?' },
    });
    for (;;) {
      const view = (await house.call(`/v1/query/${asked.body.query_id}`, { token: body.access_token })).body;
      if (view.finished_at !== null) return view;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const first = await ask();
  assert.equal(Object.values(first.results[0])[0], 30, 'the EU profile is the widest that is nowhere wider');
  assert.match(first.assumptions.join(' '), /narrower/);
  for (let round = 0; ; round += 1) {
    const view = await ask();
    if (Object.values(view.results[0])[0] === 60) break;
    assert.ok(round < 100, 'their own profile was never made');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});
