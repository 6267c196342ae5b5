import type pg from 'pg';
import { PRINTED_ALIKE, VIEW_DIGEST } from './catalog-sql.ts';

/** Digest of each view of a schema by its name, as the transaction that `client` is in sees them. */
export async function readViewDigests(client: pg.Client, schema: string): Promise<Record<string, string>> {
  await client.query(PRINTED_ALIKE);
  const found = await client.query<{ name: string; digest: string }>(
    `SELECT c.relname AS name, ${VIEW_DIGEST} AS digest
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1`,
    [schema],
  );
  return Object.fromEntries(found.rows.map((row) => [row.name, row.digest]));
}
