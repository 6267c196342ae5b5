import pg from 'pg';
import type { FoundRelation } from './make-catalogue.ts';

/** `guard/schemas/DB.json` (corpora format). */
export type SchemaFile = {
  readonly db: string;
  readonly tables: readonly {
    readonly schema: string;
    readonly name: string;
    readonly kind: string;
    readonly comment?: string;
    readonly columns: readonly {
      readonly name: string;
      readonly type: string;
      readonly not_null: boolean;
      readonly comment?: string;
    }[];
    readonly primary_key: readonly string[];
    readonly foreign_keys: readonly {
      readonly columns: readonly string[];
      readonly references: { readonly schema: string; readonly table: string; readonly columns: readonly string[] };
    }[];
  }[];
};

/** The relations a query sees whose search path is `schema`, then `public`; of two with one name the first stands. */
export function relationsOf(file: SchemaFile, schema: string): FoundRelation[] {
  const reached = new Map<string, FoundRelation>();
  for (const wanted of new Set([schema, 'public'])) {
    for (const table of file.tables.filter((one) => one.schema === wanted)) {
      if (reached.has(table.name)) continue;
      reached.set(table.name, {
        schema: table.schema,
        name: table.name,
        comment: table.comment ?? null,
        columns: table.columns.map((column) => ({
          name: column.name,
          type: column.type,
          notNull: column.not_null,
          comment: column.comment ?? null,
          values: null,
        })),
        primaryKey: table.primary_key,
        foreignKeys: table.foreign_keys.map((key) => ({
          columns: key.columns,
          table: key.references.table,
          references: key.references.columns,
        })),
        rows: 0,
      });
    }
  }
  return [...reached.values()];
}

/** Makes the relations as tables without rows, primary keys included: a GROUP BY may lean on them. */
export async function createTables(url: string, file: SchemaFile): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const { schema, name, columns, primary_key: key } of file.tables) {
      await client.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)}`);
      const parts = columns.map((column) => `${pg.escapeIdentifier(column.name)} ${column.type}`);
      if (key.length > 0) parts.push(`PRIMARY KEY (${key.map((column) => pg.escapeIdentifier(column)).join(', ')})`);
      await client.query(
        `CREATE TABLE ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)} (${parts.join(', ')})`,
      );
    }
  } finally {
    await client.end();
  }
}
