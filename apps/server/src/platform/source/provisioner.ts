import pg from 'pg';
import { AtlasError } from '@aureus/contract';
import { BEGIN_WRITING } from './catalog-sql.ts';
import { type SourceAddress, type SourceLogin, asLogin } from './connection.ts';
import { doBlock } from './do-block.ts';
import { checkOwnRole, OWNER_ROLE } from './own-roles.ts';
import { VIEW_OWNER } from './own-roles-sql.ts';
import { type ProfileLogin, loginStatements } from './setup.ts';
import { toSteps } from './steps.ts';
import { readViewDigests } from './view-digests.ts';

/** A question in flight holds its views for as long as it may run; a bank's own statement waits no longer for us. */
const LOCK_TIMEOUT = "SET LOCAL lock_timeout = '30s'";

/**
 * Runs the statements that make a profile's views, and its login where one is given, as the provisioner: in one transaction,
 * or in several where they are too many for the server's locks. Gives the digest of each view as the last of them sees it.
 */
export async function provision(
  address: SourceAddress,
  provisioner: SourceLogin,
  profile: { statements: readonly string[]; schema: string; login?: ProfileLogin },
): Promise<Record<string, string>> {
  let logins = profile.login === undefined ? [] : loginStatements(address.database, profile.login);
  let digests: Record<string, string> = {};
  for (const step of toSteps(profile.statements)) {
    const made = logins;
    digests = await inTransaction(address, provisioner, async (client) => {
      // Default privileges that somebody left in it would open a view to them as soon as it is made.
      await client.query(checkOwnRole(VIEW_OWNER, OWNER_ROLE));
      for (const statement of made) await client.query(statement);
      // The provisioner reads nothing itself: only as the views' owner, and only for this transaction, may it name the base.
      await client.query(`SET LOCAL ROLE ${VIEW_OWNER}`);
      for (const statement of step) await client.query(statement);
      return readViewDigests(client, profile.schema);
    });
    logins = [];
  }
  return digests;
}

/** Statements about the views themselves, as their owner, in one transaction. */
export async function runAsOwner(
  address: SourceAddress,
  provisioner: SourceLogin,
  statements: readonly string[],
): Promise<void> {
  await inTransaction(address, provisioner, async (client) => {
    await client.query(`SET LOCAL ROLE ${VIEW_OWNER}`);
    for (const statement of statements) await client.query(statement);
  });
}

/**
 * Ends a profile: first no new session, committed; then no session, view (which `drops` takes away) or role. False if the
 * role has to stay for the DBA, who gave it something that only they can take back.
 */
export async function retire(
  address: SourceAddress,
  provisioner: SourceLogin,
  { login, drops }: { login: string; drops: readonly string[] },
): Promise<boolean> {
  const role = pg.escapeIdentifier(login);
  const exists = await inTransaction(address, provisioner, async (client) => {
    const found = await client.query('SELECT FROM pg_catalog.pg_roles WHERE rolname = $1', [login]);
    if (found.rowCount !== 0) await client.query(`ALTER ROLE ${role} NOLOGIN`);
    return found.rowCount !== 0;
  });
  const [last = [], ...before] = toSteps(drops).toReversed();
  for (const step of before.toReversed()) await runAsOwner(address, provisioner, step);
  return inTransaction(address, provisioner, async (client) => {
    if (exists) await client.query(`GRANT ${role} TO CURRENT_USER WITH INHERIT TRUE, SET FALSE`);
    await client.query(
      'SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE usename = $1',
      [login],
    );
    await client.query(`SET LOCAL ROLE ${VIEW_OWNER}`);
    for (const statement of last) await client.query(statement);
    await client.query('RESET ROLE');
    if (exists) {
      await client.query(
        doBlock(`BEGIN
        DROP OWNED BY ${role};
        DROP ROLE ${role};
      EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
      END`),
      );
    }
    const left = await client.query('SELECT FROM pg_catalog.pg_roles WHERE rolname = $1', [login]);
    // What the login keeps is nothing that the provisioner may inherit.
    if (left.rowCount !== 0) await client.query(`REVOKE ${role} FROM CURRENT_USER GRANTED BY CURRENT_USER`);
    return left.rowCount === 0;
  });
}

async function inTransaction<T>(
  address: SourceAddress,
  login: SourceLogin,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return asLogin(address, login, async (client) => {
    await client.query(BEGIN_WRITING);
    await client.query(LOCK_TIMEOUT);
    try {
      const done = await work(client);
      await client.query('COMMIT');
      return done;
    } catch (error) {
      throw toStoodOn(error);
    }
  });
}

/** What Atlas makes it takes away again, and nothing else: where something of the bank's own stands on it, that comes first. */
export class StoodOn extends AtlasError {
  constructor(objects: string, cause: Error) {
    super(
      'CONFLICT',
      `Something of the bank's own stands on what Atlas made, and Atlas removes nothing that is not its own. Drop it on the bank's server (and make it again afterwards, if it is to stay): ${objects}.`,
      { cause },
    );
  }
}

/** SQLSTATE 2BP01. */
function toStoodOn(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError) || error.code !== '2BP01') return error;
  return new StoodOn((error.detail ?? error.message).replaceAll('\n', '; '), error);
}

/** Reads the server's version, makes sure that a login works at all, and tells whether it may make profiles here. */
export async function probe(
  address: SourceAddress,
  login: SourceLogin,
): Promise<{ serverMajor: number; makesRoles: boolean }> {
  return asLogin(address, login, async (client) => {
    const found = await client.query<{ major: string; creates: string }>(
      `SELECT pg_catalog.current_setting('server_version_num')::int / 10000 AS major, rolcreaterole AS creates
         FROM pg_catalog.pg_roles WHERE rolname = current_user`,
    );
    const serverMajor = Number(found.rows[0]?.major);
    return { serverMajor, makesRoles: found.rows[0]?.creates === 't' && serverMajor >= 16 };
  });
}
