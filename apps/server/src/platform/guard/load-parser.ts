import { loadModule, parseSync } from 'libpg-query';
import type { Parse } from '@aureus/sqlguard';

/** PostgreSQL's own parser, compiled to WebAssembly; loaded once per thread. */
export async function loadParser(): Promise<Parse> {
  await loadModule();
  return (sql) => parseSync(sql);
}
