import pg from 'pg';
import type { FoundColumn, FoundKey, FoundRelation } from './make-catalogue.ts';

/** A text column with more different values, or longer ones, is not enumerated. */
const MOST_VALUES = 2_000;
const LONGEST_VALUE = 80;

const RELATIONS = `
  SELECT c.oid::int AS oid, c.relname AS name, obj_description(c.oid) AS comment
  FROM pg_catalog.pg_class c WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
  ORDER BY c.relname`;
const COLUMNS = `
  SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS not_null, col_description(attrelid, attnum) AS comment
  FROM pg_catalog.pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped ORDER BY attnum`;
const KEYS = `
  SELECT contype AS kind, confrelid::regclass::text AS parent,
    (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(conkey) WITH ORDINALITY k(num, n)
      JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.num) AS columns,
    (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(confkey) WITH ORDINALITY k(num, n)
      JOIN pg_attribute a ON a.attrelid = confrelid AND a.attnum = k.num) AS references
  FROM pg_catalog.pg_constraint WHERE conrelid = $1 AND contype IN ('p', 'f') ORDER BY conname`;

/** Reads what a publication is proposed from: the relations of one schema, their keys, and values that repeat. */
export async function introspect(url: string, schema: string): Promise<FoundRelation[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET search_path = ${pg.escapeIdentifier(schema)}`);
    const { rows } = await client.query<{ oid: number; name: string; comment: string | null }>(RELATIONS, [
      pg.escapeIdentifier(schema),
    ]);
    const found: FoundRelation[] = [];
    for (const relation of rows) found.push(await readRelation(client, schema, relation));
    return found;
  } finally {
    await client.end();
  }
}

type KeyRow = { kind: string; parent: string; columns: string[]; references: string[] | null };
type ColumnRow = { name: string; type: string; not_null: boolean; comment: string | null };

async function readRelation(
  client: pg.Client,
  schema: string,
  { oid, name, comment }: { oid: number; name: string; comment: string | null },
): Promise<FoundRelation> {
  const relation = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
  const keys = (await client.query<KeyRow>(KEYS, [oid])).rows;
  const columns: FoundColumn[] = [];
  for (const column of (await client.query<ColumnRow>(COLUMNS, [oid])).rows) {
    const values = /^(text|character)/.test(column.type) ? await readValues(client, relation, column.name) : null;
    columns.push({ name: column.name, type: column.type, notNull: column.not_null, comment: column.comment, values });
  }
  const counted = await client.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${relation}`);
  return {
    schema,
    name,
    comment,
    columns,
    primaryKey: keys.find(({ kind }) => kind === 'p')?.columns ?? [],
    foreignKeys: keys.filter(({ kind }) => kind === 'f').map(toKey),
    rows: Number(counted.rows[0]?.rows ?? 0),
  };
}

function toKey({ columns, parent, references }: KeyRow): FoundKey {
  return { columns, table: parent.replace(/^"|"$/g, ''), references: references ?? [] };
}

async function readValues(client: pg.Client, relation: string, column: string): Promise<FoundColumn['values']> {
  const name = pg.escapeIdentifier(column);
  const { rows } = await client.query<{ value: string; frequency: number }>(
    `SELECT ${name} AS value, count(*)::int AS frequency FROM ${relation} WHERE ${name} IS NOT NULL
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MOST_VALUES + 1}`,
  );
  const isEnumerable = rows.length <= MOST_VALUES && rows.every(({ value }) => value.length <= LONGEST_VALUE);
  return isEnumerable ? rows : null;
}
