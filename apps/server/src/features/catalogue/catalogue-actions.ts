import { createHash } from 'node:crypto';
import { AtlasError, type Catalogue, type Dataset, type Person } from '@aureus/contract';
import type { Clock } from '#platform/clock';
import { type Db, type Tx, transaction } from '#platform/db';
import { newId } from '#platform/ids';
import type { Keys } from '#platform/keys';
import type { Log } from '#platform/log';
import { type SourceAddress, checkPublished, probe } from '#platform/source';
import type { Access, Reach } from '#trust/access';
import type { Audit } from '#trust/audit';
import {
  type ActiveCatalogue,
  appendDataset,
  appendSource,
  appendVersion,
  loadSource,
  loadVersion,
  loadVersionNumber,
  replaceSourceAddress,
} from './catalogue-store.ts';
import { ensureProfile, openLogin } from './profile-actions.ts';
import { chooseProfile } from './profile-rules.ts';
import { type ProvisionedProfile, loadProfiles } from './profile-store.ts';
import { toWrapped } from './wrapped-secret.ts';

/** A dataset as it is published: identity is given here. */
export type Publication = Omit<Dataset, 'id'>;

export type SourceConnection = {
  readonly name: string;
  readonly address: SourceAddress;
  readonly timeZone: string;
  /** 32 random bytes; the provisioner's password is their hex. */
  readonly provisionerSecret: Uint8Array;
};

/** What one person's question may stand on: the catalogue in force, their reach in it, and the profile it will run on. */
export type Ground = {
  readonly active: ActiveCatalogue;
  readonly reach: Reach;
  readonly chosen: { readonly profile: ProvisionedProfile; readonly exact: boolean } | null;
};

export type CatalogueRoom = ReturnType<typeof makeCatalogue>;

type Deps = {
  readonly db: Db;
  readonly access: Access;
  readonly audit: Audit;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
};

/** Makes the room of sources, datasets and profiles. */
export function makeCatalogue(deps: Deps) {
  let held: ActiveCatalogue | null = null;

  async function active(): Promise<ActiveCatalogue> {
    const version = await loadVersionNumber(deps.db);
    if (version === null) throw new AtlasError('SERVICE_UNAVAILABLE', 'No dataset has been published yet.');
    if (held?.version !== version) held = await loadVersion(deps.db, version);
    return held;
  }

  return {
    active,
    /** Everything a person's question may stand on, decided now. */
    async ground(person: Person): Promise<Ground> {
      const current = await active();
      const reach = await deps.access.reach(person, current.catalogue, deps.clock.now());
      const { source, digest } = current.catalogue;
      const profiles = await loadProfiles(deps.db, { id: source.id, catalogueDigest: digest });
      return { active: current, reach, chosen: chooseProfile(current.catalogue, reach.profile, profiles) };
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
    /** Address and login to run as; the secret is unwrapped for this use alone. */
    async connection(profile: ProvisionedProfile) {
      const { catalogue } = await active();
      const source = await loadSource(deps.db, catalogue.source.id);
      if (source === null) throw new AtlasError('SOURCE_UNAVAILABLE', 'The source of this dataset is gone.');
      return { address: source.address, login: await openLogin(deps.keys, profile) };
    },
    moveSource: (name: string, address: SourceAddress) =>
      transaction(deps.db, (tx) => replaceSourceAddress(tx, name, address)),
    connectAndPublish: (source: SourceConnection, datasets: readonly Publication[]) =>
      connectAndPublish(deps, source, datasets),
  };
}

/** Connects a source and publishes its first datasets: one act, on record with the version that it put in force. */
async function connectAndPublish(
  deps: Deps,
  source: SourceConnection,
  datasets: readonly Publication[],
): Promise<Catalogue> {
  const provisioner = { user: 'atlas_provisioner', password: Buffer.from(source.provisionerSecret).toString('hex') };
  const { serverMajor } = await probe(source.address, provisioner);
  await checkPublished(source.address, provisioner, datasets);
  const provisionerKey = await deps.keys.data.wrap(source.provisionerSecret, `provisioner ${source.name}`);
  const id = newId();
  const catalogue = toCatalogue({ id, name: source.name, serverMajor, timeZone: source.timeZone }, datasets);
  await transaction(deps.db, async (tx) => {
    const { name, address, timeZone } = source;
    await appendSource(tx, { id, name, address, timeZone, serverMajor, provisioner: toWrapped(provisionerKey) });
    await recordByOperator(deps.audit, tx, { type: 'source_connected', id, details: { server_major: serverMajor } });
    for (const dataset of catalogue.datasets) await appendDataset(tx, id, dataset);
    const { leafHash } = await recordByOperator(deps.audit, tx, {
      type: 'datasets_published',
      id,
      details: { catalogue: catalogue.digest, datasets: catalogue.datasets.map((one) => one.name) },
    });
    await appendVersion(tx, catalogue, leafHash);
  });
  return catalogue;
}

function toCatalogue(
  source: { id: string; name: string; serverMajor: number; timeZone: string },
  datasets: readonly Publication[],
): Catalogue {
  const serverMajor = source.serverMajor as Catalogue['source']['serverMajor'];
  const content = { source: { ...source, serverMajor }, datasets: datasets.map((one) => ({ id: newId(), ...one })) };
  return { digest: createHash('sha256').update(JSON.stringify(content)).digest('hex'), ...content };
}

type OperatorAct = {
  readonly type: string;
  readonly id: string;
  readonly details: Parameters<Audit['record']>[1]['details'];
};

/** The operator acts on the machine itself: there is no account behind it. */
const recordByOperator = (audit: Audit, tx: Tx, act: OperatorAct) =>
  audit.record(tx, {
    type: act.type,
    actor: null,
    resource: { type: 'source', id: act.id },
    details: act.details,
    origin: { address: null, userAgent: null },
  });
