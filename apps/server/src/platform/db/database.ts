import { Kysely, PostgresDialect } from 'kysely';
import type { Transaction } from 'kysely';
import pg from 'pg';

/** A handle on Atlas's own database. Stores write plain SQL with kysely's `sql` tag, one statement a function. */
export type Db = Kysely<object>;
/** A handle inside an open transaction: the first parameter of every store function that must commit with others. */
export type Tx = Transaction<object>;
/** Either of the two, for stores whose statement may stand alone. */
export type Handle = Db | Tx;

export type DbOptions = {
  readonly url: string;
  /** Shown in pg_stat_activity: which role of the program holds the connection. */
  readonly name: string;
  readonly max?: number;
  /** An idle connection broke (the server went away); the pool makes a new one on the next use. */
  readonly onIdleError?: (error: Error) => void;
};

const INT8 = 20;

/**
 * Counts and sizes come as numbers. One beyond 2^53 is an error and never a rounded number, because a rounded size
 * would be signed.
 */
function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('a bigint of the database is beyond 2^53');
  return value;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (Number(oid) === INT8 && format !== 'binary') return toSafeInteger;
    return pg.types.getTypeParser(oid, format) as (text: string) => unknown;
  },
};

/** Close with `db.destroy()`. */
export function makeDb(options: DbOptions): Db {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.name,
    max: options.max ?? 10,
    connectionTimeoutMillis: 10_000,
    types,
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  // A connection that the server ends while it is in use also says so by itself: its query fails, the process lives.
  pool.on('connect', (client) => client.on('error', (error) => options.onIdleError?.(error)));
  return new Kysely<object>({ dialect: new PostgresDialect({ pool }) });
}

/** Runs `work` in one transaction: everything it wrote commits together, or nothing does. */
export function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(work);
}
