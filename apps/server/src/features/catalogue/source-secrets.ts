import { AtlasError } from '@aureus/contract';
import { transaction } from '#platform/db';
import { PROVISIONER, type SourceAddress, type SourceLogin } from '#platform/source';
import { type SourceRow, loadSource } from './catalogue-store.ts';
import { type ProvisionedProfile, type StoredProfile, loadStored } from './profile-store.ts';
import { type SourceDeps, recordAct } from './source-deps.ts';
import { fromWrapped } from './wrapped-secret.ts';

type Secrets = Pick<SourceDeps, 'db' | 'keys'>;

export const hexOf = (secret: Uint8Array): string => Buffer.from(secret).toString('hex');

/** The provisioner's login. The leaf comes first: no use without its record. Null where the source has none. */
export async function openProvisioner(
  deps: Secrets & Pick<SourceDeps, 'audit'>,
  source: SourceRow,
  use: 'provision' | 'print' | 'drop' | 'retire' | 'look',
): Promise<SourceLogin | null> {
  const { provisioner } = source;
  if (provisioner === null) return null;
  await transaction(deps.db, (tx) =>
    recordAct(deps.audit, tx, { type: 'provisioner_secret_used', id: source.id, details: { use } }),
  );
  const secret = await deps.keys.data.unwrap(fromWrapped(provisioner), `provisioner ${source.name}`);
  return { user: PROVISIONER, password: hexOf(secret) };
}

export async function openProfileSecret(deps: Pick<Secrets, 'keys'>, login: string, secret: string): Promise<string> {
  return hexOf(await deps.keys.data.unwrap(fromWrapped(secret), `profile ${login}`));
}

/** The bank's own login, of a source with provision `inline`. */
export async function openReader(deps: Pick<Secrets, 'keys'>, source: SourceRow): Promise<SourceLogin> {
  const { readerLogin: user, readerSecret } = source;
  if (user === null || readerSecret === null) throw new Error(`source ${source.id} has no reader`);
  const secret = await deps.keys.data.unwrap(fromWrapped(readerSecret), `reader ${source.name}`);
  return { user, password: Buffer.from(secret).toString() };
}

export type Opened = {
  readonly source: SourceRow;
  readonly address: SourceAddress;
  readonly login: SourceLogin;
  /** With the digests of its views, where it has any. */
  readonly profile: ProvisionedProfile & Partial<Pick<StoredProfile, 'views'>>;
};

/** Address and login to run as; the secret is unwrapped for this use alone. */
export async function openConnection(deps: Secrets, sourceId: string, profile: ProvisionedProfile): Promise<Opened> {
  const source = await loadSource(deps.db, sourceId);
  if (source === null) throw new AtlasError('SOURCE_UNAVAILABLE', 'The source of this dataset is gone.');
  const { address } = source;
  if (profile.provision === 'inline') return { source, address, login: await openReader(deps, source), profile };
  const stored = (await loadStored(deps.db, sourceId)).find((one) => one.login === profile.login);
  if (stored === undefined) throw new AtlasError('SOURCE_UNAVAILABLE', 'Your view of the data is gone. Ask again.');
  const password = await openProfileSecret(deps, stored.login, stored.secret);
  return { source, address, login: { user: stored.login, password }, profile: stored };
}
