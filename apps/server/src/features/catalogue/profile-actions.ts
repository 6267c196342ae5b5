import { randomBytes } from 'node:crypto';
import { AtlasError, type Catalogue } from '@aureus/contract';
import { inlineRelation, viewStatements } from '@aureus/sqlguard';
import { type Db, type Tx, transaction } from '#platform/db';
import {
  BEHIND_POLICIES,
  type SourceAddress,
  type SourceLogin,
  StoodOn,
  VIEW_OWNER,
  type ViewProof,
  attest,
  countAs,
  probe,
  provision,
} from '#platform/source';
import type { Profile } from '#trust/access';
import { type SourceRow, loadSource } from './catalogue-store.ts';
import { CONNECTIONS_PER_LOGIN, toExpected } from './expected-rules.ts';
import { endSchema, quote } from './profile-script.ts';
import { type Statistics, type StoredProfile, loadStored, lockSource, replaceProfile } from './profile-store.ts';
import { type SourceDeps, recordAct } from './source-deps.ts';
import { openProfileSecret, openProvisioner, openReader } from './source-secrets.ts';
import { proveViews } from './view-proof-actions.ts';
import { toWrapped } from './wrapped-secret.ts';

/** One profile of one catalogue, wanted on one source's server. */
export type Wanted = { readonly source: SourceRow; readonly catalogue: Catalogue; readonly profile: Profile };

const turns = new WeakMap<Db, Promise<unknown>>();

/**
 * One process at a time changes what a source has on its server, and of a process one work at a time: whoever waits for the
 * lock holds a connection to our own database, and the work of the one who has it needs more of them.
 */
export function alone<T>({ db }: Pick<SourceDeps, 'db'>, sourceId: string, work: () => Promise<T>): Promise<T> {
  const locked = (): Promise<T> =>
    transaction(db, async (tx) => {
      await lockSource(tx, sourceId);
      return work();
    });
  const mine = (turns.get(db) ?? Promise.resolve()).then(locked);
  turns.set(
    db,
    mine.catch(() => undefined),
  );
  return mine;
}

/**
 * Makes sure that the bank's server has this profile's views and login, or, where only its DBA may make them, that the SQL
 * can be printed and what the DBA made is taken up. Returns null while the profile has to wait.
 */
export async function ensureProfile(
  deps: SourceDeps,
  catalogue: Catalogue,
  profile: Profile,
): Promise<StoredProfile | null> {
  const { id } = catalogue.source;
  return alone(deps, id, async () => {
    const source = await loadSource(deps.db, id);
    if (source === null) return null;
    const wanted = { source, catalogue, profile };
    const present = await findStored(deps, wanted);
    if (present?.state === 'ready') return present;
    if (source.away.length > 0) return null;
    if (source.provision === 'inline') return countInline(deps, wanted);
    const working = await openWorking(deps, source);
    const hands = { maker: working?.maker ?? null, prover: working?.login ?? null, acceptByHand: false };
    return (await makeOrAdopt(deps, wanted, hands)).stood;
  });
}

export async function findStored(
  deps: Pick<SourceDeps, 'db'>,
  { source, catalogue, profile }: Wanted,
): Promise<StoredProfile | undefined> {
  const stored = await loadStored(deps.db, source.id);
  return stored.find((one) => one.digest === profile.digest && one.catalogueDigest === catalogue.digest);
}

/** The provisioner's login if the server lets it in, and whether it may make profiles there: CREATEROLE is bounded from 16 on. */
export async function openWorking(
  deps: SourceDeps,
  source: SourceRow,
  use: 'provision' | 'drop' | 'retire' | 'look' = 'provision',
): Promise<{ readonly login: SourceLogin; readonly maker: SourceLogin | null } | null> {
  const login = await openProvisioner(deps, source, use);
  if (login === null) return null;
  try {
    return { login, maker: (await probe(source.address, login)).makesRoles ? login : null };
  } catch (error) {
    if (isRefused(error)) return null;
    throw error;
  }
}

/** SQLSTATE class 28, and 42501: the server answers, and does not let this login in or do this. */
export const isRefused = (error: unknown): boolean =>
  error instanceof AtlasError && /^(?:28|42501)/.test(error.detail ?? '');

/** SQLSTATE 55P03: a table or view is held by other work for longer than we wait. */
export const isLocked = (error: unknown): boolean =>
  error instanceof AtlasError && error.detail?.startsWith('55P03') === true;

export const LOCKED =
  "other work on the bank's server holds something that it reads locked: run this again when that is done";

/**
 * The name is derived from what the views show, so that equal profiles meet in one schema and unequal ones never do: it
 * is long enough that whoever names datasets cannot make two profiles meet.
 */
export async function draftProfile(deps: SourceDeps, { catalogue, profile }: Wanted): Promise<StoredProfile> {
  const name = `atlas_m_${profile.digest.slice(0, 32)}${catalogue.digest.slice(0, 12)}`;
  return {
    digest: profile.digest,
    catalogueDigest: catalogue.digest,
    relations: profile.relations,
    provision: 'views',
    maskedSchema: name,
    login: name,
    statistics: {},
    byHand: false,
    state: 'waiting',
    secret: toWrapped(await deps.keys.data.wrap(randomBytes(32), `profile ${name}`)),
    views: {},
  };
}

/** Who makes the views, who can tell whether a DBA's are those that were printed, and what happens if nobody can. */
export type Hands = {
  readonly maker: SourceLogin | null;
  readonly prover: SourceLogin | null;
  /** The operator takes a DBA's views as they are. */
  readonly acceptByHand: boolean;
};

/** `held`: why views that a DBA made were not taken up; `wrong`: what of their rights is not as it was printed. */
export type Stood = {
  readonly stood: StoredProfile | null;
  readonly held?: Exclude<ViewProof, 'same'>;
  readonly wrong?: readonly string[];
};

/** Makes what the provisioner may make; what is the DBA's to make waits for them, and is taken up once it is there. */
export async function makeOrAdopt(deps: SourceDeps, wanted: Wanted, hands: Hands): Promise<Stood> {
  if (hands.maker === null) return adoptProfile(deps, wanted, hands);
  let made: StoredProfile;
  try {
    made = await makeProfile(deps, wanted, hands.maker);
  } catch (error) {
    if (isRefused(error)) return adoptProfile(deps, wanted, hands);
    const wrong = error instanceof StoodOn ? error.message : raisedBy(error);
    if (wrong === null) throw error;
    return { stood: null, wrong: [wrong] };
  }
  return takeUp(deps, wanted, made);
}

/** What our own script said before it ended: a role that is not as we would make it. */
const raisedBy = (error: unknown): string | null =>
  error instanceof AtlasError && error.detail?.startsWith('P0001: ') === true
    ? error.detail.slice('P0001: '.length)
    : null;

/** Makes views and login, again if they are there: what stands afterwards is what the text says. Nobody has read it yet. */
async function makeProfile(deps: SourceDeps, wanted: Wanted, maker: SourceLogin): Promise<StoredProfile> {
  const stored = await findStored(deps, wanted);
  const profile = stored ?? (await draftProfile(deps, wanted));
  // On file before it is on the bank's server: what is cut off in between is made again or ended, never forgotten.
  if (stored === undefined) await transaction(deps.db, (tx) => replaceProfile(tx, wanted.source.id, profile));
  const password = await openProfileSecret(deps, profile.login, profile.secret);
  const views = await makeViews(wanted, { ...profile, password }, maker);
  return { ...profile, views, byHand: false };
}

/** Gives the digests of the views, as the transaction that made them reads them back. */
async function makeViews(
  { source: { address }, catalogue }: Wanted,
  profile: StoredProfile & { readonly password: string },
  maker: SourceLogin,
): Promise<StoredProfile['views']> {
  const { login, password } = profile;
  const views = { statements: profileStatements(catalogue, profile), schema: profile.maskedSchema };
  try {
    return await provision(address, maker, {
      ...views,
      login: { login, password, connections: CONNECTIONS_PER_LOGIN },
    });
  } catch (error) {
    // A login that the DBA made is the DBA's to change; if it lets us in, only the views are ours to make.
    if (!isRefused(error)) throw error;
    await probe(address, { user: login, password });
    return provision(address, maker, views);
  }
}

/** The views of one profile, made anew: whatever stood under the name goes first. */
export const profileStatements = (catalogue: Catalogue, profile: StoredProfile): readonly string[] => [
  ...endSchema(profile),
  ...viewStatements(
    catalogue,
    { digest: profile.digest, relations: profile.relations },
    { schema: profile.maskedSchema, owner: VIEW_OWNER, login: profile.login },
  ),
];

/**
 * Takes up what the DBA made of the printed SQL; leaves the profile waiting where nothing, or something else, is there. A
 * view that was edited passes every check of names and rights: only one that the server reads as Atlas's own is Atlas's.
 */
async function adoptProfile(deps: SourceDeps, wanted: Wanted, hands: Hands): Promise<Stood> {
  const { source } = wanted;
  const stored = await findStored(deps, wanted);
  const waiting = stored ?? (await draftProfile(deps, wanted));
  // One that is ready and is to be taken up again lacks what is away, and nothing else.
  if (stored?.state !== 'waiting' && stored?.state !== 'ready') {
    await transaction(deps.db, (tx) => replaceProfile(tx, source.id, { ...waiting, state: 'waiting', views: {} }));
    if (stored === undefined) return { stood: null };
  }
  try {
    const wrong = await judgeAsPrinted(deps, wanted, waiting);
    if (wrong.length > 0) return { stood: null, wrong };
    const { proof, digests: views } = await proveViews(deps, wanted, waiting, hands.prover);
    if (proof === 'same') return await takeUp(deps, wanted, { ...waiting, views, byHand: false });
    deps.log.warning('Views that the DBA made are not known to be what was printed', { login: waiting.login, proof });
    if (!hands.acceptByHand) return { stood: null, held: proof };
    return await takeUp(deps, wanted, { ...waiting, views, byHand: true });
  } catch (error) {
    if (isRefused(error)) return { stood: null };
    throw error;
  }
}

/** What is wrong with names, owner, barriers and grants, and whether a withheld column is read; in sentences. */
async function judgeAsPrinted(deps: SourceDeps, wanted: Wanted, waiting: StoredProfile): Promise<readonly string[]> {
  const { source, catalogue } = wanted;
  const login = { user: waiting.login, password: await openProfileSecret(deps, waiting.login, waiting.secret) };
  const findings = await attest(source.address, login, toExpected(catalogue, source, { ...waiting, views: {} }));
  const wrong = findings.filter((one) => one.stops && (one.about === 'views' || one.about === 'grants'));
  if (wrong.length === 0) return [];
  const checks = [...new Set(wrong.map((one) => one.check))].join(' ');
  deps.log.warning('A profile that the DBA made is not what was printed', { login: login.user, checks });
  return wrong.map((one) => one.sentence);
}

/** Counts as the profile sees it, and puts it on record with the views that were made or judged. */
async function takeUp(deps: SourceDeps, wanted: Wanted, profile: StoredProfile): Promise<Stood> {
  const login = { user: profile.login, password: await openProfileSecret(deps, profile.login, profile.secret) };
  const counting = { login, inline: false, schema: profile.maskedSchema };
  let statistics: Statistics;
  try {
    statistics = await readStatistics(deps, wanted, counting);
  } catch (error) {
    const why = whyUnread(error);
    if (why === null) throw error;
    return { stood: null, wrong: [why] };
  }
  const ready: StoredProfile = { ...profile, state: 'ready', statistics };
  await transaction(deps.db, (tx) => recordReady(deps, tx, wanted, ready));
  return { stood: ready };
}

/** What stands is there, and the login itself was refused: who else may make or compare it is not the question. */
export function whyUnread(error: unknown): string | null {
  if (!isRefused(error)) return null;
  return `it cannot read what it shows (${(error as AtlasError).detail}). ${BEHIND_POLICIES}`;
}

/** Puts a profile that a question may run on on file, with its leaf. */
export async function recordReady(
  deps: SourceDeps,
  tx: Tx,
  { source, catalogue }: Wanted,
  ready: StoredProfile,
): Promise<void> {
  await replaceProfile(tx, source.id, ready);
  await recordAct(deps.audit, tx, {
    type: 'profile_provisioned',
    id: source.id,
    details: {
      profile: ready.digest,
      login: ready.login,
      catalogue: catalogue.digest,
      provision: ready.provision,
      by_hand: ready.byHand,
    },
  });
  deps.log.info('Profile provisioned', { login: ready.login, datasets: Object.keys(ready.relations).length });
}

/** Nothing is made on the bank's server: only the counts of a profile are read, through its masks. */
async function countInline(deps: SourceDeps, wanted: Wanted): Promise<StoredProfile> {
  const login = await openReader(deps, wanted.source);
  const { digest, relations } = wanted.profile;
  const ready: StoredProfile = {
    digest,
    relations,
    catalogueDigest: wanted.catalogue.digest,
    provision: 'inline',
    maskedSchema: '',
    login: login.user,
    secret: '',
    views: {},
    byHand: false,
    state: 'ready',
    statistics: await readStatistics(deps, wanted, { login, inline: true, schema: '' }),
  };
  await transaction(deps.db, (tx) => recordReady(deps, tx, wanted, ready));
  return ready;
}

type Counting = { readonly login: SourceLogin; readonly inline: boolean; readonly schema: string };

/** Counts as the profile's own login, through its own masks: nobody is told of a row they cannot see. */
async function readStatistics(
  deps: Pick<SourceDeps, 'db'>,
  { source, catalogue, profile }: Wanted,
  { login, inline, schema }: Counting,
): Promise<Statistics> {
  const filterOf = (one: Pick<Profile, 'relations'>, name: string): string =>
    JSON.stringify(one.relations[name]?.filter ?? null);
  const others = (await loadStored(deps.db, source.id)).filter(
    (one) => one.catalogueDigest === catalogue.digest && one.digest !== profile.digest,
  );
  const statistics: Record<string, Statistics[string]> = {};
  for (const dataset of catalogue.datasets) {
    const profiled = profile.relations[dataset.name];
    if (profiled === undefined) continue;
    // Enumerated values belong to columns that are not personal, so equal row filters give equal counts.
    const same = others.find(
      (one) =>
        one.statistics[dataset.name] !== undefined && filterOf(one, dataset.name) === filterOf(profile, dataset.name),
    );
    const columns = dataset.columns.filter((one) => one.class === 'none' && one.values !== undefined);
    const from = inline ? inlineRelation(catalogue, dataset.name, profiled) : `${quote(schema)}.${quote(dataset.name)}`;
    statistics[dataset.name] = same?.statistics[dataset.name] ?? (await count(source.address, login, from, columns));
  }
  return statistics;
}

const count = (
  address: SourceAddress,
  login: SourceLogin,
  from: string,
  columns: readonly { readonly name: string }[],
): Promise<Statistics[string]> => countAs(address, login, { from, columns: columns.map((one) => one.name) });
