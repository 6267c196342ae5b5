import pg from 'pg';
import { AtlasError } from '@aureus/contract';
import { type SourceAddress, type SourceLogin, asLogin } from './connection.ts';

type Relation = {
  readonly schema: string;
  readonly relation: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
};

const COLUMNS = `
  SELECT n.nspname || '.' || c.relname AS relation, a.attname AS name,
         pg_catalog.format_type(a.atttypid, a.atttypmod) AS type
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname || '.' || c.relname = ANY ($1::text[])`;

/** Everything published must be there, with the type it is published with. */
export async function checkPublished(
  address: SourceAddress,
  login: SourceLogin,
  relations: readonly Relation[],
): Promise<void> {
  const names = relations.map((one) => `${one.schema}.${one.relation}`);
  const found = await asLogin(address, login, (client) =>
    client.query<{ relation: string; name: string; type: string }>(COLUMNS, [names]),
  );
  const present = new Map(found.rows.map((row) => [`${row.relation}.${row.name}`, row.type]));
  for (const one of relations) {
    for (const column of one.columns) {
      const type = present.get(`${one.schema}.${one.relation}.${column.name}`);
      if (type === column.type) continue;
      throw new AtlasError(
        'VALIDATION_ERROR',
        `${one.relation}.${column.name} is published as ${column.type}, but the server has ${type ?? 'no such column'}.`,
      );
    }
  }
}

/** Rows of a masked relation and how often each value of the named columns occurs: one scan for all. `from` is SQL of our own. */
export async function countAs(
  address: SourceAddress,
  login: SourceLogin,
  masked: { from: string; columns: readonly string[] },
): Promise<{ rows: number; values: Record<string, Record<string, number>> }> {
  const names = masked.columns.map((name) => pg.escapeIdentifier(name));
  const shown = names.map((name) => `, ${name}::text`).join('');
  const sets = ['()', ...names.map((name) => `(${name})`)].join(', ');
  const which = names.length === 0 ? '0' : `GROUPING(${names.join(', ')})`;
  const text = `SELECT ${which}, count(*)${shown} FROM ${masked.from} AS masked GROUP BY GROUPING SETS (${sets})`;
  const found = await asLogin(address, login, (client) => client.query<(string | null)[]>({ text, rowMode: 'array' }));
  return collect(found.rows, masked.columns);
}

const MOST_VALUES = 200;

/** GROUPING is a bit mask with the first column highest; the bit of the one grouped column is 0. */
function collect(
  rows: readonly (string | null)[][],
  columns: readonly string[],
): { rows: number; values: Record<string, Record<string, number>> } {
  const all = 2 ** columns.length - 1;
  const values: Record<string, Record<string, number>> = {};
  let total = 0;
  for (const [mask, count, ...cells] of rows) {
    if (Number(mask) === all) total = Number(count);
    const at = columns.findIndex((_, index) => Number(mask) === all - 2 ** (columns.length - 1 - index));
    const column = columns[at];
    const value = cells[at];
    if (column === undefined || value == null) continue;
    const seen = (values[column] ??= {});
    if (Object.keys(seen).length < MOST_VALUES) seen[value] = Number(count);
  }
  return { rows: total, values };
}
