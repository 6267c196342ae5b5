import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDatabase } from '../../apps/server/test/support/postgres.ts';
import { openSession, runQuery } from './database/run-query.ts';
import { loadMeridian, readQuestions } from './questions-suite.ts';

const questions = readQuestions();

test('there are enough questions, with joins, with dates, and some without an answer', () => {
  const of = (word: string) => questions.filter(({ category }) => category?.includes(word)).length;
  assert.ok(questions.length >= 200);
  assert.ok(of('join') >= 10 && of('date') >= 5 && of('unanswerable') >= 10);
  assert.equal(new Set(questions.map(({ question }) => question)).size, questions.length);
  assert.equal(new Set(questions.map(({ id }) => id)).size, questions.length);
});

test('every gold query runs over Meridian Bank and gives rows with a value', async () => {
  const url = await createDatabase();
  await loadMeridian(url);
  const client = await openSession(url);
  const bad: string[] = [];
  const known = new Map<string, Awaited<ReturnType<typeof runQuery>>>();
  try {
    for (const { id, question, gold, answerable } of questions) {
      if (gold.length > 0 !== answerable) bad.push(`${id}: gold and answerable disagree`);
      for (const sql of gold) {
        const ran = known.get(sql) ?? (await runQuery(client, sql));
        known.set(sql, ran);
        const why = ran.ok ? 'no rows' : ran.message;
        if (!ran.ok || !ran.result.rows.some((row) => row.some((cell) => cell !== null)))
          bad.push(`${id} ${question}: ${why}`);
      }
    }
  } finally {
    await client.end();
  }
  assert.deepEqual(bad, []);
});
