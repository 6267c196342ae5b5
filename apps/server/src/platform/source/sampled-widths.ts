import pg from 'pg';
import { FIRST_OWN_OID } from './catalog-sql.ts';

type Relation = { readonly schema: string; readonly relation: string };

/** Rows that are looked at, about; pages are chosen by chance. */
const ROWS = 3000;
/** A longer one is not unpacked for an average: it is taken to be four times what is stored of it. */
const UNPACKED = 4096;
const PACKED = 4;

/** The table `c` with all that its rows may stand in. */
const PARTS = `
  WITH RECURSIVE part(id) AS (
    SELECT c.oid UNION SELECT h.inhrelid FROM pg_catalog.pg_inherits h JOIN part ON h.inhparent = part.id)`;

/**
 * Whether a plan over `c` runs code of the bank's own before a row is read: PostgreSQL may compute what is constant in the
 * predicates and expressions of indexes, statistics, checks and partition keys, with the rights of whoever asks, who here is
 * the owner of the views. That a column is of a type of the bank's own runs nothing. Only a superuser makes
 * operator classes.
 */
const PLANS_CODE = `(${PARTS}, hung(class, id) AS (
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, part.id FROM part
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid FROM part JOIN pg_catalog.pg_index i ON i.indrelid = part.id
    UNION ALL
    SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, x.oid FROM part JOIN pg_catalog.pg_statistic_ext x ON x.stxrelid = part.id
    UNION ALL
    SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid FROM part JOIN pg_catalog.pg_constraint k ON k.conrelid = part.id AND k.contype = 'c')
  SELECT EXISTS (SELECT FROM hung JOIN pg_catalog.pg_depend d ON d.classid = hung.class AND d.objid = hung.id
                  WHERE d.refobjid >= ${FIRST_OWN_OID}
                    AND (d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass)
                      OR d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid NOT IN (SELECT part.id FROM part))))`;

/**
 * Columns as long as somebody made them, where looking at them runs no code of the bank's own: no type of its own, no row
 * security, whose policies would run with the rights of whoever looks, and nothing that a plan runs.
 */
const VARIED = `
  SELECT a.attname AS name, greatest(c.reltuples, 0) AS rows,
         a.atttypid IN ('pg_catalog.text'::pg_catalog.regtype, 'pg_catalog.varchar'::pg_catalog.regtype, 'pg_catalog.bpchar'::pg_catalog.regtype,
                        'pg_catalog.bytea'::pg_catalog.regtype) AS plain
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped AND a.attlen = -1
     AND c.relkind IN ('r', 'p', 'm') AND NOT c.relrowsecurity AND c.relispopulated AND NOT ${PLANS_CODE}
     AND a.atttypid < ${FIRST_OWN_OID} AND a.atttypid <> 'pg_catalog.numeric'::pg_catalog.regtype
     AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')`;

type Varied = { readonly name: string; readonly rows: string; readonly plain: string };

/**
 * Bytes that the values of each such column have on average, as text. The server's own statistics know how long a value is
 * stored, which of a long text, packed or kept apart, is a fraction.
 */
export async function sampleWidths(client: pg.Client, of: Relation): Promise<ReadonlyMap<string, number>> {
  const columns = (await client.query<Varied>(VARIED, [of.schema, of.relation])).rows;
  if (columns.length === 0) return new Map();
  // A table that cannot be looked at in time is published all the same: nobody knows its widths.
  await client.query('SAVEPOINT looking');
  try {
    const averages = await lookAt(client, of, columns);
    return new Map(
      columns.flatMap(({ name }, at) =>
        averages[at] == null ? [] : [[name, Math.ceil(Number(averages[at]))] as const],
      ),
    );
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    await client.query('ROLLBACK TO SAVEPOINT looking');
    return new Map();
  } finally {
    await client.query('RELEASE SAVEPOINT looking').catch(() => undefined);
  }
}

/** The length of a plain text is known without reading it; of anything else that is long, what is stored says enough. */
function lengthOf({ name, plain }: Varied): string {
  const column = pg.escapeIdentifier(name);
  if (plain === 't') return `pg_catalog.octet_length(${column})`;
  const stored = `pg_catalog.pg_column_size(${column})`;
  return `CASE WHEN ${stored} > ${UNPACKED} THEN ${stored} * ${PACKED} ELSE pg_catalog.octet_length(${column}::pg_catalog.text) END`;
}

async function lookAt(
  client: pg.Client,
  { schema, relation }: Relation,
  columns: readonly Varied[],
): Promise<readonly (string | null)[]> {
  const rows = Number(columns[0]?.rows ?? 0);
  const share = rows > ROWS ? Math.max(0.001, (100 * ROWS) / rows) : 100;
  const names = columns.map(({ name }) => pg.escapeIdentifier(name));
  const averages = columns.map((column) => `pg_catalog.avg(${lengthOf(column)})`);
  const from = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(relation)} TABLESAMPLE SYSTEM (${share})`;
  const found = await client.query<(string | null)[]>({
    text: `SELECT ${averages.join(', ')} FROM (SELECT ${names.join(', ')} FROM ${from} LIMIT ${ROWS * 2}) AS looked`,
    rowMode: 'array',
  });
  return found.rows[0] ?? [];
}
