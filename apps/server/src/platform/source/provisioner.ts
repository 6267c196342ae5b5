import pg from 'pg';
import { type SourceAddress, type SourceLogin, asLogin } from './connection.ts';

export type ProfileLogin = { readonly login: string; readonly password: string; readonly connections: number };

/** Runs the statements that make a profile's views and login, in one transaction, as the provisioner. */
export async function provision(
  address: SourceAddress,
  provisioner: SourceLogin,
  profile: { statements: readonly string[]; owner: string; login: ProfileLogin },
): Promise<void> {
  await asLogin(address, provisioner, async (client) => {
    await client.query('BEGIN');
    for (const statement of loginStatements(address.database, profile.login)) await client.query(statement);
    // The provisioner reads nothing itself: only as the views' owner, and only for this transaction, may it name the base.
    await client.query(`SET LOCAL ROLE ${pg.escapeIdentifier(profile.owner)}`);
    for (const statement of profile.statements) await client.query(statement);
    await client.query('COMMIT');
  });
}

/**
 * A login that can read one schema and nothing else. Settings that only the server's owner may give are tried and, where
 * refused, left to the DBA; `doctor` reports them.
 */
function loginStatements(database: string, profile: ProfileLogin): string[] {
  const role = pg.escapeIdentifier(profile.login);
  const password = pg.escapeLiteral(profile.password);
  return [
    `DO $do$ BEGIN
       IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = ${pg.escapeLiteral(profile.login)}) THEN
         CREATE ROLE ${role} LOGIN NOINHERIT;
       END IF;
     END $do$`,
    `ALTER ROLE ${role} LOGIN NOINHERIT CONNECTION LIMIT ${profile.connections} PASSWORD ${password}`,
    `ALTER ROLE ${role} SET default_transaction_read_only = on`,
    `GRANT CONNECT ON DATABASE ${pg.escapeIdentifier(database)} TO ${role}`,
    `DO $do$ BEGIN
       ALTER ROLE ${role} SET temp_file_limit = '256MB';
     EXCEPTION WHEN insufficient_privilege THEN NULL;
     END $do$`,
  ];
}

/** Reads the server's version and makes sure that a login works at all. */
export async function probe(address: SourceAddress, login: SourceLogin): Promise<{ serverMajor: number }> {
  return asLogin(address, login, async (client) => {
    const found = await client.query<{ major: string }>(
      "SELECT pg_catalog.current_setting('server_version_num')::int / 10000 AS major",
    );
    return { serverMajor: Number(found.rows[0]?.major) };
  });
}

/** True if this login can read anything of the relation: what `doctor` asks about every base table. */
export async function canReadAny(
  address: SourceAddress,
  login: SourceLogin,
  relations: readonly { schema: string; relation: string }[],
): Promise<string[]> {
  return asLogin(address, login, async (client) => {
    const found = await client.query<{ name: string }>(
      `SELECT n.nspname || '.' || c.relname AS name
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname || '.' || c.relname = ANY ($1::text[])
          AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
          AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')`,
      [relations.map(({ schema, relation }) => `${schema}.${relation}`)],
    );
    return found.rows.map((row) => row.name);
  });
}
