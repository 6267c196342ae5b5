import pg from 'pg';
import type { Catalogue } from '@aureus/contract';
import type { Instant, MaskProfile, OutputColumn, Parse, Provision } from '@aureus/sqlguard';
import { readDefinition } from '../../packages/sqlguard/test/reading/read-definition.ts';
import { readingDifference } from '../../packages/sqlguard/test/reading/same-reading.ts';
import { runQuery, type Ran } from './database/run-query.ts';
import { EVAL_ROW_CAP, guardSql } from './guard.ts';
import { isSameResult } from './scoring/same-result.ts';

/** A question that the guard has accepted, and where it stands. */
type Question = { readonly sql: string; readonly schema: string | null };
type Place = {
  readonly client: pg.Client;
  readonly catalogue: Catalogue;
  readonly profile: MaskProfile;
  readonly parse: Parse;
  readonly provision: Provision;
};

/** null where nothing differs; a reading is `none` where the server makes no view of the original. */
export type Compared = {
  readonly rows: string | null;
  readonly columns: string | null;
  readonly reading: string | null;
};

/**
 * Compares what was printed with the original on the server: rows, output columns, and the server's own reading of both
 * (a view over each, written back). All in one transaction, at whose instant "now" is bound; nothing of it stays.
 */
export async function compareWithServer(question: Question, place: Place): Promise<Compared> {
  const { client } = place;
  await client.query('BEGIN READ WRITE');
  try {
    const { rows } = await client.query<{ at: string }>(
      `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at`,
    );
    return await compareAt(question, place, { at: rows[0]?.at ?? '', timeZone: 'UTC' });
  } finally {
    await client.query('ROLLBACK');
  }
}

async function compareAt({ sql, schema }: Question, place: Place, instant: Instant): Promise<Compared> {
  const { client, catalogue, profile, parse, provision } = place;
  const how = { parse, profile, instant };
  const printed = guardSql(sql, catalogue, { ...how, provision });
  const bare = guardSql(sql, catalogue, { ...how, provision: 'none' });
  if (!printed.ok || !bare.ok)
    return { rows: 'accepted at one instant, refused at another', columns: null, reading: null };
  const path = `${pg.escapeIdentifier(schema ?? 'public')}, public`;
  const original = await runAside(client, sql, path);
  const ours = await runAside(client, printed.sql, path);
  const counts = { columns: printed.columns.length };
  const wanted = await readDefinition(client, sql, { path, ...counts });
  const given = await readDefinition(client, bare.sql, { path: 'pg_catalog, pg_temp', ...counts });
  if (wanted !== null && given === null) return { rows: null, columns: null, reading: 'no view of the printed text' };
  const relations = (name: string): readonly string[] | undefined =>
    catalogue.datasets.find((dataset) => dataset.relation === name)?.columns.map((column) => column.name);
  return {
    rows: rowsDiffer(original, ours),
    columns: columnsDiffer(printed.columns, { original, ours, types: wanted?.types ?? null }),
    reading:
      wanted === null || given === null
        ? 'none'
        : readingDifference(wanted.text, given.text, { parse, relations, rowCap: EVAL_ROW_CAP }),
  };
}

/** A query that fails must not end the transaction that the others are compared in. */
async function runAside(client: pg.Client, sql: string, path: string): Promise<Ran> {
  await client.query('SAVEPOINT aside');
  await client.query(`SET LOCAL search_path = ${path}`);
  const ran = await runQuery(client, sql);
  await client.query('ROLLBACK TO SAVEPOINT aside');
  return ran;
}

/** null if both texts give the same rows, or fail alike. Order is no part of it unless the query says so. */
function rowsDiffer(original: Ran, printed: Ran): string | null {
  if (!original.ok)
    return !printed.ok && printed.sqlstate === original.sqlstate
      ? null
      : `only the original fails: ${original.message}`;
  if (!printed.ok) return `the printed text fails: ${printed.message}`;
  return isSameResult(original.result, printed.result, false) ? null : 'different rows';
}

type Seen = { readonly original: Ran; readonly ours: Ran; readonly types: readonly string[] | null };

/** Names and types of the output: as declared by us, as the server gives them for both texts. */
function columnsDiffer(declared: readonly OutputColumn[], { original, ours, types }: Seen): string | null {
  const names = JSON.stringify(declared.map(({ name }) => name));
  for (const ran of [original, ours])
    if (ran.ok && JSON.stringify(ran.names) !== names) return `columns ${names} are ${JSON.stringify(ran.names)}`;
  const given = JSON.stringify(declared.map(({ type }) => type));
  return types === null || JSON.stringify(types) === given ? null : `types ${given} are ${JSON.stringify(types)}`;
}
