import { sql } from 'kysely';
import type { Catalogue, Dataset } from '@aureus/contract';
import type { Handle, Tx } from '#platform/db';
import type { Baseline, SourceAddress } from '#platform/source';

/** What an older Atlas did not look at. */
type Later = 'places' | 'policies';

/** By dataset. */
export type Baselines = Readonly<Record<string, Omit<Baseline, Later> & Partial<Pick<Baseline, Later>>>>;

/** How a source is read, without any secret. */
export type SourceState = {
  readonly provision: 'views' | 'inline';
  readonly readerLogin: string | null;
  /** Datasets whose views are taken away around a migration of the bank. */
  readonly away: readonly string[];
};

export type SourceRow = SourceState & {
  readonly id: string;
  readonly name: string;
  readonly address: SourceAddress;
  readonly baseline: Baselines;
  /** The provisioner's password, wrapped by the keys port; null where the source has none. */
  readonly provisioner: string | null;
  /** The bank's own login's, wrapped; with provision `inline` alone. */
  readonly readerSecret: string | null;
};

export type ActiveCatalogue = { readonly catalogue: Catalogue; readonly leafHash: string; readonly version: number };

export async function appendSource(
  tx: Tx,
  source: SourceRow & { readonly serverMajor: number; readonly timeZone: string },
): Promise<void> {
  await sql`
    INSERT INTO catalogue.sources (id, name, address, provisioner, server_major, time_zone, provision, reader_login,
      reader_secret, away, baseline)
    VALUES (${source.id}, ${source.name}, ${JSON.stringify(source.address)}::jsonb, ${source.provisioner},
            ${source.serverMajor}, ${source.timeZone}, ${source.provision}, ${source.readerLogin},
            ${source.readerSecret}, ${[...source.away]}, ${JSON.stringify(source.baseline)}::jsonb)`.execute(tx);
}

/** With its secrets: not for the API's login. */
export async function loadSource(db: Handle, id: string): Promise<SourceRow | null> {
  const found = await sql<SourceRow>`
    SELECT id, name, address, provisioner, provision, reader_login AS "readerLogin", reader_secret AS "readerSecret",
           away, baseline
      FROM catalogue.sources WHERE id = ${id}`.execute(db);
  return found.rows[0] ?? null;
}

export async function loadSourceState(db: Handle, id: string): Promise<SourceState> {
  const found = await sql<SourceState>`
    SELECT provision, reader_login AS "readerLogin", away FROM catalogue.sources WHERE id = ${id}`.execute(db);
  const [state] = found.rows;
  if (state === undefined) throw new Error(`source ${id} vanished`);
  return state;
}

export async function replaceBaseline(tx: Tx, id: string, baseline: Baselines): Promise<void> {
  await sql`
    UPDATE catalogue.sources SET baseline = ${JSON.stringify(baseline)}::jsonb WHERE id = ${id}`.execute(tx);
}

/** Takes datasets away, beside what another run takes away at the same time; gives those that were not away before. */
export async function addAway(tx: Tx, id: string, datasets: readonly string[]): Promise<string[]> {
  const found = await sql<{ away: string[] }>`
    SELECT away FROM catalogue.sources WHERE id = ${id} FOR NO KEY UPDATE`.execute(tx);
  const taken = datasets.filter((name) => found.rows[0]?.away.includes(name) !== true);
  await sql`UPDATE catalogue.sources SET away = away || ${taken}::text[] WHERE id = ${id}`.execute(tx);
  return taken;
}

/** Brings these datasets back, and leaves away what else is. */
export async function removeAway(tx: Tx, id: string, datasets: readonly string[]): Promise<void> {
  await sql`
    UPDATE catalogue.sources
       SET away = ARRAY(SELECT name FROM unnest(away) AS a(name) WHERE name <> ALL (${[...datasets]}::text[]))
     WHERE id = ${id}`.execute(tx);
}

/** The bank's server may be restarted elsewhere: its address is configuration, its identity is the source's id. */
export async function replaceSourceAddress(tx: Tx, name: string, address: SourceAddress): Promise<void> {
  await sql`
    UPDATE catalogue.sources SET address = ${JSON.stringify(address)}::jsonb WHERE name = ${name}`.execute(tx);
}

export async function appendDataset(tx: Tx, sourceId: string, dataset: Dataset): Promise<void> {
  const { columns, description, id, name, ...publication } = dataset;
  await sql`
    INSERT INTO catalogue.datasets (id, source_id, name, description, schema, publication)
    VALUES (${id}, ${sourceId}, ${name}, ${description}, ${JSON.stringify(columns)}::jsonb,
            ${JSON.stringify(publication)}::jsonb)`.execute(tx);
}

export async function appendVersion(tx: Tx, catalogue: Catalogue, leafHash: string): Promise<void> {
  await sql`
    INSERT INTO catalogue.versions (source_id, digest, catalogue, leaf_hash)
    VALUES (${catalogue.source.id}, ${catalogue.digest}, ${JSON.stringify(catalogue)}::jsonb,
            ${Buffer.from(leafHash, 'hex')})`.execute(tx);
}

/** The version in force, cheap enough for every question. */
export async function loadVersionNumber(db: Handle): Promise<number | null> {
  const found = await sql<{ version: number | null }>`SELECT max(version) AS version FROM catalogue.versions`.execute(
    db,
  );
  return found.rows[0]?.version ?? null;
}

export async function loadVersion(db: Handle, version: number): Promise<ActiveCatalogue> {
  const found = await sql<{ catalogue: Catalogue; leaf_hash: Buffer }>`
    SELECT catalogue, leaf_hash FROM catalogue.versions WHERE version = ${version}`.execute(db);
  const row = found.rows[0];
  if (row === undefined) throw new Error(`catalogue version ${version} vanished`);
  return { catalogue: row.catalogue, leafHash: row.leaf_hash.toString('hex'), version };
}
