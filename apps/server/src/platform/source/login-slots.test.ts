import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase } from '../../../test/support/postgres.ts';
import { loopbackAddress } from './connection.ts';
import type { Kept } from './kept-connections.ts';
import { type LoginSlots, makeLoginSlots } from './login-slots.ts';
import { probe } from './provisioner.ts';

/** No test waits for a connection to grow so old. */
const KEPT = { watchMs: 20, kept: { idleMs: 600_000, ageMs: 600_000 } };
const AT_ONCE = { waitMs: 0, signal: new AbortController().signal };
const PATIENT = { ...AT_ONCE, waitMs: 120_000 };

let admin: pg.Client;
let url: string;
let user: string;
before(async () => {
  url = await createDatabase();
  user = `slots_${new URL(url).pathname.slice(6, 16)}`;
  admin = new pg.Client(url);
  await admin.connect();
  await admin.query(`CREATE ROLE ${user} LOGIN PASSWORD 'slots'`);
});
after(async () => {
  await admin.query(`DROP OWNED BY ${user}; DROP ROLE ${user}`);
  await admin.end();
});

test('who looks after a lost backend runs no operator of a stranger’s, whatever the database says is found first', async () => {
  const { database } = loopbackAddress(url);
  await admin.query(`CREATE SEQUENCE public.called; GRANT USAGE ON SEQUENCE public.called TO PUBLIC;
    CREATE FUNCTION public.planted(int, int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('public.called'); RETURN false; END $$;
    CREATE OPERATOR public.= (LEFTARG = int, RIGHTARG = int, FUNCTION = public.planted);
    ALTER DATABASE ${database} SET search_path TO public, pg_catalog`);
  const slots = makeLoginSlots(loopbackAddress(url), { user, password: 'slots' }, { ...KEPT, slots: 1 });
  const lost = await slots.take(AT_ONCE);
  assert.ok(lost);
  assert.equal(await slots.take(AT_ONCE), null);
  slots.lose(lost);
  let next: pg.Client | null = null;
  for (let round = 0; next === null && round < 400; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    next = await slots.take(AT_ONCE);
  }
  assert.ok(next, 'the slot came back');
  slots.giveBack(next);
  await slots.close();
  const { rows } = await admin.query<{ called: boolean }>('SELECT is_called AS called FROM public.called');
  assert.deepEqual(rows, [{ called: false }]);
});

const LIMIT = 3;

/** A login of the bank's server that is let in three times at once, and the slots that each of two workers has for it. */
async function shared(t: TestContext, kept: Kept) {
  const name = `shared_${randomUUID().replaceAll('-', '').slice(0, 10)}`;
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD 'slots' CONNECTION LIMIT ${LIMIT}`);
  const login = { user: name, password: 'slots' };
  const make = () => makeLoginSlots(loopbackAddress(url), login, { watchMs: 20, slots: LIMIT, kept });
  const workers = [make(), make()] as const;
  t.after(async () => {
    await Promise.all(workers.map((one) => one.close()));
    await untilNone(name);
    await admin.query(`DROP ROLE ${name}`);
  });
  return { login, workers };
}

async function untilNone(name: string): Promise<void> {
  for (let round = 0; ; round += 1) {
    const left = await admin.query('SELECT FROM pg_stat_activity WHERE usename = $1', [name]);
    if (left.rowCount === 0) return;
    assert.ok(round < 1200, 'a connection stays open');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function ask(slots: LoginSlots): Promise<void> {
  const client = await slots.take(PATIENT);
  assert.ok(client, 'nobody is turned away');
  await client.query('SELECT pg_catalog.pg_sleep(0.01)');
  slots.giveBack(client);
}

test('two workers that may each fill a login share it: of a burst nobody is turned away, and afterwards nothing is held', async (t) => {
  const { login, workers } = await shared(t, { idleMs: 100, ageMs: 600_000 });
  const burst = workers.flatMap((slots) => Array.from({ length: 24 }, () => ask(slots)));
  await Promise.all(burst);
  // A look has no slot: it finds room once a connection that nobody uses has grown old.
  assert.ok((await probe(loopbackAddress(url), login)).serverMajor > 14);
  await untilNone(login.user);
  await Promise.all(workers.map(ask));
});

test('a look finds room while workers hold every connection of a login without a pause', async (t) => {
  const { login, workers } = await shared(t, { idleMs: 600_000, ageMs: 300 });
  let isLooking = true;
  const load = async (slots: LoginSlots): Promise<void> => {
    while (isLooking) await ask(slots);
  };
  const loads = workers.flatMap((slots) => Array.from({ length: 2 * LIMIT }, () => load(slots)));
  try {
    for (let look = 0; look < 3; look += 1) await probe(loopbackAddress(url), login);
  } finally {
    isLooking = false;
    await Promise.all(loads);
  }
});

test('who waits for a slot is served in turn, and leaves when the wait is over or ended', async () => {
  const slots = makeLoginSlots(loopbackAddress(url), { user, password: 'slots' }, { ...KEPT, slots: 1 });
  const first = await slots.take(AT_ONCE);
  assert.ok(first);
  const ending = new AbortController();
  const ended = slots.take({ ...PATIENT, signal: ending.signal });
  const over = slots.take({ ...PATIENT, waitMs: 10 });
  const turns: string[] = [];
  const served = ['one', 'two'].map(async (name) => {
    const client = await slots.take(PATIENT);
    assert.equal(client, first, 'the connection that was given back');
    turns.push(name);
    slots.giveBack(client ?? first);
  });
  assert.equal(await over, null);
  ending.abort();
  assert.equal(await ended, null);
  slots.giveBack(first);
  await Promise.all(served);
  assert.deepEqual(turns, ['one', 'two']);
  await slots.close();
});
