import type pg from 'pg';
import { AtlasError } from '@aureus/contract';
import { BUILTIN_CHECKS } from './attested-builtin.ts';
import { CODE_CHECKS, GRANT_CHECKS } from './attested-grants.ts';
import { LOGIN_CHECKS, SERVER_CHECKS } from './attested-login.ts';
import { MAKER_CHECKS } from './attested-makers.ts';
import { findUnreadable } from './attested-policies.ts';
import { KEYED, PRINTED_ALIKE } from './catalog-sql.ts';
import type { Check, Expected, Finding, RowSecurity } from './check.ts';
import { makeGiven } from './expected-sql.ts';
import { RELATION_CHECKS, VIEW_CHECKS } from './attested-relations.ts';
import { ROW_SECURITY } from './row-security-sql.ts';
import { type SourceAddress, type SourceLogin, asLogin } from './connection.ts';
import { readViewDigests } from './view-digests.ts';

const CHECKS: readonly Check[] = [
  ...SERVER_CHECKS,
  ...LOGIN_CHECKS,
  ...MAKER_CHECKS,
  ...GRANT_CHECKS,
  ...BUILTIN_CHECKS,
  ...CODE_CHECKS,
  ...RELATION_CHECKS,
  ...VIEW_CHECKS,
];

/** More of one kind say nothing new. */
const MOST_PER_CHECK = 5;

/** Looks at the server as the login itself: what it can reach is what counts, by whatever grant. Changes nothing. */
export async function attest(address: SourceAddress, login: SourceLogin, expected: Expected): Promise<Finding[]> {
  try {
    return await asLogin(address, login, (client) => findAll(client, expected));
  } catch (error) {
    // Whoever asks did not ask for the look: that it takes too long or needs too much is no fault of their question.
    if (!(error instanceof AtlasError) || error.code === 'SOURCE_UNAVAILABLE') throw error;
    const detail = error.detail ?? error.message;
    throw new AtlasError('SOURCE_UNAVAILABLE', UNSEEN, { detail, cause: error });
  }
}

const UNSEEN = "The bank's database could not be looked at before the question was asked. Try again later.";

async function findAll(client: pg.Client, expected: Expected): Promise<Finding[]> {
  await beginLooking(client);
  const findings: Finding[] = [];
  const givenTo = makeGiven(expected);
  for (const check of CHECKS) {
    if (check.only !== undefined && check.only !== expected.provision) continue;
    const { given, values } = givenTo(check.sql);
    const found = await client.query<[string]>({
      text: `${given}SELECT says FROM (${check.sql}) AS found(says) ORDER BY 1 LIMIT ${MOST_PER_CHECK}`,
      values,
      rowMode: 'array',
    });
    const stops = check.stops === 'always' || check.stops === expected.provision;
    findings.push(...found.rows.map(([sentence]) => ({ check: check.name, about: check.about, stops, sentence })));
  }
  findings.push(...(await findUnreadable(client, expected)));
  await client.query('ROLLBACK');
  return findings;
}

/**
 * Those of the relations that other work holds locked against reading, or waits to: whoever looks at them, or at a view over
 * them, waits too.
 */
export async function findHeld(
  address: SourceAddress,
  login: SourceLogin,
  oids: readonly string[],
): Promise<ReadonlySet<string>> {
  const held = await asLogin(address, login, (client) =>
    client.query<{ oid: string }>(
      `SELECT DISTINCT l.relation AS oid FROM pg_catalog.pg_locks l
        WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.relation = ANY ($1::oid[])
          AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())`,
      [oids],
    ),
  );
  return new Set(held.rows.map(({ oid }) => oid));
}

/** One snapshot of the catalogs. */
async function beginLooking(client: pg.Client): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(PRINTED_ALIKE);
  await client.query('SET LOCAL jit TO off; SET LOCAL max_parallel_workers_per_gather TO 0');
  await client.query("SET LOCAL statement_timeout TO '20s'; SET LOCAL lock_timeout TO '2s'");
}

/** A relation as it was when it was looked at. */
export type Baseline = {
  readonly oid: string;
  readonly kind: string;
  readonly primaryKey: readonly string[];
  /** Number of each published column: a name that was given to another column keeps none of it. */
  readonly places: Readonly<Record<string, number>>;
  readonly policies: RowSecurity;
};

type LookedAt = {
  readonly name: string;
  readonly schema: string;
  readonly relation: string;
  readonly primaryKey: readonly string[];
  readonly columns: readonly { readonly name: string }[];
};

const PLACES = `(SELECT coalesce(pg_catalog.jsonb_object_agg(a.attname, a.attnum), '{}') FROM pg_catalog.pg_attribute a
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    AND e.columns @> pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object('name', a.attname)))`;

/** Base relations as the server has them now. `primaryKey` is the declared one where a unique index carries it. */
export async function loadBaseline(
  address: SourceAddress,
  login: SourceLogin,
  relations: readonly LookedAt[],
): Promise<Record<string, Baseline>> {
  const found = await asLogin(address, login, async (client) => {
    await beginLooking(client);
    const rows = await client.query<Record<'name' | 'oid' | 'kind' | 'keyed' | 'places' | 'policies', string>>(
      `SELECT e.name, c.oid, c.relkind AS kind, EXISTS (${KEYED}) AS keyed, ${PLACES} AS places, ${ROW_SECURITY} AS policies
         FROM pg_catalog.jsonb_to_recordset($1::jsonb) AS e(name text, schema text, relation text, "primaryKey" jsonb, columns jsonb)
         JOIN pg_catalog.pg_namespace n ON n.nspname = e.schema
         JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = e.relation`,
      [JSON.stringify(relations)],
    );
    await client.query('ROLLBACK');
    return rows;
  });
  return Object.fromEntries(
    found.rows.map(({ name, oid, kind, keyed, places, policies }) => {
      const declared = relations.find((one) => one.name === name)?.primaryKey ?? [];
      const primaryKey = keyed === 't' ? [...declared] : [];
      const looked = {
        places: JSON.parse(places) as Baseline['places'],
        policies: JSON.parse(policies) as RowSecurity,
      };
      return [name, { oid, kind, primaryKey, ...looked }];
    }),
  );
}

/** Digest of each view of a schema as this server reads it back: `pg_get_viewdef` differs between major versions. */
export async function loadViewDigests(
  address: SourceAddress,
  login: SourceLogin,
  schema: string,
): Promise<Record<string, string>> {
  return asLogin(address, login, async (client) => {
    await beginLooking(client);
    const digests = await readViewDigests(client, schema);
    await client.query('ROLLBACK');
    return digests;
  });
}
