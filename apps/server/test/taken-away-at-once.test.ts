import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { House } from './support/house.ts';
import { runProvision, startProvisionedHouse } from './support/provisioning.ts';

let house: House;
let bank: pg.Client;
let own: pg.Client;
/** Looks on while `own` holds something. */
let looker: pg.Client;
let stop: () => Promise<void>;
before(async () => {
  ({ house, bank, own, stop } = await startProvisionedHouse());
  looker = new pg.Client(house.database.superuserUrl);
  await looker.connect();
});
after(async () => {
  await looker.end();
  await stop();
});

const provision = (...args: string[]) => runProvision(house, ...args);
const drop = (relation: string, ...more: string[]) => provision('--drop', '--relation', relation, ...more);

async function away(): Promise<string[]> {
  const found = await looker.query<{ away: string[] }>('SELECT away FROM catalogue.sources');
  return found.rows[0]?.away.toSorted() ?? [];
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 3000; look += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`never so: ${what}`);
}

/** At least as many sessions of Atlas's own database wait for a lock with a statement like this one. */
const wait = (count: number, statement: string) =>
  until(`${count} wait with ${statement}`, async () => {
    const waiting = await looker.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1",
      [`%${statement}%`],
    );
    return (waiting.rowCount ?? 0) >= count;
  });

const codeOf = async (relation: string): Promise<string | null> =>
  (await house.ask(`SELECT count(*) AS n FROM ${relation}`)).error_code;

test('two relations that are taken away at the same time are both away, and come back together', async () => {
  await own.query('BEGIN; SELECT FROM catalogue.sources FOR UPDATE');
  const both = [drop('loans'), drop('clients')];
  await wait(2, 'catalogue.sources');
  await own.query('COMMIT');
  for (const { code, out } of await Promise.all(both)) assert.equal(code, 0, out);
  assert.deepEqual(await away(), ['clients', 'loans']);
  assert.deepEqual(
    [await codeOf('loans'), await codeOf('clients'), await codeOf('alerts')],
    ['SOURCE_UNAVAILABLE', 'SOURCE_UNAVAILABLE', null],
  );
  const back = await provision();
  assert.equal(back.code, 0, back.out);
  assert.deepEqual([await away(), await codeOf('loans')], [[], null]);
});

test('what is taken away while the rest is put back stays away, and so does what is taken away once more', async () => {
  assert.equal((await drop('loans')).code, 0);
  await own.query('BEGIN; LOCK TABLE catalogue.profiles');
  const running = provision();
  await wait(1, 'FROM catalogue.profiles WHERE source_id');
  const printed = [drop('clients', '--print'), drop('loans', '--print')];
  await until('clients is away', async () => (await away()).includes('clients'));
  await own.query('COMMIT');
  const done = await running;
  assert.equal(done.code, 0, done.out);
  const scripts = await Promise.all(printed);
  assert.deepEqual(await away(), ['clients', 'loans']);
  for (const { out } of scripts) await bank.query(out);
  assert.deepEqual([await codeOf('loans'), await codeOf('alerts')], ['SOURCE_UNAVAILABLE', null]);
  const back = await provision();
  assert.equal(back.code, 0, back.out);
  assert.deepEqual([await away(), await codeOf('loans'), await codeOf('clients')], [[], null, null]);
});

test('what could not be taken away is answered again, and what another run took away is not', async () => {
  assert.equal((await drop('alerts')).code, 0);
  const { rows } = await bank.query<{ schema: string }>(
    "SELECT relnamespace::regnamespace::text AS schema FROM pg_class WHERE relname = 'loans' AND relkind = 'v' LIMIT 1",
  );
  await bank.query(`CREATE VIEW public.of_the_bank AS SELECT loan_id FROM ${rows[0]?.schema}.loans`);
  await assert.rejects(provision('--drop'), /Nothing was dropped, and questions about clients, loans are answered/);
  assert.deepEqual(await away(), ['alerts']);
  assert.deepEqual([await codeOf('loans'), await codeOf('alerts')], [null, 'SOURCE_UNAVAILABLE']);
  await bank.query('DROP VIEW public.of_the_bank');
  assert.equal((await provision()).code, 0);
});
