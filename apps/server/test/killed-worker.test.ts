import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type QueryView, STAGES } from '@aureus/contract';
import { type House, startHouse, waitFor } from './support/house.ts';

const DYING = fileURLToPath(new URL('support/dying-worker.ts', import.meta.url));
const QUESTION = 'How many loans are there?';

/** Asks a question whose worker is killed at the stage, and gives its id. */
async function askAndKill(house: House, stage: string): Promise<string> {
  const asked = await house.call('/v1/query/ask', { token: house.token('analyst'), body: { question: QUESTION } });
  assert.equal(asked.status, 202, JSON.stringify(asked.body));
  // It may meet questions of those killed before it, and answers them: only its own ends it.
  const worker = spawn(process.execPath, [DYING, stage, asked.body.query_id], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...house.env, ATLAS_WORKER_CONCURRENCY: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [, signal] = await once(worker, 'exit');
  assert.equal(signal, 'SIGKILL', `the worker has to die at ${stage}`);
  return asked.body.query_id;
}

type Leaf = { readonly run: string | null; readonly seq: number | null; readonly type: string };

async function chains(house: House): Promise<Map<string, string[]>> {
  const client = new pg.Client(house.database.superuserUrl);
  await client.connect();
  try {
    while ((await client.query('SELECT FROM audit.staging LIMIT 1')).rowCount !== 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const found = await client.query<{ leaf: Buffer }>('SELECT leaf FROM audit.entries ORDER BY index');
    const runs = new Map<string, string[]>();
    for (const { run, seq, type } of found.rows.map((row) => JSON.parse(row.leaf.toString()) as Leaf)) {
      if (run !== null && seq !== null) runs.set(run, [...(runs.get(run) ?? []), type]);
    }
    return runs;
  } finally {
    await client.end();
  }
}

test('a worker killed at any stage: the question still ends, once, with at most one execution, all of it on record', async () => {
  const house = await startHouse({ questionMs: 600_000, env: { ATLAS_LIMIT_RUNNING: '100' } });
  try {
    await house.stopRole('worker');
    const ids = new Map<string, string>();
    for (const stage of STAGES) ids.set(stage, await askAndKill(house, stage));
    await house.startRole('worker');
    const views = new Map<string, QueryView>();
    for (const [stage, id] of ids) views.set(stage, await waitFor(house.call, id, house.token('analyst')));
    const record = await chains(house);
    for (const [stage, view] of views) {
      const chain = record.get(view.query_id) ?? [];
      const beforeIntention = STAGES.indexOf(stage as (typeof STAGES)[number]) <= STAGES.indexOf('intend');
      assert.equal(view.status, beforeIntention ? 'success' : 'error', stage);
      assert.equal(view.executed, beforeIntention ? 'yes' : 'unknown', stage);
      const ending = beforeIntention ? 'release' : 'refusal';
      assert.deepEqual(chain, ['request', 'derivation', 'decision', 'execution', ending], stage);
    }
  } finally {
    await house.stop();
  }
});

test('when no worker comes back the api closes the question, with every execution on record', async () => {
  const house = await startHouse({ questionMs: 8000, env: { ATLAS_LIMIT_RUNNING: '100' } });
  try {
    await house.stopRole('worker');
    const planned = await askAndKill(house, 'plan');
    const executed = await askAndKill(house, 'seal');
    const waiting = await house.call('/v1/query/ask', { token: house.token('analyst'), body: { question: QUESTION } });
    const end = (id: string): Promise<QueryView> => waitFor(house.call, id, house.token('analyst'));
    assert.deepEqual([(await end(planned)).error_code, (await end(planned)).executed], ['TIMEOUT', 'no']);
    assert.deepEqual([(await end(executed)).error_code, (await end(executed)).executed], ['TIMEOUT', 'unknown']);
    assert.equal((await end(waiting.body.query_id)).error_code, 'TIMEOUT');
    const record = await chains(house);
    assert.deepEqual(record.get(planned), ['request', 'refusal']);
    assert.deepEqual(record.get(executed), ['request', 'derivation', 'decision', 'execution', 'refusal']);
    const { evidence_id: id } = await end(executed);
    const { body: evidence } = await house.call(`/v1/audit/evidence/${id}`, { token: house.token('analyst') });
    assert.deepEqual(evidence.snapshot.datasets_accessed, ['loans']);
    assert.ok(evidence.snapshot.guard_policies_applied.includes('bank/query'), 'decided before it broke off');
    assert.equal(evidence.validation.policy_compliance, 'passed');
    const { body: early } = await house.call(`/v1/audit/evidence/${(await end(planned)).evidence_id}`, {
      token: house.token('analyst'),
    });
    assert.deepEqual(early.snapshot.guard_policies_applied, []);
    assert.equal(early.validation.policy_compliance, 'not_reached');
  } finally {
    await house.stop();
  }
});
