import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { QueryView } from '@aureus/contract';
import { type House, startHouse, waitFor } from './support/house.ts';

let house: House;
before(async () => {
  house = await startHouse();
});
after(async () => house.stop());

const AMBIGUOUS = 'total loans by jurisdiction';

async function choose(choice: string): Promise<QueryView> {
  const token = house.token('analyst');
  const asked = await house.call('/v1/query/ask', { token, body: { question: AMBIGUOUS, choice } });
  assert.equal(asked.status, 202, JSON.stringify(asked.body));
  return waitFor(house.call, asked.body.query_id, token);
}

test('every reading that is offered can be asked for, also the one that was offered beside it', async () => {
  const asked = await house.ask(AMBIGUOUS);
  assert.equal(asked.error_code, 'NOT_UNDERSTOOD');
  assert.ok(asked.alternatives.length >= 2);
  for (const { sentence, choice } of asked.alternatives) {
    const chosen = await choose(choice);
    assert.deepEqual([chosen.status, chosen.reading], ['success', sentence]);
    const back = await choose(chosen.alternatives[0]?.choice ?? '');
    assert.deepEqual([back.status, back.reading], ['success', chosen.alternatives[0]?.sentence]);
  }
});

test('a choice that no reading has any more is asked back, with the readings there are', async () => {
  const asked = await choose('A'.repeat(43));
  assert.equal(asked.error_code, 'NOT_UNDERSTOOD');
  assert.match(asked.error_message ?? '', /no longer there/);
  assert.ok(asked.alternatives.length >= 2);
});
