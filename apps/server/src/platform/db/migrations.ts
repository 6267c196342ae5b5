import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../../../../db/migrations/', import.meta.url));

/** Two programs that start at once: the second waits here and then finds nothing to do. */
const MIGRATION_LOCK = 4_160_020;

export type MigrateOptions = {
  /** As atlas_owner. */
  readonly ownerUrl: string;
  readonly folder?: string;
  readonly onProgress?: (sentence: string) => void;
};

type Migration = { readonly name: string; readonly sql: string; readonly sha256: string };

/**
 * Applies what is missing, in order, each file in its own transaction. Files are append-only: one that was applied and
 * has changed since, or is gone, stops the start, because nobody could say any more what the database looks like.
 * Returns the names of the files applied now.
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: options.ownerUrl, application_name: 'atlas migrate' });
  // A server that is stopped ends the connection: its query fails, the process lives.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS ops');
    await client.query(`CREATE TABLE IF NOT EXISTS ops.migrations (
      name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const missing = await findMissing(client, readMigrations(options.folder ?? MIGRATIONS_FOLDER));
    if (missing.length > 0) options.onProgress?.(`Applying ${missing.length} database migrations.`);
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return names.toSorted().map((name) => {
    if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(name)) throw new Error(`The migration ${name} is not named NNNN_name.sql.`);
    const sql = readFileSync(join(folder, name), 'utf8');
    return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
}

async function findMissing(client: pg.Client, files: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ name: string; sha256: string }>('SELECT name, sha256 FROM ops.migrations');
  const applied = new Map(rows.map((row) => [row.name, row.sha256]));
  for (const [name, sha256] of applied) {
    const file = files.find((candidate) => candidate.name === name);
    if (file === undefined) {
      throw new Error(`The database has the migration ${name}, which this version of Atlas does not know.`);
    }
    if (file.sha256 !== sha256) throw new Error(`The migration ${name} has changed since it was applied.`);
  }
  return files.filter(({ name }) => !applied.has(name));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(migration.sql);
    await client.query('INSERT INTO ops.migrations (name, sha256) VALUES ($1, $2)', [migration.name, migration.sha256]);
    await client.query('COMMIT');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The migration ${migration.name} failed: ${why}`, { cause });
  }
}
