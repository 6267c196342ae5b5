/** `node scripts/schema.mjs`: writes db/schema.sql from a fresh database; with --check only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, ROOT, runPinned } from './pinned-node.mjs';

if (process.execPath === findNode()) {
  const { cloneDatabase } = await import('../apps/server/test/support/postgres.ts');
  const { dumpSchema } = await import('../apps/server/src/platform/db/dump-schema.ts');
  const file = join(ROOT, 'db/schema.sql');
  const schema = await dumpSchema((await cloneDatabase()).superuserUrl);
  if (!process.argv.includes('--check')) writeFileSync(file, schema);
  else if (schema !== readFileSync(file, 'utf8')) {
    console.error('db/schema.sql is not what the migrations make: run "node scripts/schema.mjs".');
    process.exitCode = 1;
  }
} else {
  runPinned(import.meta.filename, process.argv.slice(2));
}
