import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export const DATABASE_ROLES = ['atlas_owner', 'atlas_app', 'atlas_worker', 'atlas_sequencer', 'atlas_signer'] as const;
export type DatabaseRole = (typeof DATABASE_ROLES)[number];

const ROLES_SQL = fileURLToPath(new URL('../../../../../db/roles.sql', import.meta.url));

export type BootstrapOptions = {
  /** A superuser on any database of the server. */
  readonly superuserUrl: string;
  readonly database: string;
  /** Set anew each time, so that a home whose secrets were renewed still starts. Left out: roles keep theirs. */
  readonly passwords?: Readonly<Record<DatabaseRole, string>>;
};

/** Makes Atlas's roles and its empty database on a server that Atlas runs itself. Running it again changes nothing. */
export async function bootstrapDatabase(options: BootstrapOptions): Promise<void> {
  const url = new URL(options.superuserUrl);
  url.pathname = `/${encodeURIComponent(options.database)}`;
  const server = new pg.Client(options.superuserUrl);
  // A server that is stopped ends the connection: its query fails, the process lives.
  server.on('error', () => undefined);
  await server.connect();
  try {
    const found = await server.query('SELECT FROM pg_catalog.pg_database WHERE datname = $1', [options.database]);
    if (found.rowCount === 0) await server.query(`CREATE DATABASE ${pg.escapeIdentifier(options.database)}`);
  } finally {
    await server.end();
  }
  const inside = new pg.Client(url.href);
  // A server that is stopped ends the connection: its query fails, the process lives.
  inside.on('error', () => undefined);
  await inside.connect();
  try {
    await inside.query(readFileSync(ROLES_SQL, 'utf8'));
    for (const [role, password] of Object.entries(options.passwords ?? {})) {
      await inside.query(`ALTER ROLE ${pg.escapeIdentifier(role)} PASSWORD ${pg.escapeLiteral(password)}`);
    }
  } finally {
    await inside.end();
  }
}
