import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { parseEnvelope } from '@aureus/ledger';
import { makeClock } from '#platform/clock';
import { openTrustHouse } from '../../../test/support/trust.ts';
import { signAuditEvent, signStages } from './sign-acts.ts';

/** Every field that can reach the log or the trail, and what becomes of it. A new one must be decided on here. */
const LEAF = {
  v: 'keep',
  type: 'keep',
  run: 'keep: an id',
  seq: 'keep',
  time: 'keep',
  actor: 'keep: a random id',
  envelope: 'digest',
  prev: 'digest',
  kid: 'digest',
};
const ROW = {
  id: 'keep',
  event_type: 'keep',
  user_id: 'keep: a random id',
  team: 'keep: in the database alone',
  resource_type: 'keep',
  resource_id: 'keep: an id',
  details: 'keep: ids, codes, digests and numbers',
  ip_address: 'keep: in the database alone',
  user_agent: 'keep: cut, in the database alone',
  created_at: 'keep',
};
const HEAD = {
  atlas: 'keep',
  run: 'keep',
  seq: 'keep',
  time: 'keep',
  actor: 'keep: a random id',
  prev: 'digest',
  blind: 'keep: random',
};
const WAITING = { commitments: 'digest: salted', approval: 'keep: an id' };

const house = await openTrustHouse();
const signing = { attester: house.keys.attester, clock: makeClock(), build: house.audit.build };
const keysOf = (value: object): string[] => Object.keys(value).toSorted();
const payloadOf = (envelope: string): Record<string, object> =>
  JSON.parse(Buffer.from(parseEnvelope(envelope).payload).toString()) as Record<string, object>;

test('every field of a leaf and of a row of the trail is decided on', async () => {
  const origin = { address: '192.0.2.1', userAgent: 'x' };
  const event = {
    type: 'signed_in',
    actor: { id: randomUUID(), team: 'risk' },
    resource: { type: 'session', id: randomUUID() },
  };
  const act = await signAuditEvent(signing, { ...event, details: {}, origin });
  assert.deepEqual(keysOf(JSON.parse(Buffer.from(act.leafBytes).toString()) as object), keysOf(LEAF));
  assert.deepEqual(keysOf(payloadOf(act.envelope)['row'] ?? {}), keysOf(ROW));
});

test('every field of a statement’s head is decided on', async () => {
  const body = { stage: 'waiting', approval: randomUUID(), commitments: {} } as const;
  const { acts } = await signStages(
    signing,
    { run: randomUUID(), seq: 0, prev: null },
    { actor: null, statements: [{ body }] },
  );
  assert.deepEqual(keysOf(payloadOf(acts[0]?.envelope ?? '')['predicate'] ?? {}), keysOf({ ...HEAD, ...WAITING }));
});
