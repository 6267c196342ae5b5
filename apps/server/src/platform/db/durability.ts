import { sql } from 'kysely';
import type { Handle } from './database.ts';

/** null where an acknowledged commit survives a crash, else what would lose it. Receipts promise that nothing is lost. */
export async function judgeDurability(db: Handle): Promise<string | null> {
  const found = await sql<{ fsync: string; commit: string }>`
    SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit`.execute(db);
  const row = found.rows[0];
  if (row?.fsync !== 'on') return 'fsync is off: a crash would lose acknowledged acts';
  return row.commit === 'off' ? 'synchronous_commit is off: a crash would lose acknowledged acts' : null;
}
