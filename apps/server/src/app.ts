import { availableParallelism } from 'node:os';
import { AtlasError, type StageName } from '@aureus/contract';
import { sql } from 'kysely';
import {
  type AskDeps,
  type Planner,
  askJobs,
  askRoutes,
  closeOverdue,
  judgeEvidenceSight,
  makeOfflinePlanner,
} from '#ask';
import { QUESTIONS_PER_LOGIN, catalogueJobs, catalogueRoutes, makeCatalogue } from '#features/catalogue';
import type { Clock } from '#platform/clock';
import { type Db, judgeDurability, makeDb, transaction } from '#platform/db';
import { makeGuardRoom } from '#platform/guard';
import { type HttpServer, startHttpServer } from '#platform/http';
import { makeJobs, startRunner } from '#platform/jobs';
import type { Keys } from '#platform/keys';
import { makeMemoryRates } from '#platform/limits';
import type { Log } from '#platform/log';
import { makeNotices } from '#platform/notices';
import type { ObjectStore } from '#platform/objects';
import { makeSourceRuns } from '#platform/source';
import { makeAccess } from '#trust/access';
import { type TrustInForce, logRoutes, makeAudit } from '#trust/audit';
import { evidenceRoutes, makeEvidence } from '#trust/evidence';
import { identityRoutes, loadActivePeople, loadPerson, makeIdentity } from '#trust/identity';
import type { Config } from './config.ts';
import { makeDoors } from './doors.ts';
import { SOURCE_CHANNEL, SOURCE_SAID_MS, healthRoutes, saySourceState } from './health.ts';
import { every } from './timers.ts';

/** What every role of the program stands on; `commands/` opens it. */
export type Foundation = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: Keys;
  readonly objects: ObjectStore;
  readonly trust: TrustInForce;
  readonly installationId: string;
  readonly build: { readonly version: string; readonly build: string };
  /** Replaces the offline planner. No key, header or route reaches it. */
  readonly planner?: Planner;
  /** Replaces the guard's thread program and deadline: a test plants a slow or crashing parser here. */
  readonly guard?: { readonly program: URL; readonly deadlineMs?: number };
  /** Called before each stage of a question; a test kills the process here. */
  readonly onStage?: (stage: StageName, run: string) => void;
  /** How long a question lives, in milliseconds; 60 s (specification 3.2) unless a test is in a hurry. */
  readonly questionMs?: number;
  /** How long a bank's server that was found in order is believed, in milliseconds; a minute unless a test changes it. */
  readonly attestMs?: number;
};

export type Running = { stop(): Promise<void> };

/** One execution may take this much of the bank's server. */
const SOURCE_LIMITS = {
  statementMs: 25_000,
  rows: 10_000,
  bytes: 64 << 20,
  cost: 5_000_000,
  planRows: 100_000_000,
  // Small: from version 17 on a sort of one text column counts 24 bytes for each value, however long it is.
  workMemKb: 16_384,
};

/**
 * At least two, so that one text that holds its thread until the deadline does not hold the others' questions; no more
 * than four, because each costs some 40 MB and reads thousands of texts a second.
 */
const GUARD_THREADS = Math.min(4, Math.max(2, availableParallelism()));

/** A profile that nobody needs any more is ended within this time. */
const RETIRE_MS = 600_000;

/** Makes every room once, in order, over one database login. */
export async function makeRooms(foundation: Foundation, db: Db) {
  const { clock, keys, log, objects, trust, config, build } = foundation;
  const audit = makeAudit({ attester: keys.attester, clock, origin: trust.origin, build });
  const access = makeAccess({ db });
  const evidence = makeEvidence({ audit, clock, keys, objects, trust });
  const { attestMs } = foundation;
  const attesting = attestMs === undefined ? {} : { attestMs };
  const catalogue = makeCatalogue({ db, access, audit, keys, clock, log: log.module('catalogue'), ...attesting });
  const jobs = makeJobs();
  const source = makeSourceRuns({ perLogin: Math.min(config.workerConcurrency, QUESTIONS_PER_LOGIN) });
  const guard = makeGuardRoom({ log: log.module('guard'), threads: GUARD_THREADS, ...foundation.guard });
  const ask: AskDeps = {
    db,
    access,
    audit,
    catalogue,
    clock,
    evidence,
    guard,
    identity: { loadPerson },
    jobs,
    limits: SOURCE_LIMITS,
    log: log.module('ask'),
    planner: foundation.planner ?? makeOfflinePlanner(build.version),
    running: config.limits.running,
    source,
    questionMs: foundation.questionMs ?? 60_000,
    onStage: foundation.onStage ?? (() => undefined),
  };
  return { db, audit, access, evidence, catalogue, guard, jobs, source, ask };
}

export type Rooms = Awaited<ReturnType<typeof makeRooms>>;

/** The role `api`: doors, routes, and closing what nobody else closes. */
export async function startApi(
  foundation: Foundation,
  { url, port, webRoot }: { url: string; port: number; webRoot: string | undefined },
): Promise<Running & HttpServer> {
  const { config, clock, log } = foundation;
  const db = makeDb({
    url,
    name: 'atlas api',
    max: 12,
    onIdleError: () => log.warning('A database connection was lost'),
  });
  await checkDurable(db);
  const rooms = await makeRooms(foundation, db);
  const notices = makeNotices({ url, channels: ['ask_query', SOURCE_CHANNEL], log: log.module('notices') });
  const identity = makeIdentityRoom(foundation, rooms);
  const doors = makeDoors({ db, audit: rooms.audit, identity, rates: makeMemoryRates(), clock, limits: config.limits });
  const server = await startHttpServer({
    doors,
    log: log.module('http'),
    host: config.host,
    port,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    tls: config.tls,
    webRoot,
    routes: [
      ...healthRoutes({ ...rooms, objects: foundation.objects, notices }),
      ...identityRoutes(identity),
      ...catalogueRoutes(rooms.catalogue),
      ...askRoutes({ ...rooms.ask, notices }),
      ...evidenceRoutes({ ...rooms, identity, sight: (person, run) => judgeEvidenceSight(rooms.ask, person, run) }),
      ...logRoutes({ db, loadTrust: async () => foundation.trust }),
    ],
  });
  const timers = [
    every(2000, log, () => closeOverdue(rooms.ask)),
    every(60_000, log, () => transaction(db, (tx) => rooms.audit.recordRefusals(tx))),
  ];
  return {
    ...server,
    async stop() {
      await server.close();
      await Promise.all(timers.map((timer) => timer.stop()));
      await transaction(db, (tx) => rooms.audit.recordRefusals(tx)).catch(() => undefined);
      await notices.close();
      await rooms.source.close();
      await db.destroy();
    },
  };
}

async function checkDurable(db: Db): Promise<void> {
  const weakness = await judgeDurability(db);
  if (weakness !== null)
    throw new AtlasError('SERVICE_UNAVAILABLE', `Atlas does not serve on this database: ${weakness}.`);
}

function makeIdentityRoom({ keys, clock, config, installationId }: Foundation, { db, audit }: Rooms) {
  return makeIdentity({
    db,
    audit,
    wrapper: keys.data,
    clock,
    installationId,
    jwtSecret: config.jwtSecret,
    idleSeconds: config.sessionIdle === undefined ? undefined : config.sessionIdle * 60,
    parallelHashes: Math.max(1, availableParallelism() - 1),
    policyVersion: sql<string>`(SELECT max(version)::text FROM access.policy_sets)`,
  });
}

/** The role `worker`: runs the questions. */
export async function startWorker(foundation: Foundation, url: string): Promise<Running> {
  const { config, log } = foundation;
  const db = makeDb({
    url,
    name: 'atlas worker',
    // For any number of questions: what holds a connection takes no second one, so nobody waits in a ring for another's.
    max: 12,
    onIdleError: () => log.warning('A database connection was lost'),
  });
  const rooms = await makeRooms(foundation, db);
  await rooms.guard.start();
  const runner = await startRunner({
    url,
    concurrency: config.workerConcurrency,
    log,
    tasks: {
      ...askJobs(rooms.ask),
      ...catalogueJobs(rooms.catalogue, (id) => loadPerson(db, id)),
    },
  });
  const timers = [
    every(2000, log, () => closeOverdue(rooms.ask)),
    every(1000, log, () => rooms.evidence.copyParts(db)),
    every(SOURCE_SAID_MS, log, () => saySourceState(rooms)),
    every(RETIRE_MS, log, async () => rooms.catalogue.retireUnused(await loadActivePeople(db))),
  ];
  return {
    async stop() {
      await runner.stop();
      await Promise.all(timers.map((timer) => timer.stop()));
      await rooms.guard.close();
      await rooms.source.close();
      await db.destroy();
    },
  };
}
