export { makeDb, transaction } from './database.ts';
export type { Db, DbOptions, Handle, Tx } from './database.ts';
