import { catalogueDatasets, demoPeople, morePeople, type DemoPerson } from '@aureus/demo';
import { loadDemo } from '@aureus/demo/load';
import type { Clock } from '#platform/clock';
import type { Home } from '#platform/home';
import type { Keys } from '#platform/keys';
import type { Cluster } from '#platform/postgres';
import { PROVISIONER, type SourceAddress, asSuperuser, closeOtherDatabases, setupStatements } from '#platform/source';
import { createUser, loadActivePeople, loadPersonByEmail, makeUserDeps } from '#trust/identity';
import type { Rooms } from '../app.ts';

export type Account = { readonly role: string; readonly email: string; readonly password: string };

export type Demo = {
  readonly people: readonly Account[];
  /** What `ready.json` tells besides address and process. */
  ready(appDatabase: string): Record<string, unknown>;
};

type Setting = {
  readonly home: Home;
  readonly bank: Cluster;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly say: (sentence: string) => void;
};

const DATABASE = 'meridian';
const SOURCE = 'Meridian Bank';
const SEED = 20_260_331;

/** Meridian Bank: loaded, connected, published and peopled on the first start; found again on every later one. */
export async function makeDemo(rooms: Rooms, setting: Setting): Promise<Demo> {
  const { home, bank, clock } = setting;
  const bankUrl = bank.urlOf({ user: 'postgres', password: home.secret('postgres bank'), database: DATABASE });
  const anchorDay = clock.instant().toISOString().slice(0, 10);
  await ensureBank(setting, anchorDay);
  const address = addressOf(bankUrl);
  const secret = Buffer.from(home.secret('bank provisioner'), 'hex');
  if (await isPublished(rooms)) await rooms.catalogue.moveSource(SOURCE, address);
  else await publish(rooms, { address, secret, anchorDay, say: setting.say });
  const people: Account[] = [];
  const executors: { role: string; url: string }[] = [];
  for (const person of [...demoPeople, ...morePeople]) {
    people.push(await ensurePerson(rooms, setting, person));
    executors.push(await ensureExecutor(rooms, setting, person));
  }
  if (!(await rooms.catalogue.isLookedAt())) await rooms.catalogue.provision(await loadActivePeople(rooms.db));
  return {
    people: people.slice(0, demoPeople.length),
    ready: (app) => ({
      demo: people.slice(0, demoPeople.length),
      more: people.slice(demoPeople.length),
      databases: { demo: bankUrl, app },
      executors: executors.slice(0, demoPeople.length),
    }),
  };
}

async function ensureBank({ home, bank, say }: Setting, anchorDay: string): Promise<void> {
  const url = bank.urlOf({ user: 'postgres', password: home.secret('postgres bank'), database: DATABASE });
  await asSuperuser(bank.url, async (client) => {
    const found = await client.query('SELECT FROM pg_catalog.pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });
  await asSuperuser(url, async (client) => {
    const found = await client.query(
      "SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'public' AND tablename = 'branches'",
    );
    if (found.rowCount !== 0) return;
    say('Making Meridian Bank: 730,000 rows of invented data.');
    await loadDemo(client, { seed: SEED, anchorDay });
    await client.query('VACUUM ANALYZE');
    const relations = catalogueDatasets(anchorDay).map(({ schema, relation }) => ({ schema, relation }));
    const password = home.secret('bank provisioner');
    const setup = setupStatements({ database: DATABASE, relations, password });
    for (const statement of [closeOtherDatabases([PROVISIONER]), ...setup]) await client.query(statement);
  });
}

function addressOf(url: string): SourceAddress {
  const { hostname, port, pathname } = new URL(url);
  return { host: hostname, port: Number(port), database: pathname.slice(1), tls: 'loopback' };
}

const isPublished = (rooms: Rooms): Promise<boolean> =>
  rooms.catalogue.active().then(
    () => true,
    () => false,
  );

type Publishing = { address: SourceAddress; secret: Uint8Array; anchorDay: string; say: Setting['say'] };

async function publish(rooms: Rooms, { address, secret, anchorDay, say }: Publishing): Promise<void> {
  say('Publishing its datasets.');
  const source = { name: SOURCE, address, timeZone: 'UTC', provisionerSecret: secret };
  await rooms.catalogue.connectAndPublish(source, catalogueDatasets(anchorDay));
}

async function ensurePerson(rooms: Rooms, { home, clock }: Setting, person: DemoPerson): Promise<Account> {
  const password = `Demo-${home.secret(`person ${person.email}`).slice(0, 20)}`;
  if ((await loadPersonByEmail(rooms.db, person.email)) === null) {
    await createUser(makeUserDeps({ db: rooms.db, clock, audit: rooms.audit }), { ...person, password });
  }
  return { role: person.role, email: person.email, password };
}

/** The login that this person's questions run under, for whoever wants to try what it can reach. */
async function ensureExecutor(
  rooms: Rooms,
  { bank }: Setting,
  { email, role }: DemoPerson,
): Promise<{ role: string; url: string }> {
  const person = await loadPersonByEmail(rooms.db, email);
  const profile = person === null ? null : await rooms.catalogue.provisionFor(person);
  if (profile === null) throw new Error(`no profile for ${email}`);
  const { login } = await rooms.catalogue.connection(profile);
  return { role, url: bank.urlOf({ user: login.user, password: login.password, database: DATABASE }) };
}
