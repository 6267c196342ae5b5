import pg from 'pg';
import type { SchemaFile } from './schema-file.ts';

const ROWS = 30;

/**
 * Rows for tables that come without: on empty ones two different queries give the same answer. Values are drawn from
 * few, and texts from the literals that the queries themselves compare with, so that conditions and joins meet.
 */
export async function fillTables(url: string, file: SchemaFile, queries: readonly string[]): Promise<void> {
  const literals = [
    ...new Set(queries.flatMap((sql) => [...sql.matchAll(/'([^']{1,40})'/g)].map((match) => match[1] ?? ''))),
  ];
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const draw = makeDraw();
  try {
    for (const table of file.tables) {
      const rows = Array.from({ length: ROWS }, (_, index) =>
        table.columns.map(({ type, name }) =>
          valueOf(type, table.primary_key.includes(name) ? index + 1 : null, literals, draw),
        ),
      );
      await insert(client, table, rows);
    }
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

/** A table whose type or constraint takes no such value stays empty: less is compared, nothing is compared wrongly. */
async function insert(
  client: pg.Client,
  table: SchemaFile['tables'][number],
  rows: readonly (string | null)[][],
): Promise<void> {
  const places = table.columns.map((column, index) => `$${index + 1}::${column.type}`).join(', ');
  const name = `${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.name)}`;
  for (const row of rows) {
    if (row.length === 0) return;
    const isTaken = await client.query(`INSERT INTO ${name} VALUES (${places}) ON CONFLICT DO NOTHING`, row).then(
      () => true,
      () => false,
    );
    if (!isTaken) return;
  }
}

type Draw = (below: number) => number;

/** A small congruential generator: the same rows in every run. */
function makeDraw(): Draw {
  let state = 12_345;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

function valueOf(type: string, key: number | null, literals: readonly string[], draw: Draw): string | null {
  if (key === null && draw(12) === 0) return null;
  const number = key ?? 1 + draw(12);
  if (/^(smallint|integer|bigint|numeric|real|double)/.test(type)) return String(number);
  if (type === 'boolean') return String(draw(2) === 0);
  if (/^(date|timestamp)/.test(type)) return `2020-0${1 + draw(9)}-${10 + draw(18)}`;
  if (/^(text|character varying)/.test(type))
    return literals.length === 0 ? `t${number}` : (literals[draw(literals.length)] ?? null);
  return null;
}
