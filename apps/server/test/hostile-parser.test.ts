import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type House, startHouse } from './support/house.ts';

const program = new URL('../src/platform/guard/guard.test-worker.ts', import.meta.url);

let house: House;
before(async () => {
  house = await startHouse({
    guard: { program, deadlineMs: 2000 },
    planner: {
      name: 'scripted',
      version: '1',
      repairs: false,
      plan: async ({ question }) => ({
        sql: question.text,
        sentence: 'Scripted.',
        assumptions: [],
        tokens: [],
        alternatives: [],
      }),
    },
  });
});
after(async () => house.stop());

async function rulesOf(run: string): Promise<unknown> {
  const client = new pg.Client(house.database.superuserUrl);
  await client.connect();
  const { rows } = await client.query<{ rules: unknown }>(
    "SELECT view->'rules' AS rules FROM ask.queries WHERE id = $1",
    [run],
  );
  await client.end();
  return rows[0]?.rules;
}

test('a text that hangs or breaks the parser ends as a refusal on record, and the next question is answered', async () => {
  const ends = { hang: 'input.too_slow', abort: 'parse.failed', exit: 'guard.crashed', poison: 'guard.failed' };
  for (const [word, rule] of Object.entries(ends)) {
    const view = await house.ask(`SELECT '${word}' FROM loans`);
    assert.deepEqual([view.status, view.error_code, view.executed], ['error', 'SQL_VALIDATION_FAILED', 'no'], word);
    assert.deepEqual(await rulesOf(view.query_id), [rule]);
    assert.ok(view.evidence_id);
    assert.ok(view.error_id, 'the operator finds the cause by it');
    assert.doesNotMatch(JSON.stringify(view), /memory access/);
    assert.equal((await house.ask('SELECT count(*) AS n FROM loans')).status, 'success');
  }
});

test('a text that is read otherwise once it is decided on is not run', async () => {
  const view = await house.ask('SELECT loan_id AS lie FROM loans');
  assert.deepEqual([view.error_code, view.executed, view.executed_sql], ['SQL_VALIDATION_FAILED', 'no', null]);
  assert.deepEqual(await rulesOf(view.query_id), ['guard.inconsistent']);
});
