import { loadModule, parseSync } from 'libpg-query';
import type { Parse } from '../src/index.ts';

await loadModule();

/** PostgreSQL 18's own parser, as every user of the package hands it in. */
export const parse: Parse = (sql) => parseSync(sql);
