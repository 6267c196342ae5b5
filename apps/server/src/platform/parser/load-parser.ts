import { loadModule, parseSync } from 'libpg-query';

/** PostgreSQL's own parser, compiled to WebAssembly; loaded once per process. */
export async function loadParser(): Promise<(sql: string) => unknown> {
  await loadModule();
  return (sql) => parseSync(sql);
}
