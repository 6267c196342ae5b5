import { sql } from 'kysely';
import { z } from 'zod';
import type { CatalogueRoom } from '#features/catalogue';
import type { Db } from '#platform/db';
import { type Route, json, route } from '#platform/http';
import type { Jobs } from '#platform/jobs';
import type { Notices } from '#platform/notices';
import type { ObjectStore } from '#platform/objects';
import type { Audit } from '#trust/audit';

const live = z.strictObject({ status: z.literal('ok') });
const check = z.enum(['ok', 'failing']);
const ready = z.strictObject({
  /** `degraded`: everything of Atlas's own works, and the bank's database does not answer. */
  status: z.enum(['ok', 'degraded', 'failing']),
  checks: z.strictObject({
    database: check,
    worker: check,
    log: check,
    objects: check,
    /** As a worker saw it last; no other role talks to a bank. */
    source: z.enum(['ok', 'failing', 'unknown']),
  }),
});

type Deps = {
  readonly db: Db;
  readonly jobs: Pick<Jobs, 'isWorked'>;
  readonly audit: Pick<Audit, 'checkAlive'>;
  readonly objects: ObjectStore;
  readonly notices: Pick<Notices, 'newest'>;
};

/** Where a worker says every few seconds whether the bank's database answers; nothing is lost with a lost notice. */
export const SOURCE_CHANNEL = 'source_state';
export const SOURCE_SAID_MS = 5000;
const SOURCE_BELIEVED_MS = 4 * SOURCE_SAID_MS;

/** A probe needs no session: whoever asks more often than this gets the same answer. */
const BELIEVED_MS = 1000;

/** Liveness, and readiness of each dependency. A balancer reads the status; a person reads the checks. */
export function healthRoutes(deps: Deps): Route[] {
  const look = remembered(() => lookAtAll(deps));
  return [
    route({
      method: 'GET',
      path: '/health',
      permission: 'public',
      audit: 'health.live',
      rate: 'free',
      summary: 'The process lives',
      responses: { 200: live },
      handle: () => json(200, { status: 'ok' }),
    }),
    route({
      method: 'GET',
      path: '/health/ready',
      permission: 'public',
      audit: 'health.ready',
      rate: 'free',
      summary: 'Each dependency works',
      responses: { 200: ready, 503: ready },
      handle: async () => {
        const found = await look();
        return json(found.status === 'failing' ? 503 : 200, found);
      },
    }),
  ];
}

type Ready = z.infer<typeof ready>;

/**
 * A bank's database that is away takes no instance out of the balancer: every other instance would miss it too, and
 * sign-in, history and evidence go on. What is Atlas's own does.
 */
async function lookAtAll(deps: Deps): Promise<Ready> {
  const [database, worker, log, objects] = await Promise.all([
    passes(() => sql`SELECT 1`.execute(deps.db)),
    passes(async () => {
      if (!(await deps.jobs.isWorked(deps.db))) throw new Error('no living worker');
    }),
    passes(() => deps.audit.checkAlive(deps.db)),
    passes(() => checkObjects(deps.objects)),
  ]);
  const source = sourceAsSaid(deps.notices);
  const own = [database, worker, log, objects];
  const status = own.includes('failing') ? 'failing' : source === 'ok' ? 'ok' : 'degraded';
  return { status, checks: { database, worker, log, objects, source } };
}

const passes = (work: () => Promise<unknown>): Promise<'ok' | 'failing'> =>
  work().then(
    () => 'ok' as const,
    () => 'failing' as const,
  );

/** Read and written, as a question does it. The same bytes each time: nothing piles up, also under a retention lock. */
async function checkObjects(objects: ObjectStore): Promise<void> {
  await objects.get('log/checkpoint');
  await objects.putOnce('health/probe', Buffer.from('written to see whether it can be'));
}

function sourceAsSaid(notices: Deps['notices']): Ready['checks']['source'] {
  const last = notices.newest(SOURCE_CHANNEL);
  if (last === null || last.ageMs > SOURCE_BELIEVED_MS) return 'unknown';
  return last.said === 'ok' ? 'ok' : 'failing';
}

type Saying = { readonly db: Db; readonly catalogue: Pick<CatalogueRoom, 'profiles' | 'answers'> };

/** The worker's side: looks at the bank's server as the first profile's login finds it, and says what it saw. */
export async function saySourceState({ db, catalogue }: Saying): Promise<void> {
  const [profile] = await catalogue.profiles();
  if (profile === undefined) return;
  const state = await passes(() => catalogue.answers(profile));
  await sql`SELECT pg_notify(${SOURCE_CHANNEL}, ${state})`.execute(db);
}

function remembered<T>(make: () => Promise<T>): () => Promise<T> {
  let made: { readonly at: number; readonly value: Promise<T> } | null = null;
  return () => {
    const now = performance.now();
    if (made === null || now - made.at > BELIEVED_MS) made = { at: now, value: make() };
    return made.value;
  };
}
