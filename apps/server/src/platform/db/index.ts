export { bootstrapDatabase, DATABASE_ROLES } from './bootstrap.ts';
export type { BootstrapOptions, DatabaseRole } from './bootstrap.ts';
export { makeDb, transaction } from './database.ts';
export type { Db, DbOptions, Handle, Tx } from './database.ts';
export { migrate } from './migrations.ts';
export type { MigrateOptions } from './migrations.ts';
export { judgeDurability } from './durability.ts';
