import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorEnvelope, LoginReply, Me, Role } from '@aureus/contract';
import bcrypt from 'bcrypt';
import { sql } from 'kysely';
import { makeDoors } from '../../src/doors.ts';
import { makeDb } from '../../src/platform/db/index.ts';
import type { Db } from '../../src/platform/db/index.ts';
import { startHttpServer } from '../../src/platform/http/index.ts';
import type { HttpServer, HttpServerOptions, Route } from '../../src/platform/http/index.ts';
import { ensureKeys, openKeys } from '../../src/platform/keys/index.ts';
import { makeMemoryRates } from '../../src/platform/limits/index.ts';
import { makeLog } from '../../src/platform/log.ts';
import { makeAudit } from '../../src/trust/audit/index.ts';
import type { Audit, AuditEvent } from '../../src/trust/audit/index.ts';
import { identityRoutes, makeIdentity, makePasswordHasher } from '../../src/trust/identity/index.ts';
import type { Identity, IdentityOptions } from '../../src/trust/identity/index.ts';
import { cloneDatabase } from './postgres.ts';

export const PASSWORD = 'a tram in Lisbon';
const BUILD = { version: '0.0.0', build: '0'.repeat(64) };

export type FrontDoor = {
  readonly url: string;
  readonly db: Db;
  readonly identity: Identity;
  readonly server: HttpServer;
  /** What was put on record, in order. */
  readonly recorded: AuditEvent[];
  /** `kind address` of refusals without a session. */
  readonly counted: string[];
  readonly logged: string[];
  now(): Date;
  /** Moves the clock. */
  wait(seconds: number): void;
  person(role?: Role, more?: { email?: string }): Promise<{ id: string; email: string }>;
  /** A POST or GET as JSON. */
  call(path: string, how?: Call): Promise<Answer>;
  signIn(email: string): Promise<string>;
  /** Makes the staging table refuse everything. */
  breakRecord(): Promise<void>;
  close(): Promise<void>;
};

export type Call = {
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
};
/** Whatever the routes of these tests answer; only what an answer has is in it. */
export type AnswerBody = ErrorEnvelope & LoginReply & Me & { readonly refresh_token: string };
export type Answer = {
  readonly status: number;
  readonly body: AnswerBody;
  readonly text: string;
  readonly headers: Headers;
};

export type FrontDoorOptions = {
  readonly routes?: (identity: Identity) => readonly Route[];
  readonly identity?: Partial<IdentityOptions>;
  readonly limits?: Partial<Record<'ask' | 'login' | 'other', number>>;
  readonly webRoot?: string;
  readonly server?: Pick<HttpServerOptions, 'host' | 'publicUrl' | 'tls' | 'trustedProxies'>;
};

/** The real server, doors and identity on a real database, with a clock that a test can move. */
export async function openFrontDoor(options: FrontDoorOptions = {}): Promise<FrontDoor> {
  const database = await cloneDatabase();
  const db = makeDb({ url: database.appUrl, name: 'front door test', max: 4 });
  let ahead = 0;
  const opened = Date.now();
  // It stands still between `wait`s: no slow machine lets a minute pass.
  const now = (): Date => new Date(opened + ahead);
  const clock = { now, instant: now };
  const recorded: AuditEvent[] = [];
  const counted: string[] = [];
  const logged: string[] = [];
  const home = temporaryFolder();
  await ensureKeys({ home: home.path });
  const keys = await openKeys({ home: home.path });
  const real = makeAudit({ attester: keys.attester, clock, origin: 'aureus-atlas/test', build: BUILD });
  const audit: Pick<Audit, 'checkAlive' | 'record' | 'countRefusal'> = {
    // No sequencer runs behind this door; failing-services.test.ts stops a real one.
    checkAlive: async () => undefined,
    record: (tx, event) => {
      recorded.push(event);
      return real.record(tx, event);
    },
    countRefusal: (kind, address) => {
      counted.push(`${kind} ${address}`);
      real.countRefusal(kind, address);
    },
  };
  const identity = makeIdentity({
    db,
    audit,
    clock,
    wrapper: keys.data,
    installationId: randomUUID(),
    parallelHashes: 1,
    hasher: knownHash,
    ...options.identity,
  });
  const limits = { ask: 10, login: 1000, other: 1000, ...options.limits };
  const doors = makeDoors({ db, audit, identity, clock, limits, rates: makeMemoryRates() });
  const destination = { write: (line: string) => void logged.push(line) };
  const server = await startHttpServer({
    doors,
    routes: [...identityRoutes(identity), ...(options.routes?.(identity) ?? [])],
    log: makeLog({ level: 'DEBUG', service: 'api', destination }),
    host: '127.0.0.1',
    port: 0,
    webRoot: options.webRoot,
    ...options.server,
  });
  const call = (path: string, how: Call = {}): Promise<Answer> => send(server.url, path, how);
  return {
    url: server.url,
    db,
    identity,
    server,
    recorded,
    counted,
    logged,
    call,
    now,
    wait: (seconds) => void (ahead += seconds * 1000),
    person: async (role = 'analyst', { email = `p${randomBytes(4).toString('hex')}@meridian.example` } = {}) => {
      const about = {
        email,
        fullName: 'Ada Lund',
        role,
        team: 'credit',
        jurisdictions: ['US', 'EU'],
        password: PASSWORD,
      };
      const { person } = await identity.createUser(about);
      return { id: person.id, email: person.email };
    },
    signIn: async (email) => (await call('/v1/auth/login', { body: { email, password: PASSWORD } })).body.access_token,
    breakRecord: async () => {
      const owner = makeDb({ url: database.ownerUrl, name: 'front door test', max: 1 });
      await sql`REVOKE INSERT ON audit.staging FROM atlas_app`.execute(owner);
      await owner.destroy();
    },
    close: async () => {
      await server.close();
      await db.destroy();
      home.remove();
    },
  };
}

/** bcrypt of PASSWORD, made once: the tests sign in dozens of people. */
const HASH = bcrypt.hashSync(PASSWORD, 12);
const bcryptHasher = makePasswordHasher(1);
/** The right password is known to be right; every other is put to bcrypt. */
const knownHash: typeof bcryptHasher = {
  hash: (password) => (password === PASSWORD ? Promise.resolve(HASH) : bcryptHasher.hash(password)),
  matches: async (password, hash) => (password === PASSWORD && hash === HASH) || bcryptHasher.matches(password, hash),
};

async function send(url: string, path: string, { method, body, token, headers }: Call): Promise<Answer> {
  const reply = await fetch(`${url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await reply.text();
  const json = reply.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: reply.status, headers: reply.headers, text, body: (json ? JSON.parse(text) : {}) as AnswerBody };
}

/** Asserts the customer's envelope: status, code, and the id that the header has too. */
export function assertEnvelope(answer: Answer, status: number, code: string): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.body.error.code, code);
  assert.equal(answer.body.error.request_id, answer.headers.get('x-request-id'));
  assert.equal(answer.headers.get('cache-control'), 'no-store');
}

/** A folder for one test file, removed at the end. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'atlas-door-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
