import { AtlasError, hasPermission } from '@aureus/contract';
import type { Clock } from '#platform/clock';
import { transaction } from '#platform/db';
import type { Db } from '#platform/db';
import { LIMIT_BLOCK, NOBODY, toBlock } from '#platform/http';
import type { Admission, Arrival, Doors, RateClass, Route } from '#platform/http';
import type { Rates, RateVerdict } from '#platform/limits';
import type { Audit } from '#trust/audit';
import { bearerOf } from '#trust/identity';
import type { Identity } from '#trust/identity';

export type DoorsDeps = {
  readonly db: Db;
  readonly audit: Pick<Audit, 'checkAlive' | 'record' | 'countRefusal'>;
  readonly identity: Pick<Identity, 'checkAccess' | 'checkCsrf' | 'streams'>;
  readonly rates: Rates;
  readonly clock: Clock;
  /** Requests a minute: ATLAS_LIMIT_ASK, _LOGIN, _OTHER. */
  readonly limits: Readonly<Record<Exclude<RateClass, 'free'>, number>>;
};

type Entering = Arrival & { readonly route: Route };
/** One door. It lets the visitor on, knowing more of them, or says in `refusal` (or by throwing) why not. */
type Door = (deps: DoorsDeps, entering: Entering, soFar: Admission) => Promise<Admission>;

/**
 * The way in. The recorder stands outermost; what is behind these doors (body schema, then reach) is the route's own.
 */
const DOORS: readonly Door[] = [passAddressLimit, findSession, checkCsrf, passRateLimit, checkPermission, checkRecord];

export function makeDoors(deps: DoorsDeps): Doors {
  return {
    admit: async (entering) => {
      let admission = NOBODY;
      for (const door of DOORS) {
        admission = await door(deps, entering, admission).catch((thrown) => refused(admission, thrown));
        if (admission.refusal !== null) return admission;
      }
      return admission;
    },
    recordRefusal: (arrival, admission, error) => recordRefusal(deps, arrival, admission, error),
    openStream: ({ person, session }, end) =>
      person === null || session === null ? () => undefined : deps.identity.streams.open({ person, session }, end),
  };
}

function refused(admission: Admission, thrown: unknown): Admission {
  if (thrown instanceof AtlasError) return { ...admission, refusal: thrown };
  throw thrown;
}

/** Without a session the address counts, before a password or token is looked at. */
async function passAddressLimit(deps: DoorsDeps, entering: Entering, soFar: Admission): Promise<Admission> {
  if (entering.route.permission !== 'public') return soFar;
  return pass(deps, entering, soFar, toBlock(entering.address, LIMIT_BLOCK));
}

/** Who guesses tokens is counted by address as well, so that guessing ends in 429. */
async function findSession(deps: DoorsDeps, entering: Entering, soFar: Admission): Promise<Admission> {
  if (entering.route.permission === 'public') return soFar;
  try {
    const token = bearerOf(entering);
    if (token === undefined) throw new AtlasError('AUTHENTICATION_FAILED', 'Sign in first.');
    return { ...soFar, ...(await deps.identity.checkAccess(token)) };
  } catch (thrown) {
    const counted = await pass(deps, entering, soFar, toBlock(entering.address, LIMIT_BLOCK));
    return counted.refusal === null ? refused(counted, thrown) : counted;
  }
}

/** The cookie alone proves nothing: a browser sends it along with requests that other sites thought up. */
async function checkCsrf({ identity }: DoorsDeps, entering: Entering, soFar: Admission): Promise<Admission> {
  const usesCookie = entering.route.cookie === true && entering.header('x-atlas-session') === 'cookie';
  if (usesCookie) await identity.checkCsrf(entering);
  return soFar;
}

async function passRateLimit(deps: DoorsDeps, entering: Entering, soFar: Admission): Promise<Admission> {
  return soFar.person === null ? soFar : pass(deps, entering, soFar, soFar.person.id);
}

/** Before body and id are read, so that a refusal tells nothing about either. */
async function checkPermission(_deps: DoorsDeps, { route }: Entering, soFar: Admission): Promise<Admission> {
  const { person, session } = soFar;
  if (route.permission === 'public') return soFar;
  if (person === null || !hasPermission(person.role, route.permission)) {
    throw new AtlasError('AUTHORIZATION_FAILED', 'Your role may not do this.');
  }
  if (session?.passwordChangeRequired === true && route.permission !== 'account.own') {
    throw new AtlasError('AUTHORIZATION_FAILED', 'Set a new password first: yours was for one use.');
  }
  return soFar;
}

/** No act without proof: while the log cannot take leaves, only reading goes on. */
async function checkRecord({ audit, db }: DoorsDeps, { route }: Entering, soFar: Admission): Promise<Admission> {
  if (route.method !== 'GET') await audit.checkAlive(db);
  return soFar;
}

/** The customer's limit is per user and endpoint; an endpoint is a method and a route pattern. */
async function pass(deps: DoorsDeps, { route }: Entering, soFar: Admission, who: string): Promise<Admission> {
  if (route.rate === 'free') return soFar;
  const verdict = await deps.rates.take(
    `${who} ${route.method} ${route.path}`,
    deps.limits[route.rate],
    deps.clock.now(),
  );
  const headers = { ...soFar.headers, ...toHeaders(verdict) };
  if (verdict.allowed) return { ...soFar, headers };
  const refusal = new AtlasError('RATE_LIMIT_EXCEEDED', 'Too many requests. Wait a moment and try again.');
  return { ...soFar, headers: { ...headers, 'Retry-After': seconds(verdict.retryAfterMs) }, refusal };
}

function toHeaders({ limit, remaining, resetMs }: RateVerdict): Readonly<Record<string, string>> {
  return {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': seconds(resetMs),
  };
}

function seconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1000)));
}

/** A refusal leaves the same record as an answer. What strangers send is counted, so that they cannot fill the log. */
async function recordRefusal(
  { db, audit }: DoorsDeps,
  arrival: Arrival,
  admission: Admission,
  error: AtlasError,
): Promise<void> {
  const { person } = admission;
  const { address, userAgent, requestId } = arrival;
  const act = arrival.route?.audit ?? 'unknown';
  if (person === null || error.code === 'RATE_LIMIT_EXCEEDED')
    return audit.countRefusal(`${act} ${error.code}`, address);
  await transaction(db, (tx) =>
    audit.record(tx, {
      type: 'request_refused',
      actor: { id: person.id, team: person.team },
      resource: { type: 'request', id: requestId },
      details: { act, code: error.code },
      origin: { address, userAgent },
    }),
  );
}
