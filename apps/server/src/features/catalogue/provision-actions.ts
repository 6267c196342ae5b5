import { isDeepStrictEqual } from 'node:util';
import { AtlasError, type Catalogue, type Person } from '@aureus/contract';
import { transaction } from '#platform/db';
import {
  type Finding,
  type SourceLogin,
  attest,
  checkPublished,
  loadBaseline,
  probe,
  retire,
  runAsOwner,
  toScript,
} from '#platform/source';
import type { Profile } from '#trust/access';
import { type SourceRow, loadSource, replaceAway, replaceBaseline } from './catalogue-store.ts';
import { toExpected } from './expected-rules.ts';
import {
  type Hands,
  type Stood,
  type Wanted,
  alone,
  ensureProfile,
  findStored,
  isRefused,
  makeOrAdopt,
  openWorking,
  recordReady,
} from './profile-actions.ts';
import { dropStatements } from './profile-script.ts';
import { type StoredProfile, deleteProfile, loadStored, replaceProfile } from './profile-store.ts';
import { type SourceDeps, recordAct } from './source-deps.ts';
import { openProfileSecret, openReader } from './source-secrets.ts';
import { proveViews } from './view-proof-actions.ts';

/** What `atlasd source provision` did. A profile in `waiting` needs the bank's DBA, who has to end those in `ending`. */
export type Provisioned = {
  readonly ready: readonly string[];
  /** Those of `ready` whose views are a DBA's, taken as they are. */
  readonly byHand: readonly string[];
  readonly waiting: readonly string[];
  /** Those of `waiting` whose views stand, and are not or cannot be seen to be what was printed. */
  readonly held: Readonly<Record<string, 'different' | 'unknown'>>;
} & Retired;

/** Access that was taken away: `retired` is gone from the bank's server, `ending` may still log in there. */
export type Retired = { readonly retired: readonly string[]; readonly ending: readonly string[] };

/** The source of the catalogue in force, with the profiles that its people need now. */
export type Needed = {
  readonly source: SourceRow;
  readonly catalogue: Catalogue;
  readonly profiles: readonly Profile[];
};

export async function loadNeeded(deps: SourceDeps, catalogue: Catalogue, people: readonly Person[]): Promise<Needed> {
  const source = await loadSource(deps.db, catalogue.source.id);
  if (source === null) throw new AtlasError('SOURCE_UNAVAILABLE', 'The source is gone.');
  const profiles = new Map<string, Profile>();
  for (const person of people.filter((one) => one.active)) {
    const { profile } = await deps.access.reach(person, catalogue, deps.clock.now());
    if (Object.keys(profile.relations).length > 0) profiles.set(profile.digest, profile);
  }
  return { source, catalogue, profiles: [...profiles.values()] };
}

/**
 * The operator says that the server is as it should be: relations are looked at anew, every needed profile stands with its
 * views, what was taken away is back, what nobody needs is gone.
 */
export async function provisionSource(deps: SourceDeps, needed: Needed, acceptByHand: boolean): Promise<Provisioned> {
  const { id } = needed.source;
  if (needed.source.provision === 'inline') return provisionInline(deps, needed);
  const made = await alone(deps, id, async () => {
    const working = await openWorking(deps, needed.source);
    const looker = working?.login ?? (await findLooker(deps, needed.source));
    const source = looker === null ? needed.source : await renewBaseline(deps, needed, looker);
    const here = { ...needed, source: { ...source, away: [] } };
    const hands = { maker: working?.maker ?? null, prover: working?.login ?? null, acceptByHand };
    const stand = await standAll(deps, here, hands);
    if (needed.source.away.length > 0 && stand.waiting.length === 0) await bringBack(deps, needed.source);
    return stand;
  });
  return { ...made, ...(await retireUnused(deps, needed)) };
}

async function standAll(deps: SourceDeps, needed: Needed, hands: Hands): Promise<Omit<Provisioned, keyof Retired>> {
  const stand = { ready: [] as string[], byHand: [] as string[], waiting: [] as string[] };
  const held: Record<string, 'different' | 'unknown'> = {};
  for (const profile of needed.profiles) {
    const { stood, held: why } = await standUp(deps, needed, profile, hands);
    const login = stood?.login ?? profile.digest.slice(0, 10);
    (stood?.state === 'ready' ? stand.ready : stand.waiting).push(login);
    if (stood?.state === 'ready' && stood.byHand) stand.byHand.push(login);
    if (why !== undefined) held[login] = why;
  }
  return { ...stand, held };
}

async function provisionInline(deps: SourceDeps, needed: Needed): Promise<Provisioned> {
  const reader = await openReader(deps, needed.source);
  await alone(deps, needed.source.id, () => renewBaseline(deps, needed, reader));
  for (const profile of needed.profiles) await ensureProfile(deps, needed.catalogue, profile);
  return { ready: [reader.user], byHand: [], waiting: [], held: {}, ...(await retireUnused(deps, needed)) };
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

/** Types must be those published; oids and keys are put on file as they are now, with a leaf where they differ. */
async function renewBaseline(deps: SourceDeps, { source, catalogue }: Needed, looker: SourceLogin): Promise<SourceRow> {
  await checkPublished(source.address, looker, catalogue.datasets);
  const baseline = await loadBaseline(source.address, looker, catalogue.datasets);
  const changed = catalogue.datasets
    .map((one) => one.name)
    .filter((name) => !isDeepStrictEqual(baseline[name], source.baseline[name]));
  if (changed.length === 0) return source;
  await transaction(deps.db, async (tx) => {
    await replaceBaseline(tx, source.id, baseline);
    await recordAct(deps.audit, tx, { type: 'baseline_renewed', id: source.id, details: { datasets: changed } });
  });
  return { ...source, baseline };
}

/** Leaves a profile alone that is as it was made; makes every other one, or takes up what the DBA made. */
async function standUp(
  deps: SourceDeps,
  { source, catalogue }: Needed,
  profile: Profile,
  hands: Hands,
): Promise<Stood> {
  const wanted = { source, catalogue, profile };
  const stored = await findStored(deps, wanted);
  if (stored?.state === 'ready' && (await isAsMade(deps, wanted, stored))) {
    const { proof, digests: views } = await proveViews(deps, wanted, stored, hands.prover);
    // What was taken up before views were judged may never have been what was printed.
    if (stored.byHand && proof === 'same') return { stood: await keepProven(deps, wanted, { ...stored, views }) };
    if (stored.byHand || proof !== 'different') return { stood: stored };
  }
  if (stored?.state === 'ready') {
    await transaction(deps.db, (tx) => replaceProfile(tx, source.id, { ...stored, state: 'waiting', views: {} }));
  }
  const { stood, held } = await makeOrAdopt(deps, wanted, hands);
  const waiting = stood ?? (await findStored(deps, wanted)) ?? null;
  return held === undefined ? { stood: waiting } : { stood: waiting, held };
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
    await replaceAway(tx, source.id, []);
    await recordAct(deps.audit, tx, { type: 'views_restored', id: source.id, details: { datasets: source.away } });
  });
}

/** Takes views away for a migration of the bank. From the first moment on nobody is answered from them. */
export async function dropViews(
  deps: SourceDeps,
  { source, catalogue }: Omit<Needed, 'profiles'>,
  { relation, print }: { relation: string | undefined; print: boolean },
): Promise<{
  readonly datasets: readonly string[];
  readonly script: string;
  readonly dropped: boolean;
}> {
  const datasets = catalogue.datasets
    .filter(
      (one) => relation === undefined || [one.name, one.relation, `${one.schema}.${one.relation}`].includes(relation),
    )
    .map((one) => one.name);
  if (datasets.length === 0)
    throw new AtlasError('RESOURCE_NOT_FOUND', `No dataset is published from ${relation ?? ''}.`);
  await transaction(deps.db, async (tx) => {
    await replaceAway(tx, source.id, [...new Set([...source.away, ...datasets])]);
    await recordAct(deps.audit, tx, { type: 'views_taken_away', id: source.id, details: { datasets } });
  });
  return alone(deps, source.id, async () => {
    const statements = dropStatements(await loadStored(deps.db, source.id), datasets);
    const maker = print ? null : ((await openWorking(deps, source, 'drop'))?.maker ?? null);
    if (maker !== null) await runAsOwner(source.address, maker, statements);
    return { datasets, script: toScript(statements), dropped: maker !== null };
  });
}

/** Ends every profile that no active person needs, or that belongs to a catalogue no longer in force. */
export async function retireUnused(deps: SourceDeps, needed: Needed): Promise<Retired> {
  const { source, catalogue } = needed;
  const wanted = new Set(needed.profiles.map((one) => one.digest));
  const isUnused = (one: StoredProfile): boolean => one.catalogueDigest !== catalogue.digest || !wanted.has(one.digest);
  if (!(await loadStored(deps.db, source.id)).some(isUnused)) return { retired: [], ending: [] };
  return alone(deps, source.id, async () => {
    const unused = (await loadStored(deps.db, source.id)).filter(isUnused);
    const hasViews = unused.some((one) => one.provision === 'views');
    const maker = hasViews ? ((await openWorking(deps, source, 'retire'))?.maker ?? null) : null;
    const told = { retired: [] as string[], ending: [] as string[] };
    for (const profile of unused) {
      const isGone = await endProfile(deps, { source, profile }, maker);
      (isGone ? told.retired : told.ending).push(profile.login);
    }
    return told;
  });
}

type Ending = { readonly source: SourceRow; readonly profile: StoredProfile };

/** From here on no question runs on it. The row stays until its login is known to be gone: the DBA's script names it. */
async function endProfile(deps: SourceDeps, { source, profile }: Ending, maker: SourceLogin | null): Promise<boolean> {
  if (profile.state !== 'retired') {
    await transaction(deps.db, async (tx) => {
      await replaceProfile(tx, source.id, { ...profile, state: 'retired' });
      const details = { profile: profile.digest, login: profile.login };
      await recordAct(deps.audit, tx, { type: 'profile_retired', id: source.id, details });
    });
  }
  if (profile.provision === 'views' && !(await isEnded(deps, { source, profile }, maker))) return false;
  await transaction(deps.db, (tx) => deleteProfile(tx, source.id, profile));
  return true;
}

/** Ends it where Atlas may; where only the DBA may, looks whether they did. */
async function isEnded(deps: SourceDeps, { source, profile }: Ending, maker: SourceLogin | null): Promise<boolean> {
  const { login, maskedSchema: schema } = profile;
  try {
    if (maker !== null) return await retire(source.address, maker, { login, schema });
    await probe(source.address, { user: login, password: await openProfileSecret(deps, login, profile.secret) });
    return false;
  } catch (error) {
    if (isRefused(error)) return maker === null;
    throw error;
  }
}
