import type pg from 'pg';

/** A definition as the server reads it back, and the types it gives the columns; null where no view can be made. */
export type Definition = { readonly text: string; readonly types: readonly string[] };

/**
 * The server's own reading of a query: a temporary view over it with an explicit column list, written back by
 * `pg_get_viewdef`. To be called in a transaction that will be rolled back; `path` is where the query finds its names.
 */
export async function readDefinition(
  client: pg.ClientBase,
  sql: string,
  { path, columns }: { readonly path: string; readonly columns: number },
): Promise<Definition | null> {
  const list = Array.from({ length: columns }, (_, index) => `c${index + 1}`).join(', ');
  const one = async (text: string, values: string[] = []): Promise<unknown[]> =>
    (await client.query<unknown[]>({ text, values, rowMode: 'array' })).rows[0] ?? [];
  await client.query('SAVEPOINT reading');
  try {
    await one("SELECT pg_catalog.set_config('search_path', $1, true)", [path]);
    await client.query(`CREATE TEMP VIEW atlas_reading (${list}) AS ${sql.replace(/;\s*$/, '')}`);
    await one("SELECT pg_catalog.set_config('search_path', 'pg_catalog', true)");
    const [text, types] = await one(
      `SELECT pg_get_viewdef(v), (SELECT string_agg(format_type(atttypid, atttypmod), chr(10) ORDER BY attnum)
         FROM pg_attribute WHERE attrelid = v AND attnum > 0) FROM (SELECT 'pg_temp.atlas_reading'::regclass AS v) AS made`,
    );
    return { text: String(text), types: String(types).split('\n') };
  } catch {
    return null;
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT reading');
    await client.query('RELEASE SAVEPOINT reading');
  }
}
