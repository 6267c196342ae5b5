import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { findAttester, fromBase64, parseEnvelope, parseReceipt, verifyEnvelope } from '@aureus/ledger';
import { sql } from 'kysely';
import { makeDb, transaction } from '#platform/db';
import { nodeCrypto } from '#platform/keys';
import { BUILD, openTrustHouse } from '../../../test/support/trust.ts';
import { MERGE_DELAY, makeAudit } from './audit-actions.ts';
import type { AuditEvent } from './audit.ts';
import { addressBlock } from './audit-rules.ts';
import { sequenceBatch } from './sequencer-actions.ts';

const house = await openTrustHouse();
const { app, audit, trust } = house;
const PERSON = randomUUID();

const EVENT: AuditEvent = {
  type: 'signed_in',
  actor: { id: PERSON, team: 'risk' },
  resource: { type: 'session', id: randomUUID() },
  details: { method: 'password', tries: 2, list: ['a', 'b'], nothing: null },
  origin: { address: '192.0.2.7', userAgent: 'x'.repeat(1000) },
};

describe('an event', () => {
  test('stands in the row, in a signed envelope and in a leaf that names it', async () => {
    const staged = await transaction(app, (tx) => audit.record(tx, EVENT));
    const { rows } = await sql<Record<string, unknown>>`
      SELECT e.*, host(ip_address) AS ip, envelope, leaf FROM audit.audit_events e JOIN audit.envelopes USING (leaf_hash)
      WHERE leaf_hash = ${Buffer.from(staged.leafHash, 'hex')}`.execute(app);
    const row = rows[0] ?? {};
    assert.equal(row['event_type'], 'signed_in');
    assert.equal(row['user_id'], PERSON);
    assert.equal(row['team'], 'risk');
    assert.equal(row['ip'], '192.0.2.7');
    assert.deepEqual(row['details'], EVENT.details);
    assert.equal(String(row['user_agent']).length, 300);
    const envelope = parseEnvelope(String(row['envelope']));
    const spki = findAttester(trust.version, envelope.keyid, { origin: trust.origin, index: 0 });
    assert.equal(await verifyEnvelope(envelope, spki ?? new Uint8Array(), nodeCrypto), true);
    const payload = JSON.parse(Buffer.from(envelope.payload).toString()) as { row: { id: string }; blind: string };
    assert.equal(payload.row.id, row['id']);
    assert.match(payload.blind, /^[0-9a-f]{64}$/);
    const leaf = JSON.parse(String(row['leaf'])) as Record<string, unknown>;
    assert.deepEqual([leaf['type'], leaf['actor'], leaf['seq'], leaf['prev']], ['signed_in', PERSON, null, null]);
  });

  test('leaves no personal data in its leaf', async () => {
    const { leaf } = await transaction(app, (tx) => audit.record(tx, EVENT));
    for (const personal of ['192.0.2.7', 'risk', 'xxx', 'password'])
      assert.ok(!Buffer.from(leaf).toString().includes(personal));
  });

  test('is gone with the transaction that it belongs to', async () => {
    const count = async (): Promise<unknown> =>
      (await sql`SELECT count(*) FROM audit.audit_events`.execute(app)).rows[0];
    const before = await count();
    const failing = transaction(app, async (tx) => {
      await audit.record(tx, EVENT);
      throw new Error('the act fails');
    });
    await assert.rejects(failing);
    assert.deepEqual(await count(), before);
  });

  test('may have nobody, nothing and nowhere', async () => {
    const bare = {
      ...EVENT,
      actor: null,
      resource: null,
      origin: { address: null, userAgent: null },
      run: randomUUID(),
    };
    const { leaf } = await transaction(app, (tx) => audit.record(tx, bare));
    assert.match(Buffer.from(leaf).toString(), new RegExp(`"run":"${bare.run}","seq":null`));
  });
});

describe('stages', () => {
  test('are chained: each leaf names the one before', async () => {
    const run = randomUUID();
    const body = { stage: 'waiting', approval: 'a', commitments: {} } as const;
    const first = await transaction(app, (tx) =>
      audit.stage(tx, { run, seq: 0, prev: null }, { actor: PERSON, statements: [{ body }] }),
    );
    const next = await transaction(app, (tx) =>
      audit.stage(tx, first.chain, { actor: PERSON, statements: [{ body }, { body }] }),
    );
    assert.deepEqual(next.chain, { run, seq: 3, prev: next.leafHash });
    assert.ok(!Buffer.from(next.leaf).toString().includes(first.leafHash));
    const forked = transaction(app, (tx) => audit.stage(tx, first.chain, { actor: PERSON, statements: [{ body }] }));
    await assert.rejects(forked, /envelopes_chain/);
  });

  test('are never none', async () => {
    const chain = { run: randomUUID(), seq: 0, prev: null };
    const empty = transaction(app, (tx) => audit.stage(tx, chain, { actor: PERSON, statements: [] }));
    await assert.rejects(empty, { code: 'INTERNAL_ERROR' });
  });
});

test('a receipt is signed, names the log and holds the leaf', async () => {
  const staged = await transaction(app, (tx) => audit.record(tx, EVENT));
  const json = await audit.receipt(staged);
  const envelope = parseEnvelope(JSON.stringify(json));
  const receipt = parseReceipt(envelope);
  assert.equal(receipt.origin, trust.origin);
  assert.deepEqual(receipt.leaf, staged.leaf);
  assert.equal(json.signatures[0]?.keyid, house.keys.attester.kid);
  assert.ok(fromBase64(json.payload).length > 0);
});

describe('the log is alive', () => {
  const at = { ms: 1_000_000 };
  const clock = { now: () => new Date(at.ms), instant: () => new Date(at.ms) };
  const watching = makeAudit({ attester: house.keys.attester, clock, origin: trust.origin, build: BUILD });
  const age = (seconds: number) =>
    sql`UPDATE audit.staging SET staged_at = clock_timestamp() - make_interval(secs => ${seconds})`.execute(
      house.superuser,
    );

  test('while nothing waits, and while leaves wait less than the merge delay', async () => {
    await house.settle();
    await watching.checkAlive(app);
    await transaction(app, (tx) => audit.record(tx, EVENT));
    await age(MERGE_DELAY - 5);
    at.ms += 2000;
    await watching.checkAlive(app);
  });

  test('not while a staged leaf has waited longer; asked of the database at most once a second', async () => {
    await age(MERGE_DELAY + 5);
    await watching.checkAlive(app);
    at.ms += 1001;
    await assert.rejects(watching.checkAlive(app), { code: 'SERVICE_UNAVAILABLE' });
  });

  test('not while a sequenced leaf is unsigned; again once it is signed', async () => {
    await age(0);
    await sequenceBatch(house.sequencer);
    await sql`UPDATE audit.entries SET added_at = added_at - interval '1 minute'`.execute(house.superuser);
    at.ms += 1001;
    await assert.rejects(watching.checkAlive(app), { code: 'SERVICE_UNAVAILABLE' });
    await house.settle();
    await watching.checkAlive(app);
  });

  test('not while nobody can be asked', async () => {
    const gone = makeDb({ url: 'postgres://nobody@127.0.0.1:1/nothing', name: 'gone' });
    at.ms += 1001;
    await assert.rejects(watching.checkAlive(gone), { code: 'SERVICE_UNAVAILABLE' });
    await gone.destroy();
    await watching.checkAlive(app);
    at.ms -= 5000;
    await watching.checkAlive(app);
  });
});

describe('refusals without a session', () => {
  test('are counted by kind and address block into one leaf', async () => {
    assert.equal(await transaction(app, (tx) => audit.recordRefusals(tx)), null);
    for (const address of ['192.0.2.1', '192.0.2.99', '2001:db8:1:2::9', '::ffff:192.0.2.3'])
      audit.countRefusal('401', address);
    audit.countRefusal('csrf', '192.0.2.1');
    const staged = await transaction(app, (tx) => audit.recordRefusals(tx));
    const { rows } = await sql<{ details: unknown }>`
      SELECT details FROM audit.audit_events WHERE leaf_hash = ${Buffer.from(staged?.leafHash ?? '', 'hex')}`.execute(
      app,
    );
    assert.deepEqual(rows[0]?.details, {
      total: 5,
      counted: ['401 192.0.2.0/24 3', '401 2001:db8:1::/48 1', 'csrf 192.0.2.0/24 1'],
    });
    assert.equal(await transaction(app, (tx) => audit.recordRefusals(tx)), null);
  });

  test('of a thousand blocks still fill no more than one small leaf', async () => {
    for (let at = 0; at < 1000; at++) audit.countRefusal('401', `10.${at >> 8}.${at & 255}.1`);
    const staged = await transaction(app, (tx) => audit.recordRefusals(tx));
    const { rows } = await sql<{ details: { counted: string[] } }>`
      SELECT details FROM audit.audit_events WHERE leaf_hash = ${Buffer.from(staged?.leafHash ?? '', 'hex')}`.execute(
      app,
    );
    assert.equal(rows[0]?.details.counted.length, 51);
    assert.equal(rows[0]?.details.counted[0], 'others 950');
  });

  test('count for the block of their address, whatever its form', () => {
    assert.equal(addressBlock('10.1.2.3'), '10.1.2.0/24');
    assert.equal(addressBlock('::1'), '0:0:0::/48');
    assert.equal(addressBlock('fe80:1:2:3:4:5:6:7'), 'fe80:1:2::/48');
  });
});
