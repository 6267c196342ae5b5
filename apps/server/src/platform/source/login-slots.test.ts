import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createDatabase } from '../../../test/support/postgres.ts';
import { loopbackAddress } from './connection.ts';
import { makeLoginSlots } from './login-slots.ts';

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
  const slots = makeLoginSlots(loopbackAddress(url), { user, password: 'slots' }, { slots: 1, watchMs: 20 });
  const lost = await slots.take();
  assert.ok(lost);
  assert.equal(await slots.take(), null);
  slots.lose(lost);
  let next: pg.Client | null = null;
  for (let round = 0; next === null && round < 400; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    next = await slots.take();
  }
  assert.ok(next, 'the slot came back');
  slots.giveBack(next);
  await slots.close();
  const { rows } = await admin.query<{ called: boolean }>('SELECT is_called AS called FROM public.called');
  assert.deepEqual(rows, [{ called: false }]);
});
