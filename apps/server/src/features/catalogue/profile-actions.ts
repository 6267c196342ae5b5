import { randomBytes } from 'node:crypto';
import type { Catalogue } from '@aureus/contract';
import { viewStatements } from '@aureus/sqlguard';
import { type Db, transaction } from '#platform/db';
import type { Keys } from '#platform/keys';
import type { Log } from '#platform/log';
import { type SourceLogin, countAs, provision } from '#platform/source';
import type { Profile } from '#trust/access';
import type { Audit } from '#trust/audit';
import { type SourceRow, loadSource } from './catalogue-store.ts';
import { type ProvisionedProfile, type Statistics, appendProfile, loadProfiles } from './profile-store.ts';
import { fromWrapped, toWrapped } from './wrapped-secret.ts';

/** No-login role of the bank's server that owns every masked view and may read the published base relations. */
export const VIEW_OWNER = 'atlas_masks';

const CONNECTIONS_PER_LOGIN = 8;

export type ProfileDeps = { readonly db: Db; readonly keys: Keys; readonly audit: Audit; readonly log: Log };

/** The login of a provisioned profile: the only secret a question's execution uses. */
export async function openLogin(keys: Keys, profile: ProvisionedProfile): Promise<SourceLogin> {
  const secret = await keys.data.unwrap(fromWrapped(profile.secret), `profile ${profile.login}`);
  return { user: profile.login, password: Buffer.from(secret).toString('hex') };
}

/**
 * Makes sure that the bank's server has this profile's views and login. Returns what stands, whoever made it. Each use
 * of the provisioner's secret is a leaf.
 */
export async function ensureProfile(
  deps: ProfileDeps,
  catalogue: Catalogue,
  profile: Profile,
): Promise<ProvisionedProfile | null> {
  const scope = { id: catalogue.source.id, catalogueDigest: catalogue.digest };
  const find = async (): Promise<ProvisionedProfile | undefined> =>
    (await loadProfiles(deps.db, scope)).find((one) => one.digest === profile.digest);
  const present = await find();
  if (present !== undefined) return present;
  const source = await loadSource(deps.db, catalogue.source.id);
  if (source?.provisioner == null) return null;
  const made = await provisionProfile(deps, { source, catalogue, profile });
  await transaction(deps.db, async (tx) => {
    if (!(await appendProfile(tx, scope, made))) return;
    await deps.audit.record(tx, {
      type: 'profile_provisioned',
      actor: null,
      resource: { type: 'source', id: source.id },
      details: { profile: profile.digest, login: made.login, catalogue: catalogue.digest },
      origin: { address: null, userAgent: null },
    });
  });
  deps.log.info('Profile provisioned', { login: made.login, datasets: Object.keys(profile.relations).length });
  return (await find()) ?? null;
}

type Provisioning = { readonly source: SourceRow; readonly catalogue: Catalogue; readonly profile: Profile };

/** The name is derived from what the views show, so that equal profiles meet in one schema and unequal ones never do. */
async function provisionProfile(
  deps: ProfileDeps,
  { source, catalogue, profile }: Provisioning,
): Promise<ProvisionedProfile> {
  const name = `atlas_m_${profile.digest.slice(0, 10)}${catalogue.digest.slice(0, 6)}`;
  const secret = randomBytes(32);
  const login = { user: name, password: secret.toString('hex') };
  const opened = await deps.keys.data.unwrap(fromWrapped(source.provisioner ?? ''), `provisioner ${source.name}`);
  const provisioner = { user: 'atlas_provisioner', password: Buffer.from(opened).toString('hex') };
  await provision(source.address, provisioner, {
    owner: VIEW_OWNER,
    login: { login: name, password: login.password, connections: CONNECTIONS_PER_LOGIN },
    statements: viewStatements(catalogue, profile, { schema: name, owner: VIEW_OWNER, login: name }),
  });
  return {
    digest: profile.digest,
    relations: profile.relations,
    maskedSchema: name,
    login: name,
    secret: toWrapped(await deps.keys.data.wrap(secret, `profile ${name}`)),
    statistics: await readStatistics(deps, { source, catalogue, profile }, { schema: name, login }),
  };
}

/** Counts as the profile's own login, through its own views: nobody is told of a row they cannot see. */
async function readStatistics(
  deps: ProfileDeps,
  { source, catalogue, profile }: Provisioning,
  masked: { schema: string; login: SourceLogin },
): Promise<Statistics> {
  const filterOf = (one: Pick<Profile, 'relations'>, name: string): string =>
    JSON.stringify(one.relations[name]?.filter ?? null);
  const others = await loadProfiles(deps.db, { id: source.id, catalogueDigest: catalogue.digest });
  const statistics: Record<string, Statistics[string]> = {};
  for (const dataset of catalogue.datasets) {
    if (profile.relations[dataset.name] === undefined) continue;
    // Enumerated values belong to columns that are not personal, so equal row filters give equal counts.
    const same = others.find(
      (one) =>
        one.statistics[dataset.name] !== undefined && filterOf(one, dataset.name) === filterOf(profile, dataset.name),
    );
    const columns = dataset.columns.filter((one) => one.class === 'none' && one.values !== undefined);
    statistics[dataset.name] =
      same?.statistics[dataset.name] ??
      (await countAs(source.address, masked.login, {
        schema: masked.schema,
        relation: dataset.name,
        columns: columns.map((one) => one.name),
      }));
  }
  return statistics;
}
