import pg from 'pg';
import { closeOurSide } from './wire.ts';

/** PostgreSQL's own text of each value. */
export type Row = readonly (string | null)[];

export type Batch = {
  readonly columns: readonly { readonly name: string; readonly typeId: number }[];
  readonly rows: readonly Row[];
  readonly bytes: number;
  /** True when the byte cap cut the rows short. */
  readonly cut: boolean;
};

/**
 * One FETCH, its rows counted as they come in: a batch of wide rows is never held whole. What lies beyond the cap passes
 * unkept, and where it is as much again, our side closes: the server rolls back by itself.
 */
export function fetchBatch(client: pg.ClientBase, text: string, cap: number): Promise<Batch> {
  // Extended protocol by name, as everywhere on a bank's server.
  const config = { text, values: [], rowMode: 'array' as const, queryMode: 'extended' };
  const query = new pg.Query<string[]>(config);
  const rows: Row[] = [];
  let fields: readonly pg.FieldDef[] = [];
  let bytes = 0;
  query.on('row', (row: Row, result) => {
    fields = result?.fields ?? fields;
    bytes += sizeOf(row);
    if (bytes <= cap) rows.push(row);
    else if (bytes > 2 * cap) closeOurSide(client);
  });
  return new Promise((resolve, reject) => {
    const done = (told: readonly pg.FieldDef[]): void => {
      const columns = told.map((field) => ({ name: field.name, typeId: field.dataTypeID }));
      resolve({ columns, rows, bytes, cut: bytes > cap });
    };
    query.on('end', (result) => done(result.fields));
    query.on('error', (error) => (bytes > 2 * cap ? done(fields) : reject(error)));
    client.query(query);
  });
}

const sizeOf = (row: Row): number =>
  row.reduce((sum, value) => sum + (value === null ? 0 : Buffer.byteLength(value)) + 8, 0);
