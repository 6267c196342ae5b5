import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { copyStreams } from './copy-streams.ts';
import { keySql, schemaSql } from './schema.ts';

export type LoadOptions = {
  readonly seed: number;
  /** YYYY-MM-DD: the "today" of the data. */
  readonly anchorDay: string;
  /** Called with each table's name before its rows are sent. */
  readonly onTable?: (table: string) => void;
};

/**
 * Makes Meridian Bank in an empty database, in one transaction: either all of it is there or nothing. The client must
 * be connected and may create tables in the schema `public`.
 */
export async function loadDemo(client: Client, options: LoadOptions): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query("SET LOCAL maintenance_work_mem = '128MB'; SET LOCAL search_path = public");
    await client.query(schemaSql);
    for (const { table, chunks } of copyStreams(options.seed, options.anchorDay)) {
      options.onTable?.(table);
      await pipeline(Readable.from(chunks, { objectMode: false }), client.query(copyFrom(`COPY ${table} FROM STDIN`)));
    }
    await client.query(keySql);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
