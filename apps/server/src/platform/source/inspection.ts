import pg from 'pg';
import { AtlasError, type Column, type SourceTypes } from '@aureus/contract';
import { COLLATION, madeOf } from './catalog-sql.ts';
import { type SourceAddress, type SourceLogin, asLogin } from './connection.ts';
import { VIEW_OWNER } from './own-roles-sql.ts';
import { sampleWidths } from './sampled-widths.ts';

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

/** What a question reads must lock itself and nothing that is catalogued under another name. */
const UNFIT = `
  SELECT n.nspname || '.' || c.relname AS relation,
         CASE WHEN c.relispartition THEN 'one part of a partitioned table; publish the whole'
              WHEN c.relkind = 'v' THEN 'a view; publish the tables that it reads'
              WHEN c.relkind = 'f' THEN 'a foreign table, which another server answers'
              WHEN c.relkind NOT IN ('r', 'p', 'm') THEN 'no table'
              WHEN c.relkind = 'p' THEN 'a partitioned table with a foreign table among its parts, which another server answers'
              ELSE 'a table with child tables (INHERITS), whose rows would count as its own' END AS why
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname || '.' || c.relname = ANY ($1::text[])
     AND (c.relispartition OR c.relkind NOT IN ('r', 'p', 'm')
          OR (c.relkind = 'r' AND EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.oid))
          OR (c.relkind = 'p' AND EXISTS (SELECT FROM pg_catalog.pg_partition_tree(c.oid) part
                JOIN pg_catalog.pg_class f ON f.oid = part.relid AND f.relkind = 'f')))
   ORDER BY 1`;

/** Everything published must be there, with the type it is published with. */
export async function checkPublished(
  address: SourceAddress,
  login: SourceLogin,
  relations: readonly Relation[],
): Promise<void> {
  const names = relations.map((one) => `${one.schema}.${one.relation}`);
  const { found, unfit } = await asLogin(address, login, async (client) => ({
    found: await client.query<{ relation: string; name: string; type: string }>(COLUMNS, [names]),
    unfit: await client.query<{ relation: string; why: string }>(UNFIT, [names]),
  }));
  const [first] = unfit.rows;
  if (first !== undefined)
    throw new AtlasError('VALIDATION_ERROR', `${first.relation} cannot be published: it is ${first.why}.`);
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

const OWN_TYPES = madeOf(`
  SELECT DISTINCT a.atttypid
    FROM pg_catalog.jsonb_to_recordset($1::jsonb) AS r(schema text, relation text, columns jsonb)
    CROSS JOIN pg_catalog.jsonb_to_recordset(r.columns) AS k(name text)
    JOIN pg_catalog.pg_namespace n ON n.nspname = r.schema
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = r.relation
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = k.name AND a.attnum > 0`);

/** The domains and enums among the types of what is published. */
export async function loadSourceTypes(
  address: SourceAddress,
  login: SourceLogin,
  relations: readonly Relation[],
): Promise<SourceTypes> {
  const told = relations.map(({ schema, relation, columns }) => ({ schema, relation, columns }));
  const found = await asLogin(address, login, async (client) => {
    const text = `SELECT name, made FROM (${OWN_TYPES}) AS own WHERE made IS NOT NULL ORDER BY name COLLATE "C"`;
    return client.query<{ name: string; made: string }>(text, [JSON.stringify(told)]);
  });
  return Object.fromEntries(found.rows.map(({ name, made }) => [name, JSON.parse(made) as SourceTypes[string]]));
}

const OWN_COLLATIONS = `
  SELECT n.nspname AS schema, c.relname AS relation, a.attname AS name, o.collisdeterministic::text AS deterministic,
         nullif(${COLLATION.found}, ${COLLATION.usual}) AS collation
    FROM pg_catalog.jsonb_to_recordset($1::jsonb) AS r(schema text, relation text)
    JOIN pg_catalog.pg_namespace n ON n.nspname = r.schema
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = r.relation
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation`;

type Collated = Record<'schema' | 'relation' | 'name', string> & {
  readonly deterministic: string;
  readonly collation: string | null;
};

/** What is published, with what the server sorts each column by where that is not what it sorts such a type by. */
export async function withCollations<R extends Relation>(
  address: SourceAddress,
  login: SourceLogin,
  relations: readonly R[],
): Promise<R[]> {
  const told = relations.map(({ schema, relation }) => ({ schema, relation }));
  const found = await asLogin(address, login, async (client) => {
    return client.query<Collated>(OWN_COLLATIONS, [JSON.stringify(told)]);
  });
  const keyOf = (schema: string, relation: string, name: string): string => JSON.stringify([schema, relation, name]);
  const known = new Map(found.rows.map((one) => [keyOf(one.schema, one.relation, one.name), one]));
  return relations.map((one) => ({
    ...one,
    columns: one.columns.map((column) => ({
      ...column,
      ...marksOf(known.get(keyOf(one.schema, one.relation, column.name))),
    })),
  }));
}

const marksOf = (found: Collated | undefined): { readonly collation?: string; readonly comparesLoosely?: true } => ({
  ...(found?.collation == null ? {} : { collation: found.collation }),
  ...(found?.deterministic === 'false' ? { comparesLoosely: true } : {}),
});

const PARTITIONS = `
  SELECT r.schema, r.relation, count(*) - 1 AS partitions
    FROM pg_catalog.jsonb_to_recordset($1::jsonb) AS r(schema text, relation text)
    JOIN pg_catalog.pg_namespace n ON n.nspname = r.schema
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = r.relation AND c.relkind = 'p'
    CROSS JOIN LATERAL pg_catalog.pg_partition_tree(c.oid)
   GROUP BY 1, 2`;

type Parted = Record<'schema' | 'relation', string> & { readonly partitions: string };

/** Rows that ANALYZE looks at unless the bank asked for more: 300 times `default_statistics_target`. */
const SEEN_WHOLE = 30_000;

/** What the server's statistics say; of a partitioned relation those of the whole. They show to whoever may read the column. */
const DISTINCT = `
  SELECT s.schemaname AS schema, s.tablename AS relation, s.attname AS name,
         ceil(CASE WHEN s.n_distinct < 0 THEN -s.n_distinct * greatest(c.reltuples, 0) ELSE s.n_distinct END)::bigint AS distinct,
         CASE WHEN s.n_distinct = -1 AND c.reltuples BETWEEN 1 AND ${SEEN_WHOLE} THEN 1 / c.reltuples
              ELSE s.most_common_freqs[1] END AS share, s.null_frac AS missing
    FROM pg_catalog.jsonb_to_recordset($1::jsonb) AS r(schema text, relation text)
    JOIN pg_catalog.pg_stats s ON s.schemaname = r.schema AND s.tablename = r.relation
    JOIN pg_catalog.pg_namespace n ON n.nspname = s.schemaname
    JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename AND s.inherited = (c.relkind = 'p')
   WHERE s.n_distinct <> 0`;

type Counted = Record<'schema' | 'relation' | 'name' | 'distinct' | 'missing', string> & {
  readonly share: string | null;
};

/** The owner of the views reads what the provisioner may not; on the bank's one login there is none. */
const AS_OWNER = `SELECT pg_catalog.set_config('role', rolname, true) FROM pg_catalog.pg_roles
  WHERE rolname = '${VIEW_OWNER}' AND NOT rolcanlogin
    AND CASE WHEN pg_catalog.current_setting('server_version_num')::int < 160000 THEN pg_catalog.pg_has_role(oid, 'MEMBER')
        ELSE pg_catalog.pg_has_role(oid, 'SET') END`;

/** What is published, with its partitions, and of each column how many values it has and how long these are. */
export async function withStatistics<R extends Relation>(
  address: SourceAddress,
  login: SourceLogin,
  relations: readonly R[],
): Promise<R[]> {
  const told = JSON.stringify(relations.map(({ schema, relation }) => ({ schema, relation })));
  const { parted, counted, widths } = await asLogin(address, login, async (client) => {
    await client.query('BEGIN READ ONLY');
    await client.query("SET LOCAL statement_timeout TO '10s'; SET LOCAL row_security TO off");
    await client.query(AS_OWNER);
    const widths = new Map<string, ReadonlyMap<string, number>>();
    for (const one of relations)
      widths.set(JSON.stringify([one.schema, one.relation]), await sampleWidths(client, one));
    return {
      parted: (await client.query<Parted>(PARTITIONS, [told])).rows,
      counted: (await client.query<Counted>(DISTINCT, [told])).rows,
      widths,
    };
  });
  return relations.map((one) => {
    const isOf = ({ schema, relation }: Pick<Parted, 'schema' | 'relation'>): boolean =>
      schema === one.schema && relation === one.relation;
    const known = new Map(counted.filter(isOf).map((column) => [column.name, column]));
    const partitions = parted.find(isOf)?.partitions;
    const averages = widths.get(JSON.stringify([one.schema, one.relation]));
    return {
      ...one,
      ...(partitions === undefined ? {} : { partitions: Number(partitions) }),
      columns: one.columns.map((column) => {
        const averageWidth = averages?.get(column.name);
        const width = averageWidth === undefined ? {} : { averageWidth };
        return { ...column, ...countsOf(known.get(column.name)), ...width };
      }),
    };
  });
}

/** Where no value is common enough to be counted by itself, the average is given and some more. */
const UNCOMMON = 10;

function countsOf(counted: Counted | undefined): Pick<Column, 'distinct' | 'mostFrequent' | 'missing'> {
  const distinct = Number(counted?.distinct ?? 0);
  if (counted === undefined || distinct <= 0) return {};
  const missing = Number(counted.missing);
  return {
    distinct,
    mostFrequent: Math.min(1, Number(counted.share ?? UNCOMMON / distinct)),
    ...(missing > 0 ? { missing } : {}),
  };
}

/** A value that a person could be shown as one of a few is shorter; whatever a bank stores in such a column, no more is read. */
const VALUE_BYTES = 1000;
const MOST_VALUES = 200;

type Counts = { rows: number; values: Record<string, Record<string, number>> };
type Masked = { readonly from: string; readonly columns: readonly string[] };

/** GROUPING takes no more. */
const MOST_GROUPED = 31;

/** Rows of a masked relation and how often each value of the named columns occurs: one scan for many. `from` is SQL of our own. */
export async function countAs(address: SourceAddress, login: SourceLogin, { from, columns }: Masked): Promise<Counts> {
  const counts = await countSome(address, login, { from, columns: columns.slice(0, MOST_GROUPED) });
  if (columns.length <= MOST_GROUPED) return counts;
  const others = await countAs(address, login, { from, columns: columns.slice(MOST_GROUPED) });
  return { rows: counts.rows, values: { ...counts.values, ...others.values } };
}

async function countSome(address: SourceAddress, login: SourceLogin, masked: Masked): Promise<Counts> {
  const names = masked.columns.map((name) => pg.escapeIdentifier(name));
  const shown = names.map((name) => `, CASE WHEN octet_length(${name}::text) <= ${VALUE_BYTES} THEN ${name}::text END`);
  const sets = ['()', ...names.map((name) => `(${name})`)].join(', ');
  const which = names.length === 0 ? '0' : `GROUPING(${names.join(', ')})`;
  const counted = `SELECT ${which} AS grouped, count(*) AS times${shown.map((one, at) => `${one} AS v${at}`).join('')},
      row_number() OVER (PARTITION BY ${which} ORDER BY count(*) DESC) AS place FROM ${masked.from} AS masked GROUP BY GROUPING SETS (${sets})`;
  const text = `SELECT grouped, times${names.map((_, at) => `, v${at}`).join('')} FROM (${counted}) AS counted WHERE place <= ${MOST_VALUES}`;
  const found = await asLogin(address, login, async (client) => {
    await client.query("SET statement_timeout TO '10min'");
    return client.query<(string | null)[]>({ text, rowMode: 'array' });
  });
  return collect(found.rows, masked.columns);
}

/** GROUPING is a bit mask with the first column highest; the bit of the one grouped column is 0. */
function collect(rows: readonly (string | null)[][], columns: readonly string[]): Counts {
  const all = 2 ** columns.length - 1;
  const values: Record<string, Record<string, number>> = {};
  let total = 0;
  for (const [mask, count, ...cells] of rows) {
    if (Number(mask) === all) total = Number(count);
    const at = columns.findIndex((_, index) => Number(mask) === all - 2 ** (columns.length - 1 - index));
    const column = columns[at];
    const value = cells[at];
    if (column === undefined || value == null) continue;
    (values[column] ??= {})[value] = Number(count);
  }
  return { rows: total, values };
}
