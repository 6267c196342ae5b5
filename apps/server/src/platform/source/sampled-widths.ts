import pg from 'pg';
import { FIRST_OWN_OID } from './catalog-sql.ts';

type Relation = { readonly schema: string; readonly relation: string };

/** Rows that are looked at, about; pages are chosen by chance. */
const ROWS = 3000;
/** Longer values are taken to be as long as they are stored: nobody unpacks them for an average. */
const UNPACKED = 1_000_000;

/** Columns as long as somebody made them, as far as the one who looks may read them and no code of the bank's own would run. */
const VARIED = `
  SELECT a.attname AS name, greatest(c.reltuples, 0) AS rows
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped AND a.attlen = -1
     AND a.atttypid < ${FIRST_OWN_OID} AND a.atttypid <> 'pg_catalog.numeric'::pg_catalog.regtype AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')`;

/**
 * Bytes that the values of each such column have on average, as text. The server's own statistics know how long a value is
 * stored, which of a long text, packed or kept apart, is a fraction.
 */
export async function sampleWidths(
  client: pg.Client,
  { schema, relation }: Relation,
): Promise<ReadonlyMap<string, number>> {
  const columns = (await client.query<{ name: string; rows: string }>(VARIED, [schema, relation])).rows;
  const rows = Number(columns[0]?.rows ?? 0);
  if (columns.length === 0) return new Map();
  const share = rows > ROWS ? Math.max(0.001, (100 * ROWS) / rows) : 100;
  const names = columns.map(({ name }) => pg.escapeIdentifier(name));
  const widths = names.map(
    (name) => `avg(CASE WHEN pg_catalog.pg_column_size(${name}) > ${UNPACKED} THEN pg_catalog.pg_column_size(${name})
                    ELSE pg_catalog.octet_length(${name}::pg_catalog.text) END)`,
  );
  const from = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(relation)} TABLESAMPLE SYSTEM (${share})`;
  const found = await client.query<(string | null)[]>({
    text: `SELECT ${widths.join(', ')} FROM (SELECT ${names.join(', ')} FROM ${from} LIMIT ${ROWS * 2}) AS looked`,
    rowMode: 'array',
  });
  const [averages = []] = found.rows;
  return new Map(
    columns.flatMap(({ name }, at) => (averages[at] == null ? [] : [[name, Math.ceil(Number(averages[at]))] as const])),
  );
}
