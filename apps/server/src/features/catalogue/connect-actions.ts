import { createHash } from 'node:crypto';
import { AtlasError, type Catalogue, type CatalogueSource, type Dataset } from '@aureus/contract';
import { judgeViewNames } from '@aureus/sqlguard';
import { transaction } from '#platform/db';
import { newId } from '#platform/ids';
import {
  type Baseline,
  PROVISIONER,
  type SourceAddress,
  type SourceLogin,
  checkPublished,
  loadBaseline,
  loadSourceTypes,
  probe,
  withCollations,
  withStatistics,
} from '#platform/source';
import { isKeyHeld } from './baseline-rules.ts';
import { appendDataset, appendSource, appendVersion } from './catalogue-store.ts';
import { type SourceDeps, recordAct } from './source-deps.ts';
import { hexOf } from './source-secrets.ts';
import { toWrapped } from './wrapped-secret.ts';

/** A dataset as it is published: identity is given here. */
export type Publication = Omit<Dataset, 'id'>;

/** With a provisioner, masks are views on the bank's server; with the bank's one read-only login they stand in the query. */
export type SourceConnection = {
  readonly name: string;
  readonly address: SourceAddress;
  readonly timeZone: string;
} & (
  | {
      /** 32 random bytes; the provisioner's password is their hex. */
      readonly provisionerSecret: Uint8Array;
    }
  | { readonly reader: SourceLogin }
);

/** Connects a source and publishes its first datasets: one act, on record with the version that it put in force. */
export async function connectAndPublish(
  deps: SourceDeps,
  source: SourceConnection,
  datasets: readonly Publication[],
): Promise<Catalogue> {
  const login = 'reader' in source ? source.reader : { user: PROVISIONER, password: hexOf(source.provisionerSecret) };
  const wrongName = judgeViewNames(datasets);
  if (wrongName !== null) throw new AtlasError('VALIDATION_ERROR', wrongName);
  const { serverMajor } = await probe(source.address, login);
  await checkPublished(source.address, login, datasets);
  const baseline = await loadBaseline(source.address, login, datasets);
  checkKeys(datasets, baseline);
  const collated = await withCollations(source.address, login, datasets);
  const published = await withStatistics(source.address, login, collated);
  const types = await loadSourceTypes(source.address, login, datasets);
  const secrets = await wrapSecrets(deps, source);
  const id = newId();
  const { name, address, timeZone } = source;
  const catalogue = toCatalogue({ id, name, serverMajor, timeZone, types }, published);
  await transaction(deps.db, async (tx) => {
    await appendSource(tx, { id, name, address, timeZone, serverMajor, ...secrets, away: [], baseline });
    const details = { server_major: serverMajor, provision: secrets.provision };
    await recordAct(deps.audit, tx, { type: 'source_connected', id, details });
    for (const dataset of catalogue.datasets) await appendDataset(tx, id, dataset);
    const { leafHash } = await recordAct(deps.audit, tx, {
      type: 'datasets_published',
      id,
      details: { catalogue: catalogue.digest, datasets: catalogue.datasets.map((one) => one.name) },
    });
    await appendVersion(tx, catalogue, leafHash);
  });
  return catalogue;
}

/** The guard reads by the key: declared over rows that share it, it would make one of several. */
function checkKeys(datasets: readonly Publication[], baseline: Readonly<Record<string, Baseline>>): void {
  for (const one of datasets) {
    const looked = baseline[one.name];
    if (looked === undefined || isKeyHeld(one, looked)) continue;
    throw new AtlasError(
      'VALIDATION_ERROR',
      `${one.schema}.${one.relation} cannot be published with the key ${one.primaryKey.join(', ')}: the server does not keep its rows apart by it. Make it one there (a primary key, or a unique index over NOT NULL columns), or publish it without.`,
    );
  }
}

async function wrapSecrets({ keys }: Pick<SourceDeps, 'keys'>, source: SourceConnection) {
  if ('reader' in source) {
    const { user, password } = source.reader;
    const readerSecret = toWrapped(await keys.data.wrap(Buffer.from(password), `reader ${source.name}`));
    return { provision: 'inline', readerLogin: user, readerSecret, provisioner: null } as const;
  }
  const provisioner = toWrapped(await keys.data.wrap(source.provisionerSecret, `provisioner ${source.name}`));
  return { provision: 'views', readerLogin: null, readerSecret: null, provisioner } as const;
}

function toCatalogue(
  source: Omit<CatalogueSource, 'serverMajor'> & { readonly serverMajor: number },
  datasets: readonly Publication[],
): Catalogue {
  const serverMajor = source.serverMajor as Catalogue['source']['serverMajor'];
  const content = { source: { ...source, serverMajor }, datasets: datasets.map((one) => ({ id: newId(), ...one })) };
  return { digest: createHash('sha256').update(JSON.stringify(content)).digest('hex'), ...content };
}
