import { transaction } from '#platform/db';
import { type Finding, type SourceLogin, attest, probe } from '#platform/source';
import type { Profile } from '#trust/access';
import { renewBaseline } from './baseline-actions.ts';
import { type SourceRow, loadSource, removeAway } from './catalogue-store.ts';
import { toExpected } from './expected-rules.ts';
import type { Needed } from './needed-actions.ts';
import {
  type Hands,
  type Stood,
  type Wanted,
  alone,
  ensureProfile,
  LOCKED,
  findStored,
  isLocked,
  isRefused,
  makeOrAdopt,
  openWorking,
  recordReady,
  whyUnread,
} from './profile-actions.ts';
import { type StoredProfile, loadStored, replaceProfile } from './profile-store.ts';
import { type Retired, retireUnused } from './retire-actions.ts';
import { type SourceDeps, recordAct } from './source-deps.ts';
import { openProfileSecret, openReader } from './source-secrets.ts';
import { proveViews } from './view-proof-actions.ts';

/** What `atlasd source provision` did. A profile in `waiting` needs the bank's DBA, who has to end those in `ending`. */
export type Provisioned = Standing & Retired;

type Standing = {
  /** What the bank changed since it was last looked at, in sentences; then no profile was looked at. */
  readonly changed: readonly string[];
  /** What the bank took away that a source cannot be without, whatever the operator says. */
  readonly lost: readonly string[];
  readonly ready: readonly string[];
  /** Those of `ready` whose views are a DBA's, taken as they are. */
  readonly byHand: readonly string[];
  readonly waiting: readonly string[];
  /** Those of `waiting` whose views stand, and are not or cannot be seen to be what was printed. */
  readonly held: Readonly<Record<string, Held>>;
  /** By login, why no question can run on what stands, or why it was not taken up. */
  readonly wrong: Readonly<Record<string, readonly string[]>>;
};

/** `away`: what was taken away is not back, and all else that the profile shows is answered meanwhile. */
type Held = Exclude<Stood['held'], undefined> | 'away';

/** What the operator says of a bank that is not as it was: its changes are meant, its DBA's views are taken as they are. */
export type Accepting = { readonly changes: boolean; readonly byHand: boolean };

const NOTHING: Standing = { changed: [], lost: [], ready: [], byHand: [], waiting: [], held: {}, wrong: {} };

/**
 * The operator says that the server is as it should be: relations are looked at anew, every needed profile stands with its
 * views, what was taken away is back, what nobody needs is gone.
 */
export async function provisionSource(deps: SourceDeps, needed: Needed, accepting: Accepting): Promise<Provisioned> {
  const { id } = needed.source;
  if (needed.source.provision === 'inline') return provisionInline(deps, needed, accepting);
  const made = await alone(deps, id, async () => {
    // As it is now that this run is alone: what is taken away from here on, the next run brings back.
    const current = (await loadSource(deps.db, id)) ?? needed.source;
    const working = await openWorking(deps, current);
    const looker = working?.login ?? (await findLooker(deps, current));
    const { source, changed, lost } =
      looker === null
        ? { source: current, changed: [], lost: [] }
        : await renewBaseline(deps, { ...needed, source: current }, { looker, acceptChanges: accepting.changes });
    if (changed.length + lost.length > 0) return { ...NOTHING, changed, lost };
    const here = { ...needed, source: { ...source, away: [] }, away: source.away };
    const hands = { maker: working?.maker ?? null, prover: working?.login ?? null, acceptByHand: accepting.byHand };
    const stand = await standAll(deps, here, hands);
    if (source.away.length > 0 && stand.waiting.length === 0) await bringBack(deps, source);
    return stand;
  });
  return { ...made, ...(await retireUnused(deps, needed)) };
}

/** Everything is to stand; `away` is what nobody is answered from until it does. */
type Here = Needed & { readonly away: readonly string[] };

async function standAll(deps: SourceDeps, needed: Here, hands: Hands): Promise<Standing> {
  const stand = { ready: [] as string[], byHand: [] as string[], waiting: [] as string[] };
  const held: Record<string, Held> = {};
  const reasons: Record<string, readonly string[]> = {};
  for (const profile of needed.profiles) {
    const { stood, held: why, stops } = await standLooked(deps, needed, profile, hands);
    const login = stood?.login ?? profile.digest.slice(0, 10);
    const isReady = stood?.state === 'ready';
    (isReady ? stand.ready : stand.waiting).push(login);
    if (isReady && stood.byHand) stand.byHand.push(login);
    if (why !== undefined) held[login] = why;
    if (stops.length > 0) reasons[login] = stops;
  }
  return { ...NOTHING, ...stand, held, wrong: reasons };
}

type Looked = Omit<Told, 'wrong'> & { readonly stops: readonly string[] };

/** What stands is looked at as it will be before each question: a profile that every question ends at is not ready. */
async function standLooked(deps: SourceDeps, needed: Here, profile: Profile, hands: Hands): Promise<Looked> {
  try {
    const { wrong = [], ...told } = await standUp(deps, needed, profile, hands);
    const { stood } = told;
    return { ...told, stops: stood?.state === 'ready' ? await findStops(deps, needed, stood) : wrong };
  } catch (error) {
    if (!isLocked(error)) throw error;
    // Other profiles are made, and unused ones ended, all the same; nobody knows whether what was away is back.
    const stored = (await findStored(deps, { ...needed, profile })) ?? null;
    const stood = stored !== null && needed.away.length > 0 ? ({ ...stored, state: 'waiting' } as const) : stored;
    return { stood, stops: [LOCKED] };
  }
}

async function findStops(
  deps: SourceDeps,
  { source, catalogue }: Omit<Needed, 'profiles'>,
  stored: StoredProfile,
): Promise<readonly string[]> {
  const isInline = stored.provision === 'inline';
  const login = isInline
    ? await openReader(deps, source)
    : { user: stored.login, password: await openProfileSecret(deps, stored.login, stored.secret) };
  const findings = await attest(source.address, login, toExpected(catalogue, source, stored));
  return findings.filter((one) => one.stops).map((one) => one.sentence);
}

async function provisionInline(deps: SourceDeps, needed: Needed, accepting: Accepting): Promise<Provisioned> {
  const looker = await openReader(deps, needed.source);
  const looking = { looker, acceptChanges: accepting.changes };
  const { source, changed, lost } = await alone(deps, needed.source.id, () => renewBaseline(deps, needed, looking));
  if (changed.length + lost.length > 0) return { ...NOTHING, changed, lost, ...(await retireUnused(deps, needed)) };
  const stops = new Set<string>();
  for (const profile of needed.profiles) {
    for (const one of await standInline(deps, { ...needed, source }, profile)) stops.add(one);
  }
  const wrong = stops.size === 0 ? {} : { [looker.user]: [...stops] };
  return { ...NOTHING, ready: [looker.user], wrong, ...(await retireUnused(deps, needed)) };
}

/** What no question can run for. */
async function standInline(deps: SourceDeps, needed: Needed, profile: Profile): Promise<readonly string[]> {
  try {
    const stood = await ensureProfile(deps, needed.catalogue, profile);
    return stood === null ? [] : await findStops(deps, needed, stood);
  } catch (error) {
    const why = whyUnread(error);
    if (why === null) throw error;
    return [why];
  }
}

/** Catalogs are open to every login: without a provisioner, a profile that stands may look. */
async function findLooker(deps: SourceDeps, source: SourceRow): Promise<SourceLogin | null> {
  for (const profile of await loadStored(deps.db, source.id)) {
    const login = { user: profile.login, password: await openProfileSecret(deps, profile.login, profile.secret) };
    const works = await probe(source.address, login).catch((error: unknown) => {
      if (isRefused(error)) return null;
      throw error;
    });
    if (works !== null) return login;
  }
  return null;
}

type Told = Omit<Stood, 'held'> & { readonly held?: Held };

/** Leaves a profile alone that is as it was made; makes every other one, or takes up what the DBA made. */
async function standUp(
  deps: SourceDeps,
  { source, catalogue, away }: Here,
  profile: Profile,
  hands: Hands,
): Promise<Told> {
  const wanted = { source, catalogue, profile };
  const stored = await findStored(deps, wanted);
  const isWhole = stored?.state === 'ready' && (await isAsMade(deps, wanted, stored));
  if (isWhole) {
    const { proof, digests: views } = await proveViews(deps, wanted, stored, hands.prover);
    // What was taken up before views were judged may never have been what was printed.
    if (stored.byHand && proof === 'same') return { stood: await keepProven(deps, wanted, { ...stored, views }) };
    if (stored.byHand || proof !== 'different') return { stood: stored };
  }
  const without = { source: { ...source, away }, catalogue };
  const isKept = stored?.state === 'ready' && !isWhole && away.length > 0 && (await isAsMade(deps, without, stored));
  if (stored?.state === 'ready' && !isKept) {
    await transaction(deps.db, (tx) => replaceProfile(tx, source.id, { ...stored, state: 'waiting', views: {} }));
  }
  const { stood, ...why } = await makeOrAdopt(deps, wanted, hands);
  // On file it stays ready: questions that need nothing of what is away run on it as before.
  if (stood === null && isKept) return { held: 'away', ...why, stood: { ...stored, state: 'waiting' } };
  return { ...why, stood: stood ?? (await findStored(deps, wanted)) ?? null };
}

async function keepProven(deps: SourceDeps, wanted: Wanted, stored: StoredProfile): Promise<StoredProfile> {
  const proven = { ...stored, byHand: false };
  await transaction(deps.db, (tx) => recordReady(deps, tx, wanted, proven));
  return proven;
}

const OF_A_PROFILE: ReadonlySet<Finding['about']> = new Set(['login', 'grants', 'views']);

async function isAsMade(
  deps: SourceDeps,
  { source, catalogue }: Omit<Needed, 'profiles'>,
  stored: StoredProfile,
): Promise<boolean> {
  const login = { user: stored.login, password: await openProfileSecret(deps, stored.login, stored.secret) };
  try {
    const findings = await attest(source.address, login, toExpected(catalogue, source, stored));
    return !findings.some((one) => one.stops && OF_A_PROFILE.has(one.about));
  } catch (error) {
    if (isRefused(error)) return false;
    throw error;
  }
}

async function bringBack(deps: SourceDeps, source: SourceRow): Promise<void> {
  await transaction(deps.db, async (tx) => {
    await removeAway(tx, source.id, source.away);
    await recordAct(deps.audit, tx, { type: 'views_restored', id: source.id, details: { datasets: source.away } });
  });
}
