import { createHash } from 'node:crypto';
import type { Person } from '@aureus/contract';
import { catalogueDatasets, demoPeople, morePeople } from '@aureus/demo';
import { loadDemo } from '@aureus/demo/load';
import type { Clock } from '#platform/clock';
import type { Home } from '#platform/home';
import type { Keys } from '#platform/keys';
import type { Cluster } from '#platform/postgres';
import {
  PROVISIONER,
  type SourceAddress,
  asSuperuser,
  closeOtherDatabases,
  loopbackAddress,
  setupStatements,
  toScript,
} from '#platform/source';
import { loadActiveVersion } from '#trust/access';
import { createUser, loadActivePeople, makeUserDeps } from '#trust/identity';
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
  const address = loopbackAddress(bankUrl);
  const secret = Buffer.from(home.secret('bank provisioner'), 'hex');
  if (await isPublished(rooms)) await rooms.catalogue.moveSource(SOURCE, address);
  else await publish(rooms, { address, secret, anchorDay, say: setting.say });
  const people = await ensurePeople(rooms, setting);
  const executors = await ensureExecutors(rooms, setting);
  if (!(await rooms.catalogue.isLookedAt())) await rooms.catalogue.provision(await loadActivePeople(rooms.db));
  return {
    people: people.slice(0, demoPeople.length),
    ready: (app) => ({
      demo: people.slice(0, demoPeople.length),
      more: people.slice(demoPeople.length),
      databases: { demo: bankUrl, app },
      executors,
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
    const { rows } = await client.query<{ loaded: boolean; ready: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'public' AND tablename = 'branches') AS loaded,
              EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $1) AS ready`,
      [PROVISIONER],
    );
    // Each of the two is there as a whole or not at all, so that a start that was broken off is taken up where it was.
    if (rows[0]?.loaded !== true) {
      say('Making Meridian Bank: 730,000 rows of invented data.');
      await loadDemo(client, { seed: SEED, anchorDay });
    }
    if (rows[0]?.ready === true) return;
    await client.query('VACUUM ANALYZE');
    const relations = catalogueDatasets(anchorDay).map(({ schema, relation }) => ({ schema, relation }));
    const password = home.secret('bank provisioner');
    const setup = setupStatements({ database: DATABASE, relations, password });
    await client.query(toScript([closeOtherDatabases([PROVISIONER]), ...setup]));
  });
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

async function ensurePeople(rooms: Rooms, { home, clock }: Setting): Promise<Account[]> {
  const present = new Set((await loadActivePeople(rooms.db)).map(({ email }) => email));
  const accounts: Account[] = [];
  for (const person of [...demoPeople, ...morePeople]) {
    const password = `Demo-${home.secret(`person ${person.email}`).slice(0, 20)}`;
    if (!present.has(person.email)) {
      await createUser(makeUserDeps({ db: rooms.db, clock, audit: rooms.audit }), { ...person, password });
    }
    accounts.push({ role: person.role, email: person.email, password });
  }
  return accounts;
}

type Executor = { readonly role: string; readonly url: string };
type Logins = Readonly<Record<string, string>>;

/** The login that each demo person's questions run under, for whoever wants to try what it can reach. */
async function ensureExecutors(rooms: Rooms, { home, bank, say }: Setting): Promise<Executor[]> {
  const people = await loadActivePeople(rooms.db);
  const { catalogue } = await rooms.catalogue.active();
  // Deciding anew what everybody may see takes a second; the same people under the same policies see the same.
  const decidedFrom = [await loadActiveVersion(rooms.db), catalogue.digest, people];
  const of = createHash('sha256').update(JSON.stringify(decidedFrom)).digest('hex');
  const known = (home.recall('demo-logins', of) ?? {}) as Logins;
  const profiles = await rooms.catalogue.profiles();
  const stands = ({ email }: Person): boolean => profiles.some(({ login }) => login === known[email]);
  if (!people.every(stands)) say('Looking at what each demo person may see.');
  const logins: Record<string, string> = {};
  for (const person of people) {
    logins[person.email] = stands(person) ? (known[person.email] ?? '') : await provisionFor(rooms, person);
  }
  home.remember('demo-logins', of, logins);
  const provisioned = await rooms.catalogue.profiles();
  const executors: Executor[] = [];
  for (const { email, role } of demoPeople) {
    const profile = provisioned.find(({ login }) => login === logins[email]);
    if (profile === undefined) throw new Error(`no profile for ${email}`);
    const { login } = await rooms.catalogue.connection(profile);
    executors.push({ role, url: bank.urlOf({ user: login.user, password: login.password, database: DATABASE }) });
  }
  return executors;
}

async function provisionFor(rooms: Rooms, person: Person): Promise<string> {
  const profile = await rooms.catalogue.provisionFor(person);
  if (profile === null) throw new Error(`no profile for ${person.email}`);
  return profile.login;
}
