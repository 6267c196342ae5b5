import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueryView, Role as PersonRole } from '@aureus/contract';
import { makeDb } from '#platform/db';
import { createUser, makeUserDeps } from '#trust/identity';
import { type Foundation, makeRooms } from '../../src/app.ts';
import { openFoundation } from '../../src/commands/foundation.ts';
import { type Role, startRole } from '../../src/commands/serve.ts';
import { prepare } from '../../src/commands/setup.ts';
import { loadConfig } from '../../src/config.ts';
import { type TestDatabase, cloneDatabase } from './postgres.ts';
import { type SmallBank, makeSmallBank, PROVISIONER_SECRET } from './small-bank.ts';

export const INSTANT = '2026-03-31T12:00:00.000Z';

export type House = {
  readonly url: string;
  readonly home: string;
  readonly bank: SmallBank;
  readonly database: TestDatabase;
  readonly foundation: Foundation;
  /** An access token of a person of this role; `eu` is an analyst of one jurisdiction. */
  token(who: PersonRole | 'eu'): string;
  call(path: string, options?: CallOptions): Promise<Reply>;
  /** Asks and waits for the final state. */
  ask(question: string, who?: PersonRole | 'eu'): Promise<QueryView>;
  /** What a program of its own needs to join this house. */
  readonly env: Readonly<Record<string, string>>;
  stopRole(role: Role): Promise<void>;
  startRole(role: Role): Promise<void>;
  stop(): Promise<void>;
};

export type CallOptions = {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};
export type Reply = { readonly status: number; readonly body: any; readonly headers: Headers };

const PEOPLE = ['viewer', 'analyst', 'approver', 'admin', 'eu'] as const;
const PASSWORD = 'correct horse battery staple';

/** A whole Atlas in this process: real databases, real HTTP, real worker, log and signer, over a small bank. */
type Options = {
  readonly env?: Record<string, string>;
  /** The bank gives one read-only login. */
  readonly inline?: boolean;
  /** What `makeSmallBank` puts before its loans. */
  readonly walls?: string;
  /** Another bank than the small one. */
  readonly given?: SmallBank;
} & Partial<Pick<Foundation, 'guard' | 'planner' | 'questionMs' | 'attestMs'>>;

export async function startHouse({
  env = {},
  inline = false,
  walls,
  given,
  ...replaced
}: Options = {}): Promise<House> {
  const [database, bank] = await Promise.all([cloneDatabase(), given ?? makeSmallBank(walls)]);
  const home = mkdtempSync(join(tmpdir(), 'atlas-house-'));
  const config = loadConfig(
    {
      ATLAS_HOME: home,
      ATLAS_INSTANT: INSTANT,
      ATLAS_LOG_LEVEL: 'CRITICAL',
      ATLAS_LIMIT_ASK: '10000',
      ATLAS_LIMIT_OTHER: '100000',
      ATLAS_LIMIT_LOGIN: '1000',
      ATLAS_PORT: String(20_000 + (process.pid % 20_000)),
      ...env,
    },
    home,
  );
  const urls = {
    app: database.appUrl,
    owner: database.ownerUrl,
    worker: database.workerUrl,
    sequencer: database.sequencerUrl,
    signer: database.signerUrl,
  };
  await prepare(config, urls, () => undefined);
  const foundation: Foundation = { ...(await openFoundation(config, 'test')), ...replaced };
  const urlFor = { ...urls, api: urls.app };
  const running = new Map<Role, { stop(): Promise<void>; url?: string }>();
  const begin = async (role: Role): Promise<void> =>
    void running.set(role, await startRole(foundation, role, urlFor[role]));
  const end = async (role: Role): Promise<void> => {
    await running.get(role)?.stop();
    running.delete(role);
  };
  await begin('sequencer');
  await begin('signer');
  await people(foundation, { ownerUrl: urls.owner, bank, inline });
  await begin('worker');
  await begin('api');
  const url = running.get('api')?.url ?? '';
  const call = (path: string, more: CallOptions = {}): Promise<Reply> => request(url + path, more);
  const tokens = new Map<string, string>();
  for (const who of PEOPLE) {
    const reply = await call('/v1/auth/login', { body: { email: `${who}@bank.example`, password: PASSWORD } });
    tokens.set(who, reply.body.access_token);
  }
  const token = (who: string): string => tokens.get(who) ?? '';
  return {
    url,
    home,
    bank,
    database,
    foundation,
    token,
    call,
    ask: (question, who = 'analyst') => askAndWait(call, question, token(who)),
    startRole: begin,
    env: {
      ATLAS_HOME: home,
      ATLAS_INSTANT: INSTANT,
      ATLAS_LOG_LEVEL: 'CRITICAL',
      ATLAS_WORKER_DATABASE_URL: database.workerUrl,
      ...env,
    },
    stopRole: end,
    async stop() {
      for (const role of ['api', 'worker', 'signer', 'sequencer'] as const) await end(role);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

type Peopling = { readonly ownerUrl: string; readonly bank: SmallBank; readonly inline: boolean };

async function people(foundation: Foundation, { ownerUrl, bank, inline }: Peopling): Promise<void> {
  const db = makeDb({ url: ownerUrl, name: 'test setup', max: 2 });
  try {
    const rooms = await makeRooms(foundation, db);
    const source = { name: 'small bank', address: bank.address, timeZone: 'UTC' };
    const access = inline ? { reader: bank.reader } : { provisionerSecret: PROVISIONER_SECRET };
    await rooms.catalogue.connectAndPublish({ ...source, ...access }, bank.publications);
    const deps = makeUserDeps({ db, clock: foundation.clock, audit: rooms.audit });
    for (const who of PEOPLE) {
      const role = who === 'eu' ? 'analyst' : who;
      const jurisdictions = who === 'eu' ? ['EU'] : ['US', 'EU', 'UK'];
      const { person } = await createUser(deps, {
        email: `${who}@bank.example`,
        fullName: `The ${who}`,
        role,
        team: 'risk',
        jurisdictions,
        password: PASSWORD,
      });
      await rooms.catalogue.provisionFor(person);
    }
    await rooms.source.close();
  } finally {
    await db.destroy();
  }
}

async function request(url: string, { method, token, body, headers = {} }: CallOptions): Promise<Reply> {
  const reply = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await reply.arrayBuffer());
  const isJson = reply.headers.get('content-type')?.includes('json') === true;
  return { status: reply.status, headers: reply.headers, body: isJson ? JSON.parse(bytes.toString()) : bytes };
}

const WAIT_MS = 90_000;

async function askAndWait(call: House['call'], question: string, token: string): Promise<QueryView> {
  const asked = await call('/v1/query/ask', { token, body: { question } });
  if (asked.status !== 202) throw new Error(`ask answered ${asked.status}: ${JSON.stringify(asked.body)}`);
  return waitFor(call, asked.body.query_id, token);
}

/** The question's final state. */
export async function waitFor(call: House['call'], id: string, token: string): Promise<QueryView> {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const { body } = await call(`/v1/query/${id}`, { token });
    if (body.finished_at !== null) return body as QueryView;
    if (Date.now() > end) throw new Error(`question ${id} is still ${body.status}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
