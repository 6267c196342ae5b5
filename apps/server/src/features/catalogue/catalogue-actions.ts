import { AtlasError, type Person } from '@aureus/contract';
import { transaction } from '#platform/db';
import { type SourceAddress, probe } from '#platform/source';
import type { Reach } from '#trust/access';
import { makeAttestation } from './attest-actions.ts';
import {
  type ActiveCatalogue,
  type SourceRow,
  loadSource,
  loadSourceState,
  loadVersion,
  loadVersionNumber,
  replaceSourceAddress,
} from './catalogue-store.ts';
import { type Publication, type SourceConnection, connectAndPublish } from './connect-actions.ts';
import { dropViews } from './drop-actions.ts';
import { printSource } from './print-actions.ts';
import { ensureProfile } from './profile-actions.ts';
import { loadStanding } from './standing-actions.ts';
import { chooseProfile } from './profile-rules.ts';
import { type ProvisionedProfile, isWaiting, loadProfiles } from './profile-store.ts';
import { type Needed, loadNeeded } from './needed-actions.ts';
import { type Accepting, provisionSource } from './provision-actions.ts';
import { retireUnused } from './retire-actions.ts';
import type { SourceDeps } from './source-deps.ts';
import { openConnection } from './source-secrets.ts';

/** What one person's question may stand on: the catalogue in force, their reach in it, and the profile it will run on. */
export type Ground = {
  readonly active: ActiveCatalogue;
  readonly reach: Reach;
  readonly chosen: { readonly profile: ProvisionedProfile; readonly exact: boolean } | null;
  /** The person's own profile is printed for the bank's DBA, and not yet there. */
  readonly waitsForDba: boolean;
  /** Datasets whose views are taken away while the bank changes them. */
  readonly away: readonly string[];
};

export type CatalogueRoom = ReturnType<typeof makeCatalogue>;

/** Makes the room of sources, datasets and profiles. */
export function makeCatalogue(deps: SourceDeps) {
  let held: ActiveCatalogue | null = null;
  const attestation = makeAttestation(deps);

  async function active(): Promise<ActiveCatalogue> {
    const version = await loadVersionNumber(deps.db);
    if (version === null) throw new AtlasError('SERVICE_UNAVAILABLE', 'No dataset has been published yet.');
    if (held?.version !== version) held = await loadVersion(deps.db, version);
    return held;
  }

  const needed = async (people: readonly Person[]): Promise<Needed> =>
    loadNeeded(deps, (await active()).catalogue, people);

  return {
    active,
    /** Everything a person's question may stand on, decided now. */
    async ground(person: Person): Promise<Ground> {
      const current = await active();
      const reach = await deps.access.reach(person, current.catalogue, deps.clock.now());
      return { active: current, reach, ...(await chooseFor(deps, current, reach.profile)) };
    },
    /** Provisions the person's own profile where Atlas may; a job and the first start call it. */
    async provisionFor(person: Person): Promise<ProvisionedProfile | null> {
      const { catalogue } = await active();
      const reach = await deps.access.reach(person, catalogue, deps.clock.now());
      return ensureProfile(deps, catalogue, reach.profile);
    },
    /** Every profile that the bank's server has for the catalogue in force. */
    async profiles(): Promise<ProvisionedProfile[]> {
      const { source, digest } = (await active()).catalogue;
      return loadProfiles(deps.db, { id: source.id, catalogueDigest: digest });
    },
    /** What `doctor` tells besides what the profiles find. */
    standing: async () => loadStanding(deps, (await active()).catalogue),
    /** Address and login to run as, once the server is seen to be as it was approved; SOURCE_UNAVAILABLE if it is not. */
    attested: async (profile: ProvisionedProfile, datasets: readonly string[]) =>
      attestation.check((await active()).catalogue, profile, datasets),
    /** Logs in to the profile's server and out again; SOURCE_UNAVAILABLE if that fails. */
    async answers(profile: ProvisionedProfile): Promise<void> {
      const { address, login } = await openConnection(deps, (await active()).catalogue.source.id, profile);
      await probe(address, login);
    },
    /** What `doctor` says of the server as this profile's login finds it. */
    findings: async (profile: ProvisionedProfile) => attestation.findings((await active()).catalogue, profile),
    /** Address and login of a profile, whatever its server looks like. */
    connection: async (profile: ProvisionedProfile) =>
      openConnection(deps, (await active()).catalogue.source.id, profile),
    provision: async (people: readonly Person[], accepting: Accepting = { changes: false, byHand: false }) =>
      provisionSource(deps, await needed(people), accepting),
    print: async (people: readonly Person[]) => printSource(deps, await needed(people)),
    dropViews: async (what: { relation: string | undefined; print: boolean }) =>
      dropViews(deps, await needed([]), what),
    retireUnused: async (people: readonly Person[]) => retireUnused(deps, await needed(people)),
    /** False for a source of an older Atlas, which did not look at all of its relations that counts now. */
    isLookedAt: async () => isLookedAt(await loadSource(deps.db, (await active()).catalogue.source.id)),
    moveSource: (name: string, address: SourceAddress) =>
      transaction(deps.db, (tx) => replaceSourceAddress(tx, name, address)),
    connectAndPublish: (source: SourceConnection, datasets: readonly Publication[]) =>
      connectAndPublish(deps, source, datasets),
  };
}

function isLookedAt(source: SourceRow | null): boolean {
  const noted = Object.values(source?.baseline ?? {});
  return noted.length > 0 && noted.every((one) => one.places !== undefined);
}

/** With masks in the query itself, every profile stands from the start; its counts may follow. */
async function chooseFor(
  deps: SourceDeps,
  { catalogue }: ActiveCatalogue,
  wanted: Reach['profile'],
): Promise<Pick<Ground, 'chosen' | 'away' | 'waitsForDba'>> {
  const scope = { id: catalogue.source.id, catalogueDigest: catalogue.digest };
  const [state, profiles] = [await loadSourceState(deps.db, scope.id), await loadProfiles(deps.db, scope)];
  const { away } = state;
  if (state.provision === 'inline') {
    const counted = profiles.find((one) => one.digest === wanted.digest);
    const bare = {
      ...wanted,
      provision: 'inline',
      maskedSchema: '',
      login: state.readerLogin ?? '',
      statistics: {},
      byHand: false,
    } as const;
    return { chosen: { profile: counted ?? bare, exact: true }, away, waitsForDba: false };
  }
  const chosen = chooseProfile(catalogue, wanted, profiles);
  const waitsForDba = chosen?.exact !== true && (await isWaiting(deps.db, scope, wanted.digest));
  return { chosen, away, waitsForDba };
}
