import { sql } from 'kysely';
import type { Handle, Tx } from '#platform/db';
import type { Profile } from '#trust/access';

/** What one profile sees of a dataset: how many rows, and how often each enumerated value occurs. */
export type DatasetStatistics = {
  readonly rows: number;
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

export type Statistics = Readonly<Record<string, DatasetStatistics>>;

export type ProvisionedProfile = {
  readonly digest: string;
  readonly relations: Profile['relations'];
  readonly maskedSchema: string;
  readonly login: string;
  /** Wrapped by the keys port. */
  readonly secret: string;
  readonly statistics: Statistics;
};

export async function loadProfiles(
  db: Handle,
  source: { id: string; catalogueDigest: string },
): Promise<ProvisionedProfile[]> {
  const found = await sql<ProvisionedProfile>`
    SELECT digest, relations, masked_schema AS "maskedSchema", login, secret, statistics
      FROM catalogue.profiles
     WHERE source_id = ${source.id} AND catalogue_digest = ${source.catalogueDigest}
     ORDER BY digest`.execute(db);
  return found.rows;
}

/** Two workers may provision the same profile at once; the first row stands. */
export async function appendProfile(
  tx: Tx,
  source: { id: string; catalogueDigest: string },
  profile: ProvisionedProfile,
): Promise<boolean> {
  const done = await sql`
    INSERT INTO catalogue.profiles (source_id, digest, catalogue_digest, relations, masked_schema, login, secret, statistics)
    VALUES (${source.id}, ${profile.digest}, ${source.catalogueDigest}, ${JSON.stringify(profile.relations)}::jsonb,
            ${profile.maskedSchema}, ${profile.login}, ${profile.secret}, ${JSON.stringify(profile.statistics)}::jsonb)
    ON CONFLICT DO NOTHING`.execute(tx);
  return done.numAffectedRows === 1n;
}
