import { sql } from 'kysely';
import type { Handle, Tx } from '#platform/db';
import type { Profile } from '#trust/access';

/** What one profile sees of a dataset: how many rows, and how often each enumerated value occurs. */
export type DatasetStatistics = {
  readonly rows: number;
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

export type Statistics = Readonly<Record<string, DatasetStatistics>>;

/** A profile that a question may run on. */
export type ProvisionedProfile = {
  readonly digest: string;
  readonly relations: Profile['relations'];
  readonly provision: 'views' | 'inline';
  /** Empty with provision `inline`. */
  readonly maskedSchema: string;
  readonly login: string;
  readonly statistics: Statistics;
  /** Its views are a DBA's, taken as they are: nobody could compare them with what was printed, or they differ from it. */
  readonly byHand: boolean;
};

export type StoredProfile = ProvisionedProfile & {
  readonly catalogueDigest: string;
  readonly state: 'waiting' | 'ready' | 'retired';
  /** Wrapped by the keys port; empty with provision `inline`, where the source has the secret. */
  readonly secret: string;
  /** Digest of each view as the server read it back. */
  readonly views: Readonly<Record<string, string>>;
};

type Scope = { readonly id: string; readonly catalogueDigest: string };

const COLUMNS = sql`
  digest, relations, masked_schema AS "maskedSchema", login, statistics, by_hand AS "byHand",
  CASE masked_schema WHEN '' THEN 'inline' ELSE 'views' END AS provision`;

/** Those a question may run on, without any secret. */
export async function loadProfiles(db: Handle, source: Scope): Promise<ProvisionedProfile[]> {
  const found = await sql<ProvisionedProfile>`
    SELECT ${COLUMNS} FROM catalogue.profiles
     WHERE source_id = ${source.id} AND catalogue_digest = ${source.catalogueDigest} AND state = 'ready'
     ORDER BY digest`.execute(db);
  return found.rows;
}

/** True if the profile's SQL is printed and nobody has run it yet. */
export async function isWaiting(db: Handle, source: Scope, digest: string): Promise<boolean> {
  const found = await sql`
    SELECT FROM catalogue.profiles
     WHERE source_id = ${source.id} AND catalogue_digest = ${source.catalogueDigest} AND digest = ${digest}
       AND state = 'waiting'`.execute(db);
  return found.rows.length > 0;
}

/** Every profile of a source, of older catalogues too, with its secret: not for the API's login. */
export async function loadStored(db: Handle, sourceId: string): Promise<StoredProfile[]> {
  const found = await sql<StoredProfile>`
    SELECT ${COLUMNS}, catalogue_digest AS "catalogueDigest", state, secret, views
      FROM catalogue.profiles WHERE source_id = ${sourceId} ORDER BY provisioned_at, digest`.execute(db);
  return found.rows;
}

/** Puts a profile's state on file, whatever it was. */
export async function replaceProfile(tx: Tx, sourceId: string, profile: StoredProfile): Promise<void> {
  await sql`
    INSERT INTO catalogue.profiles (source_id, digest, catalogue_digest, relations, masked_schema, login, secret,
      statistics, state, views, by_hand)
    VALUES (${sourceId}, ${profile.digest}, ${profile.catalogueDigest}, ${JSON.stringify(profile.relations)}::jsonb,
            ${profile.maskedSchema}, ${profile.login}, ${profile.secret}, ${JSON.stringify(profile.statistics)}::jsonb,
            ${profile.state}, ${JSON.stringify(profile.views)}::jsonb, ${profile.byHand})
    ON CONFLICT (source_id, digest, catalogue_digest) DO UPDATE
       SET state = EXCLUDED.state, views = EXCLUDED.views, statistics = EXCLUDED.statistics, secret = EXCLUDED.secret,
           by_hand = EXCLUDED.by_hand,           provisioned_at = now()`.execute(tx);
}

export async function deleteProfile(tx: Tx, sourceId: string, profile: StoredProfile): Promise<void> {
  await sql`
    DELETE FROM catalogue.profiles
     WHERE source_id = ${sourceId} AND digest = ${profile.digest} AND catalogue_digest = ${profile.catalogueDigest}`.execute(
    tx,
  );
}

/** One process at a time changes what a source has on its server. The lock ends with the transaction, or with the process. */
export async function lockSource(tx: Tx, sourceId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`provision ${sourceId}`}, 0))`.execute(tx);
}
