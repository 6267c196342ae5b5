import pg from 'pg';
import { toCell, type Result } from '../scoring/same-result.ts';

export type Ran =
  | {
      readonly ok: true;
      readonly result: Result;
      /** Names as the server gives them. */
      readonly names: readonly string[];
    }
  | { readonly ok: false; readonly sqlstate: string; readonly message: string };

/** Values as PostgreSQL wrote them: a driver's numbers and dates would hide differences. */
const asText = { getTypeParser: () => (text: string) => text };

/** Opens a session that cannot write and gives up on any statement after ten seconds. */
export async function openSession(url: string, searchPath: string | null = null): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // A statement killed with its database must not take the program down.
  client.on('error', () => undefined);
  await client.connect();
  await client.query("SET statement_timeout = '10s'; SET default_transaction_read_only = on; SET TimeZone = 'UTC'");
  if (searchPath !== null) await client.query(`SET search_path = ${pg.escapeIdentifier(searchPath)}, public`);
  return client;
}

export async function runQuery(client: pg.Client, sql: string): Promise<Ran> {
  try {
    const { fields, rows } = await client.query({ text: sql, rowMode: 'array', types: asText });
    const cells = (rows as (string | null)[][]).map((row) =>
      row.map((text, index) => toCell(text, fields[index]?.dataTypeID ?? 0)),
    );
    return { ok: true, names: fields.map(({ name }) => name), result: { columns: fields.length, rows: cells } };
  } catch (error) {
    const { code = 'XX000', message } = error as { code?: string; message: string };
    return { ok: false, sqlstate: code, message };
  }
}
