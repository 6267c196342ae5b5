import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDatabase } from '../../apps/server/test/support/postgres.ts';
import { runDump } from './database/dump.ts';
import { openSession, runQuery } from './database/run-query.ts';
import type { Asked } from './planner-suite.ts';
import { readJsonl } from './reading/jsonl.ts';

const FOLDER = join(import.meta.dirname, '..', 'strangers', 'planner');
const names = readdirSync(FOLDER).flatMap((file) => /^(.+)\.jsonl$/.exec(file)?.[1] ?? []);

test('there are six schemas that Atlas does not ship', () => {
  assert.equal(names.length, 6);
});

for (const name of names) {
  test(`every gold query of ${name} runs and gives rows with a value`, async () => {
    const url = await createDatabase();
    await runDump(url, readFileSync(join(FOLDER, 'db', `${name}.sql`), 'utf8'));
    const client = await openSession(url);
    const bad: string[] = [];
    try {
      for (const { id, gold } of readJsonl<Asked>(join(FOLDER, `${name}.jsonl`))) {
        for (const sql of gold) {
          const ran = await runQuery(client, sql);
          const holds = ran.ok && ran.result.rows.some((row) => row.some((cell) => cell !== null));
          if (!holds) bad.push(`${id}: ${ran.ok ? 'no rows' : ran.message}`);
        }
      }
    } finally {
      await client.end();
    }
    assert.deepEqual(bad, []);
  });
}
